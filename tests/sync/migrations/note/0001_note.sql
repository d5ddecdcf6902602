create table note (
    note_id uuid primary key,
    text text not null
);
create table whispered (
    position bigint generated always as identity primary key,
    stream text not null,
    seq bigint not null,
    text text not null
);
