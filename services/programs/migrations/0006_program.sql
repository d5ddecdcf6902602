-- Personalized programs of pairs: the plan and its versions, results, meetings, the outcome (1.2, 4.1.3).

create table program (
    id uuid primary key,
    organization text not null default current_setting('app.organization'),
    pair_id uuid not null,
    mentor_id uuid not null,
    mentee_id uuid not null,
    stage text not null,
    version int not null,
    plan jsonb not null,
    edition text not null,
    edited_by uuid,
    edited_at timestamptz not null,
    comment text not null default '',
    sent_on date,
    approved_on date,
    approved_by uuid,
    outcomes jsonb not null default '{}',
    conclusion text not null default '',
    completion_reason text not null default '',
    over_on date,
    constraint program_stage check (stage in ('draft', 'sent', 'returned', 'started', 'completed', 'stopped'))
);
comment on table program is 'A personalized program of a mentor and one mentee; `plan` is its text as it stands.';
create index program_pair on program (pair_id);
create unique index program_once on program (pair_id, mentee_id) where stage in ('draft', 'sent', 'returned', 'started');

create table version (
    program_id uuid not null,
    number int not null,
    organization text not null default current_setting('app.organization'),
    plan jsonb not null,
    reason text not null,
    at timestamptz not null,
    primary key (program_id, number)
);
comment on table version is 'What a program said when it was approved and after each approved correction, with the reason.';

create table correction (
    id uuid primary key,
    organization text not null default current_setting('app.organization'),
    program_id uuid not null,
    change jsonb not null,
    reason text not null,
    proposed_by uuid,
    proposed_on date not null,
    proposed_at timestamptz not null,
    state text not null default 'open',
    comment text not null default '',
    decided_on date,
    constraint correction_state check (state in ('open', 'approved', 'returned'))
);
comment on table correction is 'A change of a running program that waits for the curator, or was decided.';
create index correction_program on correction (program_id);

create table result (
    activity_id uuid primary key,
    organization text not null default current_setting('app.organization'),
    program_id uuid not null,
    product text not null,
    link text not null,
    reported_by uuid,
    reported_on date not null,
    mark text,
    note text not null default '',
    level_now text,
    marked_on date,
    constraint result_mark check (mark in ('done', 'partly', 'again'))
);
comment on table result is 'What an activity brought: the product, and the mentor''s mark.';
create index result_program on result (program_id);

create table meeting (
    id uuid primary key,
    organization text not null default current_setting('app.organization'),
    program_id uuid not null,
    held_on date not null,
    form text not null,
    next_on date,
    recorded_by uuid,
    recorded_at timestamptz not null
);
comment on table meeting is 'When a mentor and a mentee met, as the curator may see it.';
create index meeting_program on meeting (program_id, held_on);

create table diary (
    meeting_id uuid primary key,
    organization text not null default current_setting('app.organization'),
    mentor_id uuid not null,
    mentee_id uuid not null,
    topic text not null,
    content text not null,
    next_step text not null
);
comment on table diary is 'What was said at a meeting: only the two who met may read it, whoever asks.';
create policy written on diary for insert with check (true);
create policy read_by_the_two on diary for select
    using (current_setting('app.person', true) in (mentor_id::text, mentee_id::text));
