create table said (
    note_id uuid primary key,
    text text not null
);
create table whispered (
    seq bigint primary key,
    text text not null
);
