"""A small contour with a few doors of its own, and browsers that come to it."""

import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx

from shared.actor import Role
from shared.clock import Clock
from shared.config import Config
from shared.db import Tx
from shared.doors import ANYONE, SHOWN, SIGNED_IN, Go, View, page, query, roles, wish
from shared.identity import accounts, passwords
from shared.identity.gate import Gate, open_gate
from shared.identity.rights import PRIVATE
from shared.service import Area, Employee, Service, Subject
from shared.sync.running import RunningService, start_service
from shared.web.app import compose
from shared.web.forms import Form
from shared.web.live import Live
from shared.wish import Line, Note, Upload, Wish
from tests.cheap import CHEAP

PASSWORD = "четыре рыжих ежа шуршат"
MENTORS: set[UUID] = set()
# The roles that follow from facts, by person.
FACTS: dict[UUID, frozenset[Role]] = {}
# Who works here, as the staff list names them.
STAFF: dict[UUID, str] = {}
_numbers = count(1)


class Clockwork:
    """A clock whose hands a test turns."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.at

    def turn(self, **by: float) -> None:
        self.at += timedelta(**by)


class Greet(Wish, frozen=True, kw_only=True):
    """Say something."""

    text: Line
    note: Note = ""


class Bring(Wish, frozen=True, kw_only=True):
    """Bring a file."""

    sheet: Upload


async def greet(tx: Tx, command: Greet) -> dict[str, str]:
    return {"said": command.text, "by": tx.actor.name}


async def bring(tx: Tx, command: Bring) -> Go:
    return Go("/", f"{len(command.sheet.content)}")


async def who(tx: Tx) -> dict[str, Any]:
    return {
        "id": tx.actor.id,
        "name": tx.actor.name,
        "roles": sorted(tx.actor.roles),
        "organizations": tx.actor.organizations,
    }


async def show_card(tx: Tx, person_id: UUID) -> View:
    return View("error.html", {"status": 404, "message": str(person_id)}, "Карточка")


async def show_hall(tx: Tx, form: Form = Form()) -> View:
    return View("error.html", {"status": 404, "message": tx.actor.name or "гость"}, "Холл")


async def break_down(tx: Tx) -> View:
    raise ZeroDivisionError("секрет: маслоёнок")


async def roles_of(tx: Tx, person_id: UUID) -> frozenset[Role]:
    return FACTS.get(person_id, frozenset()) | (frozenset({Role.MENTOR}) if person_id in MENTORS else frozenset())


async def confides(tx: Tx, person_id: UUID) -> bool:
    return bool(await roles_of(tx, person_id) & PRIVATE)


async def staff(tx: Tx) -> list[Employee]:
    return [Employee(id, name, "преподаватель") for id, name in STAFF.items()]


CURATOR = roles(Role.CURATOR)
DOORS = [
    page("/hall", show_hall, who=ANYONE, impersonal="a trial"),
    *wish("/hall", Greet, greet, who=SIGNED_IN, page=show_hall, then="/hall", flash="Сказано.", form_only="a trial"),
    page("/curators", show_hall, who=CURATOR, impersonal="a trial"),
    page("/people/{person_id:uuid}", show_card, who=SIGNED_IN, reads=SHOWN),
    page("/broken", break_down, who=ANYONE, impersonal="a trial"),
    *wish("/files", Bring, bring, who=SIGNED_IN, page=show_hall, upload=True, form_only="a file of a trial"),
    query("/api/who", who, who=SIGNED_IN, impersonal="a trial"),
    *wish("/greetings", Greet, greet, who=SIGNED_IN, json_only="a trial"),
    query("/api/curators", who, who=CURATOR, impersonal="a trial"),
]
SERVICE = Service(
    "programs", [Area("trial", [Subject("trial", doors=DOORS, title="Проба")])], Path(), roles_of, confides, staff
)


@dataclass(frozen=True)
class House:
    """A contour at work for a test."""

    config: Config
    app: Any
    gate: Gate
    clock: Clockwork

    async def person(
        self, *roles: Role, login: str = "", name: str = "Самойлова Инна Карловна", person_id: UUID | None = None
    ) -> accounts.Account:
        """An account with the password that all of them have here."""
        login = login or f"samoylova{next(_numbers)}"
        kept = await passwords.make(self.gate.hasher, PASSWORD)
        async with self.gate.transaction() as tx:
            id = await accounts.create_account(tx, login, name, roles, person_id or uuid4())
            await accounts.keep_password(tx, id, kept)
            return await accounts.account(tx, id)

    def browser(self, **headers: str) -> "Browser":
        """A new browser at an address of its own."""
        return Browser(self, headers)

    async def entered(self, *roles: Role) -> "Browser":
        """A browser in which somebody with these roles is logged in."""
        account = await self.person(*roles)
        browser = self.browser()
        await browser.log_in(account.login)
        return browser


class Browser:
    """What a person sits at: keeps cookies, sends forms with the token that their page has."""

    def __init__(self, house: House, headers: dict[str, str] | None = None) -> None:
        number = next(_numbers)
        transport = httpx.ASGITransport(house.app, client=(f"10.1.{number // 250}.{number % 250}", 4000))
        self.house = house
        self.http = httpx.AsyncClient(transport=transport, base_url="http://podrost.test", headers=headers or {})
        self.cookie = f"podrost-{house.config.contour}"

    @property
    def session(self) -> str | None:
        return self.http.cookies.get(self.cookie)

    async def get(self, path: str, **more: Any) -> httpx.Response:
        return await self.http.get(path, **more)

    async def token(self, page: str) -> str:
        found = re.search(r'name="_csrf" value="([^"]*)"', (await self.get(page)).text)
        assert found, f"{page} has no form"
        return found[1]

    async def post(self, path: str, page: str = "/login", **fields: Any) -> httpx.Response:
        """Send a form as its page would."""
        return await self.http.post(path, data={"_csrf": await self.token(page), **fields})

    async def log_in(self, login: str, password: str = PASSWORD, **more: str) -> httpx.Response:
        return await self.post("/sessions", login=login, password=password, **more)


@asynccontextmanager
async def at_work(config: Config, services: Sequence[Service] = (SERVICE,)) -> AsyncGenerator[House, None]:
    """Open a contour with these services."""
    clock = Clockwork()
    as_clock: Clock = clock
    opened: list[RunningService] = [await start_service(config, service, clock=as_clock) for service in services]
    gate = await open_gate(config, opened, hasher=CHEAP, clock=as_clock)
    try:
        app = compose(opened, gate, live=Live(), broken=_nothing, exchange=_no_exchange)
        yield House(config, app, gate, clock)
    finally:
        for pool in (gate.pool, *(running.pool for running in opened)):
            await pool.close()


async def _nothing() -> list[str]:
    return []


async def _no_exchange() -> None:
    return None
