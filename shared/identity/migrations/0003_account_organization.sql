-- A contour may hold several organizations: an account is of one, and its people see the accounts of their own alone.
-- Whoever is here already is of the contour's own. A login stays one for the whole contour: it says who comes.

alter table account
    add column organization text not null default current_setting('app.organization'),
    drop constraint person_has_account,
    add constraint person_has_account unique (organization, person_id);
alter table account alter column organization drop default;
-- The gate looks for whoever comes before it knows whose they are; what lists accounts names the organization.
drop policy if exists scope on account;
create policy scope on account using (true) with check (true);

create or replace view holder as
    select a.id, a.login, a.name, a.person_id, a.totp_secret is not null as enrolled, a.disabled_at,
           coalesce((select jsonb_agg(jsonb_build_object('role', g.role, 'organizations', g.organizations,
                                                         'granted_at', g.granted_at, 'granted_by', g.granted_by)
                                      order by g.granted_at, g.role)
                     from role_grant g where g.account_id = a.id and g.revoked_at is null), '[]') as grants,
           a.organization
    from account a;
