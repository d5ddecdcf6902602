"""A college whose doors are open for a test, and browsers of its staff."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from services.programs.app import SERVICE
from services.programs.college.organization.commands import adopt_first_edition
from shared.actor import Role, system
from shared.clock import Clock, now
from shared.identity import accounts, passwords
from shared.identity.gate import Gate, open_gate
from shared.service import Service
from shared.sync.running import RunningService, start_service
from shared.web.app import compose
from shared.web.live import Live
from tests.cheap import CHEAP
from tests.conftest import FreshContour
from tests.programs.college import HOME

PASSWORD = "четыре рыжих ежа шуршат"


@dataclass(frozen=True)
class OpenCollege:
    """A college whose application answers requests."""

    app: Any
    gate: Gate
    running: RunningService

    async def enter(self, *roles: Role, person_id: UUID | None = None, organization: str = "") -> "Visitor":
        """Open an account in an organization of the college's contour, its own unless another is named; come in."""
        kept = await passwords.make(self.gate.hasher, PASSWORD)
        async with self.gate.transaction(system("test", organization)) as tx:
            login = f"person{await tx.value('select count(*) from account')}"
            id = await accounts.create_account(tx, login, "Вершинина Ольга Петровна", roles, person_id)
            await accounts.keep_password(tx, id, kept)
        visitor = Visitor(httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://podrost.test"))
        answer = await visitor.send("/sessions", page="/login", login=login, password=PASSWORD)
        assert answer.status_code == 303, answer.text
        return visitor


@dataclass(frozen=True)
class Visitor:
    """A browser in which somebody is logged in."""

    http: httpx.AsyncClient

    async def read(self, path: str) -> str:
        """Return a page that must be there."""
        answer = await self.http.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return answer.text

    async def send(self, path: str, *, page: str, files: Any = None, **typed: str) -> httpx.Response:
        """Send a form as its page would."""
        found = re.search(r'name="_csrf" value="([^"]*)"', (await self.http.get(page)).text)
        assert found, f"{page} has no form"
        return await self.http.post(path, data={"_csrf": found[1], **typed}, files=files)


@asynccontextmanager
async def open_college(
    fresh_contour: FreshContour, clock: Clock = now, service: Service = SERVICE
) -> AsyncGenerator[OpenCollege, None]:
    """Open a new college that knows the rules and nothing else."""
    config = await fresh_contour("college", HOME)
    running = await start_service(config, service, clock=clock)
    gate = await open_gate(config, [running], hasher=CHEAP, clock=clock)
    try:
        async with running.transaction(system("test")) as tx:
            await adopt_first_edition(tx)
        yield OpenCollege(compose([running], gate, live=Live(), broken=_nothing, exchange=_no_exchange), gate, running)
    finally:
        await gate.close()
        await running.pool.close()


async def _nothing() -> list[str]:
    return []


async def _no_exchange() -> None:
    return None
