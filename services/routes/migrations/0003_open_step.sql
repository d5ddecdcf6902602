-- Which step of a route is the next is kept, so that what waits for its tutor is counted, not computed.
-- refill

alter table route add column open_step int default 1;
comment on column route.open_step is 'The first step that is open and not completed; none when the route is finished.';
