"""Recovery of a restored speaker: what its follower kept comes back, and its own new events are told in the next epoch.

The database's owner does it, because an outbox is append only for everybody else; all of it is one transaction.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from shared import db, ids
from shared.db import Connection, Origin, Tx, passing
from shared.errors import Refused
from shared.event import Envelope
from shared.journal import write_heard
from shared.keyring import read
from shared.rebuild import rebuild
from shared.service import Service
from shared.sync import outbox, recall, returned
from shared.sync.core import Link, told_again
from shared.sync.difference import Difference, differences
from shared.sync.hearing import listener
from shared.sync.parking import park
from shared.sync.reading import known
from shared.sync.sql import Sql

PASSES = 5
LOST_FOR_GOOD = (
    "Не вернётся то, что из контура не уходит: дневники, слова к оценкам, анкеты, приказы, учётные записи. "
    "Сказанное после снятия копии пропало и у нас, и ни у кого больше не было. "
    "У вернувшихся записей неизвестно, кто их внёс, а слова по согласию, данному после копии, пусты: их ключ был здесь."
)


class NotWhole(Refused):
    """Не всё, что хранит другая сторона, уже пришло: {streams}. Нужна связь с ней; повторите через минуту."""


class Recovered(msgspec.Struct, frozen=True):
    """The result for one stream; `upto` is the last number that came back, `last` the last number of the stream."""

    stream: str
    follower: str
    epoch: int
    parted: int
    upto: int
    last: int
    returned: int
    parked: int
    again: int


async def recover(owner_dsn: str, services: Sequence[Service], home: str, *, now: datetime) -> list[Recovered]:
    """Recover every stream that is stopped because others hold more of it than we do."""
    connection = await db.connect(owner_dsn)
    try:
        async with connection.transaction():
            await connection.execute(db.SCOPE, "*", home, "")
            await connection.execute("set local lock_timeout = '20s'")
            found = await differences(connection)
            if late := ", ".join(lost.stream for lost in found if not lost.whole):
                raise NotWhole(streams=late)
            tx = Tx(connection, now=now, actor=returned.ACTOR, organization=home)
            streams = [await _rewrite(connection, lost, now) for lost in found]
            done = [await _own(tx, services, rewound, now) for rewound in streams]
            for rewound in streams:
                await _siblings(tx, services, rewound)
            await outbox.number(tx, home)
            for channel in (outbox.WAKE, recall.RECOVERED):
                await connection.execute("select pg_notify($1, '')", channel)
        return done
    finally:
        await connection.close()


class Rewound(msgspec.Struct, frozen=True):
    """A stream with a rewritten outbox: the events that came back, and the new place of our own by old number."""

    difference: Difference
    epoch: int
    back: list[Link]
    moved: dict[int, Link]


async def _rewrite(sql: Connection, lost: Difference, now: datetime) -> Rewound:
    """Write what came back into the outbox under its old numbers, and our own events after it, in the next epoch."""
    stream, parted = lost.stream, lost.parted
    life = await sql.fetchval("select life from sync.head where stream = $1 for update", stream)
    ours = await sql.fetch(
        "select seq, event from sync.outbox where stream = $1 and seq > $2 order by seq", stream, parted
    )
    rows = await sql.fetch(
        "select epoch, seq, hash, event from sync.recalled where stream = $1 and seq > $2 order by seq", stream, parted
    )
    back = [Link(*row.values()) for row in rows]
    at = lost.upto
    epoch = max(life, at.epoch) + 1
    again = told_again(at, [link.event for link in back], [row["event"] for row in ours], epoch)
    await sql.execute("delete from sync.outbox where stream = $1 and seq > $2", stream, parted)
    await sql.executemany(
        """insert into sync.outbox (stream, epoch, seq, hash, event, id, name, about, at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        [(stream, link.epoch, link.seq, link.hash, link.event, *_label(link.event)) for link in [*back, *again]],
    )
    last = again[-1] if again else back[-1]
    await sql.execute(
        """update sync.head set epoch = $2, seq = $3, hash = $4, at = $5, life = $6, stopped_at = null
           where stream = $1""",
        stream, last.epoch, last.seq, last.hash, now, epoch,
    )  # fmt: skip
    await sql.execute("delete from sync.recall where stream = $1", stream)
    await sql.execute("delete from sync.recalled where stream = $1", stream)
    places = {link.event: link for link in [*back, *again]}
    return Rewound(lost, epoch, back, {row["seq"]: places[row["event"]] for row in ours})


def _label(event: bytes) -> tuple[UUID, str, str, datetime]:
    envelope = msgspec.json.decode(event, type=Envelope)
    return envelope.id, envelope.type, envelope.subject, envelope.time


async def _own(tx: Tx, services: Sequence[Service], rewound: Rewound, now: datetime) -> Recovered:
    """Apply what came back in the service that told it; park what cannot be applied."""
    difference = rewound.difference
    service = next(service for service in services if service.name == difference.stream.partition(".")[0])
    await tx.connection.execute(f'set local search_path to "{service.name}", public')
    waiting = await _apply_all(tx, service, rewound.back)
    for link, why in waiting.items():
        await park(tx, known(difference.stream, link.epoch, link.seq, link.event), why)
    return await _noted(tx, rewound, len(waiting), now)


