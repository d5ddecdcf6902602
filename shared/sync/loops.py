"""A loop is `forever(step)`: the step returns how much it did; a bell wakes the loop early."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from functools import partial

import structlog

from shared import db

log = structlog.get_logger()

Step = Callable[[], Awaitable[int]]
FIRST_PAUSE, PATIENCE = 0.25, 5.0


class Bell:
    """A wake-up signal; when it is rung while nobody waits, the next wait returns at once."""

    def __init__(self, heeds: Callable[[str], bool] | None = None) -> None:
        """Start silent; `heeds` selects by name which rings wake it."""
        self._event = asyncio.Event()
        self._heeds = heeds

    def ring(self, names: str = "") -> None:
        """Wake the waiter; `names`, separated by spaces, are the events that happened; empty means any event."""
        if not names or self._heeds is None or any(map(self._heeds, names.split())):
            self._event.set()

    async def wait(self, seconds: float) -> bool:
        """Wait for a ring, at most `seconds`; tell whether it was rung."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._event.wait()
        rung = self._event.is_set()
        self._event.clear()
        return rung


class Stop:
    """The flag that ends every loop; setting it wakes those that sleep."""

    def __init__(self, whole: "Stop | None" = None) -> None:
        """Start not set; a part is also stopped by its `whole`."""
        self._whole = whole
        self._set = False
        self._bells: list[Bell] = []

    def __bool__(self) -> bool:
        """Tell whether the loops must end."""
        return self._set or bool(self._whole)

    def bell(self, heeds: Callable[[str], bool] | None = None) -> Bell:
        """Return a new bell that is also rung by the stop."""
        bell = Bell(heeds)
        self._add(bell)
        return bell

    def _add(self, bell: Bell) -> None:
        self._bells.append(bell)
        if self._whole is not None:
            self._whole._add(bell)

    def set(self) -> None:
        """Stop every loop."""
        self._set = True
        for bell in self._bells:
            bell.ring()


async def forever(
    step: Step, stop: Stop, bell: Bell, *, every: float | Callable[[], float], quiet: tuple[type[Exception], ...] = ()
) -> None:
    """Repeat a step until the stop; sleep after it did nothing, back off after an error; do not log `quiet` errors."""
    pause = FIRST_PAUSE
    while not stop:
        try:
            done = await step()
        except Exception as error:
            if not isinstance(error, quiet) and not db.passing(error):
                log.exception("step_failed", step=step.__qualname__, again_in=pause)
            await bell.wait(pause)
            pause = min(pause * 2, PATIENCE)
            continue
        pause = FIRST_PAUSE
        if not done and not stop:
            await bell.wait(every() if callable(every) else every)


async def until_done(work: Callable[[], Awaitable[object]], stop: Stop, bell: Bell) -> None:
    """Repeat `work` until it succeeds once: the database may be out of reach when a contour starts."""
    again = Stop(stop)

    async def done() -> int:
        await work()
        again.set()
        return 1

    await forever(done, again, bell, every=0)


async def listen(dsn: str, bells: dict[str, list[Bell]], stop: Stop) -> None:
    """Ring a channel's bells at each NOTIFY, with its payload; after a reconnect ring all: a NOTIFY may be lost."""
    done, pause = stop.bell(), FIRST_PAUSE
    while not stop:
        try:
            connection = await db.connect(dsn)
        except db.Trouble as error:
            log.warning("database_unreachable", error=str(error), again_in=pause)
            await done.wait(pause)
            pause = min(pause * 2, 1)
            continue
        pause = FIRST_PAUSE
        try:
            await _ring_at_notify(connection, bells, stop, done)
        except db.Trouble as error:
            log.warning("database_lost", error=str(error))
        finally:
            with suppress(*db.Trouble):
                await connection.close(timeout=2)


async def _ring_at_notify(connection: db.Connection, bells: dict[str, list[Bell]], stop: Stop, done: Bell) -> None:
    connection.add_termination_listener(lambda _: done.ring())
    for channel, listeners in bells.items():
        await connection.add_listener(channel, partial(_ring, listeners))
    for bell in {bell for listeners in bells.values() for bell in listeners}:
        bell.ring()
    while not stop and not connection.is_closed():
        if not await done.wait(30):
            await connection.fetchval("select 1", timeout=5)


def _ring(listeners: list[Bell], _connection: object, _process: int, _channel: str, names: object) -> None:
    for bell in listeners:
        bell.ring(str(names))


async def end(tasks: Iterable["asyncio.Task[None]"], patience: float = 5) -> None:
    """Wait for stopping tasks; cancel those that do not end, repeatedly, because nats-py may swallow a cancellation."""
    left = {task for task in tasks if not task.done()}
    if left:
        _, left = await asyncio.wait(left, timeout=patience)
    for _ in range(50):
        if not left:
            return
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=0.1)
    log.error("tasks_left", tasks=[task.get_name() for task in left])
