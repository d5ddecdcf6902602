-- Who in the region was shown data of the college's people: the region tells it once a day.

create table regional_read (
    organization text not null default current_setting('app.organization'),
    person_id uuid not null,
    read_on date not null,
    role text not null,
    what text not null,
    primary key (organization, person_id, read_on, role, what)
);
comment on table regional_read is 'Who in the region read about a person: the role and the kind of page, by day.';
