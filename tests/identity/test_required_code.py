"""A second factor is required of roles that see many people's data: a week after their first login, never in a demo."""

import re
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import httpx
import msgspec
import pyotp
import pytest
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from shared.actor import Role
from shared.doors import ANYONE
from shared.identity import accounts, grants, second_factor, tokens
from tests.conftest import FreshContour
from tests.identity.house import FACTS, PASSWORD, Browser, House, at_work

REQUIRED = {Role.HR, Role.CURATOR, Role.HEAD, Role.OPERATOR, Role.TUTOR, Role.OFFICIAL}
START = "/profile/code/new"
WEEK = {"days": 7}


async def entered(house: House, account: accounts.Account) -> Browser:
    browser = house.browser()
    assert (await browser.log_in(account.login)).status_code == 303
    return browser


async def overdue(house: House, *roles: Role) -> tuple[Browser, accounts.Account]:
    """Somebody with these roles, a week after their first login."""
    account = await house.person(*(roles or (Role.CURATOR,)))
    await entered(house, account)
    house.clock.turn(**WEEK)
    return await entered(house, account), account


async def set_up(house: House, browser: Browser) -> pyotp.TOTP:
    """Set up a code as the page says."""
    begun = await browser.post("/profile/code-setups", page=START, current=PASSWORD)
    assert begun.headers["location"] == "/profile/code"
    page = (await browser.get("/profile/code")).text
    codes = pyotp.TOTP("".join(re.findall(r"<code>([A-Z2-7]{4})</code>", page)))
    done = await browser.post("/profile/codes", page="/profile/code", code=codes.at(house.clock()))
    assert (done.status_code, done.headers["location"]) == (303, "/profile")
    return codes


