"""A service at work in a contour: each of its transactions ends by numbering the events it told."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from shared import db
from shared.actor import Actor
from shared.clock import Clock, now
from shared.config import Config
from shared.db import Pool, Tx
from shared.journal import write_heard
from shared.service import Service
from shared.sync import outbox
from shared.tasks import Task, arguments


@dataclass(frozen=True)
class RunningService:
    """A service at work in a contour: its pool, its config, its clock."""

    service: Service
    config: Config
    pool: Pool
    clock: Clock = now

    @asynccontextmanager
    async def transaction(
        self, actor: Actor, *, at: datetime | None = None, speaker: str = ""
    ) -> AsyncGenerator[Tx, None]:
        """Open a transaction for this actor, or for the `speaker` of the events taken in.

        Before it ends, the reactions to the recorded events run; its last step numbers the told events.
        """
        home = self.config.contour
        moment, zone = at or self.clock(), ZoneInfo(self.config.time_zone)
        async with db.transaction(
            self.pool, now=moment, actor=actor, organization=home, speaker=speaker, zone=zone
        ) as tx:
            yield tx
            await self.service.settle(tx)
            await write_heard(tx)
            await outbox.number(tx, home)

    async def waiting(self, actor: Actor) -> int:
        """Count the actor's tasks, in one statement; without a statement when there can be none."""
        statements = self.service.queue.statements(actor)
        return int(await self._ask(statements.count, actor)) if statements else 0

    async def tasks(self, actor: Actor) -> list[Task]:
        """Return the actor's tasks, in one statement; without a statement when there can be none."""
        statements = self.service.queue.statements(actor)
        return self.service.queue.in_words(await self._ask(statements.read, actor)) if statements else []

    async def _ask(self, sql: str, actor: Actor) -> Any:
        found = arguments(actor, self.clock(), ZoneInfo(self.config.time_zone))
        return await db.ask(self.pool, sql, *found, actor=actor, organization=self.config.contour)


async def start_service(config: Config, service: Service, *, clock: Clock | None = None) -> RunningService:
    """Connect a service to its schema."""
    pool = await db.open_pool(config.logins[service.name], service.name)
    return RunningService(service, config, pool, clock or config.clock)
