"""Invalid input at every door gets a clear refusal, fast, and never a 5xx."""

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from inspect import signature
from itertools import count
from typing import Any, get_type_hints
from urllib.parse import urlencode
from uuid import UUID, uuid4

import httpx
import msgspec
import pytest

from shared import db
from shared.actor import Actor, Role, system
from shared.contour import application
from shared.db import Tx
from shared.doors import Door
from shared.identity import accounts, tokens
from shared.identity.gate import Gate
from shared.identity.grants import Holder
from shared.journal import write_heard
from shared.sync import outbox
from shared.sync.running import RunningService
from shared.web.app import compose
from shared.web.live import Live
from shared.wish import Upload
from tests.conftest import FreshContour
from tests.house.inner import PARAMETER, filled
from tests.house.lived import Lived, token
from tests.house.strange import drawn, hostile, wished
from tests.programs import scene
from tests.programs.college import NOON
from tests.programs.visit import OpenCollege, open_college

TRIES = 3
SECONDS = 2.0


class _Over(Exception):
    pass


@dataclass(frozen=True)
class Rehearsed(RunningService):
    """A service whose transactions are rolled back."""

    @asynccontextmanager
    async def transaction(
        self, actor: Actor, *, at: datetime | None = None, speaker: str = ""
    ) -> AsyncGenerator[Tx, None]:
        home, moment = self.home_of(actor), at or self.clock()
        try:
            async with db.transaction(self.pool, now=moment, actor=actor, organization=home, speaker=speaker) as tx:
                yield tx
                await write_heard(tx)
                await outbox.number(tx, home)
                raise _Over
        except _Over:
            return


@dataclass(frozen=True)
class Almighty(Gate):
    """A gate that gives everybody every role."""

    async def acting(self, holder: Holder) -> Actor:
        actor = await super().acting(holder)
        everywhere = frozenset((role, slug) for role in Role for _, slug in actor.pairs)
        return msgspec.structs.replace(actor, roles=frozenset(Role), pairs=everywhere)


@asynccontextmanager
async def rehearsal(
    year: Lived, contour: str, login: str, *, in_browser: bool = False
) -> AsyncGenerator[httpx.AsyncClient, None]:
    """A client with every role whose transactions are rolled back: a program, or a browser with its form token."""
    real = year.contours[contour]
    async with real.gate.transaction() as tx:
        key = await tokens.issue_token(tx, login)
    services = [Rehearsed(running.service, running.config, running.pool, running.clock) for running in real.services]
    gate = Almighty(real.gate.config, real.gate.pool, real.gate.services, real.gate.hasher, real.gate.clock)
    app: Any = application(replace(real, services=services, gate=gate))
    if in_browser:
        stage = Lived({contour: real})
        stage.__dict__["applications"] = {contour: app}
        async with stage.browser(contour, login) as browser:
            browser.headers["x-csrf-token"] = token((await browser.get("/profile")).text)
            yield browser
        return
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=f"http://{contour}.test") as client:
        client.headers["authorization"] = f"Bearer {key}"
        yield client


async def ids_of(year: Lived, contour: str) -> dict[str, object]:
    """Ids of real things, by the names that paths and wishes give them; where there is no route, an id of nothing."""
    running = year.contours[contour].services[0 if contour != "region" else 1]
    sql = {"btlh": IN_COLLEGE, "region": IN_REGION, "federation": "select 1 as step"}[contour]
    async with running.transaction(system("test")) as tx:
        row = await tx.connection.fetchrow(sql)
    assert row is not None
    async with year.contours[contour].gate.transaction() as tx:
        account_id = await tx.value("select id from account order by login limit 1")
    nothing = dict.fromkeys(("reset_id", "session_id", "token_id", "announcement_id", "form_id"), uuid4())
    return nothing | {name: value or uuid4() for name, value in row.items()} | {
        "account_id": account_id, "organization": "btlh", "edition_id": "altai-2023", "step": 1, "contour": "btlh",
        "service": "programs", "link": "A" * 43, "name": "start", "stream": "programs.btlh", "other": "region",
        "what": "heads", "figure": "needing", "speaker": "programs", "number": 1,
    }  # fmt: skip


