-- Who holds an account, with the roles that were granted: what every request asks, in one statement with its session.

create view holder as
    select a.id, a.login, a.name, a.person_id, a.totp_secret is not null as enrolled, a.disabled_at,
           coalesce((select jsonb_agg(jsonb_build_object('role', g.role, 'organizations', g.organizations,
                                                         'granted_at', g.granted_at, 'granted_by', g.granted_by)
                                      order by g.granted_at, g.role)
                     from role_grant g where g.account_id = a.id and g.revoked_at is null), '[]') as grants
    from account a;
