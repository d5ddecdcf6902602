-- Who may come in: accounts, what they may do, and every way they prove who they are. Only hashes of secrets are kept.

create table account (
    id uuid primary key,
    login text not null,
    name text not null,
    person_id uuid,
    password_hash text,
    password_at timestamptz,
    totp_secret bytea,
    totp_pending bytea,
    totp_last_step bigint not null default 0,
    created_at timestamptz not null,
    disabled_at timestamptz,
    constraint login_taken unique (login),
    constraint login_is_lower check (login = lower(login)),
    constraint person_has_account unique (person_id)
);
comment on column account.totp_secret is 'Encrypted with a key that is not in the database; null until the second factor is confirmed.';

create table role_grant (
    account_id uuid not null references account on delete cascade,
    role text not null,
    organizations text not null,
    granted_at timestamptz not null,
    granted_by text not null,
    revoked_at timestamptz,
    revoked_by text,
    constraint scope_is_not_empty check (organizations <> '')
);
comment on table role_grant is 'A role and where it holds: * or slugs joined by commas. A revoked grant stays, to be able to tell who could what when.';
create unique index role_granted_once on role_grant (account_id, role) where revoked_at is null;

create table session (
    token_hash bytea primary key,
    id uuid not null unique,
    account_id uuid not null references account on delete cascade,
    created_at timestamptz not null,
    seen_at timestamptz not null,
    expires_at timestamptz not null,
    passed boolean not null,
    agent text not null,
    address text not null
);
comment on column session.passed is 'False between the password and the code of the second factor: such a session opens nothing.';
create index session_account on session (account_id);

create table api_token (
    token_hash bytea primary key,
    id uuid not null unique,
    account_id uuid not null references account on delete cascade,
    name text not null,
    created_at timestamptz not null,
    used_at timestamptz,
    expires_at timestamptz not null
);
create index api_token_account on api_token (account_id);

create table invite (
    token_hash bytea primary key,
    account_id uuid not null references account on delete cascade,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz
);
create index invite_account on invite (account_id);

create table attempt (
    id uuid primary key,
    target text not null,
    address text not null,
    at timestamptz not null
);
comment on table attempt is 'Unsuccessful tries of a password or a code; a successful one removes its own. The target is a hash: people type passwords into the login field.';
create index attempt_target on attempt (target, at);
create index attempt_address on attempt (address, at);

create table access_log (
    id uuid primary key,
    at timestamptz not null,
    account_id uuid not null,
    person_id uuid not null,
    page text not null,
    request_id text not null
);
comment on table access_log is 'Who read whose personal data; append only.';
create index access_log_person on access_log (person_id, at);
create index access_log_account on access_log (account_id, at);
