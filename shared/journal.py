"""Every event, written in the transaction that makes it true; `Apply` is the only hand that writes state."""

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
    """How one subject's events change its tables: one small function for each event."""

    def __init__(self, *, apart: bool = False) -> None:
        """Start knowing no event.

        `apart`: events about different things touch different rows, and nobody looks at what `run` returns; so many
        that were heard may be written at once.
        """
        self.apart = apart
        self.writes: dict[type[Event], Write] = {}

    def on(self, event: type[E]) -> Callable[[Callable[[Tx, E], Awaitable[None]]], Callable[[Tx, E], Awaitable[None]]]:
        """Register the decorated function as what `event` does to the tables."""

        def register(write: Callable[[Tx, E], Awaitable[None]]) -> Callable[[Tx, E], Awaitable[None]]:
            assert event not in self.writes, f"{name_of(event)} is applied twice"
            assert newest(event), f"{name_of(event)} is read as the version that followed it"
            self.writes[event] = write
            return write

        return register

    async def __call__(self, tx: Tx, event: Event) -> None:
        """Change the tables as the event says."""
        await self.writes[type(event)](tx, event)

    @property
    def tells(self) -> frozenset[type[Told]]:
        """The events that these tell: each is recorded with the one that tells it, which has changed the tables."""
        return frozenset(event.tells for event in self.writes if event.tells is not None)

    async def record(self, tx: Tx, *events: Event) -> None:
        """Make the events true: apply them to the tables and write them to the journal; what may cross is told.

        What follows from them is called before the transaction ends.
        """
        for event in events:
            await self(tx, event)
            await _record(tx, event)
            if (told := event.tell()) is not None:
                await _record(tx, told)


class Recorded(msgspec.Struct, frozen=True):
    """An event that was recorded in this transaction, its id in the journal, and the one that it followed from."""

    event: Event
    id: UUID
    after: "Recorded | None" = None

    @property
    def chain(self) -> list[str]:
        """The names of the events that led here, the first one first."""
        names = []
        one: Recorded | None = self
        while one is not None:
            names.append(name_of(one.event))
            one = one.after
        return names[::-1]


async def _record(tx: Tx, event: Event) -> None:
    tx.recorded.append(Recorded(event, await append(tx, event), tx.following))


async def append(tx: Tx, event: Event) -> UUID:
    """Write an event to the journal; one that crosses the border is told when the transaction ends. Return its id."""
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
    """One line of a journal for what was heard: events that follow one another in their stream, from `first` on."""

    id: UUID
    organization: str
    stream: str
    epoch: int
    first: int
    last: int


def hear(tx: Tx, event: Event) -> None:
    """Write a reference to a heard event, so that a rebuild meets it at the same place in the journal.

    `tx.now` is when it became known here; where it stands and when it happened, `tx.origin` says. What others tell is
    one line as long as nothing comes between; of what our own contour tells a recovery may number each anew.
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
    """Write what was heard since the last line: many at once, and before anything that follows from it."""
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
