-- An edition carries its dictionaries, units and terms by name: those kept before are read again as they are told now.
-- refill
truncate edition;
comment on column edition.edition is 'The edition whole: units, terms and dictionaries by name, as its newest version tells it.';
