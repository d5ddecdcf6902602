"""What the exchange is compared with: the bare limit, and two solutions that an engineer could choose instead.

All read the events a college has told, and end when the region has them as rows. None of them signs, chains, verifies,
or detects missing events; each is written in its best form: in batches, without waiting for single messages. All use
the same durability settings of PostgreSQL. Logical replication fills monitoring's own tables, with their keys and
without row-level security, as it would in practice; the limit and the messages fill a single table of JSON.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import urlsplit

import asyncpg
import msgspec
from nats.aio.client import Client
from nats.js.api import AckPolicy, ConsumerConfig, StreamConfig
from sqlalchemy import Column, DateTime, MetaData, String, Table
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import create_async_engine

from deploy.databases import with_database
from deploy.local import start_nats
from services.monitoring.app import SERVICE as MONITORING
from tests.bench.stage import DAY, Stage, admin_of

FRAME, WINDOW, SLOW = 200, 100, 5_000
FACTS = """
    create table if not exists {name} (
        id text primary key, name text not null, about text not null, at timestamptz not null, data jsonb not null
    )
"""


class Backlog(msgspec.Struct, frozen=True):
    """The events a college has told, as bytes, and the college."""

    college: str
    events: list[bytes]


class Event(msgspec.Struct, frozen=True):
    """The parts of an event that all alternatives need."""

    id: str
    type: str
    subject: str
    time: str
    data: msgspec.Raw


async def told(stage: Stage, college: str) -> Backlog:
    """Return everything a college has told."""
    connection = await asyncpg.connect(admin_of(stage, college))
    rows = await connection.fetch("select event from sync.outbox where stream = $1 order by seq", f"programs.{college}")
    await connection.close()
    return Backlog(college, [row["event"] for row in rows])


async def bare_limit(stage: Stage, backlog: Backlog) -> float:
    """Send the same bytes, 200 events a message, and upsert 200 rows; do nothing else."""
    events = backlog.events
    connection = await asyncpg.connect(admin_of(stage, "region"))
    await connection.execute(FACTS.format(name="bare"))
    messages = [msgspec.json.encode([msgspec.Raw(event) for event in _slice(events, n)]) for n in _starts(events)]
    decoder = msgspec.json.Decoder(list[Event])

    async def take(bodies: list[bytes]) -> None:
        for body in bodies:
            rows = decoder.decode(body)
            await connection.execute(
                """insert into bare select * from unnest($1::text[], $2::text[], $3::text[],
                       $4::text[]::timestamptz[], $5::text[]::jsonb[])
                   on conflict (id) do update set data = excluded.data""",
                [row.id for row in rows], [row.type for row in rows], [row.subject for row in rows],
                [row.time for row in rows], [bytes(row.data).decode() for row in rows],
            )  # fmt: skip

    rate = await _through_jetstream(stage, messages, take, batch=10)
    assert await connection.fetchval("select count(*) from bare") == len(events)
    await connection.execute("drop table bare")
    await connection.close()
    return rate * len(events) / len(messages)


async def message_per_event(stage: Stage, backlog: Backlog) -> float:
    """Send a message per event; upsert each with SQLAlchemy, in a transaction for each hundred fetched.

    The rate does not depend on the length, so the first few thousand events are enough.
    """
    events = backlog.events[:SLOW]
    connection = await asyncpg.connect(admin_of(stage, "region"))
    await connection.execute(FACTS.format(name="orm"))
    url = "postgresql+asyncpg://" + admin_of(stage, "region").partition("://")[2]
    engine = create_async_engine(url)
    table = Table(
        "orm", MetaData(), Column("id", String, primary_key=True), Column("name", String), Column("about", String),
        Column("at", DateTime(timezone=True)), Column("data", JSONB),
    )  # fmt: skip
    upsert = insert(table)
    upsert = upsert.on_conflict_do_update(index_elements=["id"], set_={"data": upsert.excluded.data})

    async def take(bodies: list[bytes]) -> None:
        async with engine.begin() as work:
            for body in bodies:
                event = msgspec.json.decode(body)
                at = datetime.fromisoformat(event["time"])
                row = {"id": event["id"], "name": event["type"], "about": event["subject"], "at": at}
                await work.execute(upsert, row | {"data": event["data"]})

    rate = await _through_jetstream(stage, events, take, batch=WINDOW)
    assert await connection.fetchval("select count(*) from orm") == len(events)
    await engine.dispose()
    await connection.execute("drop table orm")
    await connection.close()
    return rate


async def _through_jetstream(
    stage: Stage, messages: list[bytes], take: Callable[[list[bytes]], Awaitable[None]], *, batch: int
) -> float:
    """Publish in batches and consume concurrently; return messages a second."""
    server = start_nats(Path(mkdtemp(dir=stage.folder)))
    speaker, listener = Client(), Client()
    await speaker.connect(server.address)
    await listener.connect(server.address)
    await speaker.jetstream().add_stream(StreamConfig(name="ALL", subjects=["all"]))
    consumer = ConsumerConfig(durable_name="archive", ack_policy=AckPolicy.EXPLICIT, max_ack_pending=10_000)
    pull = await listener.jetstream().pull_subscribe("all", "archive", config=consumer)

    async def publish() -> None:
        js = speaker.jetstream()
        for first in range(0, len(messages), batch):
            await asyncio.gather(*(js.publish("all", body) for body in messages[first : first + batch]))

    begun, left = time.perf_counter(), len(messages)
    publishing = asyncio.create_task(publish())
    while left:
        came = await pull.fetch(batch, timeout=5)
        await take([message.data for message in came])
        for message in came:
            await message.ack()
        left -= len(came)
    took = time.perf_counter() - begun
    await publishing
    await speaker.close()
    await listener.close()
    server.stop()
    return len(messages) / took


async def logical_replication(stage: Stage, backlog: Backlog) -> float:
    """Replicate the outbox by PostgreSQL, transaction by transaction; a trigger makes the rows on the other side."""
    count, replica = len(backlog.events), f"replica_{backlog.college}"
    college = await stage.college(replica)
    there = await asyncpg.connect(admin_of(stage, replica))
    here = await _mirror(stage)
    await there.execute("create publication told for table sync.outbox")
    await there.fetchval("select pg_create_logical_replication_slot('mirror', 'pgoutput')")
    source = urlsplit(admin_of(stage, replica))
    await here.execute(
        f"""create subscription mirror
            connection 'host={source.hostname} port={source.port} user={source.username} password={source.password}
                        dbname={source.path[1:]}'
            publication told with (create_slot = false, slot_name = 'mirror', copy_data = false, enabled = false)"""
    )
    await _tell_again(stage, backlog.college, replica, there)
    begun = time.perf_counter()
    await here.execute("alter subscription mirror enable")
    while not await here.fetchval("select true from sync.outbox where (stream, seq) = ($1, $2)", college.stream, count):
        failed = await here.fetchval("select sum(apply_error_count) from pg_stat_subscription_stats")
        assert not failed, "the trigger does not know an event that is told: has one a new version?"
        await asyncio.sleep(0.02)
    took = time.perf_counter() - begun
    ours = await asyncpg.connect(admin_of(stage, "region"), server_settings={"search_path": "monitoring"})
    assert await here.fetchval(ROWS, replica) == await ours.fetchval(ROWS, backlog.college)
    await here.execute("drop subscription mirror")
    for connection in (ours, here, there):
        await connection.close()
    await stage.leave(college)
    return count / took


async def _mirror(stage: Stage) -> "asyncpg.Connection[asyncpg.Record]":
    """Make the other side: monitoring's tables, and the trigger that fills them."""
    admin = await asyncpg.connect(stage.admin)
    await admin.execute("drop database if exists bench_mirror")
    await admin.execute("create database bench_mirror")
    await admin.close()
    here = await asyncpg.connect(with_database(stage.admin, "bench_mirror"))
    for migration in sorted(MONITORING.migrations.glob("[0-9]*.sql")):
        await here.execute(migration.read_text("utf-8"))
    await here.execute(MIRROR)
    return here