IN_COLLEGE = """
    select p.id as program_id, p.pair_id, p.mentor_id, p.mentee_id, p.mentee_id as person_id, p.mentee_id as curator_id,
           (p.plan -> 'activities' -> 3 ->> 'id')::uuid as activity_id,
           (select id from correction where program_id = p.id limit 1) as correction_id,
           (select id from act limit 1) as act_id, (select id from pairing_order limit 1) as order_id,
           (select id from staff_list limit 1) as list_id, (select id from paper limit 1) as paper_id
    from program p where p.stage = 'started' order by p.id limit 1
"""
IN_REGION = """
    select coalesce(r.id, gen_random_uuid()) as route_id, coalesce(r.person_id, gen_random_uuid()) as person_id,
           coalesce((select id from activity limit 1), gen_random_uuid()) as activity_id
    from (select 1) one left join route r on true limit 1
"""


@dataclass
class Trial:
    """The result of many tries: how many, and which failed."""

    count: int
    wrong: list[str]

    async def of(self, browser: httpx.AsyncClient, method: str, path: str, **sent: Any) -> httpx.Response:
        """Try once."""
        begun = time.process_time()
        answer = await browser.request(method, path, **sent)
        took = time.process_time() - begun
        self.count += 1
        if answer.status_code >= 500 or took > SECONDS or b"Traceback" in answer.content:
            self.wrong.append(f"{method} {path}: {answer.status_code} after {took:.1f} s: {str(sent)[:300]}")
        return answer


def as_json(body: object) -> bytes:
    """JSON as a careless or malicious program writes it: NaN, endless numbers, half characters."""
    match body:
        case dict():
            return b"{" + b",".join(as_json(str(key)) + b":" + as_json(value) for key, value in body.items()) + b"}"
        case list():
            return b"[" + b",".join(map(as_json, body)) + b"]"
        case str():
            return msgspec.json.encode(body.encode("utf-8", "surrogatepass").decode("utf-8", "replace"))
        case bool() | None:
            return {True: b"true", False: b"false", None: b"null"}[body]
        case _:
            return str(body).encode()


