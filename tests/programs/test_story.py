"""The main journey through the doors: a pair is proposed, agreed and ordered; its program is written and completed."""

import asyncio
import re
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from deploy.databases import with_database
from services.programs.app import SERVICE
from services.programs.pairing.pair import commands as ending
from services.programs.pairing.pair import queries as pairs
from services.programs.work.program import queries as programs
from services.programs.work.program.commands import DraftProgram, draft_program
from shared.actor import Role, system
from shared.errors import Refused
from shared.rebuild import rebuild_service
from tests.conftest import FreshContour
from tests.programs import scene
from tests.programs.college import HOME
from tests.programs.scene import ERMOLIN, SAMOYLOVA, SHUBINA, VERSHININA
from tests.programs.visit import PASSWORD, OpenCollege, Visitor, open_college


class Hands:
    """A clock that the story moves."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
async def told(fresh_contour: FreshContour) -> AsyncGenerator[tuple[OpenCollege, Hands], None]:
    hands = Hands()
    async with open_college(fresh_contour, hands) as college:
        async with college.running.transaction(system("test")) as tx:
            await scene.staffed(tx)
            await scene.introduced(tx)
            await scene.assessed(tx)
        yield college, hands


def gone(answer: httpx.Response) -> str:
    """Return the address that an accepted form leads to."""
    refusal = re.sub(r"<[^>]+>", " ", answer.text[answer.text.find('role="alert"') :])[:600]
    assert answer.status_code == 303, f"{answer.status_code}: {refusal}"
    return answer.headers["location"]


async def post(visitor: Visitor, path: str, page: str = "", **typed: Any) -> httpx.Response:
    """Send a form; a list is a field of several choices."""
    found = re.search(r'name="_csrf" value="([^"]*)"', (await visitor.http.get(page or path)).text)
    assert found, f"{page or path} has no form"
    return await visitor.http.post(path, data={"_csrf": found[1], **typed})


def inside(name: str, fields: dict[str, str]) -> dict[str, str]:
    """Return the fields of a part of a form as they are posted."""
    return {f"{name}.{field}": value for field, value in fields.items()}


async def people(college: OpenCollege) -> tuple[Visitor, Visitor, Visitor, Visitor]:
    return (
        await college.enter(Role.CURATOR, person_id=VERSHININA),
        await college.enter(Role.HEAD, person_id=SAMOYLOVA),
        await college.enter(Role.TEACHER, person_id=ERMOLIN),
        await college.enter(Role.TEACHER, person_id=SHUBINA),
    )


async def come_back(college: OpenCollege, *visitors: Visitor) -> None:
    """Log in again, because the session of an earlier day has expired; nobody here has a phone for codes by then."""
    async with college.gate.transaction(system("test")) as tx:
        await tx.run("update account set code_asked_at = $1", tx.now)
    for number, visitor in enumerate(visitors):
        answer = await visitor.send("/sessions", page="/login", login=f"person{number}", password=PASSWORD)
        assert answer.status_code == 303


PROPOSAL: dict[str, Any] = {
    "mentor_id": str(ERMOLIN),
    "mentee_ids": [str(SHUBINA)],
    "form": "teacher-teacher",
    "kinds": ["traditional", "virtual"],
    "topic": "методика практических занятий",
    "regime": "351.8",
}
ADDENDUM: dict[str, Any] = {
    "number": "14",
    "signed_on": "2026-11-24",
    "content": "помощь на практических занятиях",
    "work_form": "очно",
    "starts_on": "2026-11-24",
    "ends_on": "2027-05-31",
    "pay_kind": "percent",
    "pay_amount": "10,5",
    "pay_terms": "",
    "contract_number": "7",
    "contract_date": "1995-01-16",
    "authority": "устава",
}


async def agree(visitor: Visitor, pair: str) -> None:
    page = await visitor.read(f"{pair}/consent")
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert seen
    gone(await post(visitor, f"{pair}/consents", page=f"{pair}/consent", seen=seen[1]))


async def test_a_pair_and_its_program_from_the_proposal_to_the_result(
    told: tuple[OpenCollege, Hands], postgres: str
) -> None:
    college, hands = told
    curator, head, mentor, mentee = await people(college)

    assert "Пока ни одной пары" in await curator.read("/pairs")
    pair = gone(await post(curator, "/pairs", page="/pairs/new", **PROPOSAL))
    assert "ждём согласий" in await curator.read(pair)
    assert "Вас предлагают в наставники: Шубина" in await mentor.read("/")
    await agree(mentor, pair)

    # The head tries too early: everything that is missing is named, with its clause.
    answer = await post(
        head, "/pairing-orders", page="/pairs", pair_ids=[pair[7:]], number="118-л", signed_on="2026-11-24"
    )
    assert answer.status_code == 409
    assert "нет письменного согласия наставляемого (Шубина" in answer.text
    assert "нет дополнительного соглашения к трудовому договору (Ермолин" in answer.text
    assert "ст. 351.8 ТК РФ" in answer.text

    await agree(mentee, pair)
    addendum, page = f"{pair}/mentors/{ERMOLIN}/addenda", f"{pair}/addendum/{ERMOLIN}"
    wrong = await post(curator, addendum, page=page, **(ADDENDUM | {"pay_amount": "десять", "ends_on": "2026-01-01"}))
    assert wrong.status_code == 422
    assert "Здесь нужно число." in wrong.text
    assert gone(await post(curator, addendum, page=page, **ADDENDUM)) == pair
    assert (await post(curator, addendum, page=page, **ADDENDUM)).status_code == 409
    corrected = ADDENDUM | {"pay_amount": "12"}
    assert gone(await post(curator, f"{pair}/mentors/{ERMOLIN}/addendum-corrections", page=page, **corrected)) == pair
    assert "готова к приказу" in await curator.read(pair)
    assert (await curator.http.get("/pairs/order/draft.docx")).content[:2] == b"PK"
    order = {"pair_ids": [pair[7:]], "number": "118-л", "signed_on": "2026-11-24"}
    gone(await post(head, "/pairing-orders", page="/pairs/order", **order))
    page = await mentor.read(pair)
    assert "Комплект полный" in page
    assert "Приказ № 118-л от 24.11.2026" in page

    assert "Напишите программу" in await mentee.read("/")
    edit = gone(await post(mentee, "/programs", pair_id=pair[7:], mentee_id=str(SHUBINA)))
    program = edit.removesuffix("/edit")
    written: dict[str, Any] = {
        "version": "1",
        "starts_on": "2026-11-24",
        "ends_on": "2027-12-31",
        "mode": "mixed",
        "goal": "уверенно вести практику",
        "tasks": "увидеть\nповторить",
        "difficulties": ["method", "subject"],
        "strengths": ["digital"],
    }
    long = await post(mentor, f"{program}/drafts", page=edit, **written)
    assert long.status_code == 422
    assert (
        "это 14 месяцев. По Положению (п. 1.2) — не дольше года: поставьте дату не позже 23 ноября"
        in long.text.replace("\xa0", " ")
    )
    assert "уверенно вести практику" in long.text
    gone(await post(mentor, f"{program}/drafts", page=edit, **(written | {"ends_on": "2027-05-31"})))
    stale = await post(mentee, f"{program}/drafts", page=edit, **(written | {"ends_on": "2027-04-30"}))
    assert stale.status_code == 409
    assert "программу изменили: Ермолин" in stale.text
    for version, domain in ((2, "method"), (3, "subject")):
        activity = {"direction": "analysis", "form": "консультация", "due": "2026-12-20", "product": "разработка"}
        activity |= {"domain": domain, "title": f"Занятие {version}"}
        text = written | {"version": str(version), "ends_on": "2027-05-31"}
        gone(await post(mentor, f"{program}/drafts", page=edit, **text, **inside("activity", activity)))
    text["version"] = "4"
    gone(await post(mentee, f"{program}/drafts", page=edit, **text, send="1"))
    gone(await post(head, f"{program}/returns", page=program, version="4", comment="уточните продукт"))
    assert "уточните продукт" in await mentor.read(edit)
    gone(await post(mentor, f"{program}/drafts", page=edit, **text, send="1"))
    gone(await post(head, f"{program}/approvals", page=program, version="4"))

    hands.at += timedelta(days=20)
    await come_back(college, curator, head, mentor, mentee)
    met = {"held_on": "2026-12-13", "form": "online", "topic": "разбор", "content": "волновалась", "next_step": ""}
    gone(await post(mentee, f"{program}/meetings", page=f"{program}/diary", **met))
    assert "нерабочий день" in await mentee.read(f"{program}/diary")
    assert "волновалась" in await mentor.read(f"{program}/diary")
    assert "волновалась" not in await curator.read(program)
    assert (await curator.http.get(f"{program}/diary")).status_code == 404
    async with college.running.transaction(system("test")) as tx:
        card = (await programs.programs(tx))[0]
    for row in card.activities:
        here = f"{program}/activities/{row.id}"
        gone(await post(mentee, f"{here}/results", page=here, product="разработка занятия", link=""))
        gone(await post(mentor, f"{here}/marks", page=here, mark="done", level_now="low", note=""))
    gone(await post(mentee, f"{program}/extensions", page=f"{program}/corrections", ends_on="2027-06-30",
                    reason="практика в июне"))  # fmt: skip
    assert "предлагает исправить программу" in await curator.read("/")
    async with college.running.transaction(system("test")) as tx:
        correction = (await programs.programs(tx))[0].corrections[0].id
    gone(await post(curator, f"{program}/corrections/{correction}/approvals", page=f"{program}/corrections"))

    hands.at += timedelta(days=100)
    await come_back(college, curator, head, mentor, mentee)
    outcomes = {"outcomes.0.domain": "method", "outcomes.0.after": "low", "outcomes.1.domain": "subject"}
    ending = {"page": f"{program}/complete", "conclusion": "справилась", **outcomes}
    forgotten = await post(mentor, f"{program}/completions", **ending, reason="")
    assert forgotten.status_code == 422
    assert "Отметьте, каким стало каждое затруднение" in forgotten.text
    gone(await post(mentor, f"{program}/completions", **ending, **{"outcomes.1.after": "none"}))
    assert "завершена" in await curator.read(program)
    for name in ("program.docx", "program.pdf"):
        assert (await curator.http.get(f"{program}/{name}")).status_code == 200
    async with college.running.transaction(system("test")) as tx:
        assert [one.stage for one in await pairs.pairs(tx)] == ["completed"]

    # The mentor's card, the mentee's wish for a route; then everything comes back the same from the journal.
    gone(await post(mentor, "/card/drafts", page="/card", domains=["method"], about_self="", fields=["category"]))
    card_page = await mentor.read("/card")
    assert "Что именно уйдёт в край" in card_page
    gone(await post(mentor, "/card/publications", page="/card", seen=seen_in(card_page)))
    assert "Сейчас в реестре" in await mentor.read("/card")
    route_page = await mentee.read("/my-route")
    asking = {"request": "хочу вести проекты", "seen": seen_in(route_page)}
    gone(await post(mentee, "/my-route/requests", page="/my-route", **asking))
    assert "ждём ответа центра" in await mentee.read("/my-route")
    database = college.running.config.logins["programs"].rpartition("/")[2]
    rebuilt = await rebuild_service(with_database(postgres, database), SERVICE, HOME)
    assert rebuilt.differing == []
    assert rebuilt.events > 40


def seen_in(page: str) -> str:
    """The version of the text that a page asks to consent to."""
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


async def test_two_curators_propose_the_same_pair_at_once_and_one_is_told(told: tuple[OpenCollege, Hands]) -> None:
    college, _ = told
    curator, *_ = await people(college)

    answers = await asyncio.gather(*(post(curator, "/pairs", page="/pairs/new", **PROPOSAL) for _ in range(3)))

    assert sorted(answer.status_code for answer in answers) == [303, 409, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert "Эти двое уже в паре" in refused.text


async def test_an_order_signed_twice_at_once_starts_the_pair_once(told: tuple[OpenCollege, Hands]) -> None:
    college, _ = told
    async with college.running.transaction(system("test")) as tx:
        pair_id = await scene.ready(tx)
    _, head, *_ = await people(college)

    order = {"pair_ids": [str(pair_id)], "signed_on": "2026-11-24"}
    answers = await asyncio.gather(
        *(post(head, "/pairing-orders", page="/pairs/order", number=number, **order) for number in ("118-л", "119-л"))
    )

    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert "уже закреплена приказом" in next(one for one in answers if one.status_code == 409).text


async def test_both_begin_the_program_at_once_and_there_is_one(told: tuple[OpenCollege, Hands]) -> None:
    college, _ = told
    async with college.running.transaction(system("test")) as tx:
        pair_id = await scene.ready(tx)
        await scene.sign(tx, pair_id)
    _, _, mentor, mentee = await people(college)

    answers = await asyncio.gather(
        *(post(one, "/programs", pair_id=str(pair_id), mentee_id=str(SHUBINA)) for one in (mentor, mentee))
    )

    assert sorted(answer.status_code for answer in answers) == [303, 409]


async def test_a_program_begun_while_its_pair_ends_does_not_stay_behind(told: tuple[OpenCollege, Hands]) -> None:
    college, _ = told
    async with college.running.transaction(system("test")) as tx:
        pair_id = await scene.ready(tx)
        await scene.sign(tx, pair_id)

    async def end() -> None:
        async with college.running.transaction(system("test")) as tx:
            scene.curator(tx)
            await ending.dismiss_pair(tx, ending.DismissPair(pair_id=pair_id, ended_on=scene.TODAY))
            await asyncio.sleep(0.3)  # whoever does not wait for us has looked by now, and has not seen us

    async def begin() -> None:
        await asyncio.sleep(0.1)
        async with college.running.transaction(system("test")) as tx:
            scene.teacher(tx, ERMOLIN)
            await draft_program(tx, DraftProgram(pair_id=pair_id, mentee_id=SHUBINA))

    _, refused = await asyncio.gather(end(), begin(), return_exceptions=True)
    assert isinstance(refused, Refused)
    async with college.running.transaction(system("test")) as tx:
        assert await programs.programs(tx) == []


async def test_every_paper_of_a_pair_is_a_real_file(told: tuple[OpenCollege, Hands]) -> None:
    college, _ = told
    async with college.running.transaction(system("test")) as tx:
        pair_id = await scene.ready(tx)
        order_id = await scene.sign(tx, pair_id)
    curator, head, mentor, _ = await people(college)

    for visitor, path in (
        (curator, f"/pairs/orders/{order_id}/order"),
        (head, f"/pairs/orders/{order_id}/order"),
        (mentor, f"/pairs/{pair_id}/addendum/{ERMOLIN}/addendum"),
        (mentor, f"/pairs/{pair_id}/consent/{ERMOLIN}/consent"),
    ):
        assert (await visitor.http.get(f"{path}.docx")).content[:2] == b"PK"
        assert (await visitor.http.get(f"{path}.pdf")).content[:5] == b"%PDF-"


async def test_the_json_doors_propose_and_refuse_in_words(told: tuple[OpenCollege, Hands]) -> None:
    college, _ = told
    curator, *_ = await people(college)
    found = re.search(r'name="csrf" content="([^"]*)"|name="_csrf" value="([^"]*)"', await curator.read("/pairs/new"))
    assert found
    headers = {"x-csrf-token": found[1] or found[2]}

    refused = await curator.http.post("/api/pairs", json=PROPOSAL | {"mentor_id": str(SHUBINA)}, headers=headers)
    assert (refused.status_code, refused.json()["field"]) == (422, "mentor_id")
    made = await curator.http.post("/api/pairs", json=PROPOSAL, headers=headers)
    assert made.status_code == 201, made.text
    assert (await curator.http.get(f"/api/pairs/{made.json()['pair_id']}")).json()["stage"] == "answers"
    broken = await curator.http.post("/api/pairs", content=b"{", headers=headers)
    assert broken.status_code == 400
