-- Editions are kept in the order in which the region published them: of two with the same first day the later one
-- corrects the earlier. Of those kept before, the journal knows the order.
-- refill
truncate edition;
alter table edition add column place int not null;
comment on column edition.place is 'Which one it was, as they were published: one with the same first day as an earlier one holds instead of it.';
