-- A token opens what it was made for, and lives for ninety days; one made before keeps what it opened, no longer than that.

alter table api_token add column scopes text[] not null default '{write:*}';
alter table api_token alter column scopes drop default;
comment on column api_token.scopes is 'read: or write:, and a subject of the API as programs.person, or * for all; write opens reading too.';
update api_token set expires_at = least(expires_at, created_at + interval '90 days');
