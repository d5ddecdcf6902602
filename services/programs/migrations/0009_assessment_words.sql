-- The mentee's own words stand apart from the levels, under a policy of their own (4.2.2).

select set_config('app.organizations', '*', true);

create table assessment_words (
    assessment_id uuid primary key,
    organization text not null default current_setting('app.organization'),
    person_id uuid not null,
    words jsonb not null,
    shared boolean not null
);
comment on table assessment_words is 'What a mentee wrote beside the levels: only they may read it, and whoever they let, as long as they do.';
insert into assessment_words (assessment_id, organization, person_id, words, shared)
    select id, organization, person_id, words, words_shared from assessment;
alter table assessment drop column words;

create policy written on assessment_words for insert with check (true);
create policy read_as_they_let on assessment_words for select using (
    current_setting('app.person', true) = person_id::text
    or shared and (
        select latest.words_shared from assessment latest
        where latest.person_id = assessment_words.person_id order by latest.assessed_at desc, latest.id desc limit 1
    )
);