def leads(answer: httpx.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.headers.get("location")


@pytest.mark.parametrize("role", sorted(Role))
async def test_a_week_after_the_first_login_these_roles_open_nothing_without_a_code(house: House, role: Role) -> None:
    account = await house.person(role)
    first = await entered(house, account)
    assert (await first.get("/api/who")).status_code == 200
    house.clock.turn(days=6, hours=23, minutes=59)
    assert (await (await entered(house, account)).get("/api/who")).status_code == 200
    house.clock.turn(minutes=1)
    late = await entered(house, account)
    api, page = await late.get("/api/who"), await late.get("/hall/nothing")
    if role in REQUIRED:
        assert (api.status_code, "Подключите код" in api.json()["detail"]) == (403, True)
        assert leads(await late.get("/profile")) == (303, START)
    else:
        assert (api.status_code, page.status_code) == (200, 404)
    assert set(second_factor.REQUIRED) == REQUIRED


def doors(house: House) -> list[tuple[str, str]]:
    """Every door that asks who comes, with its parameters filled."""
    found = []
    for route in house.app.app.routes:
        for handler in route.route_handlers if isinstance(route, HTTPRoute) else ():
            if isinstance(handler, HTTPRouteHandler) and handler.opt.get("door") and handler.opt["who"] != ANYONE:
                path = re.sub(r"\{\w+:uuid\}", str(UUID(int=7)), route.path)
                found.append(("GET" if "GET" in handler.http_methods else "POST", re.sub(r"\{\w+:\w+\}", "x", path)))
    return found


async def test_only_the_page_that_sets_it_up_opens_and_the_way_out(house: House) -> None:
    browser, _ = await overdue(house, Role.HEAD)
    await browser.post("/profile/code-setups", page=START, current=PASSWORD)
    headers, opened = {"x-csrf-token": await browser.token(START)}, set()
    for method, path in doors(house):
        answer = await browser.http.request(method, path, headers=headers)
        if leads(answer) != (303, START) and not (answer.status_code == 403 and path.startswith("/api/")):
            opened.add(path)
    assert opened == {START, "/profile/code", "/profile/code-setups", "/profile/codes"}
    assert len(doors(house)) > 40

    page = (await browser.get(START)).text
    assert "Без кода дальше пройти нельзя" in page
    assert "директор" in page
    assert 'aria-label="Разделы"' not in page
    out = await browser.post("/sessions/endings", page=START)
    assert leads(out) == (303, "/login")
    assert (await browser.get("/api/who")).status_code == 401


async def test_whoever_sets_it_up_goes_on_at_once_and_logs_in_with_it(house: House) -> None:
    browser, account = await overdue(house)
    codes = await set_up(house, browser)
    assert (await browser.get("/api/who")).status_code == 200
    house.clock.turn(seconds=90)
    again = await entered(house, account)
    assert leads(await again.get("/api/who"))[0] == 401
    await again.post("/sessions/codes", page="/login/code", code=codes.at(house.clock()))
    assert (await again.get("/api/who")).status_code == 200


async def test_the_account_says_how_many_days_are_left_and_every_page_until_when(house: House) -> None:
    account = await house.person(Role.HR)
    shown = []
    for _ in range(7):
        browser = await entered(house, account)
        page = (await browser.get("/profile")).text
        shown.append(re.findall(r"Осталось <b>(\S+?)[\s\u00a0]", page)[0])
        assert "Подключите его: " in (await browser.get("/hall")).text
        house.clock.turn(days=1)
    assert shown == ["7", "6", "5", "4", "3", "2", "1"]


async def test_the_week_begins_with_the_first_login_in_such_a_role(house: House) -> None:
    account = await house.person(Role.TEACHER)
    await entered(house, account)
    house.clock.turn(days=100)
    async with house.gate.transaction() as tx:
        await grants.grant(tx, account.id, Role.CURATOR)
    house.clock.turn(days=10)
    assert (await (await entered(house, account)).get("/api/who")).status_code == 200
    house.clock.turn(days=7)
    assert (await (await entered(house, account)).get("/api/who")).status_code == 403


async def test_a_role_that_follows_from_facts_requires_it_too(house: House) -> None:
    account = await house.person()
    assert account.person_id is not None
    FACTS[account.person_id] = frozenset({Role.CURATOR})
    try:
        await entered(house, account)
        house.clock.turn(**WEEK)
        browser = await entered(house, account)
        assert (await browser.get("/api/who")).status_code == 403
    finally:
        del FACTS[account.person_id]
    assert (await browser.get("/api/who")).status_code == 200


async def test_a_key_of_theirs_opens_nothing_either(house: House) -> None:
    browser, account = await overdue(house)
    async with house.gate.transaction() as tx:
        program = house.browser(authorization=f"Bearer {await tokens.make_token(tx, account.id, 'ключ')}")
    assert (await program.get("/api/who")).status_code == 403
    await set_up(house, browser)
    assert (await program.get("/api/who")).status_code == 200


async def test_who_must_have_it_changes_the_phone_and_does_not_turn_it_off(house: House) -> None:
    account = await house.person(Role.CURATOR)
    browser = await entered(house, account)
    old = await set_up(house, browser)
    refused = await browser.post("/profile/code-removals", page="/profile", current=PASSWORD)
    assert (refused.status_code, "код обязателен" in refused.text) == (409, True)
    assert "/profile/code-removals" not in (await browser.get("/profile")).text
    house.clock.turn(seconds=90)
    new = await set_up(house, browser)
    house.clock.turn(seconds=90)
    for codes, status in ((old, 422), (new, 303)):
        again = await entered(house, account)
        answer = await again.post("/sessions/codes", page="/login/code", code=codes.at(house.clock()))
        assert answer.status_code == status


async def test_after_a_head_took_a_lost_code_away_a_new_week_begins(house: House) -> None:
    browser, account = await overdue(house, Role.HR)
    await set_up(house, browser)
    card = f"/accounts/{account.id}"
    for _ in range(2):
        head = await entered(house, await house.person(Role.HEAD))
        await head.post(f"{card}/code-removals", page=card)
        house.clock.turn(days=3, minutes=1)
    for days, status in ((0, 200), (6, 200), (1, 403)):
        house.clock.turn(days=days)
        assert (await (await entered(house, account)).get("/api/who")).status_code == status


@pytest.fixture
async def training(fresh_contour: FreshContour, tmp_path: Path) -> AsyncGenerator[House, None]:
    """The contour of a stack whose day can be moved: a demo, or one for training."""
    async with at_work(await fresh_contour("college", "uchebny")) as house:
        config = msgspec.structs.replace(house.config, day=tmp_path / "day")
        house.app.gate = replace(house.gate, config=config)
        yield replace(house, gate=house.app.gate)


async def test_a_demo_and_a_training_stack_ask_nobody(training: House) -> None:
    browser, _ = await overdue(training, *REQUIRED)
    assert (await browser.get("/api/who")).status_code == 200
    assert "Осталось" not in (await browser.get("/hall")).text
