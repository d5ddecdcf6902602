"""Every wish sent twice has one effect, from a form and from a program, by its declaration."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints
from uuid import UUID, uuid4

import msgspec
import pytest

from deploy.contours import SERVICES, services_of
from deploy.docs import OWN
from shared.actor import Role, system
from shared.config import Kind
from shared.db import Tx
from shared.doors import SIGNED_IN, Door, View
from shared.service import Area, Service, Subject
from shared.web import forms, once, values
from shared.web.arguments import takes_tx
from shared.web.forms import Form
from shared.wish import Upload
from tests.conftest import FreshContour
from tests.identity.house import House, at_work

KINDS = pytest.mark.parametrize("kind", SERVICES)
# These open their transactions themselves, or keep nothing of a service; sent twice, each says that it is done already.
WITHOUT_KEY = {
    "LogIn", "EnterCode", "LogOut", "SetPassword", "ChangePassword", "BeginCode", "DropCode", "TakeInAgain",
    "PutDownAlarm", "OfferKey",
}  # fmt: skip
IN_PATH = re.compile(r"\{(\w+):(\w+)\}")
LIKELY = (
    "Ёлка",
    "btlh",
    "24.11.2026",
    "1",
    "2026-1",
    "A" * 43 + "=",
    "0" * 64,
    "method",
    "https://a.ru/x",
    str(UUID(int=5)),
)


def wishes(service: Service) -> list[Door]:
    return [door for subject in service.subjects for door in subject.doors if door.wish is not None]


@KINDS
def test_every_wish_that_its_door_carries_out_has_a_key_or_its_reason(kind: Kind) -> None:
    every = [*services_of(kind), *(service.at(kind) for service in OWN)]
    without = {
        door.wish.__name__ for service in every for door in wishes(service) if door.wish and not takes_tx(door.act)
    }
    assert without - WITHOUT_KEY == set()


def sample(name: str, hint: Any) -> dict[str, Any]:
    """What somebody might type into a required field."""
    bare = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    if get_origin(bare) in (tuple, list, frozenset, set):
        inner = get_args(bare)[0]
        item = get_args(inner)[0] if get_origin(inner) is Annotated else inner
        return (
            sample(f"{name}.0", inner)
            if isinstance(item, type) and issubclass(item, msgspec.Struct)
            else sample(name, inner)
        )
    if bare is Upload:
        return {name: Upload("список.xlsx", b"content")}
    if isinstance(bare, type) and issubclass(bare, msgspec.Struct):
        return {f"{name}.{key}": value for key, value in typed(bare, ()).items()}
    if bare is bool:
        return {name: "1"}
    likely = [str(get_args(bare)[0]), *LIKELY] if get_origin(bare) is Literal else list(LIKELY)
    likely += [str(one.value) for one in bare] if hasattr(bare, "__members__") else []
    for text in likely:
        try:
            values.convert(hint, text)
        except ValueError:
            continue
        return {name: text}
    raise AssertionError(f"nobody knows what to type into {name}: {hint}")


def typed(wish: type[msgspec.Struct], path: Mapping[str, Any] | tuple[()]) -> dict[str, Any]:
    hints = get_type_hints(wish, include_extras=True)
    found: dict[str, Any] = {}
    for field in msgspec.structs.fields(wish):
        if field.required and field.name not in path:
            found |= sample(field.name, hints[field.name]) if not values.is_optional(hints[field.name]) else {}
    return found


def address(path: str) -> tuple[str, dict[str, Any]]:
    """A path with its parameters filled, and the parameters."""
    values: dict[str, Any] = {}
    for name, kind in IN_PATH.findall(path):
        values[name] = {"uuid": uuid4(), "int": 3, "date": date(2026, 11, 24)}.get(kind, "btlh")
        path = path.replace(f"{{{name}:{kind}}}", str(values[name]))
    return path, values


def counted(door: Door, done: Counter[str]) -> Door:
    """The same door, but what it does is counted."""

    async def act(tx: Tx, wish: Any) -> dict[str, int]:
        done[door.path] += 1
        return {"done": done[door.path]}

    async def show(tx: Tx, form: Form) -> View:
        return View("error.html", {"status": 422, "message": f"{form.refused} {dict(form.errors)}"}, "Форма")

    act.__annotations__ = {"tx": Tx, "wish": door.wish, "return": dict[str, int]}
    return msgspec.structs.replace(
        door, act=act, who=SIGNED_IN, before=None, page=show if door.page else None, then="/done", flash="Готово."
    )


@asynccontextmanager
async def counting(
    fresh_contour: FreshContour, kind: Kind, done: Counter[str]
) -> AsyncGenerator[tuple[House, list[Door]], None]:
    """A contour of this kind in which every wish of its services is only counted."""
    services, every = [], list[Door]()
    for service in services_of(kind):
        doors = [counted(door, done) for door in wishes(service)]
        services.append(Service(service.name, [Area("counted", [Subject("counted", doors=doors)])], Path()))
        every += doors
    async with at_work(await fresh_contour(kind, "btlh"), services) as house:
        yield house, every


def sent(values: Mapping[str, Any]) -> dict[str, Any]:
    """What httpx takes for a form: its text, and its files apart."""
    files = {name: (value.name, value.content) for name, value in values.items() if isinstance(value, Upload)}
    return {"data": {name: value for name, value in values.items() if name not in files}, "files": files or None}


@KINDS
async def test_every_form_sent_twice_is_carried_out_once(kind: Kind, fresh_contour: FreshContour) -> None:
    done: Counter[str] = Counter()
    async with counting(fresh_contour, kind, done) as (house, doors):
        browser = await house.entered(Role.CURATOR)
        csrf = await browser.token("/profile")
        every = [door for door in doors if door.kind == "form"]
        for door in every:
            assert door.wish is not None
            path, values = address(door.path)
            body = sent({"_csrf": csrf, once.FIELD: f"page-{door.path}", **typed(door.wish, values)})
            first, second = [await browser.http.post(path, **body) for _ in range(2)]
            assert (first.status_code, first.headers.get("location")) == (303, "/done"), (
                f"{door.path}: {first.text[-900:]}"
            )
            assert (second.status_code, second.headers.get("location")) == (303, "/done"), door.path
        assert done == Counter({door.path: 1 for door in every})
        assert len(every) > (25 if kind == "college" else 1)


@KINDS
async def test_every_request_sent_twice_with_its_key_is_carried_out_once(
    kind: Kind, fresh_contour: FreshContour
) -> None:
    done: Counter[str] = Counter()
    async with counting(fresh_contour, kind, done) as (house, doors):
        browser = await house.entered(Role.CURATOR)
        headers = {"x-csrf-token": await browser.token("/profile"), "Idempotency-Key": str(uuid4())}
        every = [door for door in doors if door.kind == "wish"]
        for door in every:
            assert door.wish is not None
            path, values = address(door.path)
            told = {name: [value] for name, value in typed(door.wish, values).items()}
            wish = forms.read(
                door.wish,
                told,
                fixed={name: value for name, value in values.items() if name in door.wish.__struct_fields__},
            ).wish
            assert wish is not None, door.path
            body = {name: value for name, value in msgspec.to_builtins(wish).items() if name not in values}
            first, second = [await browser.http.post(path, json=body, headers=headers) for _ in range(2)]
            assert first.status_code == 201, f"{door.path}: {first.text}"
            assert (second.status_code, second.json()) == (201, first.json()), door.path
        assert done == Counter({door.path: 1 for door in every})


async def test_two_that_come_at_once_are_one_and_a_key_is_for_one_request(fresh_contour: FreshContour) -> None:
    done: Counter[str] = Counter()
    async with counting(fresh_contour, "college", done) as (house, _):
        browser, other = await house.entered(Role.CURATOR), await house.entered(Role.CURATOR)
        notice = {"title": "Ёлка", "text": "Нарядить", "audience": "all", "until": "2026-12-30"}
        csrf = await browser.token("/profile")
        body = {"_csrf": csrf, once.FIELD: "page", **notice}
        answers = await asyncio.gather(*(browser.http.post("/announcements", data=body) for _ in range(5)))
        assert {answer.headers.get("location") for answer in answers} == {"/done"}
        assert done["/announcements"] == 1

        # Changed and sent again it is another wish, and so is that of somebody else.
        await browser.http.post("/announcements", data=body | {"title": "Ёлка в зале"})
        await other.http.post("/announcements", data=body | {"_csrf": await other.token("/profile")})
        assert done["/announcements"] == 3

        headers = {"x-csrf-token": csrf, "Idempotency-Key": "one"}
        first = await browser.http.post("/api/announcements", json=notice, headers=headers)
        changed = await browser.http.post("/api/announcements", json=notice | {"title": "Две"}, headers=headers)
        spaced = await browser.http.post(
            "/api/announcements", json=notice, headers=headers | {"Idempotency-Key": "a b"}
        )
        assert [answer.status_code for answer in (first, changed, spaced)] == [201, 422, 400]
        assert changed.json()["type"] == "/problems/key-reused"
        assert done["/api/announcements"] == 1


async def test_what_was_refused_can_be_sent_again_from_the_same_page(fresh_contour: FreshContour) -> None:
    done: Counter[str] = Counter()
    async with counting(fresh_contour, "college", done) as (house, _):
        browser = await house.entered(Role.CURATOR)
        notice = {"_csrf": await browser.token("/profile"), once.FIELD: "page", "title": "Ёлка", "audience": "all"}
        assert (await browser.http.post("/announcements", data=notice)).status_code == 422
        right = notice | {"text": "Нарядить", "until": "2026-12-30"}
        assert (await browser.http.post("/announcements", data=right)).status_code == 303
        assert done["/announcements"] == 1


async def test_an_account_that_was_opened_is_not_opened_again_and_its_link_is_shown_once(
    fresh_contour: FreshContour,
) -> None:
    async with at_work(await fresh_contour("college", "btlh")) as house:
        browser = await house.entered(Role.HEAD)
        page = (await browser.get("/accounts/new")).text
        marks = {
            name: found[-1]
            for name in once.FRAME_FIELDS
            if (found := re.findall(rf'name="{name}" value="([^"]*)"', page))
        }
        body = {**marks, "name": "Сычёва Алла Игоревна", "login": "sycheva", "role": "hr"}
        first = await browser.http.post("/accounts", data=body)
        assert first.status_code < 400, first.text[-1500:]
        again = await browser.http.post("/accounts", data=body)
        assert again.status_code == 409 or again.headers.get("location") == first.headers.get("location")
        async with house.gate.transaction() as tx:
            assert await tx.value("select count(*) from account where name = $1", body["name"]) == 1
            assert await tx.value("select count(*) from invite") == 1


async def test_old_keys_leave_with_new_ones(fresh_contour: FreshContour) -> None:
    done: Counter[str] = Counter()
    async with counting(fresh_contour, "college", done) as (house, _):
        browser = await house.entered(Role.CURATOR)
        body = {"title": "Ёлка", "text": "Нарядить", "audience": "all", "until": "2026-12-30"}
        headers = {"x-csrf-token": await browser.token("/profile")}
        for days, key in ((0, "first"), (8, "second")):
            house.clock.turn(days=days)
            browser = await house.entered(Role.CURATOR)
            headers = {"x-csrf-token": await browser.token("/profile"), "Idempotency-Key": key}
            assert (await browser.http.post("/api/announcements", json=body, headers=headers)).status_code == 201
        [running] = house.gate.services
        async with running.transaction(system("test")) as tx:
            assert await tx.value("select array_agg(key) from once") == ["second"]
