"""Snapshots: a new follower of a long stream gets thousands of events under one signature, and archives all of them."""

import zlib
from collections.abc import Callable

import msgspec
import pytest

from deploy.contours import services_of
from deploy.databases import with_database
from shared import db
from shared.actor import system
from shared.journal import append
from shared.rebuild import rebuild_service
from shared.sync import agreement, core, follower, keys, recall, speaker, state, statement, wire
from shared.sync.answerer import Answerer
from shared.sync.caller import Caller
from shared.sync.following import follow, follow_upper
from shared.sync.keys import Key, verifier
from shared.sync.projector import Projector
from shared.sync.running import start_service
from shared.sync.snapshot import Snapshot, pack, unpacked
from tests.bench.stage import facts
from tests.conftest import FreshContour
from tests.sync.conftest import Land
from tests.sync.contours import Contour, eventually, now
from tests.sync.straight import Straight, exchanged

KEY = Key(bytes(range(32)))
STREAM = "programs.btlh"
LONG = core.SNAPSHOT_FROM + 100


def frame_of(*events: bytes) -> core.Frame:
    at = core.start(STREAM)
    hash, chain = at.hash, []
    for seq, event in enumerate(events, 1):
        hash = core.chained(hash, event)
        chain.append(core.Link(1, seq, hash, event))
    return KEY.frame(STREAM, at, chain)


FRAME = frame_of(*(b'{"n": %d}' % number for number in range(2_400)))
PACKED = pack(FRAME)


def test_a_snapshot_is_the_frame_that_it_packs_with_the_same_signature() -> None:
    read = wire.frame(wire.write(PACKED))

    assert isinstance(read, core.Frame)
    assert [bytes(event) for event in read.events] == [bytes(event) for event in FRAME.events]
    verdict = core.judge(core.start(STREAM), read, verifier(KEY.public))
    assert isinstance(verdict, core.Accept)
    assert (verdict.to.seq, len(verdict.links)) == (2_400, 2_400)
    assert isinstance(core.judge(core.start(STREAM), read, verifier(Key(bytes(32)).public)), core.Forged)


def test_a_follower_that_holds_a_part_takes_the_rest_and_one_beyond_a_gap_takes_nothing() -> None:
    chain = core.links(FRAME)
    there = core.Position(1, 1_000, chain[999].hash)
    verdict = core.judge(there, FRAME, verifier(KEY.public))
    assert isinstance(verdict, core.Accept)
    assert verdict.links[0].seq == 1_001
    later = KEY.frame(STREAM, there, chain[1_000:])
    assert core.judge(core.start(STREAM), later, verifier(KEY.public)) == core.Gap(0)


