-- How documents write a person, as corrected by hand: papers signed from now on keep it with the other names.

alter table person add column naming jsonb not null default '{}';

create or replace function known_words(people uuid[]) returns jsonb language sql stable as $$
    select jsonb_build_object(
        'organization', (
          select jsonb_build_object('name', coalesce(l.full_name, c.full_name, o.slug),
                   'short', coalesce(l.name, c.name, o.slug), 'founder', coalesce(l.founder, ''),
                   'place', coalesce(l.place, c.municipality, ''), 'address', coalesce(l.address, ''))
          from (select current_setting('app.organization') as slug) o left join college c using (slug)
            left join letterhead l on l.organization = o.slug),
        'head', (
          select known_person(surname, given_name, patronymic, posts) || jsonb_build_object('naming', naming) from person
          where organization = current_setting('app.organization') and dismissed_on is null
            and exists (select from unnest(posts) post
                        where lower(post) like 'директор%'
                          or (lower(post) like '%директор%' and lower(post) ~ '^(и\. ?о\.|исполняющ)'))
          order by name_key, birth_date, id limit 1),
        'people', coalesce((select jsonb_object_agg(id, known_person(surname, given_name, patronymic, posts)
                                                          || jsonb_build_object('naming', naming))
                            from person where id = any(people)), '{}'))
$$;

create or replace function known_order() returns jsonb language sql stable as $$
    select coalesce((
      select jsonb_build_object(
               'introduction', 'от ' || to_char(a.signed_on, 'DD.MM.YYYY') || ' № ' || a.number,
               'curator', known_person(c.surname, c.given_name, c.patronymic, c.posts)->'name',
               'curator_naming', c.naming)
      from act a join person c on c.id = a.curator_id
      where a.state = 'in force' and a.organization = current_setting('app.organization')), '{}')
$$;
