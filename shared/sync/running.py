"""A service at work in a contour: each of its transactions ends by numbering what it told."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from shared import db
from shared.actor import Actor
from shared.clock import Clock, now
from shared.config import Config
from shared.db import Pool, Tx
from shared.journal import write_heard
from shared.service import Service
from shared.sync import outbox


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
        """Open a transaction for this actor, or for a `speaker` heard.

        Before it ends what follows from the recorded events happens; as its last step what it tells is numbered.
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


async def start_service(config: Config, service: Service, *, clock: Clock | None = None) -> RunningService:
    """Connect a service to its schema."""
    pool = await db.open_pool(config.logins[service.name], service.name)
    return RunningService(service, config, pool, clock or config.clock)
