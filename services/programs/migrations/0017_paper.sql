-- Signed documents are kept as they were signed. Of those signed before, the names known on that day: they are found
-- when the journal is applied again.
-- refill

create table paper (
    id uuid primary key,
    organization text not null default current_setting('app.organization'),
    kind text not null,
    thing_id uuid not null,
    person_id uuid,
    people uuid[] not null,
    number text not null,
    day date,
    version int not null,
    docx text not null,
    pdf text not null,
    text text not null,
    signed_at timestamptz not null
);
comment on table paper is 'Documents as they were signed: the hashes of their files (table file) and who may read them.';
create index paper_thing on paper (thing_id, signed_at);

alter table participant add column words jsonb;
alter table addendum add column words jsonb;
alter table pairing_order add column words jsonb;
alter table version add column words jsonb;

-- The names known now, for the people of these ids. An apply keeps them with each signature: a rebuild then finds what
-- was known at that place of the journal.
create function known_person(surname text, given_name text, patronymic text, posts text[]) returns jsonb
language sql immutable as $$
    select jsonb_build_object('post', coalesce(posts[1], ''), 'name',
             jsonb_build_object('surname', surname, 'given', given_name, 'patronymic', patronymic))
$$;

create function known_words(people uuid[]) returns jsonb language sql stable as $$
    select jsonb_build_object(
        'organization', (
          select jsonb_build_object('name', coalesce(l.full_name, c.full_name, o.slug),
                   'short', coalesce(l.name, c.name, o.slug), 'founder', coalesce(l.founder, ''),
                   'place', coalesce(l.place, c.municipality, ''), 'address', coalesce(l.address, ''))
          from (select current_setting('app.organization') as slug) o left join college c using (slug)
            left join letterhead l on l.organization = o.slug),
        'head', (
          select known_person(surname, given_name, patronymic, posts) from person
          where organization = current_setting('app.organization') and dismissed_on is null
            and exists (select from unnest(posts) post
                        where lower(post) like 'директор%'
                          or (lower(post) like '%директор%' and lower(post) ~ '^(и\. ?о\.|исполняющ)'))
          order by name_key, birth_date, id limit 1),
        'people', coalesce((select jsonb_object_agg(id, known_person(surname, given_name, patronymic, posts))
                            from person where id = any(people)), '{}'))
$$;

-- The same, with the introduction order in force and its curator: what later papers refer to.
create function known_order() returns jsonb language sql stable as $$
    select coalesce((
      select jsonb_build_object(
               'introduction', 'от ' || to_char(a.signed_on, 'DD.MM.YYYY') || ' № ' || a.number,
               'curator', known_person(c.surname, c.given_name, c.patronymic, c.posts)->'name')
      from act a join person c on c.id = a.curator_id
      where a.state = 'in force' and a.organization = current_setting('app.organization')), '{}')
$$;

-- One key for every spelling of an order's number: no spaces, «№» or capitals, one kind of dash.
create function order_key(number text) returns text language sql immutable as $$
    select translate(lower(regexp_replace(number, '[[:space:]№]+', '', 'g')), '‐‑–—−', '-----')
$$;
