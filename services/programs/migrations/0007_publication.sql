-- A mentor's card for the regional register: what is prepared, what was consented to, what has left (152-ФЗ; 3.4).

create table card (
    person_id uuid primary key,
    organization text not null default current_setting('app.organization'),
    domains text[] not null,
    about_self text not null,
    fields text[] not null,
    written_at timestamptz not null,
    published jsonb,
    wording text not null default '',
    wording_hash text not null default '',
    consented_on date,
    withdrawn_on date
);
comment on table card is 'What a mentor prepared; `published` is exactly what the region holds now, nothing when withdrawn.';
