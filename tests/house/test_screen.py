"""A wish from a page is about what was on it: whatever changed meanwhile is shown before it is sent again."""

import asyncio
import re
from collections.abc import AsyncGenerator
from datetime import date
from typing import Any

import httpx
import pytest

from services.programs.college.act import commands as acts
from services.programs.work.correction import commands as corrections
from shared.actor import Role
from shared.doors import Door
from shared.web import screen
from tests.conftest import FreshContour
from tests.house.lived import Lived
from tests.house.organizations import CURATOR, HEAD, MENTEE, MENTOR, OTHER, Life, lived
from tests.house.screens import Forms
from tests.house.test_budget import APART, LINK, LOGINS, Routes
from tests.programs.college import HOME, NOON
from tests.programs.visit import OpenCollege, Visitor, open_college

# Identity keeps no journal: its forms are about the account that they stand on.
IDENTITY = ("/accounts", "/profile", "/kept-forms")


@pytest.fixture(scope="module")
async def college(fresh_contour: FreshContour) -> AsyncGenerator[OpenCollege, None]:
    async with open_college(fresh_contour, lambda: NOON) as college:
        yield college


@pytest.fixture(scope="module")
async def life(college: OpenCollege) -> Life:
    return await lived(college.running, HOME)


async def form_of(visitor: Visitor, page: str, action: str) -> dict[str, str]:
    """Return what the form of a page would send, with what stands in its fields."""
    return Forms(await visitor.read(page)).forms[action]


async def send(visitor: Visitor, action: str, form: dict[str, str], **typed: str) -> httpx.Response:
    return await visitor.http.post(action, data={**form, **typed})


async def test_a_card_that_somebody_else_changed_is_shown_before_it_is_changed_again(
    college: OpenCollege, life: Life
) -> None:
    first, second = await college.enter(Role.HR), await college.enter(Role.HR)
    card = f"/people/{life.people[OTHER]}"
    action = f"{card}/corrections"
    opened = [await form_of(one, f"{card}/correction", action) for one in (first, second)]

    assert (await send(first, action, opened[0], subject="физика")).status_code == 303
    late = await send(second, action, opened[1], subject="астрономия")
    assert late.status_code == 409
    assert "здесь произошло: изменена карточка сотрудника (сегодня, " in late.text.replace("&nbsp;", " ")
    assert 'value="астрономия"' in late.text, "what was typed is kept"
    assert "физика" in await second.read(card)

    shown = Forms(late.text).forms[action]
    assert (await send(second, action, shown)).status_code == 303
    assert "астрономия" in await second.read(card)


async def test_of_many_who_send_at_once_from_the_same_page_one_succeeds(college: OpenCollege, life: Life) -> None:
    people = [await college.enter(Role.HR) for _ in range(4)]
    card = f"/people/{life.people[MENTOR]}"
    action = f"{card}/corrections"
    opened = [await form_of(one, f"{card}/correction", action) for one in people]
    answers = await asyncio.gather(
        *(
            send(one, action, form, subject=f"предмет {number}")
            for number, (one, form) in enumerate(zip(people, opened, strict=True))
        )
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409]


async def test_a_dismissal_is_not_recorded_from_a_page_of_before(college: OpenCollege, life: Life) -> None:
    first, second = await college.enter(Role.HR), await college.enter(Role.HR)
    card = f"/people/{life.people[MENTEE]}"
    opened = await form_of(second, card, f"{card}/dismissals")
    correction = await form_of(first, f"{card}/correction", f"{card}/corrections")
    assert (await send(first, f"{card}/corrections", correction, surname="Шубина-Лось")).status_code == 303
    late = await send(second, f"{card}/dismissals", opened, dismissed_on=f"{NOON:%Y-%m-%d}")
    assert late.status_code == 409
    assert "Шубина-Лось" in late.text, "the page shows what is true now"


async def test_an_order_is_not_signed_over_names_that_changed_meanwhile(college: OpenCollege, life: Life) -> None:
    head, hr = await college.enter(Role.HEAD, person_id=life.people[HEAD]), await college.enter(Role.HR)
    async with life.acting(HEAD, Role.HEAD) as tx:
        draft = acts.DraftAct(curator_id=life.people[CURATOR], starts_on=date(2026, 12, 1))
        act_id = await acts.draft_act(tx, draft)
    asked = {"number": "207-л", "signed_on": f"{NOON:%Y-%m-%d}"}
    page = Forms(await head.read(f"/acts/{act_id}"))
    checked = await send(
        head, f"/acts/{act_id}/signatures/checks", page.forms[f"/acts/{act_id}/signatures/checks"], **asked
    )
    assert checked.status_code == 200
    card = f"/people/{life.people[CURATOR]}"
    correction = await form_of(hr, f"{card}/correction", f"{card}/corrections")
    assert (await send(hr, f"{card}/corrections", correction, surname="Вершинина-Новая")).status_code == 303
    action = f"/acts/{act_id}/signatures"
    late = await send(head, action, Forms(checked.text).forms[action])
    assert late.status_code == 409
    assert "изменена карточка сотрудника" in late.text


