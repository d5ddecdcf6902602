"""A role counts only in its own organization: what an official of one college asks about another is as if absent."""

import re
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import httpx

from shared.actor import Role, system
from shared.doors import Door
from shared.identity import accounts
from tests.house.inner import PARAMETER, filled
from tests.house.lived import Lived, token
from tests.house.test_hostile import ids_of

OWN, FOREIGN = "bgpk", "btlh"
# What differs between any two answers: the request's id, the form's tokens, the time.
REQUEST = re.compile(r'[0-9a-f]{16}|name="_(csrf|once)" value="[^"]*"|<time[^>]*>[^<]*')
ROLES = (Role.TUTOR, Role.METHODIST, Role.MUNICIPAL, Role.OFFICIAL, Role.OPERATOR)


async def account(year: Lived, login: str, *grants: tuple[Role, str]) -> None:
    """An account of the region with roles that hold in different organizations."""
    async with year.contours["region"].gate.transaction() as tx:
        if await accounts.by_login(tx, login) is None:
            tutor = await accounts.by_login(tx, "tutor")
            assert tutor is not None
            assert tutor.password_hash is not None
            id = await accounts.create_account(tx, login, "Проверяющий", [])
            await accounts.keep_password(tx, id, tutor.password_hash)
            for role, where in grants:
                await tx.run(
                    """insert into role_grant (account_id, role, organizations, granted_at, granted_by)
                       values ($1, $2, $3, $4, 'test')""",
                    id, role.value, where, tx.now,
                )  # fmt: skip


def doors(year: Lived, role: Role) -> Iterator[tuple[str, str]]:
    """The doors of the region that are open to this role and name a thing of some organization."""
    for method, path, handler in year.routes("region"):
        door: Door | None = handler.opt.get("door")
        if door is None or not isinstance(door.who, frozenset) or role not in door.who:
            continue
        if PARAMETER.search(path) and not path.startswith(("/accounts", "/api/accounts")):
            yield method, path


def plain(answer: httpx.Response, ids: dict[str, object]) -> tuple[int, str, str]:
    """An answer without what names the request and the thing that was asked for."""
    text = answer.text
    for value in sorted(map(str, ids.values()), key=len, reverse=True):
        if len(value) > 3:
            text = text.replace(value, "…")
    return answer.status_code, answer.headers.get("location", ""), REQUEST.sub("…", text)


def apart(one: tuple[int, str, str], other: tuple[int, str, str]) -> str:
    """Where two answers begin to differ."""
    texts = str(one), str(other)
    at = next((at for at, signs in enumerate(zip(*texts, strict=False)) if len(set(signs)) > 1), 0)
    return " | ".join(text[max(0, at - 30) : at + 60] for text in texts)


@asynccontextmanager
async def asking(year: Lived, login: str) -> AsyncGenerator[tuple[httpx.AsyncClient, str], None]:
    async with year.browser("region", login) as browser:
        yield browser, token((await browser.get("/profile")).text)


async def test_a_foreign_thing_answers_as_an_absent_one_on_every_door(year: Lived) -> None:
    different: list[str] = []
    tried = 0
    for role in ROLES:
        await account(year, f"scoped-{role}", (role, OWN))
        async with asking(year, f"scoped-{role}") as (browser, csrf):
            more, found = await compared(year, role, browser, csrf)
        tried, different = tried + more, different + found
    print(f"{tried} requests for things of another organization")
    assert not different, different[:5]
    assert tried >= 500


async def compared(year: Lived, role: Role, browser: httpx.AsyncClient, csrf: str) -> tuple[int, list[str]]:
    """Ask every door of a role for a foreign thing and for an absent one: how many requests, and which differed."""
    foreign = await ids_of(year, "region") | {
        "organization": FOREIGN,
        "contour": FOREIGN,
        "person_id": await asker(year),
    }
    absent = foreign | {name: uuid4() for name, value in foreign.items() if isinstance(value, UUID)}
    absent |= {"organization": "abcd", "contour": "abcd"}
    tried, different = 0, list[str]()
    for method, path in doors(year, role):
        names = set(PARAMETER.findall(path))
        if not names <= foreign.keys() or names <= {"edition_id", "name"}:
            continue
        for body in ({}, {"reason": "проверка", "text": "проверка"}):
            sent: dict[str, Any] = {"json": body} if path.startswith("/api/") else {"data": {"_csrf": csrf, **body}}
            more: dict[str, Any] = {"headers": {"x-csrf-token": csrf}, **(sent if method == "POST" else {})}
            answers = [
                plain(await browser.request(method, filled(path, ids), **more), ids) for ids in (foreign, absent)
            ]
            tried += 2
            # A list of what belongs to it is empty for both.
            given = answers[0][0] in (200, 201) and (method, answers[0][2]) != ("GET", "[]")
            if answers[0] != answers[1] or given:
                different.append(f"{method} {path} for {role}: {apart(*answers)}")
    return tried, different


async def asker(year: Lived) -> UUID:
    """The teacher of the other college who asked for a route: known at the region, with difficulties."""
    routes = next(one for one in year.contours["region"].services if one.service.name == "routes")
    async with routes.transaction(system("test")) as tx:
        person_id: UUID = await tx.value("select person_id from request where organization = $1 limit 1", FOREIGN)
    return person_id


async def test_a_tutor_of_one_college_who_is_official_of_another_reads_difficulties_of_the_first(year: Lived) -> None:
    await account(year, "both-hats", (Role.TUTOR, OWN), (Role.OFFICIAL, FOREIGN))
    person_id = await asker(year)
    async with year.browser("region", "both-hats") as browser:
        assert (await browser.get(f"/requests/{FOREIGN}/{person_id}")).status_code == 404
        listed = (await browser.get("/api/route-requests")).json()
        assert {one["organization"] for one in listed} == {OWN}
        assert (await browser.get(f"/monitoring/organizations/{FOREIGN}")).status_code == 200
        assert (await browser.get(f"/monitoring/organizations/{OWN}")).status_code == 404
        today = (await browser.get("/")).text
    async with year.browser("region", "tutor") as browser:
        [asked] = [
            one for one in (await browser.get("/api/route-requests")).json() if one["person_id"] == str(person_id)
        ]
    assert asked["name"] not in today
