-- Files that a signature refers to, by their hash. A rebuild leaves them alone; erasing one leaves its hash in the journal.

create table file (
    organization text not null default current_setting('app.organization'),
    hash text not null,
    content bytea not null,
    kept_at timestamptz not null,
    primary key (organization, hash)
);
comment on table file is 'The bytes of signed files, found by their SHA-256; the journal names the hash and never the content.';
