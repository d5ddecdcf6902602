-- Under which keys we speak ourselves: nobody else can be believed under one.

create table own_key (
    public_key bytea primary key,
    since timestamptz not null default now()
);
comment on table own_key is 'Every key under which this contour has spoken: it is refused as the key of another.';
