-- Who asked the tutor of a route to hand it over, and why; none while nobody asks.

alter table route add column asked_by text, add column asked_name text, add column asked_reason text,
    add column asked_at timestamptz;
comment on column route.asked_by is 'The account of the tutor who asked for the route; its tutor answers.';
