"""Lists that were once imported wrongly, on a real database: many doubts at once, our export, a card from a list."""

from pathlib import Path

from deploy.demo.staff import STAFF
from services.programs.college.person import pages, queries
from services.programs.college.person.commands import ChangePerson, change_person
from services.programs.college.staff_list.commands import (
    Choice,
    Imported,
    ImportStaffList,
    UploadStaffList,
    import_staff_list,
    preview,
)
from shared.db import Tx
from shared.web import forms
from shared.wish import Upload
from tests.conftest import FreshContour
from tests.programs.college import college, events
from tests.staff_lists import tarification
from tests.uploads import upload_list

CASES = Path(__file__).parent / "cases"


def file(content: bytes) -> UploadStaffList:
    return UploadStaffList(file=Upload("список.xlsx", content))


async def load(tx: Tx, content: bytes, *choices: Choice) -> Imported:
    list_id = await upload_list(tx, file(content))
    seen = (await preview(tx, list_id)).seal
    return await import_staff_list(tx, ImportStaffList(list_id=list_id, seen=seen, choices=choices))


async def test_two_hundred_and_fifteen_doubts_can_all_be_decided(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await load(tx, (CASES / "a_215_full.xlsx").read_bytes())
        content = (CASES / "a_215_no_patronymic.xlsx").read_bytes()
        plan = await preview(tx, list_id := await upload_list(tx, file(content)))
        doubtful = plan.of("doubtful")
        assert len(doubtful) == 215

        typed = {"seen": [plan.seal]}
        for place, line in enumerate(doubtful):
            typed[f"choices.{place}.row"] = [str(line.row)]
            typed[f"choices.{place}.person"] = [str(line.candidates[0])]
        wish = forms.read(ImportStaffList, typed, fixed={"list_id": list_id}).wish
        assert wish is not None
        done = await import_staff_list(tx, wish)

        assert done.added == 0
        assert len(await queries.people(tx)) == 215
        assert all(person.patronymic for person in await queries.people(tx))


async def test_the_own_export_loaded_back_changes_nothing(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await load(tx, tarification("btlh", STAFF["btlh"]))
        written = await events(tx)
        exported = (await pages.download_people(tx)).content

        plan = await preview(tx, await upload_list(tx, file(exported)))
        assert [(line.name, line.changes, line.why) for line in plan.lines if line.verdict != "unchanged"] == []
        done = await load(tx, exported)

        assert (done.added, done.changed, done.unchanged) == (0, 0, len(STAFF["btlh"]))
        people = [name for name in await events(tx) if name.startswith("programs.person")]
        assert people == [name for name in written if name.startswith("programs.person")]


async def test_a_card_that_a_list_made_can_be_corrected(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await load(tx, (CASES / "a_hours.xlsx").read_bytes())
        [person] = await queries.people(tx)
        typed: dict[str, list[str]] = {
            "surname": [person.surname], "given_name": [person.given_name], "patronymic": [person.patronymic],
            "posts": ["; ".join(person.posts)], "education": [person.education], "experience": ["7"],
            "load": [str(person.load)], "category": [person.category], "subject": ["математика"],
        }  # fmt: skip
        reading = forms.read(ChangePerson, typed, fixed={"person_id": person.id})
        assert reading.wish is not None, reading.form.errors

        await change_person(tx, reading.wish)

        assert (await queries.person(tx, person.id)).subject == "математика"


async def test_one_person_in_every_spelling_is_found_and_recognized(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await load(tx, (CASES / "a_nfd.xlsx").read_bytes())
        for spelling in ("Майоров", "мaйopoв", "Ма\u0438\u0306оров", "май\xadоров", "МАЙОРОВ"):
            found = await queries.people(tx, queries.StaffFilter(q=spelling))
            assert [person.surname for person in found] == ["Майоров"], spelling
        for spelling in ("Елкина", "ёлкина", "Е\u0308лкина"):
            found = await queries.people(tx, queries.StaffFilter(q=spelling))
            assert [person.surname for person in found] == ["Ёлкина"], spelling

        again = await load(tx, (CASES / "a_nfd.xlsx").read_bytes())
        assert (again.added, again.changed) == (0, 0)
