-- What was heard is found in the archive; an index of all that it was about would be the one thing here whose cost grows
-- with what is there, because its entries fall anywhere.

drop index journal_about;
create index journal_about on journal (about, position) where event is not null;
