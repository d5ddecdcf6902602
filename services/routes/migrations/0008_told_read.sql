-- Of which days a college was told who read about its people: told once, however often a day is looked at.

create table told_read (
    organization text not null,
    read_on date not null,
    role text not null,
    what text not null,
    people int not null,
    primary key (organization, read_on, role, what)
);
comment on table told_read is 'What a college was told about reads of its people: the day, the role, the kind of page, how many people.';
