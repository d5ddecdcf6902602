-- Nobody borrows an account: a new password or the removal of a code for somebody who logs in already waits for a second
-- person, or for the owner, who is told. And what was done with accounts is written down for good.

create table reset (
    id uuid primary key,
    account_id uuid not null references account on delete cascade,
    kind text not null,
    asked_at timestamptz not null,
    asked_by uuid not null,
    ready_at timestamptz,
    agreed_at timestamptz,
    agreed_by uuid,
    refused_at timestamptz,
    refused_by uuid,
    done_at timestamptz,
    constraint kind_is_known check (kind in ('password', 'code')),
    constraint second_person_is_another check (agreed_by is distinct from asked_by)
);
comment on column reset.ready_at is 'When it may be done without a second person, unless the owner has refused; null: only with a second person.';
create unique index reset_open on reset (account_id, kind) where refused_at is null and done_at is null;

create table deed (
    id uuid primary key,
    at timestamptz not null,
    organization text not null,
    account_id uuid not null,
    by text not null,
    kind text not null,
    detail text not null
);
comment on table deed is 'What was done with an account, and by whom; append only.';
create index deed_of_organization on deed (organization, at);
create index deed_of_account on deed (account_id, at);
drop policy if exists scope on deed;
create policy scope on deed using (true) with check (true);

create or replace view holder as
    select a.id, a.login, a.name, a.person_id, a.totp_secret is not null as enrolled, a.disabled_at,
           coalesce((select jsonb_agg(jsonb_build_object('role', g.role, 'organizations', g.organizations,
                                                         'granted_at', g.granted_at, 'granted_by', g.granted_by)
                                      order by g.granted_at, g.role)
                     from role_grant g where g.account_id = a.id and g.revoked_at is null), '[]') as grants,
           a.organization,
           (select min(r.asked_at) from reset r
            where r.account_id = a.id and r.refused_at is null and r.done_at is null) as reset_asked_at
    from account a;
