-- Who the college is, and the rules it lives by. What the region tells everybody has no owner here: it is public.

create table college (
    slug text primary key,
    name text not null,
    full_name text not null,
    municipality text not null,
    time_zone text not null
);
comment on table college is 'Every college that the region enrolled, as it told; our own is the one whose slug is ours.';

create table letterhead (
    organization text primary key default current_setting('app.organization'),
    full_name text not null,
    name text not null,
    founder text not null,
    place text not null,
    address text not null,
    described_at timestamptz not null
);
comment on table letterhead is 'What stands above our own documents, as the college itself writes it.';

create table edition (
    edition_id text primary key,
    valid_from date not null,
    valid_to date,
    edition jsonb not null,
    published boolean not null,
    known_at timestamptz not null
);
comment on table edition is 'Editions of the rules: what began under one keeps it. Not published: the one we began with before the region spoke.';
