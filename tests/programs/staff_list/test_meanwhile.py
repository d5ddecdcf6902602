"""What was previewed is checked again when it is loaded; two rows that are one person are joined."""

from collections.abc import AsyncGenerator
from datetime import date
from uuid import UUID

import msgspec
import pytest

from services.programs.college.person import queries
from services.programs.college.person.commands import AddPerson, ChangePerson, add_person, change_person
from services.programs.college.person.refusals import AnotherPerson, SamePerson
from services.programs.college.staff_list import pages
from services.programs.college.staff_list.commands import (
    Choice,
    ImportStaffList,
    UploadStaffList,
    import_staff_list,
    preview,
)
from services.programs.college.staff_list.matching import Plan
from services.programs.college.staff_list.model import PreviewStale
from shared.db import Tx
from shared.documents.spreadsheet import write_xlsx
from shared.web.forms import Form
from shared.wish import Upload
from tests.conftest import FreshContour
from tests.programs.college import college
from tests.uploads import upload_list

HEAD = ("ФИО", "Должность", "Предмет", "Ставка", "Кабинет")


@pytest.fixture
async def tx(fresh_contour: FreshContour) -> AsyncGenerator[Tx]:
    async with college(fresh_contour) as opened:
        yield opened


async def uploaded(tx: Tx, *rows: tuple[str | float, ...]) -> tuple[UUID, Plan]:
    content = write_xlsx("Сотрудники", HEAD, [(*row, *[None] * (len(HEAD) - len(row))) for row in rows])
    list_id = await upload_list(tx, UploadStaffList(file=Upload("список.xlsx", content)))
    return list_id, await preview(tx, list_id)


async def added(tx: Tx, surname: str, given: str = "Лариса", patronymic: str = "Викторовна", **facts: object) -> UUID:
    said = {"surname": surname, "given_name": given, "patronymic": patronymic, "posts": "преподаватель", **facts}
    return await add_person(tx, msgspec.convert(said, AddPerson))


async def corrected(tx: Tx, id: UUID, **changes: object) -> None:
    person = await queries.person(tx, id)
    said = {
        "person_id": id, "surname": person.surname, "given_name": person.given_name,
        "patronymic": person.patronymic, "posts": person.post, "birth_date": person.birth_date, **changes,
    }  # fmt: skip
    await change_person(tx, msgspec.convert(said, ChangePerson))


async def test_rows_that_changed_meanwhile_are_refused_and_named(tx: Tx) -> None:
    shubina, _ = await added(tx, "Шубина"), await added(tx, "Гущина", "Анна")
    list_id, plan = await uploaded(tx, ("Шубина Лариса Викторовна", "методист"), ("Гущина Анна Викторовна", "методист"))
    await corrected(tx, shubina, posts="мастер производственного обучения")

    with pytest.raises(PreviewStale):
        await import_staff_list(tx, ImportStaffList(list_id=list_id, seen=plan.seal))

    refused = Form("ImportStaffList", {"marks": [plan.marks]}, refused="изменились", about={"list_id": str(list_id)})
    shown = (await pages.show_list(tx, list_id, form=refused)).context
    assert [line.name for line in shown["since"]] == ["Шубина Лариса Викторовна"]
    assert (await queries.person(tx, shubina)).post == "мастер производственного обучения"


async def test_a_choice_made_of_somebody_who_changed_meanwhile_is_refused(tx: Tx) -> None:
    shubina = await added(tx, "Шубина")
    list_id, plan = await uploaded(tx, ("Шубено Лариса Викторовна", "методист"))
    assert [line.candidates for line in plan.of("doubtful")] == [(shubina,)]
    await corrected(tx, shubina, posts="педагог-психолог")

    choices = (Choice(row=plan.lines[0].row, person=str(shubina)),)
    with pytest.raises(PreviewStale):
        await import_staff_list(tx, ImportStaffList(list_id=list_id, seen=plan.seal, choices=choices))


async def test_two_rows_decided_as_one_person_are_joined(tx: Tx) -> None:
    shubina = await added(tx, "Шубина")
    list_id, plan = await uploaded(
        tx,
        ("Шубена Лариса Викторовна", "преподаватель", "Лесоводство", 1),
        ("Шубино Лариса Викторовна", "методист", "Ботаника", 0.5),
    )
    choices = tuple(Choice(row=line.row, person=str(shubina)) for line in plan.of("doubtful"))
    assert len(choices) == 2

    done = await import_staff_list(tx, ImportStaffList(list_id=list_id, seen=plan.seal, choices=choices))

    person = await queries.person(tx, shubina)
    assert person.posts == ("преподаватель", "методист")
    assert {part.strip().lower() for part in person.subject.split(";")} == {"лесоводство", "ботаника"}
    assert person.load == pytest.approx(1.5)
    assert (done.added, done.changed, done.unchanged) == (0, 1, 0)


async def test_columns_that_were_not_understood_are_named_at_the_top(tx: Tx) -> None:
    list_id, _ = await uploaded(tx, ("Шубина Лариса Викторовна", "методист"))

    assert (await pages.show_list(tx, list_id)).context["strange"] == ["Кабинет"]
    assert [pages.named(label) for label in ("№", "№ п/п", "№ кабинета", "")] == [False, False, True, False]


@pytest.mark.parametrize(
    "changes",
    [
        {"surname": "Орлова", "given_name": "Дарья"},
        {"surname": "Орлова", "birth_date": date(1990, 1, 1)},
        {"given_name": "Дарья", "patronymic": "Романовна"},
    ],
)
async def test_a_correction_that_makes_another_person_of_somebody_asks(tx: Tx, changes: dict[str, object]) -> None:
    shubina = await added(tx, "Шубина", birth_date=date(1985, 5, 5))

    with pytest.raises(AnotherPerson, match=r"Шубина Лариса Викторовна, 05\.05\.1985"):
        await corrected(tx, shubina, **changes)
    await corrected(tx, shubina, **changes, same_person=True)

    assert {getattr(await queries.person(tx, shubina), name) for name in changes} == set(changes.values())


@pytest.mark.parametrize(
    "changes", [{"surname": "Орлова"}, {"given_name": "Лариса", "birth_date": date(1985, 5, 6)}, {"surname": "шубина"}]
)
async def test_a_new_surname_or_a_mended_birthday_alone_asks_nothing(tx: Tx, changes: dict[str, object]) -> None:
    await corrected(tx, await added(tx, "Шубина", birth_date=date(1985, 5, 5)), **changes)


async def test_a_correction_into_somebody_who_is_there_already_is_refused(tx: Tx) -> None:
    await added(tx, "Орлова")
    shubina = await added(tx, "Шубина")

    with pytest.raises(SamePerson):
        await corrected(tx, shubina, surname="Орлова")
