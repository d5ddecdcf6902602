-- The college's notice board (3.3).

create table announcement (
    id uuid primary key,
    organization text not null default current_setting('app.organization'),
    version int not null default 1,
    title text not null,
    text text not null,
    audience text not null,
    until date not null,
    pinned boolean not null,
    author_id uuid,
    posted_on date not null,
    changed_at timestamptz not null,
    archived_on date,
    constraint announcement_audience check (audience in ('all', 'mentors', 'mentees', 'council'))
);
comment on table announcement is 'Notices of the college: for whom, until when, and whether they were taken off the board.';
create index announcement_standing on announcement (organization, until) where archived_on is null;
