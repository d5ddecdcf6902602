-- On which ground somebody works here; empty where no list said. Lists kept before said it in notes that were not loaded.
alter table person add column employment text not null default ''
    constraint person_employment check (employment in ('', 'main', 'external', 'contract'));