def as_form(body: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Return a wish as the fields of a form."""
    pairs: list[tuple[str, str]] = []
    for name, value in body.items():
        for place, one in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(one, dict):
                pairs += as_form(one, f"{prefix}{name}.{place}." if isinstance(value, list) else f"{prefix}{name}.")
            elif one is not None:
                pairs.append((f"{prefix}{name}", str(one).encode("utf-8", "replace").decode()))
    return pairs


CASES = [("btlh", "mentor"), ("btlh", "mentee"), ("region", "tutor")]


@pytest.mark.parametrize(("contour", "login"), CASES, ids=["college-mentor", "college-mentee", "region"])
async def test_every_wish_bears_what_nobody_would_mean(contour: str, login: str, year: Lived) -> None:
    ids = await ids_of(year, contour)
    trial = Trial(0, [])
    far = 0
    async with rehearsal(year, contour, login) as program:
        for method, path, handler in year.routes(contour):
            door: Door | None = handler.opt.get("door")
            if door is None or door.wish is None:
                continue
            fixed = set(PARAMETER.findall(path))
            assert fixed <= ids.keys(), f"{path} was not tried: ids_of knows no {fixed - ids.keys()}"
            for body in [wished(door.wish, ids), *drawn(hostile(door.wish, ids), TRIES)]:
                said = {name: value for name, value in body.items() if name not in fixed}
                answer = await trial.of(program, method, filled(path, ids), **sent(door, said))
                far += answer.status_code in (201, 303)
    assert trial.wrong == []
    assert trial.count > 100
    assert far > 10, "nothing got past the first look"


def sent(door: Door, body: dict[str, Any]) -> dict[str, Any]:
    """Return the request that sends a wish to a door."""
    if door.kind == "wish":
        return {"content": as_json(body), "headers": {"content-type": "application/json"}}
    assert door.wish is not None
    files = [field.name for field in msgspec.structs.fields(door.wish) if field.type is Upload]
    if files:
        return {"files": {files[0]: ("../\r\nx: y.xlsx", str(body).encode())}}
    content = urlencode(as_form(body)).encode()
    return {"content": content, "headers": {"content-type": "application/x-www-form-urlencoded"}}


@pytest.mark.parametrize(("contour", "login"), [("btlh", "mentor"), ("region", "tutor")])
async def test_every_filter_bears_what_nobody_would_choose(contour: str, login: str, year: Lived) -> None:
    trial = Trial(0, [])
    async with rehearsal(year, contour, login) as program:
        for method, path, handler in year.routes(contour):
            door: Door | None = handler.opt.get("door")
            if method != "GET" or door is None or PARAMETER.search(path):
                continue
            hints = get_type_hints(door.act)
            asked = [hints.get(name) for name in signature(door.act).parameters]
            for filter in [one for one in asked if isinstance(one, type) and issubclass(one, msgspec.Struct)]:
                if "form" in filter.__name__.lower():
                    continue
                for body in drawn(hostile(filter, {}), 2 * TRIES):
                    await trial.of(program, "GET", f"{path}?{urlencode(as_form(body))}")
    assert trial.wrong == []
    assert trial.count > 40


async def test_every_wish_sent_twice_at_once_is_answered_twice_plainly(fresh_contour: FreshContour) -> None:
    """The second request finds the result of the first and is refused; the college is thrown away afterwards."""
    trial = Trial(0, [])
    seconds = count()
    async with open_college(fresh_contour, clock=lambda: NOON + timedelta(seconds=next(seconds))) as college:
        async with college.running.transaction(system("test")) as tx:
            pair_id = await scene.working(tx)
        ids: dict[str, object] = {
            "pair_id": pair_id, "mentor_id": scene.ERMOLIN, "mentee_id": scene.SHUBINA, "person_id": scene.GUSHCHIN,
            "curator_id": scene.VERSHININA, "act_id": scene.ACT,
        }  # fmt: skip
        async with almighty(college, scene.ERMOLIN) as program:
            doors = {door.path: door for one in college.running.service.subjects for door in one.doors if door.wish}

            async def twice(path: str, **said: object) -> list[int]:
                door = doors[path]
                body = wished(door.wish, ids) | said
                body = {name: value for name, value in body.items() if name not in PARAMETER.findall(path)}
                tries = (trial.of(program, "POST", filled(path, ids), **sent(door, body)) for _ in range(2))
                return sorted(answer.status_code for answer in await asyncio.gather(*tries))

            offer = (await program.get("/api/my-route")).json()["offer"]
            assert await twice("/api/my-route/requests", seen=offer["seen"]) == [201, 409]
            assert await twice("/api/card/drafts", about_self="", fields=[]) == [201, 201]
            preview = (await program.get("/api/card")).json()["preview"]
            assert 201 in await twice("/api/card/publications", seen=preview["seen"])
            assert await twice("/api/card/withdrawals") == [201, 409]
            assert await twice("/api/programs") == [201, 409]
            assert await twice("/api/needs/{person_id:uuid}/removals", reason="settled") == [201, 404]
            assert await twice("/api/needs") == [201, 409]
            assert await twice("/api/acts") == [201, 409]
            assert await twice("/api/pairs/{pair_id:uuid}/notices", effective_on=None) == [201, 409]
            assert await twice("/api/pairs/{pair_id:uuid}/notice-recalls") == [201, 409]
            assert await twice("/api/pairs/{pair_id:uuid}/dismissals", ended_on="2026-11-24") == [201, 409]
            assert await twice("/api/people/{person_id:uuid}/dismissals") == [201, 409]
            for path, door in doors.items():
                if door.kind == "wish" and set(PARAMETER.findall(path)) <= ids.keys():
                    await twice(path)
    assert trial.wrong == []


@asynccontextmanager
async def almighty(college: OpenCollege, person_id: UUID) -> AsyncGenerator[httpx.AsyncClient, None]:
    """A client with every role."""
    gate = Almighty(
        college.gate.config, college.gate.pool, college.gate.services, college.gate.hasher, college.gate.clock
    )
    async with gate.transaction() as tx:
        await accounts.create_account(tx, f"person{person_id.int % 10}", "Всемогущий", [Role.HEAD], person_id)
        key = await tokens.issue_token(tx, f"person{person_id.int % 10}")
    app: Any = compose([college.running], gate, live=Live(), broken=nothing, exchange=silence)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://btlh.test") as client:
        client.headers["authorization"] = f"Bearer {key}"
        yield client


async def nothing() -> list[str]:
    return []


async def silence() -> None:
    return None
