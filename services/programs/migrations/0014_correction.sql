-- Which correction a version was made of: a correction is approved if there is such a version, and only `program` writes it.
-- refill

truncate correction, version;
alter table correction drop constraint correction_state;
alter table correction add constraint correction_state check (state in ('open', 'returned'));
alter table version add column correction_id uuid;
create index version_correction on version (correction_id);

create view correction_now with (security_invoker = true) as
    select c.id, c.program_id, c.change, c.reason, c.proposed_by, c.proposed_on, c.proposed_at, c.comment,
           case when c.state = 'open' and exists (select from version v where v.correction_id = c.id) then 'approved'
                else c.state end as state
    from correction c;
comment on view correction_now is 'A correction as it stands: open, returned, or approved with the version that was made of it.';
comment on table correction is 'A change of a running program that waits for the curator, or was returned.';
