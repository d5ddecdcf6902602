-- Who needs a mentor, when the list was looked through, and how mentees assess themselves over the nine domains (4.2.2).

create table need (
    organization text not null default current_setting('app.organization'),
    person_id uuid not null,
    reason text not null,
    marked_on date not null,
    marked_at timestamptz not null,
    lifted_on date,
    lifted_for text,
    primary key (person_id, marked_at)
);
comment on table need is 'A teacher marked as needing a mentor, until it is lifted.';
create unique index need_once on need (organization, person_id) where lifted_on is null;

create table review (
    person_id uuid primary key,
    organization text not null default current_setting('app.organization'),
    reviewed_on date not null
);
comment on table review is 'When it was last looked at whether this teacher needs a mentor: at least once a year (4.1.3).';

create table assessment (
    id uuid primary key,
    organization text not null default current_setting('app.organization'),
    person_id uuid not null,
    difficulties jsonb not null,
    strengths jsonb not null,
    words jsonb not null,
    request text not null,
    words_shared boolean not null,
    edition text not null,
    assessed_on date not null,
    assessed_at timestamptz not null
);
comment on table assessment is 'Difficulties and strengths as the mentee sees them; every assessment is kept, the latest counts.';
create index assessment_person on assessment (person_id, assessed_at);
