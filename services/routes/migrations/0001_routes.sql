-- Routes of four to five years: who asked, the seven steps, and what each of them holds.

create table organization (
    organization text primary key,
    name text not null,
    municipality text not null
);
comment on table organization is 'How the colleges of the region are called, as the registry said.';

create table edition (
    edition_id text primary key,
    valid_from date not null,
    edition jsonb not null
);
comment on table edition is 'Editions of the rules, as the registry said; a route lives under the one it began with.';

create table request (
    organization text not null default current_setting('app.organization'),
    person_id uuid not null,
    name text not null,
    post text not null,
    subject text not null,
    difficulties jsonb not null,
    strengths text[] not null,
    request text not null,
    consented_on date not null,
    requested_at timestamptz not null,
    state text not null default 'waiting' check (state in ('waiting', 'opened', 'declined')),
    declined_for text,
    answered_at timestamptz,
    primary key (organization, person_id)
);
comment on table request is 'Teachers who asked for a route, known here by their consent for exactly that.';

create table route (
    id uuid primary key,
    organization text not null default current_setting('app.organization'),
    person_id uuid not null,
    edition text,
    name text not null default '',
    post text not null default '',
    subject text not null default '',
    tutor text not null,
    tutor_name text not null default '',
    opened_on date not null,
    ends_on date not null,
    opened_at timestamptz not null,
    constraint one_route unique (organization, person_id)
);
comment on table route is 'An individual educational route; its tutor is the account that answers for it.';

create table step (
    route_id uuid not null,
    organization text not null default current_setting('app.organization'),
    number int not null check (number between 1 and 7),
    completed_on date not null,
    primary key (route_id, number)
);
comment on table step is 'Steps that are completed.';

create table image (
    route_id uuid primary key,
    organization text not null default current_setting('app.organization'),
    text text not null,
    written_at timestamptz not null,
    shared_at timestamptz
);
comment on table image is 'Step 1: whom the teacher wants to become; only the tutor of the route sees it until it is shared.';

create table diagnosis (
    id uuid primary key,
    organization text not null default current_setting('app.organization'),
    route_id uuid not null,
    kind text not null check (kind in ('strengths', 'difficulties')),
    held_on date not null,
    marks jsonb not null,
    note text not null,
    noted_at timestamptz not null
);
create index diagnosis_of on diagnosis (route_id, kind, held_on);
comment on table diagnosis is 'Steps 2 and 3: what a teacher is strong in and what is hard, over the nine domains; every one is kept.';

create table roadmap (
    route_id uuid primary key,
    organization text not null default current_setting('app.organization'),
    agreed_on date not null,
    version int not null
);
comment on table roadmap is 'Step 4: the roadmap the teacher agreed to, and the number of its present version.';

create table activity (
    id uuid primary key,
    organization text not null default current_setting('app.organization'),
    route_id uuid not null,
    part text not null check (part in ('courses', 'trials', 'projects', 'measures')),
    title text not null,
    starts_on date not null,
    due_on date not null,
    domain text not null,
    expected text not null,
    state text not null default 'planned' check (state in ('planned', 'done', 'dropped')),
    dropped_for text
);
create index activity_of on activity (route_id);
comment on table activity is 'What a roadmap holds: four parts, each activity against one difficulty, with an expected product.';

create table correction (
    route_id uuid not null,
    organization text not null default current_setting('app.organization'),
    version int not null,
    what text not null,
    reason text not null,
    at timestamptz not null,
    primary key (route_id, version)
);
comment on table correction is 'Step 6: each change of an agreed roadmap is a version with its reason.';

create table product (
    activity_id uuid primary key,
    organization text not null default current_setting('app.organization'),
    route_id uuid not null,
    kind text not null,
    title text not null,
    attitude text not null,
    made_on date not null,
    recorded_at timestamptz not null
);
comment on table product is 'Step 5: what came of an activity, and what the teacher thinks of it.';

create table reflection (
    route_id uuid not null,
    organization text not null default current_setting('app.organization'),
    domain text not null,
    level text not null,
    text text not null,
    written_at timestamptz not null,
    primary key (route_id, domain)
);
comment on table reflection is 'Step 7: what became of each difficulty, in the teacher''s own judgement.';

create table closeness (
    route_id uuid primary key,
    organization text not null default current_setting('app.organization'),
    mark int not null check (mark between 1 and 10),
    text text not null,
    written_at timestamptz not null
);
comment on table closeness is 'Step 7: how near the teacher came to the image of step 1.';
