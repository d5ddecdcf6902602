"""How a college begins, door by door: the list, the order, the marks, the mentee's own words."""

import re
from uuid import UUID

from deploy.demo.staff import STAFF
from services.programs.college.person import queries as people
from shared.actor import Role, system
from shared.contracts.regulation import first_edition
from tests.conftest import FreshContour
from tests.programs.visit import OpenCollege, Visitor, open_college
from tests.staff_lists import grid, tarification

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def upload(visitor: Visitor, content: bytes) -> str:
    """Send a staff list; return where its preview is."""
    files = {"file": ("тарификация.xlsx", content, XLSX)}
    answer = await visitor.send("/staff-lists", page="/people/upload", files=files)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def imports_of(preview: str) -> str:
    """Where the form of a preview is sent."""
    return preview.replace("/people/lists/", "/staff-lists/") + "/imports"


async def take_in(visitor: Visitor, url: str) -> str:
    """Confirm a preview; return the page that follows."""
    seen = re.search(r'name="seen" value="([^"]*)"', await visitor.read(url))
    assert seen
    answer = await visitor.send(imports_of(url), page=url, seen=seen[1])
    assert answer.status_code == 303, answer.text
    return await visitor.read(answer.headers["location"])


async def ids(college: OpenCollege) -> dict[str, UUID]:
    async with college.running.transaction(system("test")) as tx:
        return {person.surname: person.id for person in await people.people(tx)}


async def test_a_college_begins_with_its_list_its_order_and_its_needs(fresh_contour: FreshContour) -> None:
    async with open_college(fresh_contour) as college:
        hr = await college.enter(Role.HR)
        assert "Загрузить список сотрудников" in await hr.read("/")

        content = tarification("btlh", STAFF["btlh"])
        preview = await upload(hr, content)
        assert "Загрузить 26" in (await hr.read(preview)).replace("\xa0", " ")
        assert "Вершинина О." in (await take_in(hr, preview)).replace("\xa0", " ")
        assert "Загружать нечего" in await hr.read(await upload(hr, content))

        surnames = await ids(college)
        curator_id = str(surnames["Вершинина"])
        prepared = await hr.send("/acts", page="/acts/new", curator_id=curator_id, starts_on="2026-11-01")
        act = prepared.headers["location"]
        head = await college.enter(Role.HEAD, person_id=surnames["Ломакин"])
        assert "Прочитать и подписать" in await head.read("/")
        signed = await head.send(f"{act}/signatures", page=act, number="112-о", signed_on="2026-11-02")
        assert signed.status_code == 303, signed.text
        for kind, begins in (("docx", b"PK"), ("pdf", b"%PDF")):
            assert (await head.http.get(f"{act}/order.{kind}")).content.startswith(begins)

        curator = await college.enter(person_id=surnames["Вершинина"])
        assert "куратор" in await curator.read("/needs")
        shubina = str(surnames["Шубина"])
        marked = await curator.send("/needs", page="/needs", person_id=shubina, reason="novice")
        assert marked.status_code == 303, marked.text

        mentee = await college.enter(person_id=surnames["Шубина"])
        typed = {"request": "Держать темп урока", "rows.0.words": "тайное"}
        for place, entry in enumerate(first_edition().entries("domains")):
            typed |= {f"rows.{place}.domain": entry.code, f"rows.{place}.difficulty": "medium"}
        missing = await mentee.send("/assessments", page="/difficulties", **typed)
        assert missing.status_code == 422
        assert "Держать темп урока" in missing.text
        assert 'id="AssessDifficulties-rows-0-strength-error"' in missing.text
        typed |= {f"rows.{place}.strength": "low" for place in range(9)}
        assert (await mentee.send("/assessments", page="/difficulties", **typed)).status_code == 303
        seen = await curator.read(f"/needs/{shubina}")
        assert "Держать темп урока" in seen
        assert "тайное" not in seen
        assert "тайное" in await mentee.read("/difficulties")


async def test_doors_open_only_to_those_they_are_for(fresh_contour: FreshContour) -> None:
    async with open_college(fresh_contour) as college:
        council, teacher = await college.enter(Role.COUNCIL), await college.enter(Role.TEACHER)

        for path in ("/people", "/people/upload", "/people/new", "/acts/new", "/organization"):
            assert (await council.http.get(path)).status_code == 403, path
            assert (await teacher.http.get(path)).status_code == 403, path
        assert (await council.http.get("/needs")).status_code == 200
        assert (await teacher.http.get("/needs")).status_code == 403
        assert (await teacher.http.get("/difficulties")).status_code == 403
        assert (await teacher.http.get("/acts")).status_code == 200


async def test_somebody_who_is_not_there_is_not_found(fresh_contour: FreshContour) -> None:
    async with open_college(fresh_contour) as college:
        curator = await college.enter(Role.CURATOR)
        nobody = UUID(int=7)

        for path in (f"/people/{nobody}", f"/people/lists/{nobody}", f"/acts/{nobody}", f"/needs/{nobody}"):
            assert (await curator.http.get(path)).status_code == 404, path


async def test_a_wrong_file_and_a_wrong_field_are_answered_beside_them(fresh_contour: FreshContour) -> None:
    async with open_college(fresh_contour) as college:
        hr = await college.enter(Role.HR)
        files = {"file": ("письмо.xlsx", b"<html>hello</html>", XLSX)}
        wrong = await hr.send("/staff-lists", page="/people/upload", files=files)
        assert wrong.status_code == 422
        assert "веб-страница" in wrong.text

        typed = {"surname": "Гущин", "given_name": "Артём", "posts": "мастер", "birth_date": "35.02.2001"}
        answer = await hr.send("/people", page="/people/new", **typed)
        assert answer.status_code == 422
        assert "не дата" in answer.text
        assert 'value="Гущин"' in answer.text


async def test_a_doubtful_row_is_decided_on_the_page(fresh_contour: FreshContour) -> None:
    head = ["ФИО", "Должность"]
    async with open_college(fresh_contour) as college:
        hr = await college.enter(Role.HR)
        await take_in(hr, await upload(hr, grid(head, ["Шубина Лариса Витальевна", "преподаватель"])))
        url = await upload(hr, grid(head, ["Шубена Лариса Витальевна", "преподаватель"]))
        page = await hr.read(url)
        seen = re.search(r'name="seen" value="([^"]*)"', page)
        row = re.search(r'name="choices.0.row" value="([^"]*)"', page)
        assert seen
        assert row

        undecided = await hr.send(
            imports_of(url), page=url, seen=seen[1], **{"choices.0.row": row[1], "choices.0.person": ""}
        )
        assert undecided.status_code == 422
        assert "Выберите, кто это" in undecided.text
        decided = await hr.send(
            imports_of(url), page=url, seen=seen[1], **{"choices.0.row": row[1], "choices.0.person": "new"}
        )
        assert decided.status_code == 303
        assert set(await ids(college)) == {"Шубина", "Шубена"}
