"""The SQL of tasks agrees with the rules."""

from datetime import date

import pytest

from services.programs.college.person import model as people_rules
from services.programs.college.person import queries as people
from services.programs.college.person.queries import TEACHES
from services.programs.pairing.need import queries
from services.programs.pairing.need.tasks import TASKS
from shared.actor import Role
from shared.contracts.regulation import first_edition
from shared.tasks import waits
from tests.conftest import FreshContour
from tests.programs.college import by, college
from tests.programs.scene import TODAY, VERSHININA, staffed

EDITION = first_edition()

POSTS = (
    "преподаватель", "Преподаватель  спец. дисциплин", "ПЕДАГОГ-ПСИХОЛОГ", "Педагог‑организатор", "мастер п/о",
    "мастер производственного обучения", "социальный педагог", "воспитатель", "методист", "старший методист",
    "бухгалтер", "директор", "заместитель директора", "водитель", "учитель - дефектолог", "Тьютор", "лаборант",
    "концертмейстер", "инструктор по физической культуре", "руководитель физического воспитания", "ёлочник",
)  # fmt: skip


async def test_who_teaches_is_the_same_in_the_rule_and_in_the_statement_of_tasks(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await staffed(tx)
        asked = f"""select post from unnest($4::text[]) post, lateral (select array[post] as posts) p
                    where {TEACHES} and ($2::timestamptz, $3::text) is not null"""
        rows = await tx.connection.fetch(asked, tx.today, tx.now, "UTC", list(POSTS))
        assert {row["post"] for row in rows} == {post for post in POSTS if people_rules.teaches((post,), EDITION)}
        assert 5 < len(rows) < len(POSTS)


@pytest.mark.parametrize(
    ("times", "unit"),
    [
        (1, "per_year"),
        (2, "per_year"),
        (4, "per_year"),
        (30, "per_year"),
        (10, "months"),
        (1, "years"),
        (40, "weeks"),
        (300, "days"),
    ],
)
async def test_when_a_teacher_is_looked_at_again_is_the_same_in_the_rule_and_in_the_task(
    times: int, unit: str, fresh_contour: FreshContour
) -> None:
    async with college(fresh_contour) as tx:
        await staffed(tx)
        await tx.run(
            """update edition set edition = jsonb_set(edition, '{terms}', (
                 select jsonb_agg(case when term->>'code' = 'needs_refresh'
                                       then term || jsonb_build_object('value', $1::int, 'unit', $2::text)
                                       else term end)
                 from jsonb_array_elements(edition->'terms') term))""",
            times, unit,
        )  # fmt: skip
        by(tx, Role.CURATOR, person_id=VERSHININA)
        for one in await people.people(tx):
            await tx.run(
                """insert into review (person_id, reviewed_on) values ($1, $2)
                   on conflict (person_id) do update set reviewed_on = excluded.reviewed_on""",
                one.id, date(2026, 1, 31),
            )  # fmt: skip
        state = await queries.refresh(tx)
        assert state is not None
        looked = [task for task in await waits(tx, TASKS) if task.url == "/needs" and "Просмотрено" in task.why]
        wanted = not state.done or (state.due - TODAY).days <= 30
        assert len(looked) == wanted
        if wanted:
            assert f"Просмотрено {state.reviewed} из {state.of}." in looked[0].why
            assert looked[0].due == (state.due if state.done or state.due < TODAY else None)
