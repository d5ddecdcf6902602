-- What others tell comes by thousands: one line of the journal says it of all that follow one another in their stream.
-- What an event is called and what it is about is read where it is kept; of a line of earlier days it stands here too.

alter table journal
    add column through bigint,
    alter column name drop not null,
    alter column about drop not null,
    add constraint said_whole check (event is null or (name is not null and about is not null)),
    add constraint heard_on check (through >= seq);
comment on table journal is 'Everything that made this service what it is, in order; append only. A heard line refers to sync.archive: its events from seq through the last one, or to that one alone.';
