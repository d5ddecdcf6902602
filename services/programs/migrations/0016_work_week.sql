-- How an organization works: the days of its week and the holidays of its region (ст. 100, 112 ТК РФ).

create table work_week (
    organization text primary key default current_setting('app.organization'),
    week smallint not null,
    holidays date[] not null,
    yearly date[] not null,
    ground text not null,
    set_at timestamptz not null,
    constraint work_week_days check (week in (5, 6))
);
comment on table work_week is 'The working week and regional holidays by which an organization counts working days.';
