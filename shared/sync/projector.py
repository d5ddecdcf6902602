"""Let a service take in the contour's known events, each once and in order; an event that fails is parked."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import msgspec
import structlog

from shared.db import Tx, passing, shape
from shared.event import Told
from shared.sync.batch import Batch
from shared.sync.hearing import listener, names_in_contracts, take_in
from shared.sync.parking import Changed, Parking, park, why
from shared.sync.reading import Known, Reader
from shared.sync.running import RunningService
from shared.sync.widened import Widened

log = structlog.get_logger()

# After BREATH events other tasks of the process get a turn. About TOGETHER events share one transaction: a batch is
# written while the next is read, and one commit serves all.
BREATH, TOGETHER = 64, 16_000


class Lagging(msgspec.Struct, frozen=True):
    """A stream with events that the service has not taken in, from `after` to `upto`, and its speaking contour."""

    stream: str
    speaker: str
    after: int
    upto: int


@dataclass
class Projector:
    """Takes events into one service; `changed` is called with its name after each commit that took events in."""

    running: RunningService
    changed: Sequence[Changed] = ()
    names: frozenset[str] = field(default_factory=names_in_contracts)
    reader: Reader = field(default_factory=Reader)
    widened: dict[str, Widened | None] = field(default_factory=dict)
    passing_by: dict[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def interest(self) -> dict[str, type[Told]]:
        """The events that the service takes in, by name."""
        return self.running.service.interest

    @cached_property
    def parking(self) -> Parking:
        """The parked events of the service."""
        return Parking(self.running, self.changed, self.names)

    @cached_property
    def apart(self) -> frozenset[str]:
        """The names of the events that may be written in batches."""
        return self.running.service.apart

    def heeds(self, name: str) -> bool:
        """Tell whether an event of that name wakes the service at once; others wait for its next regular step."""
        return name in self.interest or name not in self.names

    async def step(self) -> int:
        """Take in a batch of each lagging stream; return how many known events are left."""
        await self.parking.mend()
        left, passed = 0, []
        for lagging in await self._lagging():
            events = await self._next(lagging, lagging.after)
            if events and self._indifferent(lagging.stream).issuperset([event.name for event in events]):
                passed.append((*_places(events[0], events[-1]), self.running.clock(), True))
                moved = len(events)
            else:
                moved = await self._take_batch(lagging, events)
            if moved:
                left += max(lagging.upto - lagging.after - moved, 0)
        if passed:
            await self.running.pool.executemany(MOVE, passed)
        if not left:
            self.reader.let_go()
        return left

    async def is_behind(self) -> bool:
        """Tell whether the service has not yet taken in everything that this contour knows."""
        return bool(await self._lagging())

    async def _lagging(self) -> list[Lagging]:
        speakers = sorted({name.partition(".")[0] for name in self.interest})
        rows = await self.running.pool.fetch(LAGGING, speakers, self.running.config.contour, self.running.service.name)
        return [shape(row, Lagging) for row in rows]

    async def _next(self, lagging: Lagging, after: int) -> list[Known]:
        return await self.reader.after(
            self.running.pool, lagging.stream, after, lagging.upto, to=self.running.service.name
        )

    async def _take_batch(self, lagging: Lagging, events: list[Known]) -> int:
        """Take in a batch, parking an event that fails; return how many events, 0 when another process was faster."""
        if not events:
            return 0
        try:
            moved = await self._take(lagging, events, together=TOGETHER)
        except Exception as error:
            if passing(error):
                raise
            moved = await self._find_poison(lagging, events)
        if moved:
            for changed in self.changed:
                changed(self.running.service.name)
        return moved

    async def _find_poison(self, lagging: Lagging, events: list[Known]) -> int:
        """Take in the events before the failing one, and park that one; return how many events that is.

        First try all of them, since the failing one may come from a later batch; then bisect.
        """
        moved, some = 0, events
        while some:
            try:
                moved += await self._take(lagging, some)
                events = events[len(some) :]
            except Exception as error:
                if passing(error):
                    raise
                if len(some) == 1:
                    await self._park_poison(lagging, some[0], error)
                    return moved + 1
                events = some
            some = events[: (len(events) + 1) // 2]
        return moved

    async def _take(self, lagging: Lagging, events: list[Known], together: int = 0) -> int:
        """Take in events and the following ones, up to about `together`, in one transaction: all or none.

        Return how many; 0 when the service is no longer at the first one, or a recovery has replaced them.
        """
        first, own = events[0], lagging.speaker == self.running.config.contour
        end = 0 if own else min(first.seq + together, lagging.upto + 1)
        async with self.running.transaction(listener(lagging.stream), speaker=lagging.speaker) as tx:
            parked = await _what_waits(tx, first)
            if parked is None:
                return 0
            if own and not await _still_in_outbox(tx, events[-1]):
                return 0
            async with Batch(tx, self.widened) as batch:
                while events:
                    last = events[-1]
                    await self._take_each(tx, batch, events, parked)
                    await batch.write_behind()
                    events = await self._next(lagging, last.seq) if last.seq + 1 < end else []
            await _move(tx, first, last)
        return last.seq + 1 - first.seq

    async def _take_each(self, tx: Tx, batch: Batch, events: list[Known], parked: set[str]) -> None:
        indifferent = self._indifferent(events[0].stream)
        taken = 0
        for event in events:
            if event.name not in indifferent:
                await self._take_one(tx, batch, event, parked)
                taken += 1
                if not taken % BREATH:
                    await asyncio.sleep(0)

    async def _take_one(self, tx: Tx, batch: Batch, event: Known, parked: set[str]) -> None:
        """Take in an event or park it; `parked` names the things about which events already wait."""
        name, type = event.name, self.interest.get(event.name)
        if not event.own or event.about in parked:
            type = None
        if type is not None and name in self.apart:
            await take_in(self.running, batch, event, type)
            return
        await batch.flush()
        if type is not None:
            await take_in(self.running, tx, event, type)
        elif event.about in parked:
            await park(tx, event, "ждёт более раннее событие о том же")
        elif name in self.names and not event.own:
            await park(tx, event, f"{name} говорит не этот поток")
        else:
            await park(tx, event, f"неизвестное событие {name}")
            parked.add(event.about)

    def _indifferent(self, stream: str) -> frozenset[str]:
        """Return the names that the stream may tell and the service ignores; other events are taken in or parked."""
        speaker = stream.partition(".")[0]
        if speaker not in self.passing_by:
            own = {name for name in self.names if name.startswith(f"{speaker}.")}
            self.passing_by[speaker] = frozenset(own - self.interest.keys())
        return self.passing_by[speaker]

    async def _park_poison(self, lagging: Lagging, event: Known, error: Exception) -> None:
        service = self.running.service.name
        log.warning("parked", service=service, stream=event.stream, seq=event.seq, name=event.name, error=repr(error))
        async with self.running.transaction(listener(lagging.stream)) as tx:
            if await _what_waits(tx, event) is not None:
                await park(tx, event, why(error))
                await _move(tx, event, event)


async def _what_waits(tx: Tx, event: Known) -> set[str] | None:
    """Return the things about which events of the stream are parked; None when this event is not the next one.

    The cursor is locked first: a killed process may have left a commit on its way.
    """
    row = await tx.connection.fetchrow(LOCK, event.stream)
    if row is None:
        await tx.run(
            "insert into heard (stream, epoch, seq, at) values ($1, 1, 0, $2) on conflict do nothing",
            event.stream, tx.now,
        )  # fmt: skip
        row = await tx.connection.fetchrow(LOCK, event.stream)
    assert row is not None
    return set(row["waiting"]) if row["seq"] == event.seq - 1 else None


async def _still_in_outbox(tx: Tx, event: Known) -> bool:
    """Tell whether our outbox still has this event at this number: a recovery may have replaced it since the read."""
    same = "select id = $3 from sync.outbox where (stream, seq) = ($1, $2)"
    return bool(event.unreadable or await tx.value(same, event.stream, event.seq, event.id))


async def _move(tx: Tx, first: Known, last: Known) -> None:
    await tx.run(MOVE, *_places(first, last), tx.now, not tx.told)


def _places(first: Known, last: Known) -> tuple[str, int, int, int]:
    return first.stream, first.seq - 1, last.epoch, last.seq


LAGGING = """
    select s.stream, s.speaker, coalesce(h.seq, 0) as after, s.seq as upto
    from (
        select stream, seq, speaker from sync.followed
        union all
        select stream, seq, $2 from sync.head where split_part(stream, '.', 1) <> $3
    ) s
    left join heard h on h.stream = s.stream
    where s.seq > coalesce(h.seq, 0) and split_part(s.stream, '.', 1) = any($1::text[])
    order by s.stream
"""

LOCK = """
    select seq, array(select distinct about from parked where stream = $1) as waiting
    from heard where stream = $1 for update
"""

# The commit need not wait for the disk: after a crash the cursor and the rows are lost together and taken in again. But
# it waits when the transaction told events: they must not be told twice.
MOVE = """
    insert into heard as h (stream, epoch, seq, at) values ($1, $3, $4, $5)
    on conflict (stream) do update set epoch = excluded.epoch, seq = excluded.seq, at = excluded.at where h.seq = $2
    returning case when $6 then set_config('synchronous_commit', 'off', true) end
"""
