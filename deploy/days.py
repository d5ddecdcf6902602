"""Move the day of a training stack forward: each day between is lived, and what time does happens in its order."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from deploy.contours import services_of
from deploy.folder import Folder, NotTraining
from shared import clock, db
from shared.actor import Actor
from shared.clock import CannotMove
from shared.config import Config, Kind
from shared.contour import clocks, ticking
from shared.db import Pool
from shared.service import Step
from shared.sync.contour import DAY
from shared.sync.projector import Projector
from shared.sync.running import RunningService, start_service

# Facts go up, so whoever counts them is asked after those who tell them.
ORDER: tuple[Kind, ...] = ("college", "region", "federation")
# Days that one command may live, and seconds that the exchange may take for one of them.
MOST, PATIENCE = 3700, 60.0
HEADS = "select stream, seq from sync.head"
FOLLOWED = "select stream, speaker, seq, contact_at from sync.followed where left_at is null and alarm is null"


@dataclass(frozen=True)
class Contour:
    """A contour of the stack beside its process: its services, and its side of the exchange."""

    config: Config
    services: list[RunningService]
    sync: Pool

    @property
    def today(self) -> date:
        """The day there."""
        return self.config.clock().astimezone(ZoneInfo(self.config.time_zone)).date()

    async def live(self) -> list[str]:
        """Run what is due, in order; return what was done, each as one line."""
        done: list[str] = []
        for actor in clocks(self.config):
            for running in self.services:
                for subject in running.service.subjects:
                    done += [await self._run(running, step, actor) for step in subject.clock]
        return [line for line in done if line]

    async def _run(self, running: RunningService, step: Step, actor: Actor) -> str:
        count = await ticking(running, step, actor)()
        return f"{running.home_of(actor)} {step.__name__} {count}" if count else ""


async def play(folder: Folder, to: date) -> None:
    """Live every day up to `to`; print the days on which something happened.

    NotTraining for a real stack; CannotMove for a day in the past, or one on which the contours do not hear each other.
    """
    folder.state()
    configs = folder.configs()
    if not folder.day.exists() or any(config.day is None for config in configs):
        raise NotTraining(
            f"{folder.root} was not made for training, so its day is never moved: only a demo's is, and that of a stack"
            " first started with `run.py up --empty --training`."
        )
    with clock.moving(folder.day) as move:
        async with _opened(configs) as contours:
            await _play(folder, contours, to, move)


async def _play(folder: Folder, contours: list[Contour], to: date, move: Callable[[int], None]) -> None:
    today = contours[0].today
    length = (to - today).days
    if length < 0:
        raise CannotMove(f"It is {today} in this stack, and a day never goes back: choose a later one than {to}.")
    if length > MOST:
        raise CannotMove(f"{to} is {length} days away; one command lives at most {MOST}.")
    begun, before = time.monotonic(), clock.days_ahead(folder.day)
    for passed in range(length + 1):  # the first is today: what is due comes before tomorrow
        move(before + passed)
        for line in await _lived(contours):
            print(f"{today + timedelta(days=passed)}  {line}", flush=True)
    print(f"It is {to} in {folder.root}: {length} days in {time.monotonic() - begun:.0f} s.")


async def _lived(contours: list[Contour]) -> list[str]:
    """Live one day: whoever has something to tell, then whoever hears it."""
    since, done = contours[0].config.clock(), []
    for contour in contours:
        await contour.sync.execute("select pg_notify($1, '')", DAY)
    for kind in ORDER:
        await _settled(contours, since)
        for contour in contours:
            if contour.config.kind == kind:
                done += await contour.live()
    await _settled(contours, since)
    return done


async def _settled(contours: list[Contour], since: datetime) -> None:
    """Return when every contour was in touch on this day, and holds and took in all that it was told."""
    deadline = time.monotonic() + PATIENCE
    while waits := await _waiting(contours, since):
        if time.monotonic() > deadline:
            raise CannotMove(
                f"The day stopped at {contours[0].today}: {waits} Put that right (`run.py status`), then go on."
            )
        await asyncio.sleep(0.01)


async def _waiting(contours: list[Contour], since: datetime) -> str:
    """Return what is not settled yet, as a sentence; nothing when everything is."""
    told = {row["stream"]: row["seq"] for contour in contours for row in await contour.sync.fetch(HEADS)}
    above = {(each.config.contour, each.config.upper.contour) for each in contours if each.config.upper}
    followed = {each.config.contour: await each.sync.fetch(FOLLOWED) for each in contours}
    enrolled = above & {(row["speaker"], here) for here, rows in followed.items() for row in rows}
    exchanging = enrolled | {(upper, lower) for lower, upper in enrolled}
    for contour in contours:
        here = contour.config.contour
        for row in followed[here]:
            if (row["speaker"], here) not in exchanging:
                continue
            if row["contact_at"] is None or row["contact_at"] < since or row["seq"] < told.get(row["stream"], 0):
                return f"{here} does not hear {row['stream']}."
        for running in contour.services:
            if await Projector(running).is_behind():
                return f"{running.service.name} of {here} has not taken in what came."
    return ""


@asynccontextmanager
async def _opened(configs: list[Config]) -> AsyncGenerator[list[Contour], None]:
    async with AsyncExitStack() as held:
        contours = []
        for config in configs:
            services = [await start_service(config, service) for service in services_of(config.kind)]
            sync = await db.open_pool(config.logins["sync"], "sync", size=1)
            contours.append(Contour(config, services, sync))
            for pool in (sync, *(running.pool for running in services)):
                held.push_async_callback(pool.close)
        yield contours
