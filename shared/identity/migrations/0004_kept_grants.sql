-- A grant is ended, never deleted: identity's login loses the right to.
comment on table role_grant is 'A role and where it holds: * or slugs joined by commas. A revoked grant stays and is never deleted, to be able to tell who could what when.';
