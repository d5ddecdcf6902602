-- What a teacher says is written down by their tutor, and says so; a route that ends before its term says why.
-- refill

alter table image add column told_by text not null default '';
alter table roadmap add column told_by text not null default '', add column told_at timestamptz;
alter table product add column told_by text not null default '';
alter table reflection add column told_by text not null default '';
alter table closeness add column told_by text not null default '';
alter table route add column ended_early_for text;
comment on column image.told_by is 'The tutor who wrote down what the teacher said; so in every table with this column.';
comment on column route.ended_early_for is 'Why all seven steps were completed before the last day of the route; null when they were not.';
