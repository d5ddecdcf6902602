create table noted (
    position bigint generated always as identity primary key,
    organization text not null default current_setting('app.organization'),
    stream text not null,
    seq bigint not null,
    note_id uuid not null,
    text text not null,
    unique (stream, seq)
);
create table poison (
    text text primary key
);
