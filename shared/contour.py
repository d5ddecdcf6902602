"""A contour at work, in one process: its services' doors and clocks, its gate, its exchange with other contours."""

import asyncio
import gc
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Mapping, Sequence, Set
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
import uvloop
from litestar.types import ASGIApp

from shared import db
from shared.actor import Actor, system
from shared.clock import moves
from shared.config import Config
from shared.db import Pool
from shared.identity import retelling
from shared.identity.gate import Gate, open_gate
from shared.log import configure, log
from shared.migrations import files_of, missing
from shared.service import Service, Step
from shared.sync import contour as exchange
from shared.sync import keys
from shared.sync.https.porch import Porch
from shared.sync.loops import Stop, end, forever
from shared.sync.running import RunningService, start_service
from shared.sync.station import Station
from shared.web import exchange as exchange_pages
from shared.web.app import compose
from shared.web.live import Live
from shared.web.protocol import Limited

HERE = Path(__file__).parent
CLOCK_EVERY = 30.0
# The access log: how long a note may wait to be written, and how often old ones go.
WRITE_EVERY, DAILY = 1.0, 86_400.0
GRACE = 3


@dataclass(frozen=True)
class Contour:
    """Everything a contour holds open: services, the gate, the pool and state of its exchange, open pages."""

    config: Config
    services: Sequence[RunningService]
    gate: Gate
    sync: Pool
    live: Live
    station: Station
    # The names of the migrations that this code needs, by schema.
    migrations: Mapping[str, Set[str]]

    async def broken(self) -> list[str]:
        """Return what does not work: a schema without an answer, a migration or a view; a stopped exchange."""
        views = {running.service.name: running.service.views for running in self.services}
        pools = {running.service.name: running.pool for running in self.services} | {
            "identity": self.gate.pool,
            "sync": self.sync,
        }
        found = [] if self.station.running else ["exchange"]
        for name, pool in pools.items():
            try:
                async with asyncio.timeout(2):
                    if await missing(pool, self.migrations[name], views.get(name, {})):
                        found.append(f"{name}: migrations")
            except (*db.Trouble, TimeoutError):
                found.append(name)
        return found


@asynccontextmanager
async def open_contour(config: Config, services: Sequence[Service]) -> AsyncGenerator[Contour, None]:
    """Connect a contour to its stores, and disconnect on exit."""
    opened = [await start_service(config, service) for service in services]
    gate = await open_gate(config, opened)
    sync = await db.open_pool(config.logins["sync"], "sync")
    try:
        porch = Porch(keys.read(config.key).public, config.machine_clock)
        yield Contour(config, opened, gate, sync, Live(), Station(porch), _migrations(services))
    finally:
        with suppress(*db.Trouble):  # a database that is gone takes no notes; the pools must be let go all the same
            await retelling.write(gate)
        for pool in (sync, gate.pool, *(running.pool for running in opened)):
            pool.terminate()


def _migrations(services: Sequence[Service]) -> dict[str, Set[str]]:
    """Return the names of the migrations on disk at the start of this process, by schema."""
    files = {name: files_of(HERE / name / "migrations", journal=False) for name in ("identity", "sync")}
    files |= {service.name: files_of(service.migrations, journal=True) for service in services}
    return {schema: {file.name for file in each} for schema, each in files.items()}


def application(contour: Contour) -> ASGIApp:
    """Return the web application of a contour."""
    return compose(
        contour.services,
        contour.gate,
        live=contour.live,
        broken=contour.broken,
        away=contour.station.away,
        exchange=exchange_pages.bar(contour.config, contour.sync),
        own=[exchange_pages.exchange(contour.config, contour.sync, contour.station)],
    )


def run(config: Config, services: Sequence[Service]) -> None:
    """Serve a contour until it is told to stop."""
    configure(config.log_level)
    try:
        with runner() as loop:
            loop.run(_serve(config, services))
    except Exception as error:
        # Log it ourselves: a traceback that Python prints would not be masked.
        log.critical("contour_failed", error=type(error).__name__, exc_info=error)
        sys.exit(1)


# A batch of events makes some ten thousand objects without cycles, so collect only after a hundred thousand.
COLLECT = (100_000, 20, 50)


def runner() -> asyncio.Runner:
    """Return the runner of a contour: uvloop, with the objects made so far frozen for the garbage collector."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT)
    return asyncio.Runner(loop_factory=uvloop.new_event_loop)


async def _serve(config: Config, services: Sequence[Service]) -> None:
    async with open_contour(config, services) as contour:
        stop = Stop()
        work = asyncio.create_task(_work(contour, stop))
        server = uvicorn.Server(_server(contour))
        # When the exchange fails, the process ends and is started again, instead of showing outdated pages.
        work.add_done_callback(lambda _: setattr(server, "should_exit", True))
        try:
            await server.serve()
        finally:
            contour.live.close()
            stop.set()
            await end([work])
    if not work.cancelled() and (error := work.exception()):
        raise error


def _server(contour: Contour) -> uvicorn.Config:
    return uvicorn.Config(
        application(contour),
        host=contour.config.host,
        port=contour.config.port,
        log_config=None,
        access_log=False,
        server_header=False,
        http=Limited,
        # Whose address a proxy may forward is ours to say: shared/web/proxies.py.
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE,
    )


async def _work(contour: Contour, stop: Stop) -> None:
    """Run the background work: the exchange and the clocks."""
    loops: list[Coroutine[Any, Any, None]] = [
        exchange.run(
            contour.services,
            contour.config,
            contour.sync,
            stop,
            changed=[contour.live.changed],
            station=contour.station,
        )
    ]
    loops += [
        forever(unless_moved(running.config.day, ticking(running, step, actor)), stop, stop.bell(), every=CLOCK_EVERY)
        for actor in clocks(contour.config)
        for running in contour.services
        for subject in running.service.subjects
        for step in subject.clock
    ]
    loops += [
        forever(retelling.of(contour.gate, step), stop, stop.bell(), every=every)
        for step, every in ((retelling.write, WRITE_EVERY), (retelling.tell, CLOCK_EVERY), (retelling.forget, DAILY))
    ]
    await asyncio.gather(*loops)


def clocks(config: Config) -> list[Actor]:
    """Return the actors of the clocks: in a college one for each organization, elsewhere one for the whole contour."""
    if config.kind == "college":
        return [system("clock", organization) for organization in (config.contour, *config.hosted)]
    return [system("clock")]


def ticking(running: RunningService, step: Step, actor: Actor) -> Callable[[], Awaitable[int]]:
    """Return a clock's step that runs in a transaction of its own."""

    async def tick() -> int:
        async with running.transaction(actor) as tx:
            return await step(tx)

    return tick


def unless_moved(day: Path | None, tick: Callable[[], Awaitable[int]]) -> Callable[[], Awaitable[int]]:
    """Return a step that waits while somebody moves the day and runs every clock in its order."""

    async def tick_unless_moved() -> int:
        return 0 if day is not None and moves(day) else await tick()

    return tick_unless_moved
