-- The last moment at which both sides of a stream stood at the same place: what a statement of completeness is made of.

create table agreed (
    stream text not null,
    other text not null,
    ours boolean not null,
    public_key bytea not null,
    epoch int not null,
    seq bigint not null,
    hash bytea not null,
    at_ms bigint not null,
    their_at_ms bigint not null,
    their_signature bytea not null,
    primary key (stream, other)
);
comment on table agreed is 'Where both sides last stood together, by the other''s signed word; we speak it or follow it; our own word is signed when asked.';
