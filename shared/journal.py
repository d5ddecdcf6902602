"""Every event, written in the transaction that makes it true; `Apply` is the only hand that writes a subject's state."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from shared import ids
from shared.actor import Actor
from shared.db import Origin, Tx
from shared.event import Event, Told, name_of, seal, subject_of

E = TypeVar("E", bound=Event)
Write = Callable[[Tx, Any], Awaitable[None]]


class Apply:
    """How one subject's events change its tables: one small function for each event."""

    def __init__(self) -> None:
        """Start knowing no event."""
        self.writes: dict[type[Event], Write] = {}

    def on(self, event: type[E]) -> Callable[[Callable[[Tx, E], Awaitable[None]]], Callable[[Tx, E], Awaitable[None]]]:
        """Register the decorated function as what `event` does to the tables."""

        def register(write: Callable[[Tx, E], Awaitable[None]]) -> Callable[[Tx, E], Awaitable[None]]:
            assert event not in self.writes, f"{name_of(event)} is applied twice"
            self.writes[event] = write
            return write

        return register

    async def __call__(self, tx: Tx, event: Event) -> None:
        """Change the tables as the event says."""
        await self.writes[type(event)](tx, event)

    async def record(self, tx: Tx, *events: Event) -> None:
        """Make the events true: apply them to the tables, write them to the journal, and tell those that cross the border."""
        for event in events:
            await self(tx, event)
            await append(tx, event)


async def append(tx: Tx, event: Event) -> None:
    """Write an event to the journal; one that crosses the border is told when the transaction ends."""
    id = ids.new(tx.now)
    await tx.run(
        """insert into journal (id, name, about, at, actor, cause, event, organization) values ($1, $2, $3, $4, $5, $6, $7, $8)""",
        id, name_of(event), subject_of(event), tx.now, tx.actor.id, tx.cause, msgspec.to_builtins(event), tx.organization,
    )  # fmt: skip
    if isinstance(event, Told):
        tx.told.append((event, id))


async def hear(tx: Tx, event: Event, *, id: UUID) -> None:
    """Write a reference to a heard event, so that a rebuild meets it at the same place; `tx.origin` says where it stands.

    `tx.now` is when it became known here; when it happened, `tx.origin.at` says.
    """
    assert tx.origin is not None
    await tx.run(
        """insert into journal (id, name, about, at, actor, organization, stream, epoch, seq)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        id, name_of(event), subject_of(event), tx.now, tx.actor.id, tx.organization,
        tx.origin.stream, tx.origin.epoch, tx.origin.seq,
    )  # fmt: skip


class Line(msgspec.Struct, frozen=True):
    """One line of a journal; a heard event brings its bytes from the archive."""

    name: str
    at: datetime
    actor: str
    event: dict[str, Any] | None
    organization: str
    stream: str | None
    epoch: int | None
    seq: int | None
    heard: bytes | None


LINES = """
    select j.name, j.at, j.actor, j.event, j.organization, j.stream, j.epoch, j.seq, a.event as heard
    from journal j left join sync.known a on (a.stream, a.epoch, a.seq) = (j.stream, j.epoch, j.seq)
    order by j.position
"""


async def rebuild(tx: Tx, applies: Iterable[Apply], lines: Iterable[Line]) -> int:
    """Apply a journal to empty tables; return how many events there were. Reactions do not run again: what they did is in the journal."""
    by_name: dict[str, tuple[type[Event], list[Apply]]] = {}
    for apply in applies:
        for event in apply.writes:
            by_name.setdefault(name_of(event), (event, []))[1].append(apply)
    count = 0
    for line in lines:
        known = by_name.get(line.name)
        if known is None:
            continue
        await _again(tx, line, *known)
        count += 1
    return count


async def _again(tx: Tx, line: Line, type: type[Event], applies: list[Apply]) -> None:
    tx.now, tx.actor = line.at, Actor(id=line.actor, organizations="*")
    if line.heard is None:
        await tx.act_for(line.organization, None)
        event = msgspec.convert(line.event, type=type)
    else:
        assert line.stream is not None and line.epoch is not None and line.seq is not None
        happened = msgspec.json.decode(line.heard, type=_Sealed).time
        await tx.act_for(line.organization, Origin(line.stream, line.epoch, line.seq, happened))
        event = opened(line.heard, type)
    for apply in applies:
        await apply(tx, event)


class _Sealed(msgspec.Struct, frozen=True):
    time: datetime
    data: msgspec.Raw


def opened(sealed: bytes, type: type[E]) -> E:
    """Return the event inside its envelope."""
    return msgspec.json.decode(msgspec.json.decode(sealed, type=_Sealed).data, type=type)


def sealed(event: Told, *, id: UUID, home: str, at: datetime) -> bytes:
    """Return the bytes of an event that `home` tells."""
    return seal(event, id=id, source=f"/{home}", time=at)
