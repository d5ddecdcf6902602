"""Taking in known events: in order, once, by interested services; an event that fails is parked with later ones."""

import asyncio
from uuid import UUID, uuid4

import msgspec
import pytest

from shared.actor import system
from shared.event import seal
from shared.sync import follower, speaker, state, wire
from shared.sync.core import Accept, Link, Position, chained, start
from shared.sync.hearing import Unreadable
from shared.sync.projector import Projector
from tests.sync.conftest import Land
from tests.sync.contours import Contour, eventually, now
from tests.sync.given import Noted, Poisoned

ANA, BOB = UUID(int=1), UUID(int=2)
# The size of a batch here, small so that streams of several batches are short.
FEW = 200


@pytest.fixture
async def region(land: Land) -> Contour:
    return land.region


def monitoring(region: Contour) -> Projector:
    return Projector(region.services["monitoring"], [region.changed.append])


async def carry(land: Land, college: Contour | None = None) -> None:
    """Bring all events of the college to the region's archive."""
    college = college or land.btlh
    stream = f"programs.{college.config.contour}"
    while True:
        following = await follower.standing(land.region.pool, stream, college.key.public)
        assert following is not None
        frame = await speaker.frame_after(college.pool, college.key, stream, following.seq)
        if frame is None:
            return
        assert isinstance(
            await follower.take(land.region.pool, college.key.public, wire.write(frame), now=now()), Accept
        )


async def poison(region: Contour, text: str) -> None:
    async with region.services["monitoring"].transaction(system("test")) as tx:
        await tx.run("insert into poison (text) values ($1)", text)


async def cure(region: Contour) -> None:
    async with region.services["monitoring"].transaction(system("test")) as tx:
        await tx.run("delete from poison")


async def parked(region: Contour) -> list[state.Parked]:
    return await state.parked(region.services["monitoring"].pool)


