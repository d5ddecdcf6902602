-- A second factor is required of roles that see many people's data, a week after their first login.

alter table account add column code_asked_at timestamptz;
comment on column account.code_asked_at is 'Since when the owner was asked to set up a second factor: their first login with a role that needs one.';

create or replace view holder as
    select a.id, a.login, a.name, a.person_id, a.totp_secret is not null as enrolled, a.disabled_at,
           coalesce((select jsonb_agg(jsonb_build_object('role', g.role, 'organizations', g.organizations,
                                                         'granted_at', g.granted_at, 'granted_by', g.granted_by)
                                      order by g.granted_at, g.role)
                     from role_grant g where g.account_id = a.id and g.revoked_at is null), '[]') as grants,
           a.organization,
           (select min(r.asked_at) from reset r
            where r.account_id = a.id and r.refused_at is null and r.done_at is null) as reset_asked_at,
           a.code_asked_at
    from account a;
