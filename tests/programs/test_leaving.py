"""A dismissal closes everything of the person with its commit; an undone one lets them log in again, in their roles."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from services.programs.college.person.commands import DismissPerson, ReturnPerson, dismiss_person, return_person
from shared.actor import Role, system
from shared.identity import invites, tokens
from tests.conftest import FreshContour
from tests.house.organizations import MENTEE, MENTOR, Life, lived
from tests.programs.college import HOME, NOON
from tests.programs.visit import PASSWORD, OpenCollege, Visitor, open_college

HOSTED = "bgpk"
DAY = NOON.date()
CLOSED = "вы больше не работаете"


@pytest.fixture(scope="module")
async def college(fresh_contour: FreshContour) -> AsyncGenerator[OpenCollege, None]:
    async with open_college(fresh_contour, lambda: NOON) as college:
        yield college


@pytest.fixture(scope="module")
async def home(college: OpenCollege) -> Life:
    return await lived(college.running, HOME)


async def dismiss(life: Life, surname: str) -> None:
    async with life.acting("", Role.HR) as tx:
        await dismiss_person(tx, DismissPerson(person_id=life.people[surname], dismissed_on=DAY, reason=""))


async def take_back(life: Life, surname: str) -> None:
    async with life.acting("", Role.HR) as tx:
        await return_person(tx, ReturnPerson(person_id=life.people[surname]))


async def login_of(college: OpenCollege, life: Life, surname: str) -> Any:
    async with college.gate.transaction(system("test")) as tx:
        return await tx.connection.fetchrow("select id, login from account where person_id = $1", life.people[surname])


async def statuses(visitor: Visitor, token: str, pages: list[str]) -> set[int]:
    bearer = {"authorization": f"Bearer {token}"}
    return {
        *[(await visitor.http.get(page)).status_code for page in pages],
        (await visitor.http.get("/api/announcements", headers=bearer)).status_code,
    }


async def test_a_dismissal_closes_sessions_tokens_login_and_granted_roles(college: OpenCollege, home: Life) -> None:
    visitor = await college.enter(Role.CURATOR, person_id=home.people[MENTOR])
    colleague = await college.enter(person_id=home.people[MENTEE])
    account = await login_of(college, home, MENTOR)
    async with college.gate.transaction(system("test")) as tx:
        token = await tokens.make_token(tx, account["id"], "выгрузка")
        link = await invites.invite(tx, account["id"])
    pages = ["/", "/profile", "/people", "/pairs", f"/pairs/{home.ids['pair_id']}", "/api/openapi.json"]
    assert await statuses(visitor, token, pages) == {200}
    live = college.app.app.state.desk.live
    listening = asyncio.create_task(visitor.http.get("/live/programs"))
    while not live.listeners("programs"):
        await asyncio.sleep(0.01)

    await dismiss(home, MENTOR)

    assert await statuses(visitor, token, pages) == {303, 401}
    live.changed("programs")
    assert "event: changed" not in (await asyncio.wait_for(listening, 1)).text
    late = await visitor.send("/sessions", page="/login", login=account["login"], password=PASSWORD)
    assert (late.status_code, CLOSED in late.text) == (409, True)
    late = await visitor.send(
        f"/invites/{link}/passwords", page=f"/invites/{link}", password="пять синих чашек", again="пять синих чашек"
    )
    assert (late.status_code, CLOSED in late.text) == (409, True)
    assert (await colleague.http.get("/profile")).status_code == 200

    await take_back(home, MENTOR)

    assert await statuses(visitor, token, pages) == {303, 401}, "what ended with the dismissal stays ended"
    visitor.http.cookies.clear()
    again = await visitor.send("/sessions", page="/login", login=account["login"], password=PASSWORD)
    assert again.status_code == 303
    assert (await visitor.http.get("/needs")).status_code == 200, "the granted role is there again"


async def test_a_wrong_password_does_not_tell_that_somebody_has_left(college: OpenCollege, home: Life) -> None:
    visitor = await college.enter(person_id=home.people["Лаптева"])
    account = await login_of(college, home, "Лаптева")
    await dismiss(home, "Лаптева")
    answer = await visitor.send("/sessions", page="/login", login=account["login"], password="не тот пароль совсем")
    assert (answer.status_code, CLOSED in answer.text) == (422, False)


async def test_the_keeper_of_accounts_sees_why_an_account_is_closed(college: OpenCollege, home: Life) -> None:
    head = await college.enter(Role.HEAD)
    await college.enter(person_id=home.people["Самойлова"])
    account = await login_of(college, home, "Самойлова")
    page = await head.read(f"/accounts/{account['id']}")
    assert "больше не работает" not in page
    await dismiss(home, "Самойлова")
    page = await head.read(f"/accounts/{account['id']}")
    assert "больше не работает" in page
    assert "вход открыт" not in page
    await take_back(home, "Самойлова")


async def test_a_dismissal_closes_nothing_in_another_organization(college: OpenCollege, home: Life) -> None:
    other = await lived(college.running, HOSTED)
    visitor = await college.enter(person_id=other.people[MENTEE], organization=HOSTED)
    await dismiss(home, MENTEE)
    assert (await visitor.http.get("/profile")).status_code == 200
    await dismiss(other, MENTEE)
    assert (await visitor.http.get("/profile")).status_code == 303
