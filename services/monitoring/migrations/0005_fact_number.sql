-- By which number of its stream each fact was told: a figure opens to the events behind it.
-- refill
truncate staff, introduction, need, pair, program, mentor, route;
alter table staff add column number bigint not null;
alter table introduction rename column number to order_number;
alter table introduction add column number bigint not null;
alter table need add column number bigint not null;
alter table pair add column number bigint not null;
alter table program add column number bigint not null, add column completed_number bigint;
alter table mentor add column number bigint not null;
alter table route add column number bigint not null;