async def test_a_program_asks_a_program_too(college: OpenCollege, life: Life) -> None:
    mentor = await college.enter(Role.TEACHER, person_id=life.people[MENTOR])
    address = f"/api/programs/{life.ids['program_id']}"
    token = (await form_of(mentor, "/profile", "/sessions/endings"))["_csrf"]
    read = await mentor.http.get("/api/programs")
    headers = {"x-csrf-token": token, "podrost-seen": read.headers["podrost-seen"]}
    async with life.acting(MENTEE, Role.MENTEE) as tx:
        longer = corrections.ExtendProgram(
            program_id=life.ids["program_id"], ends_on=date(2027, 7, 31), reason="ещё одно полугодие"
        )
        await corrections.extend_program(tx, longer)
    wish = {"ends_on": "2027-06-30", "reason": "до конца года"}
    late = await mentor.http.post(f"{address}/extensions", json=wish, headers=headers)
    assert late.status_code == 409
    assert late.json()["type"] == "/problems/screen-is-stale"
    fresh = headers | {"podrost-seen": (await mentor.http.get("/api/programs")).headers["podrost-seen"]}
    assert (await mentor.http.post(f"{address}/extensions", json=wish, headers=fresh)).status_code == 201


@pytest.mark.parametrize(
    "told",
    [
        "",
        "1:1:",
        "@",
        "0:1:@1",
        "5:4:@1",
        "5:9:7,6@1",
        "5:9:9@1",
        "5:9:6,6@1",
        "9" * 40 + ":1:@1",
        "5:9:@" + "9" * 40,
        "5:9:6@1\0",
    ],
)
async def test_a_mark_that_no_page_had_is_none(told: str) -> None:
    assert screen.screen(told) is None


async def test_a_mark_within_its_bounds_is_read_by_the_database(college: OpenCollege, life: Life) -> None:
    visitor = await college.enter(Role.HR)
    card = f"/people/{life.people[HEAD]}"
    form = await form_of(visitor, f"{card}/correction", f"{card}/corrections")
    for number, mark in enumerate([f"{10**18 - 2}:{10**18 - 1}:@1", f"1:{10**18 - 1}:@{10**11 - 1}", "3:9:3,5,8@0"]):
        answer = await send(visitor, f"{card}/corrections", form | {"_seen": mark, "_once": f"k{number}"})
        assert answer.status_code in (303, 409)


def asks(door: Door | None) -> bool:
    """Tell whether a form's wish is about a thing that may have changed."""
    if door is None or door.kind != "form" or door.beside or door.wish is None:
        return False
    names = door.wish.__struct_fields__
    return any(name.endswith(("_id", "_ids")) or name == "organization" for name in names)


@pytest.mark.parametrize("contour", ["btlh", "region"])
async def test_every_form_about_a_thing_carries_what_was_on_its_page(contour: str, year: Lived) -> None:
    doors: dict[str, Any] = {
        path: handler.opt.get("door") for method, path, handler in year.routes(contour) if method == "POST"
    }
    patterns = {re.compile(re.sub(r"\{[^}]*\}", "[^/]+", path) + r"\Z"): door for path, door in doors.items()}
    bare, count = set(), 0
    for login in LOGINS[contour]:
        routes, ahead, seen = Routes(year, contour), ["/"], set()
        async with year.browser(contour, login) as browser:
            while ahead:
                path = ahead.pop(0)
                page = routes.page(path)
                if page is None or page in seen or APART.match(path):
                    continue
                seen.add(page)
                answer = await browser.get(path)
                if answer.status_code != 200:
                    continue
                ahead += LINK.findall(answer.text)
                for action, fields in Forms(answer.text).forms.items():
                    door = next((door for pattern, door in patterns.items() if pattern.match(action)), None)
                    if asks(door) and not action.startswith(IDENTITY):
                        count += 1
                        if screen.screen(fields.get("_seen")) is None:
                            bare.add(f"{page}: {action}")
    assert bare == set()
    assert count > 5