HOSTILE: dict[str, Callable[[], bytes]] = {
    "not packed": lambda: b"[1,2,3]",
    "cut": lambda: PACKED.packed[:-1],
    "with something after it": lambda: PACKED.packed + b"x",
    "a bomb": lambda: zlib.compress(b"[" + b" " * 200_000_000 + b"1]"),
    "no array": lambda: zlib.compress(b'{"a":1}'),
    "no JSON": lambda: zlib.compress(b"[1,2"),
    "too deep": lambda: zlib.compress(b"[" * 100_000),
    "another count": lambda: zlib.compress(b"[1,2,3]"),
    "an event that no frame could carry": lambda: zlib.compress(b'["' + b"x" * core.EVENT_BYTES + b'"]'),
    "nothing": lambda: b"",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_snapshot_is_malformed(name: str) -> None:
    message = msgspec.structs.replace(PACKED, packed=HOSTILE[name](), count=1)
    assert isinstance(unpacked(message), str)
    assert isinstance(wire.frame(wire.write(message)[: wire.FRAME_LIMIT]), wire.Malformed)


def test_a_snapshot_with_a_changed_event_is_forged() -> None:
    events = [bytes(event) for event in FRAME.events]
    events[1_500] = b'{"n":0}'
    lie = pack(msgspec.structs.replace(FRAME, events=[msgspec.Raw(event) for event in events]))
    read = wire.frame(wire.write(lie))
    assert isinstance(read, core.Frame)
    assert isinstance(core.judge(core.start(STREAM), read, verifier(KEY.public)), core.Forged)


async def line(land: Land, college: Contour, unknown: frozenset[str] = frozenset()) -> tuple[Caller, Straight]:
    """Return a college's caller that reaches the region without a broker."""
    region = Answerer(land.region.key, land.region.pool, now)
    straight = Straight(region, college.key.public, unknown=unknown)
    assert college.config.upper is not None
    await follow_upper(college.pool, college.config)
    return Caller(college.config.upper, "btlh", college.key, college.pool, straight, now), straight


async def test_a_new_region_gets_a_long_stream_by_snapshots_and_its_tail_by_frames(land: Land) -> None:
    await land.btlh.say(*(f"{number}" for number in range(LONG)))
    caller, straight = await line(land, land.btlh)
    await exchanged(caller)
    await land.btlh.say("хвост")
    await exchanged(caller)

    told = await land.btlh.told(STREAM)
    assert await land.region.archived(STREAM) == told
    assert len(told) == LONG + 1
    # One snapshot and one frame; all other messages are questions.
    assert straight.messages - len(straight.asked) == 2
    assert straight.asked.count("snapshot") == 1
    # It holds everything from the first event, and can prove it to a third party.
    agreed = await agreement.agreement(land.region.pool, STREAM, "btlh")
    assert agreed is not None
    drawn = agreement.statement(agreed, land.region.key, "region", now=now())
    assert drawn.held.seq == len(told)
    trusted = {"btlh": land.btlh.key.public, "region": land.region.key.public}
    assert statement.examine(msgspec.json.encode(drawn), trusted).proven


async def test_the_tables_of_a_region_that_began_with_a_snapshot_come_back_from_its_journal(
    fresh_contour: FreshContour, postgres: str
) -> None:
    college, region = await fresh_contour("college", "btlh"), await fresh_contour("region", "region")
    told, key = facts(), keys.read(college.key)
    [programs] = services_of("college")
    monitoring = next(service for service in services_of("region") if service.name == "monitoring")
    speaking, listening = await start_service(college, programs), await start_service(region, monitoring)
    async with speaking.transaction(system("test")) as tx:
        for _ in range(LONG):
            await append(tx, next(told))
    here, there = [await db.open_pool(each.logins["sync"], "sync") for each in (college, region)]
    await follow(there, STREAM, speaker="btlh", public_key=key.public)
    found = await speaker.snapshot_after(here, key, STREAM, 0)
    assert found is not None
    assert found.count == LONG
    assert isinstance(await follower.take(there, key.public, wire.write(found), now=now()), core.Accept)
    projector = Projector(listening)
    while await projector.step():
        pass
    for pool in (here, there, speaking.pool, listening.pool):
        await pool.close()

    database = region.logins["monitoring"].rpartition("/")[2]
    owner = with_database(postgres, database)
    rebuilt = await rebuild_service(owner, monitoring, "region")
    assert rebuilt.differing == []
    assert rebuilt.events == LONG

    # An older journal has a line for each event.
    connection = await db.connect(owner)
    before = await connection.fetchval("select count(*) from monitoring.journal")
    await connection.execute(LINE_BY_LINE)
    assert await connection.fetchval("select count(*) from monitoring.journal") == LONG > before
    await connection.close()
    again = await rebuild_service(owner, monitoring, "region")
    assert (again.differing, again.events, again.after) == ([], LONG, rebuilt.after)


LINE_BY_LINE = """
    with run as (delete from monitoring.journal returning *)
    insert into monitoring.journal (id, name, about, at, actor, organization, stream, epoch, seq)
    select gen_random_uuid(), 'was told here', 'and here', run.at, run.actor, run.organization, run.stream, run.epoch, n
    from run, generate_series(run.seq, run.through) as n order by run.position, n
"""


async def test_a_new_college_asks_for_a_long_stream_by_snapshots(land: Land) -> None:
    await land.region.whisper("all", *(f"{number}" for number in range(LONG)))
    caller, straight = await line(land, land.btlh)
    await exchanged(caller)

    assert await land.btlh.archived("registry.all") == await land.region.told("registry.all")
    # The last question returns nothing.
    assert (straight.asked.count("snapshot"), straight.asked.count("replay")) == (1, 1)
    await land.region.whisper("all", "хвост")
    await exchanged(caller)
    assert straight.asked.count("snapshot") == 1
    assert await land.btlh.archived("registry.all") == await land.region.told("registry.all")


async def test_with_an_older_region_everything_goes_by_frames(land: Land) -> None:
    await land.btlh.say(*(f"{number}" for number in range(LONG)))
    await land.region.whisper("all", *(f"{number}" for number in range(LONG)))
    caller, straight = await line(land, land.btlh, unknown=frozenset({"snapshot"}))
    await exchanged(caller)

    assert await land.region.archived(STREAM) == await land.btlh.told(STREAM)
    assert await land.btlh.archived("registry.all") == await land.region.told("registry.all")
    assert straight.asked.count("snapshot") == 2
    assert straight.asked.count("replay") == -(-LONG // core.FRAME_EVENTS) + 1


async def test_a_region_that_lost_its_archive_gets_snapshots_again(land: Land) -> None:
    await land.btlh.say(*(f"{number}" for number in range(LONG)))
    for _ in range(2):
        caller, _ = await line(land, land.btlh)
        await exchanged(caller)
        assert await land.region.archived(STREAM) == await land.btlh.told(STREAM)
        await land.region.forget_everything(STREAM)


async def test_a_follower_that_started_with_a_snapshot_returns_lost_events_to_a_restored_speaker(land: Land) -> None:
    await land.btlh.say(*(f"{number}" for number in range(LONG)))
    caller, _ = await line(land, land.btlh)
    await exchanged(caller)
    told = await land.btlh.told(STREAM)
    await land.btlh.restore_to(700)

    after_restart, _ = await line(land, land.btlh)
    await after_restart.mind()

    lost = await recall.lost_of(land.btlh.pool, STREAM)
    assert lost is not None
    assert lost.whole
    assert (lost.parted, lost.back) == (700, LONG)
    rows = await land.btlh.pool.fetch("select event from sync.recalled where stream = $1 order by seq", STREAM)
    assert [row["event"] for row in rows] == told[700:]


async def test_a_contour_gets_only_its_snapshots_and_one_at_a_time(land: Land) -> None:
    await land.region.whisper("bgpk", "не для вас")
    _, straight = await line(land, land.btlh)
    for asked in (
        land.btlh.key.held("registry.bgpk", core.start("registry.bgpk"), 0),
        land.btlh.key.head("programs.bgpk", core.start("programs.bgpk"), 0),
    ):
        assert isinstance(wire.answer(await straight.ask("snapshot", wire.write(asked))), wire.Refusal)
    for nonsense in (b"", b"null", b'{"says":"refusal","why":""}'):
        assert isinstance(wire.answer(await straight.ask("snapshot", nonsense)), wire.Refusal)
    straight.answerer.packing.add("btlh")
    held = land.btlh.key.held("registry.all", core.start("registry.all"), 0)
    busy = wire.answer(await straight.ask("snapshot", wire.write(held)))
    assert busy == wire.Refusal("one question at a time")


async def test_events_that_do_not_shrink_make_smaller_snapshots(land: Land) -> None:
    noise = (b"".join(KEY.sign(b"%d %d" % (number, part)) for part in range(16)).hex() for number in range(600))
    await land.btlh.say(*noise)
    found = await speaker.snapshot_after(land.btlh.pool, land.btlh.key, STREAM, 0)
    assert isinstance(found, Snapshot)
    assert 1 < found.count < 600
    assert len(wire.write(found)) <= wire.FRAME_LIMIT
    assert isinstance(
        await follower.take(land.region.pool, land.btlh.key.public, wire.write(found), now=now()), core.Accept
    )


async def test_a_new_region_gets_snapshots_over_the_broker_too(land: Land) -> None:
    await land.btlh.say(*(f"{number}" for number in range(LONG)))
    land.region.start()
    land.btlh.start()

    async def even() -> bool:
        [told] = [each for each in await state.told(land.btlh.pool) if each.stream == STREAM]
        return told.held_seq == LONG

    await eventually(even, "the region holds everything")
    assert await land.region.archived(STREAM) == await land.btlh.told(STREAM)
    received = await land.region.pool.fetchval(
        "select count(distinct received_at) from sync.archive where stream = $1", STREAM
    )
    assert received < LONG // core.FRAME_EVENTS
