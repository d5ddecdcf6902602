-- Where a pair stands and by when its answers are asked for are kept, so that what waits is counted, not computed.
-- refill

alter table pair
    add column stage text not null default 'answers',
    add column answer_due date;
alter table pair add constraint pair_stage check (
    stage in ('answers', 'declined', 'papers', 'ready', 'active', 'leaving', 'completed', 'ended', 'withdrawn'));
create index pair_stage on pair (stage);
