"""The staff on a real database: lists in two steps, people by hand, figures told when they change."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from deploy.demo.staff import STAFF
from services.programs.college.person import commands, queries, refusals, store
from services.programs.college.person.commands import AddPerson, ChangePerson, DismissPerson, ReturnPerson
from services.programs.college.staff_list import commands as lists
from services.programs.college.staff_list.commands import Choice, ImportStaffList, UploadStaffList
from services.programs.college.staff_list.model import ChoiceMissing, PreviewStale
from shared.db import Tx
from shared.errors import Invalid
from shared.wish import Upload
from tests.conftest import FreshContour
from tests.programs.college import college, events, settled
from tests.staff_lists import grid, tarification
from tests.uploads import upload_list

HEAD = ["№", "Ф.И.О.", "Должность", "Предмет", "Стаж", "Категория", "Дата рождения"]


def file(content: bytes, name: str = "тарификация 2026.xlsx") -> UploadStaffList:
    return UploadStaffList(file=Upload(name, content))


def some(*rows: Sequence[Any]) -> UploadStaffList:
    return file(grid(HEAD, *rows))


async def load(tx: Tx, uploaded: UploadStaffList, *choices: Choice) -> lists.Imported:
    list_id = await upload_list(tx, uploaded)
    seen = (await lists.preview(tx, list_id)).seal
    return await lists.import_staff_list(tx, ImportStaffList(list_id=list_id, seen=seen, choices=choices))


async def test_a_list_is_looked_at_before_anything_changes(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        list_id = await upload_list(tx, file(tarification("btlh", STAFF["btlh"])))
        plan = await lists.preview(tx, list_id)

        assert len(plan.of("new")) == len(STAFF["btlh"])
        assert await queries.people(tx) == []


async def test_loading_a_real_list_twice_changes_nothing_the_second_time(fresh_contour: FreshContour) -> None:
    content = tarification("btlh", STAFF["btlh"])
    async with college(fresh_contour) as tx:
        first = await load(tx, file(content))
        written = await events(tx)
        second = await load(tx, file(content))

        assert (first.added, first.changed, first.unchanged) == (len(STAFF["btlh"]), 0, 0)
        assert (second.added, second.changed, second.unchanged) == (0, 0, len(STAFF["btlh"]))
        assert await events(tx) == written
        people = {person.full_name: person for person in await queries.people(tx)}
        vershinina = people["Вершинина Ольга Петровна"]
        assert vershinina.posts == ("заместитель директора по учебно-методической работе", "преподаватель")
        assert (vershinina.category, vershinina.experience_years) == ("highest", 28)


async def test_figures_are_told_with_the_list(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await load(tx, file(tarification("btlh", STAFF["btlh"])))
        await settled(tx)

        told = await store.told(tx)
        assert told is not None
        assert told.teachers == len(STAFF["btlh"])
        novices = [person for person in STAFF["btlh"] if person.experience < 3 - 0.25]
        assert abs(told.novices - len(novices)) <= 1
        assert [type(event).__name__ for event, _ in tx.told] == ["StaffCounted"]


async def test_a_preview_that_is_no_longer_true_is_not_imported(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        list_id = await upload_list(tx, some([1, "Шубина Лариса Витальевна", "преподаватель"]))
        seen = (await lists.preview(tx, list_id)).seal
        await commands.add_person(
            tx, AddPerson(surname="Шубина", given_name="Лариса", patronymic="Витальевна", posts="преподаватель")
        )

        with pytest.raises(PreviewStale):
            await lists.import_staff_list(tx, ImportStaffList(list_id=list_id, seen=seen))


async def test_a_doubtful_row_waits_for_a_choice_and_follows_it(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await load(tx, some([1, "Шубина Лариса Витальевна", "преподаватель", "Лесоводство", "2", "нет", ""]))
        [shubina] = await queries.people(tx)
        slip = some([1, "Шубена Лариса Витальевна", "преподаватель", "Лесоводство", "2", "нет", ""])
        [line] = (await lists.preview(tx, await upload_list(tx, slip))).lines

        with pytest.raises(ChoiceMissing, match="Выберите, кто это"):
            await load(tx, slip)
        left = await load(tx, slip, Choice(row=line.row, person="skip"))
        assert (left.added, left.changed) == (0, 0)
        done = await load(tx, slip, Choice(row=line.row, person=str(shubina.id)))
        assert (done.added, done.changed) == (0, 1)
        assert [person.surname for person in await queries.people(tx)] == ["Шубена"]


async def test_one_name_with_two_posts_is_one_person(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        done = await load(
            tx,
            some(
                [1, "Соболева Ирина Константиновна", "методист", "", "23", "нет", ""],
                [2, "Соболева Ирина Константиновна", "преподаватель", "Математика", "23", "нет", ""],
            ),
        )

        assert done.added == 1
        [person] = await queries.people(tx)
        assert set(person.posts) == {"методист", "преподаватель"}
        with pytest.raises(refusals.SamePerson, match="Соболева"):
            await commands.add_person(
                tx, AddPerson(surname="СОБОЛЕВА", given_name="Ирина", patronymic="Константиновна", posts="тьютор")
            )


async def test_a_dismissed_person_stays_with_their_history(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        person_id = await added(tx)
        await settled(tx)
        await commands.dismiss_person(tx, DismissPerson(person_id=person_id, dismissed_on=date(2026, 11, 20)))
        await settled(tx)

        assert await queries.people(tx) == []
        assert await queries.roles_of(tx, person_id) == frozenset()
        assert (await queries.person(tx, person_id)).dismissed_on == date(2026, 11, 20)
        with pytest.raises(refusals.AlreadyDismissed):
            await commands.dismiss_person(tx, DismissPerson(person_id=person_id, dismissed_on=date(2026, 11, 20)))

        await commands.return_person(tx, ReturnPerson(person_id=person_id))
        assert [person.id for person in await queries.people(tx)] == [person_id]
        await settled(tx)
        assert (await events(tx)).count("staff_counted") == 3


async def added(tx: Tx, **told: Any) -> UUID:
    filled = {"surname": "Гущин", "given_name": "Артём", "patronymic": "Дмитриевич", "posts": "преподаватель"} | told
    return await commands.add_person(tx, AddPerson(**filled))


async def test_a_post_is_needed_by_hand(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        with pytest.raises(refusals.PostMissing):
            await added(tx, posts=" ; ")


async def test_nobody_is_dismissed_ahead_of_time(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        person_id = await added(tx)

        with pytest.raises(refusals.DismissedLater):
            await commands.dismiss_person(tx, DismissPerson(person_id=person_id, dismissed_on=date(2026, 11, 25)))


async def test_nobody_is_dismissed_before_they_were_hired(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        person_id = await added(tx, hired_on=date(2024, 9, 1))

        with pytest.raises(refusals.DismissedBeforeHired, match=r"01\.09\.2024"):
            await commands.dismiss_person(tx, DismissPerson(person_id=person_id, dismissed_on=date(2024, 8, 31)))
        await commands.dismiss_person(tx, DismissPerson(person_id=person_id, dismissed_on=date(2024, 9, 1)))


async def test_saying_the_same_of_a_person_is_no_fact(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        person_id = await added(tx, experience=2.5, birth_date=date(2002, 4, 17))
        same = ChangePerson(
            person_id=person_id, surname="Гущин", given_name="Артём", patronymic="Дмитриевич", posts="преподаватель",
            experience=2.5, birth_date=date(2002, 4, 17),
        )  # fmt: skip
        before = await events(tx)
        await commands.change_person(tx, same)
        assert await events(tx) == before

        with pytest.raises(refusals.TooExperienced):
            await commands.change_person(tx, ChangePerson(**{**_asdict(same), "experience": 30.0}))


def _asdict(wish: ChangePerson) -> dict[str, Any]:
    return {name: getattr(wish, name) for name in wish.__struct_fields__}


async def test_people_are_found_by_name_whatever_the_case_and_by_post(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await load(tx, file(tarification("btlh", STAFF["btlh"])))

        async def found(**asked: Any) -> list[str]:
            return [person.surname for person in await queries.people(tx, queries.StaffFilter(**asked))]

        assert await found(q="панферова") == ["Панфёрова"]
        assert "Гущин" in await found(q="Мастер")
        assert "Усольцев" in await found(experience="novice")
        assert await found(category="mentor") == ["Ермолин"]
        assert await found(q="%") == await found(q="\\") == []
        assert await found(state="dismissed") == []


async def test_the_head_is_known_by_post(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await load(tx, file(tarification("btlh", STAFF["btlh"])))

        head = await queries.head(tx)
        assert head is not None
        assert head.short.replace("\xa0", " ") == "Ломакин В. А."


async def test_a_file_that_is_no_table_is_refused_beside_its_field(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        with pytest.raises(Invalid) as refusal:
            await upload_list(tx, file(b"hello", "list.xlsx"))
        assert refusal.value.field == "file"
