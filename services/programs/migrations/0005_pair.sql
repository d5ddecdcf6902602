-- Pairs and groups: who mentors whom, on whose consent, under which addendum and order (4.1.4, 4.1.5; ст. 351.8 ТК РФ).

create table pairing_order (
    id uuid primary key,
    organization text not null default current_setting('app.organization'),
    number text not null,
    signed_on date not null,
    signed_by uuid,
    signed_at timestamptz not null
);
comment on table pairing_order is 'Orders that fix pairs; one order may fix several.';
create unique index pairing_order_once on pairing_order (organization, number, signed_on);

create table pair (
    id uuid primary key,
    organization text not null default current_setting('app.organization'),
    mentor_id uuid not null,
    form text not null,
    kinds text[] not null,
    topic text not null,
    reverse_topic text not null,
    regime text not null,
    regime_ground text not null,
    edition text not null,
    proposed_on date not null,
    proposed_at timestamptz not null,
    withdrawn_on date,
    withdrawn_for text,
    order_id uuid,
    started_on date,
    notice jsonb,
    ended_on date,
    end_reason text,
    constraint pair_regime check (regime in ('351.8', 'permanent_function', 'not_employee'))
);
comment on table pair is 'A mentor with one mentee or a group, from the proposal to the end; `notice` is a refusal under way.';
create index pair_mentor on pair (mentor_id);

create table participant (
    pair_id uuid not null,
    person_id uuid not null,
    organization text not null default current_setting('app.organization'),
    role text not null,
    place int not null,
    answer text,
    reason text not null default '',
    wording text not null default '',
    wording_hash text not null default '',
    answered_on date,
    answered_at timestamptz,
    reminded_at timestamptz,
    primary key (pair_id, person_id),
    constraint participant_role check (role in ('mentor', 'mentee')),
    constraint participant_answer check (answer in ('given', 'declined', 'withdrawn'))
);
comment on table participant is 'Each side of a pair and its answer; `wording` is the text that was consented to.';
create index participant_person on participant (person_id);

create table addendum (
    pair_id uuid not null,
    person_id uuid not null,
    organization text not null default current_setting('app.organization'),
    number text not null,
    signed_on date not null,
    content text not null,
    work_form text not null,
    starts_on date not null,
    ends_on date not null,
    pay_kind text not null,
    pay_amount numeric not null,
    pay_terms text not null,
    recorded_at timestamptz not null,
    primary key (pair_id, person_id)
);
comment on table addendum is 'The addendum to the employment contract of whoever mentors: content, term, form, pay (ст. 351.8 ТК РФ).';

create table bond (
    organization text not null default current_setting('app.organization'),
    one uuid not null,
    other uuid not null,
    pair_id uuid not null,
    constraint bond_once primary key (organization, one, other)
);
comment on table bond is 'Two people who are in a pair now, whichever way: they cannot be in two at once.';