async def _noted(tx: Tx, rewound: Rewound, parked: int, now: datetime) -> Recovered:
    difference = rewound.difference
    upto = difference.upto.seq
    done = Recovered(
        stream=difference.stream,
        follower=difference.follower,
        epoch=rewound.epoch,
        parted=difference.parted,
        upto=upto,
        last=await tx.value("select seq from sync.head where stream = $1", difference.stream),
        returned=len(rewound.back),
        parked=parked,
        again=sum(link.seq > upto for link in rewound.moved.values()),
    )
    await tx.run(
        """insert into sync.recovered (stream, epoch, follower, parted, returned, parked, again, at)
           values ($1, $2, $3, $4, $5, $6, $7, $8)""",
        done.stream, done.epoch, done.follower, done.parted, done.returned, done.parked, done.again, now,
    )  # fmt: skip
    return done


async def _apply_all(tx: Tx, service: Service, back: list[Link]) -> dict[Link, str]:
    """Apply what came back, in order; return what could not be applied, and why.

    A database that has since recorded its own events may need another order, so failed events are tried a few times.
    """
    waiting: dict[Link, str] = dict.fromkeys(back, "")
    for _ in range(PASSES):
        before, parked = len(waiting), set[str]()
        for link in list(waiting):
            about = _label(link.event)[2]
            why = "ждёт более раннее событие о том же" if about in parked else await _again(tx, service, link)
            if why:
                parked.add(about)
                waiting[link] = why
            else:
                del waiting[link]
        if len(waiting) in (0, before):
            break
    return waiting


async def _again(tx: Tx, service: Service, link: Link) -> str:
    """Apply one event; return why it failed, or an empty string."""
    told = list(tx.told)
    try:
        async with tx.connection.transaction():
            await returned.again(tx, service, link.event)
    except Exception as error:
        if passing(error):
            raise
        tx.told[:] = told
        return f"{type(error).__name__}: {error}"
    return ""


async def _siblings(tx: Tx, services: Sequence[Service], rewound: Rewound) -> None:
    """Let the contour's other services take in what came back, if they have taken in our events with those numbers."""
    stream = rewound.difference.stream
    for service in services:
        if not any(name.partition(".")[0] == stream.partition(".")[0] for name in service.interest):
            continue
        await tx.connection.execute(f'set local search_path to "{service.name}", public')
        # Lock the cursor even if nothing was taken in yet: the events being moved must not be taken in meanwhile.
        await tx.run(
            "insert into heard (stream, epoch, seq, at) values ($1, 1, 0, $2) on conflict do nothing", stream, tx.now
        )
        heard = await tx.value("select seq from heard where stream = $1 for update", stream)
        if heard <= rewound.difference.parted:
            continue
        await _move(tx.connection, stream, rewound)
        for link in rewound.back:
            await _hear(tx, service, stream, link)
        await write_heard(tx)
        moved = (link for seq, link in rewound.moved.items() if seq <= heard)
        to = max([rewound.back[-1], *moved], key=lambda link: link.seq)
        await tx.run("update heard set epoch = $2, seq = $3 where stream = $1", stream, to.epoch, to.seq)
        # Its tables may hold old numbers.
        await rebuild(tx.connection, service, tx.organization)


async def _move(sql: Sql, stream: str, rewound: Rewound) -> None:
    """Renumber our moved events in a service's journal; they keep their place there."""
    # The policy lets even the owner only add to a journal.
    await sql.execute("alter table journal no force row level security")
    for seq, to in sorted(rewound.moved.items(), reverse=True):
        old, new = ids.heard(stream, seq), ids.heard(stream, to.seq)
        await sql.execute(
            "update journal set epoch = $3, seq = $4, through = $4, id = $5 where stream = $1 and seq = $2",
            stream, seq, to.epoch, to.seq, new,
        )  # fmt: skip
        await sql.execute("update journal set cause = $2 where cause = $1", old, new)
        await sql.execute(
            "update parked set epoch = $3, seq = $4 where stream = $1 and seq = $2", stream, seq, to.epoch, to.seq
        )
    await sql.execute("alter table journal force row level security")


async def _hear(tx: Tx, service: Service, stream: str, link: Link) -> None:
    """Take in one event that came back, if the service is interested in it."""
    back = known(stream, link.epoch, link.seq, link.event)
    kind, id = service.interest.get(back.name), ids.heard(stream, link.seq)
    if kind is None or await tx.value("select 1 from journal where id = $1", id):
        return
    actor, told = tx.actor, list(tx.told)
    tx.actor = listener(stream)
    try:
        async with tx.connection.transaction():
            await tx.act_for(tx.organization, Origin(stream, link.epoch, link.seq, back.at))
            event = await read(tx.connection, back.data, kind, stream=stream, id=back.id, reads=service.reads)
            await service.take_in(tx, event)
            await write_heard(tx)
    except Exception as error:
        if passing(error):
            raise
        tx.told[:] = told
        tx.heard.clear()
        tx.recorded.clear()
        await park(tx, back, f"{type(error).__name__}: {error}")
    tx.actor, tx.origin = actor, None
