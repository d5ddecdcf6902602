-- Since when an organization speaks under the key it has.

alter table organization add column key_since timestamptz;
update organization set key_since = enrolled_at;
alter table organization alter column key_since set not null;