async def test_events_are_taken_in_once_and_in_order_as_facts_of_their_speaker(
    land: Land, region: Contour, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch is written while the next is read, up to the size of a transaction."""
    monkeypatch.setattr("shared.sync.reading.BATCH", FEW)
    monkeypatch.setattr("shared.sync.projector.TOGETHER", together := 2 * FEW)
    await land.btlh.say(*(f"{n}" for n in range(together + 50)))
    await land.bgpk.say("другой колледж")
    await carry(land)
    await carry(land, land.bgpk)
    projector = monitoring(region)

    left = [await projector.step() for _ in range(3)]

    assert left == [50, 0, 0]
    assert await region.heard("programs.btlh") == [f"{n}" for n in range(together + 50)]
    async with region.services["monitoring"].transaction(system("test")) as tx:
        rows = await tx.connection.fetch("select organization, count(*) from noted group by 1 order by 1")
        journal = await tx.connection.fetch(
            "select seq, through from journal where stream = 'programs.btlh' order by 1"
        )
    assert [tuple(row) for row in rows] == [("bgpk", 1), ("btlh", together + 50)]
    assert [tuple(line) for line in journal] == [(1, together), (together + 1, together + 50)]
    assert region.changed == ["monitoring"] * 3


async def test_a_failing_event_in_a_later_batch_holds_up_no_other(
    land: Land, region: Contour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.sync.reading.BATCH", FEW)
    texts = [f"{n}" for n in range(2 * FEW)]
    texts[poisoned := FEW + 10] = "яд"
    await poison(region, "яд")
    await land.btlh.say(*texts)
    await carry(land)
    projector = monitoring(region)

    moved = [await projector.step() for _ in range(3)]

    assert moved == [FEW, 2 * FEW - poisoned - 1, 0]
    assert [each.seq for each in await parked(region)] == [poisoned + 1]
    assert await region.heard("programs.btlh") == texts[:poisoned] + texts[poisoned + 1 :]


async def test_a_service_hears_another_service_of_its_contour_without_a_broker(land: Land, region: Contour) -> None:
    await region.whisper("all", "своим", "и ещё")

    for service in ("routes", "monitoring"):
        await Projector(region.services[service]).step()

    assert await region.services["monitoring"].pool.fetch("select stream from heard") == []  # no interest in it
    rows = await region.services["routes"].pool.fetch("select text from whispered order by position")
    assert [row["text"] for row in rows] == ["своим", "и ещё"]
    async with region.services["routes"].transaction(system("test")) as tx:
        lines = await tx.connection.fetch("select seq, through from journal where stream = 'registry.all' order by 1")
    assert [tuple(line) for line in lines] == [(1, 1), (2, 2)]  # a recovery may renumber each


async def test_a_failing_event_is_parked_with_later_ones_about_the_same_and_others_continue(
    land: Land, region: Contour
) -> None:
    await poison(region, "яд")
    await land.btlh.say("первое об Анне", about=ANA)
    await land.btlh.say("яд", about=ANA)
    await land.btlh.say("о Борисе", about=BOB)
    await land.btlh.say("второе об Анне", about=ANA)
    await carry(land)
    projector = monitoring(region)
    while await projector.step():
        pass

    assert await region.heard("programs.btlh") == ["первое об Анне", "о Борисе"]
    waiting = await parked(region)
    assert [(each.seq, each.about) for each in waiting] == [(2, f"note:{ANA}"), (4, f"note:{ANA}")]
    assert "Poisoned" in waiting[0].reason

    with pytest.raises(Poisoned):
        await projector.parking.re_run("programs.btlh", 2)
    assert len(await parked(region)) == 2

    await cure(region)
    assert await projector.parking.re_run("programs.btlh", 2) == 2
    assert await region.heard("programs.btlh") == ["первое об Анне", "о Борисе", "яд", "второе об Анне"]
    assert await parked(region) == []
    await land.btlh.say("третье об Анне", about=ANA)
    await carry(land)
    await projector.step()
    assert (await region.heard("programs.btlh"))[-1] == "третье об Анне"


async def tell_raw(land: Land, *events: bytes) -> None:
    """Write bytes to the college's stream that no service of ours would write, and archive them in the region."""
    stream = "programs.btlh"
    at = {each.stream: each.position for each in await speaker.spoken(land.btlh.pool)}.get(stream, start(stream))
    links, hash = [], at.hash
    for seq, event in enumerate(events, at.seq + 1):
        hash = chained(hash, event)
        links.append(Link(at.epoch, seq, hash, event))
    frame = land.btlh.key.frame(stream, Position(at.epoch, at.seq, at.hash), links)
    assert isinstance(await follower.take(land.region.pool, land.btlh.key.public, wire.write(frame), now=now()), Accept)


def envelope(type: str, data: bytes, *, subject: str = "note:1") -> bytes:
    real = msgspec.json.decode(seal(Noted(note_id=ANA, text=""), id=uuid4(), source="/btlh", time=now()))
    return msgspec.json.encode(real | {"type": type, "subject": subject, "data": msgspec.Raw(data)})


async def test_a_later_version_waits_for_the_upgrade_that_knows_it(land: Land, region: Contour) -> None:
    later = "programs.test_noted.v2"
    await tell_raw(
        land,
        envelope(later, b'{"note": "x"}'),
        envelope("programs.test_noted.v1", b'{"note_id":"%s","text":"after"}' % str(ANA).encode()),
        envelope("programs.test_noted.v1", b'{"note_id":"%s","text":"other"}' % str(BOB).encode(), subject="note:2"),
    )
    projector = monitoring(region)
    while await projector.step():
        pass

    assert await region.heard("programs.btlh") == ["other"]
    assert [each.name for each in await parked(region)] == [later, "programs.test_noted.v1"]
    with pytest.raises(Unreadable):
        await projector.parking.re_run("programs.btlh", 1)

    upgraded = Projector(region.services["monitoring"], names=projector.names | {later})
    assert await upgraded.parking.retry() == 2
    assert await region.heard("programs.btlh") == ["other", "after"]


HOSTILE = [
    b"null",
    b"1",
    b'"text"',
    b"[]",
    b"{}",
    envelope("programs.test_noted.v1", b"{}"),
    envelope("programs.test_noted.v1", b"[]", subject="a"),
    envelope("programs.test_noted.v1", b'{"note_id":1,"text":2}', subject="b"),
    envelope("programs.test_noted.v1", b'{"note_id":"%s","text":"zero \\u0000"}' % str(ANA).encode(), subject="c"),
    envelope("programs.test_noted.v1", b'{"note_id":"x","text":""}', subject="zero \0"),
    envelope("x" * 5000, b"{}", subject="y" * 5000),
    b'{"type":"programs.test_noted.v1","subject":"d"}',
    b'{"type":"programs.test_noted.v1","subject":"\xff"}',
    envelope("programs.test_noted.v1", b'{"note_id":"%s","text":"ok"}' % str(ANA).encode(), subject="last"),
]


async def test_hostile_events_of_a_college_are_parked_and_never_stop_the_rest(land: Land, region: Contour) -> None:
    await tell_raw(land, *HOSTILE)
    projector = monitoring(region)
    for _ in range(40):
        await projector.step()

    assert await region.heard("programs.btlh") == ["ok"]
    assert len(await parked(region)) == len(HOSTILE) - 1


async def test_an_id_stolen_from_another_college_does_no_harm(land: Land, region: Contour) -> None:
    event = envelope("programs.test_noted.v1", b'{"note_id":"%s","text":"twice"}' % str(ANA).encode())
    await tell_raw(land, event, event)
    projector = monitoring(region)
    await projector.step()

    assert await region.heard("programs.btlh") == ["twice", "twice"]


async def test_two_processes_at_once_take_each_event_in_once(land: Land, region: Contour) -> None:
    await land.btlh.say(*(f"{n}" for n in range(500)))
    await carry(land)

    async def work(projector: Projector) -> None:
        while await projector.step():
            pass

    await asyncio.gather(*(work(monitoring(region)) for _ in range(3)))

    assert await region.heard("programs.btlh") == [f"{n}" for n in range(500)]
    assert await parked(region) == []


async def test_parked_events_are_tried_again_at_the_next_start(land: Land, region: Contour) -> None:
    await poison(region, "яд")
    await land.btlh.say("яд")
    region.start()
    land.btlh.start()

    async def waiting() -> bool:
        return len(await parked(region)) == 1

    await eventually(waiting, "the poison is parked")
    await region.stop()
    await cure(region)
    region.start()

    async def heard() -> bool:
        return await region.heard("programs.btlh") == ["яд"]

    await eventually(heard, "it is taken in after all")


async def test_a_service_continues_after_a_crash_where_it_was(land: Land) -> None:
    for contour in land.all():
        contour.start()
    for round in range(5):
        await land.btlh.say(*(f"{round}.{n}" for n in range(20)))
        await land.region.stop()
        land.region.start()

    async def all_heard() -> bool:
        return len(await land.region.heard("programs.btlh")) == 100

    await eventually(all_heard, "a hundred events")
    assert await land.region.heard("programs.btlh") == [f"{round}.{n}" for round in range(5) for n in range(20)]
