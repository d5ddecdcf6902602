"""The stage of the demo: a contour's services without a web server, and people who act in them on past days."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from deploy.contours import services_of
from shared import db
from shared.actor import Actor, Role
from shared.config import Config
from shared.db import Pool, Tx
from shared.identity import accounts, passwords
from shared.identity.gate import Gate, open_gate
from shared.sync.projector import Projector
from shared.sync.running import RunningService, start_service

PASSWORD = "podrost-demo-2026"  # noqa: S105 — printed at every start


@dataclass
class Stage:
    """A contour in which people act: their accounts by login, and the contour's today."""

    config: Config
    gate: Gate
    services: dict[str, RunningService]
    password_hash: str
    today: date
    sync: Pool
    actors: dict[str, UUID] = field(default_factory=dict)

    def day(self, ago: int) -> date:
        """Return the day so many days ago, or the Friday before it."""
        day = self.today - timedelta(days=ago)
        return day - timedelta(days=max(0, day.weekday() - 4))

    def moment(self, ago: int, hour: int = 10, minute: int = 0) -> datetime:
        """Return a moment of that day in the contour's time zone; never later than now."""
        zone = ZoneInfo(self.config.time_zone)
        return min(datetime.combine(self.day(ago), time(hour, minute), zone), self.config.clock().astimezone(zone))

    async def enter(self, login: str, name: str, *roles: Role, person_id: UUID | None = None, scope: str = "") -> None:
        """Create an account with the demo's password."""
        async with self.gate.transaction() as tx:
            account_id = await accounts.create_account(
                tx, login, name, roles, person_id=person_id, organizations=scope or None
            )
            await accounts.keep_password(tx, account_id, self.password_hash)
        self.actors[login] = account_id

    @asynccontextmanager
    async def acting(self, login: str, ago: int, hour: int = 10, *, service: str = "") -> AsyncGenerator[Tx, None]:
        """Open a transaction as that person on that day, through the same service that a door would use."""
        running = self.services[service] if service else next(iter(self.services.values()))
        async with running.transaction(await self.actor(login), at=self.moment(ago, hour)) as tx:
            yield tx

    async def take_in(self) -> None:
        """Let every service take in what the contour knows."""
        for running in self.services.values():
            while await Projector(running).step():
                pass

    async def actor(self, login: str) -> Actor:
        """Return the actor of a login, with the present roles."""
        async with self.gate.transaction() as tx:
            return await self.gate.actor(tx, self.actors[login])


@asynccontextmanager
async def open_stage(config: Config) -> AsyncGenerator[Stage, None]:
    """Open a contour for the demo, and close it on exit."""
    services = {service.name: await start_service(config, service) for service in services_of(config.kind)}
    gate = await open_gate(config, list(services.values()))
    sync = await db.open_pool(config.logins["sync"], "sync", size=1)
    try:
        today = config.clock().astimezone(ZoneInfo(config.time_zone)).date()
        yield Stage(config, gate, services, await passwords.make(gate.hasher, PASSWORD), today, sync)
    finally:
        for running in services.values():
            await running.pool.close()
        await gate.close()
        await sync.close()
