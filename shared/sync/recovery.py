"""A restored speaker goes on: what its follower kept comes back, and what is new is said again in the next epoch.

It is done by the database's owner, because an outbox is append only for everybody else; all of it is one transaction.
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
    """How the recovery of one stream went; `upto` is the last number that came back, `last` the last of all."""

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
    """Recover every stream in which we tell nothing because more is known of us than we have."""
    connection = await db.connect(owner_dsn)
    try:
        async with connection.transaction():
            await connection.execute(db.SCOPE, "*", home, "")
            await connection.execute("set local lock_timeout = '20s'")
            found = await differences(connection)
            if late := ", ".join(one.stream for one in found if not one.whole):
                raise NotWhole(streams=late)
            tx = Tx(connection, now=now, actor=returned.ACTOR, organization=home)
            rewound = [await _rewrite(connection, one, now) for one in found]
            done = [await _own(tx, services, one, now) for one in rewound]
            for one in rewound:
                await _siblings(tx, services, one)
            await outbox.number(tx, home)
            for channel in (outbox.WAKE, recall.RECOVERED):
                await connection.execute("select pg_notify($1, '')", channel)
        return done
    finally:
        await connection.close()


class Rewound(msgspec.Struct, frozen=True):
    """A stream whose outbox was written anew: what came back, and where each number of ours has gone."""

    difference: Difference
    epoch: int
    back: list[Link]
    moved: dict[int, Link]


async def _rewrite(sql: Connection, one: Difference, now: datetime) -> Rewound:
    """Put what came back into the outbox under its old numbers, and what is ours behind it, in the next epoch."""
    stream, parted = one.stream, one.parted
    life = await sql.fetchval("select life from sync.head where stream = $1 for update", stream)
    ours = await sql.fetch(
        "select seq, event from sync.outbox where stream = $1 and seq > $2 order by seq", stream, parted
    )
    rows = await sql.fetch(
        "select epoch, seq, hash, event from sync.recalled where stream = $1 and seq > $2 order by seq", stream, parted
    )
    back = [Link(*row.values()) for row in rows]
    at = one.upto
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
    return Rewound(one, epoch, back, {row["seq"]: places[row["event"]] for row in ours})


def _label(event: bytes) -> tuple[UUID, str, str, datetime]:
    envelope = msgspec.json.decode(event, type=Envelope)
    return envelope.id, envelope.type, envelope.subject, envelope.time


async def _own(tx: Tx, services: Sequence[Service], one: Rewound, now: datetime) -> Recovered:
    """Let what came back become true again in the service that told it."""
    difference = one.difference
    service = next(each for each in services if each.name == difference.stream.partition(".")[0])
    await tx.connection.execute(f'set local search_path to "{service.name}", public')
    waiting = await _apply_all(tx, service, one.back)
    for link, why in waiting.items():
        await park(tx, known(difference.stream, link.epoch, link.seq, link.event), why)
    return await _noted(tx, one, len(waiting), now)


async def _noted(tx: Tx, one: Rewound, parked: int, now: datetime) -> Recovered:
    difference = one.difference
    upto = difference.upto.seq
    done = Recovered(
        stream=difference.stream,
        follower=difference.follower,
        epoch=one.epoch,
        parted=difference.parted,
        upto=upto,
        last=await tx.value("select seq from sync.head where stream = $1", difference.stream),
        returned=len(one.back),
        parked=parked,
        again=sum(link.seq > upto for link in one.moved.values()),
    )
    await tx.run(
        """insert into sync.recovered (stream, epoch, follower, parted, returned, parked, again, at)
           values ($1, $2, $3, $4, $5, $6, $7, $8)""",
        done.stream, done.epoch, done.follower, done.parted, done.returned, done.parked, done.again, now,
    )  # fmt: skip
    return done


async def _apply_all(tx: Tx, service: Service, back: list[Link]) -> dict[Link, str]:
    """Apply what came back, in order; return what could not be applied, and why.

    A database that wrote on its own meanwhile may need them in another order: so they are tried a few times.
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
    """Apply one event; return why it could not be, or nothing."""
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


async def _siblings(tx: Tx, services: Sequence[Service], one: Rewound) -> None:
    """Let the other services of the contour hear what came back, if they have heard what was said instead."""
    stream = one.difference.stream
    for service in services:
        if not any(name.partition(".")[0] == stream.partition(".")[0] for name in service.interest):
            continue
        await tx.connection.execute(f'set local search_path to "{service.name}", public')
        # Locked also where nothing of it was heard: nobody may take in at this moment what was said instead.
        await tx.run(
            "insert into heard (stream, epoch, seq, at) values ($1, 1, 0, $2) on conflict do nothing", stream, tx.now
        )
        heard = await tx.value("select seq from heard where stream = $1 for update", stream)
        if heard <= one.difference.parted:
            continue
        await _move(tx.connection, stream, one)
        for link in one.back:
            await _hear(tx, service, stream, link)
        await write_heard(tx)
        to = max([one.back[-1], *(link for seq, link in one.moved.items() if seq <= heard)], key=lambda at: at.seq)
        await tx.run("update heard set epoch = $2, seq = $3 where stream = $1", stream, to.epoch, to.seq)
        # Its tables may know an event by its old number.
        await rebuild(tx.connection, service, tx.organization)


async def _move(sql: Sql, stream: str, one: Rewound) -> None:
    """Let what a service has heard of us keep its place in its journal, under the number that it has now."""
    # The owner too may only add to a journal.
    await sql.execute("alter table journal no force row level security")
    for seq, to in sorted(one.moved.items(), reverse=True):
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
    """Take in one event that came back, if the service does something about it."""
    said = known(stream, link.epoch, link.seq, link.event)
    kind, id = service.interest.get(said.name), ids.heard(stream, link.seq)
    if kind is None or await tx.value("select 1 from journal where id = $1", id):
        return
    actor, told = tx.actor, list(tx.told)
    tx.actor = listener(stream)
    try:
        async with tx.connection.transaction():
            await tx.act_for(tx.organization, Origin(stream, link.epoch, link.seq, said.at))
            event = await read(tx.connection, said.data, kind, stream=stream, id=said.id, reads=service.reads)
            await service.take_in(tx, event)
            await write_heard(tx)
    except Exception as error:
        if passing(error):
            raise
        tx.told[:] = told
        tx.heard.clear()
        tx.recorded.clear()
        await park(tx, said, f"{type(error).__name__}: {error}")
    tx.actor, tx.origin = actor, None
