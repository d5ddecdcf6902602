-- Organizations of the region, the editions of its rules, and the mentors whose cards were published with their consent.

create table organization (
    organization text primary key,
    name text not null,
    full_name text not null,
    municipality text not null,
    time_zone text not null,
    public_key text not null,
    enrolled_at timestamptz not null,
    suspended_at timestamptz,
    suspended_for text,
    constraint organization_key_once unique (public_key)
);
comment on table organization is 'A college of the region: its card, and the key under which its contour speaks.';

create table regulation (
    edition_id text constraint edition_once primary key,
    title text not null,
    valid_from date not null,
    valid_to date,
    edition jsonb not null,
    published_at timestamptz not null
);
comment on table regulation is 'Editions of the rules: never changed once published, because what began under one keeps it.';

create table mentor (
    organization text not null default current_setting('app.organization'),
    person_id uuid not null,
    name text not null,
    post text not null,
    subject text not null,
    category text not null,
    experience_years int not null,
    domains text[] not null,
    about_self text not null,
    mentees_now int not null,
    consented_on date not null,
    published_at timestamptz not null,
    primary key (organization, person_id)
);
comment on table mentor is 'The regional register of mentors: only cards published with a consent, and only while it holds.';
