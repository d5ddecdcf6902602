"""The journal: every event is written in the transaction that records it; only `Apply` writes state tables."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from shared import ids, keyring
from shared.columns import columns
from shared.db import Tx
from shared.event import Event, Told, name_of, newest, seal, subject_of

E = TypeVar("E", bound=Event)
Write = Callable[[Tx, Any], Awaitable[None]]


class Apply:
    """How one subject's events change its tables: one function for each event."""

    def __init__(self, *, apart: bool = False) -> None:
        """Start without any event.

        `apart`: events about different things change different rows, and no function uses the result of `run`; so heard
        events may be written in batches.
        """
        self.apart = apart
        self.writes: dict[type[Event], Write] = {}

    def on(self, event: type[E]) -> Callable[[Callable[[Tx, E], Awaitable[None]]], Callable[[Tx, E], Awaitable[None]]]:
        """Register the decorated function as the one that applies `event` to the tables."""

        def register(write: Callable[[Tx, E], Awaitable[None]]) -> Callable[[Tx, E], Awaitable[None]]:
            assert event not in self.writes, f"{name_of(event)} is applied twice"
            assert newest(event), f"{name_of(event)} is read as the version that followed it"
            self.writes[event] = write
            return write

        return register

    async def __call__(self, tx: Tx, event: Event) -> None:
        """Apply an event to the tables."""
        await self.writes[type(event)](tx, event)

    @property
    def tells(self) -> frozenset[type[Told]]:
        """The events that these name in `tells`: each is recorded with its inside event, which changed the tables."""
        return frozenset(event.tells for event in self.writes if event.tells is not None)

    async def record(self, tx: Tx, *events: Event) -> None:
        """Record events: apply them to the tables and write them to the journal; events that may cross are told.

        Their reactions run before the transaction ends.
        """
        for event in events:
            await self(tx, event)
            await _record(tx, event)
            if (told := event.tell()) is not None:
                await _record(tx, told)


class Recorded(msgspec.Struct, frozen=True):
    """An event recorded in this transaction, its id in the journal, and the event whose reaction recorded it."""

    event: Event
    id: UUID
    after: "Recorded | None" = None

    @property
    def chain(self) -> list[str]:
        """The names of the events that led to this one, the first one first."""
        names = []
        recorded: Recorded | None = self
        while recorded is not None:
            names.append(name_of(recorded.event))
            recorded = recorded.after
        return names[::-1]


async def _record(tx: Tx, event: Event) -> None:
    tx.recorded.append(Recorded(event, await append(tx, event), tx.following))


async def append(tx: Tx, event: Event) -> UUID:
    """Write an event to the journal and return its id; one that may cross is told when the transaction ends."""
    assert newest(type(event)), f"{name_of(event)} is no longer told"
    await write_heard(tx)
    id = ids.new(tx.now)
    data = await keyring.seal(tx, event, id)
    if data is not None:
        tx.sealed[id] = data
    await tx.run(
        """insert into journal (id, name, about, at, actor, cause, event, organization)
           values ($1, $2, $3, $4, $5, $6, $7, $8)""",
        id, name_of(event), subject_of(event), tx.now, tx.actor.id, tx.cause,
        msgspec.to_builtins(event) if data is None else msgspec.Raw(data),
        tx.organization,
    )  # fmt: skip
    if isinstance(event, Told):
        tx.told.append((event, id))
    return id


class Heard(msgspec.Struct):
    """One line of a journal for heard events: consecutive events of a stream, from `first` to `last`."""

    id: UUID
    organization: str
    stream: str
    epoch: int
    first: int
    last: int


def hear(tx: Tx, event: Event) -> None:
    """Note a heard event for the journal, so that a rebuild meets it at the same place.

    `tx.now` is when it became known here; `tx.origin` is its place and when it happened. Consecutive events of another
    contour share one line; events of our own contour get a line each, because a recovery may renumber them.
    """
    origin = tx.origin
    assert origin is not None
    tx.about = getattr(event, event.about)
    last = tx.heard[-1] if tx.heard else None
    if (
        last is not None
        and (last.stream, last.epoch, last.last) == (origin.stream, origin.epoch, origin.seq - 1)
        and last.organization == tx.organization != tx.home
    ):
        last.last = origin.seq
        return
    id = ids.heard(origin.stream, origin.seq)
    tx.heard.append(Heard(id, tx.organization, origin.stream, origin.epoch, origin.seq, origin.seq))


async def write_heard(tx: Tx) -> None:
    """Write the lines of the heard events to the journal: all at once, and before any event that they cause."""
    if tx.heard:
        await tx.connection.execute(
            """insert into journal (id, organization, stream, epoch, seq, through, at, actor)
               select *, $7, $8 from unnest($1::text::uuid[], $2::text::text[], $3::text::text[], $4::text::int[],
                                            $5::text::bigint[], $6::text::bigint[])""",
            *columns([msgspec.structs.astuple(line) for line in tx.heard]), tx.now, tx.actor.id,
        )  # fmt: skip
        tx.heard.clear()


def sealed(event: Told, *, id: UUID, home: str, at: datetime, data: bytes | None = None) -> bytes:
    """Return the bytes of an event that `home` tells."""
    return seal(event, id=id, source=f"/{home}", time=at, data=data)
