-- A meeting is known by its number in its organization's stream, which grows: its row and its key go to the end. By
-- program they went anywhere, and at millions of rows each cost a page that was not in memory.
alter table meeting drop constraint meeting_pkey, add primary key (organization, number);