async def _tell_again(stage: Stage, college: str, replica: str, there: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Fill a replica's outbox with a college's events, in the same number of transactions."""
    first = await asyncpg.connect(admin_of(stage, college))
    columns = ("stream", "seq", "epoch", "hash", "event", "id", "name", "about", "at")
    rows = await first.fetch(
        """select $2::text, seq, epoch, hash, event, id, name, about, at
           from sync.outbox where stream = $1 order by seq""",
        f"programs.{college}", f"programs.{replica}",
    )  # fmt: skip
    await first.close()
    for begin in range(0, len(rows), DAY):
        some = rows[begin : begin + DAY]
        await there.copy_records_to_table(
            "outbox", schema_name="sync", columns=columns, records=[tuple(row) for row in some]
        )


ROWS = """
    select (select count(*) from need where organization = $1 and until is not null)
         + (select count(*) from pair where organization = $1 and until is not null)
         + (select count(*) from program where organization = $1 and completed_on is not null)
         + (select count(*) from meeting where organization = $1)
"""

MIRROR = """
    create schema sync;
    create table sync.outbox (
        stream text, seq bigint, epoch int, hash bytea, event bytea, id uuid, name text, about text, at timestamptz,
        primary key (stream, seq)
    );
    create function project() returns trigger language plpgsql set search_path to public as $$
        declare
            told jsonb := convert_from(new.event, 'utf8')::jsonb -> 'data';
            who text := split_part(new.stream, '.', 2);
        begin
            case new.name
            when 'programs.meeting_held.v2' then
                insert into meeting (organization, program_id, held_on, form, number, known_at)
                values (who, (told ->> 'program_id')::uuid, (told ->> 'held_on')::date, told ->> 'form', new.seq,
                        now());
            when 'programs.need_marked.v1' then
                insert into need (organization, person_id, since, reason, number, known_at)
                values (who, (told ->> 'person_id')::uuid, (told ->> 'marked_on')::date, told ->> 'reason', new.seq,
                        now())
                on conflict (organization, person_id) where until is null do update set reason = excluded.reason;
            when 'programs.need_lifted.v1' then
                update need set until = (told ->> 'lifted_on')::date
                where organization = who and person_id = (told ->> 'person_id')::uuid and until is null;
            when 'programs.pair_started.v1' then
                insert into pair
                    (organization, pair_id, mentor_id, mentee_ids, form, kinds, order_number, since, number, known_at)
                values (who, (told ->> 'pair_id')::uuid, (told ->> 'mentor_id')::uuid,
                        array(select jsonb_array_elements_text(told -> 'mentee_ids')::uuid), told ->> 'form',
                        array(select jsonb_array_elements_text(told -> 'kinds')), told ->> 'order_number',
                        (told ->> 'started_on')::date, new.seq, now());
            when 'programs.pair_ended.v1' then
                update pair set until = (told ->> 'ended_on')::date, end_reason = told ->> 'reason'
                where organization = who and pair_id = (told ->> 'pair_id')::uuid;
            when 'programs.program_started.v1' then
                insert into program
                    (organization, program_id, pair_id, starts_on, ends_on, edition, domains, activities, number,
                     known_at)
                values (who, (told ->> 'program_id')::uuid, (told ->> 'pair_id')::uuid, (told ->> 'starts_on')::date,
                        (told ->> 'ends_on')::date, told ->> 'edition',
                        array(select jsonb_array_elements_text(told -> 'domains')), (told ->> 'activities')::int,
                        new.seq, now());
            when 'programs.program_completed.v1' then
                update program
                set completed_on = (told ->> 'completed_on')::date, outcomes = told -> 'outcomes',
                    activities_done = (told ->> 'activities_done')::int, activities = (told ->> 'activities')::int,
                    completed_number = new.seq
                where organization = who and program_id = (told ->> 'program_id')::uuid;
            end case;
            return new;
        end
    $$;
    create trigger project after insert on sync.outbox for each row execute function project();
    alter table sync.outbox enable always trigger project;
"""


def _starts(events: list[bytes]) -> range:
    return range(0, len(events), FRAME)


def _slice(events: list[bytes], first: int) -> list[bytes]:
    return events[first : first + FRAME]
