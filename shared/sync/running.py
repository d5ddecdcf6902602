"""A service at work in a contour: each of its transactions ends by numbering the events it told."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from shared import db
from shared.actor import Actor, system
from shared.clock import Clock, now
from shared.config import Config
from shared.db import Pool, Tx
from shared.journal import write_heard
from shared.service import About, Service
from shared.sync import outbox
from shared.tasks import Task, arguments

# For how many seconds the name and the time zone of an organization are kept: they hardly ever change.
KNOWN_FOR = 60.0


@dataclass(frozen=True)
class RunningService:
    """A service at work in a contour: its pool, its config, its clock."""

    service: Service
    config: Config
    pool: Pool
    clock: Clock = now
    _known: dict[str, tuple[float, About]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @asynccontextmanager
    async def transaction(
        self, actor: Actor, *, at: datetime | None = None, speaker: str = ""
    ) -> AsyncGenerator[Tx, None]:
        """Open a transaction as the organization that this actor acts for, or for the `speaker` of heard events.

        Before it ends, the reactions to the recorded events run; its last step numbers the told events.
        """
        home = self.home_of(actor)
        moment, zone = at or self.clock(), await self.zone(home)
        async with db.transaction(
            self.pool, now=moment, actor=actor, organization=home, speaker=speaker, zone=zone
        ) as tx:
            yield tx
            await self.service.settle(tx)
            await write_heard(tx)
            await outbox.number(tx, home)

    async def today(self, actor: Actor) -> date:
        """Return today in the time zone of the organization that the actor acts for."""
        return self.clock().astimezone(await self.zone(self.home_of(actor))).date()

    def home_of(self, actor: Actor) -> str:
        """Return the organization that the actor acts for: the contour's own unless they name another."""
        return actor.organization or self.config.contour

    async def about(self, organization: str) -> About:
        """Return the name and the time zone of an organization of this contour.

        The contour's own is named as the config says. One that the region has not enrolled yet is named by its slug
        and has the contour's zone.
        """
        read_at, known = self._known.get(organization, (-KNOWN_FOR, None))
        if known is None or monotonic() - read_at > KNOWN_FOR:
            known = await self._look_up(organization)
            self._known[organization] = monotonic(), known
        return known

    async def zone(self, organization: str) -> ZoneInfo:
        """Return the time zone of an organization; the contour's own when the enrolled one is unknown here."""
        try:
            return ZoneInfo((await self.about(organization)).time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            return ZoneInfo(self.config.time_zone)

    async def _look_up(self, organization: str) -> About:
        own = organization == self.config.contour
        title = self.config.title if own else organization
        found: Any = None
        if self.service.about:
            actor = system("contour", organization)
            found = await db.ask(self.pool, self.service.about, organization, actor=actor, organization=organization)
        if found is None:
            return About(title, self.config.time_zone)
        known = msgspec.convert(found, type=About)
        return msgspec.structs.replace(known, title=title) if own else known

    async def waiting(self, actor: Actor) -> int:
        """Count the actor's tasks, in one statement; without a statement when there can be none."""
        statements = self.service.queue.statements(actor)
        return int(await self._ask(statements.count, actor)) if statements else 0

    async def tasks(self, actor: Actor) -> list[Task]:
        """Return the actor's tasks, in one statement; without a statement when there can be none."""
        statements = self.service.queue.statements(actor)
        return self.service.queue.in_words(await self._ask(statements.read, actor)) if statements else []

    async def _ask(self, sql: str, actor: Actor) -> Any:
        home = self.home_of(actor)
        found = arguments(actor, self.clock(), await self.zone(home))
        return await db.ask(self.pool, sql, *found, actor=actor, organization=home)


async def start_service(config: Config, service: Service, *, clock: Clock | None = None) -> RunningService:
    """Connect a service to its schema."""
    pool = await db.open_pool(config.logins[service.name], service.name)
    return RunningService(service, config, pool, clock or config.clock)
