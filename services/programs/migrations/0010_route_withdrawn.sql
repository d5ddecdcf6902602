-- A consent to be known at the centre may be withdrawn: the words are erased, a route that runs stops.

alter table route_request drop constraint route_request_state;
alter table route_request add constraint route_request_state
    check (state in ('asked', 'opened', 'declined', 'withdrawn'));
alter table route add column withdrawn_on date;
