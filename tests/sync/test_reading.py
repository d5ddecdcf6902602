"""Freshly archived events are served from memory, for a moment and within limits; others are read from the archive."""

import asyncio
from uuid import UUID

import pytest

from shared.event import seal
from shared.sync import reading
from shared.sync.core import Link
from shared.sync.reading import BATCH, Reader
from tests.sync.conftest import Land
from tests.sync.contours import now
from tests.sync.given import Noted

STREAM = "programs.btlh"


def links(first: int, count: int) -> list[Link]:
    """Return archived events from a number on."""
    return [Link(1, seq, bytes(32), noted(seq)) for seq in range(first, first + count)]


def noted(seq: int) -> bytes:
    return seal(Noted(note_id=UUID(int=seq), text=f"{seq}"), id=UUID(int=seq), source="/btlh", time=now())


async def seqs(reader: Reader, land: Land, after: int, upto: int = 2**53, to: str = "monitoring") -> list[int]:
    return [
        each.seq for each in await reader.after(land.region.services["monitoring"].pool, STREAM, after, upto, to=to)
    ]


async def test_freshly_archived_events_are_not_read_from_the_database(land: Land) -> None:
    reader = Reader()
    await reader.heard([(STREAM, links(1, 3))])
    await reader.heard([(STREAM, links(4, 2))])

    assert await seqs(reader, land, 0) == [1, 2, 3, 4, 5]
    assert await seqs(reader, land, 3) == [4, 5]
    [last] = await reader.after(land.region.services["monitoring"].pool, STREAM, 4, 5, to="monitoring")
    assert (last.name, last.about, last.own, last.unreadable) == (
        "programs.test_noted.v1",
        f"note:{UUID(int=5)}",
        True,
        "",
    )
    # The region's archive is empty.
    assert await seqs(reader, land, 5) == await seqs(Reader(), land, 0) == []


async def test_events_that_are_no_longer_archived_are_not_returned(land: Land) -> None:
    reader = Reader()
    await reader.heard([(STREAM, links(1, 9))])

    assert await seqs(reader, land, 2, upto=4) == [3, 4]


async def test_a_batch_from_memory_is_as_long_as_one_from_the_archive(land: Land) -> None:
    reader = Reader()
    await reader.heard([(STREAM, links(1, BATCH + 1))])

    assert await seqs(reader, land, 0) == [*range(1, BATCH + 1)]


async def test_after_a_gap_only_the_latest_events_are_remembered(land: Land) -> None:
    reader = Reader()
    await reader.heard([(STREAM, links(1, 3))])
    await reader.heard([(STREAM, links(8, 2))])

    assert await seqs(reader, land, 0) == await seqs(reader, land, 5) == []
    assert await seqs(reader, land, 7) == [8, 9]


async def test_the_oldest_stream_is_forgotten_first_and_memory_stays_within_bounds(
    land: Land, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "KEPT_BYTES", 10 * len(noted(1)))
    reader = Reader()
    await reader.heard([("programs.bgpk", links(1, 4))])
    for first in (1, 5, 9):
        await reader.heard([(STREAM, links(first, 4))])

    assert await seqs(reader, land, 0) == []
    assert await seqs(reader, land, 6) == [7, 8, 9, 10, 11, 12]
    assert await reader.after(land.region.services["monitoring"].pool, "programs.bgpk", 0, 4, to="monitoring") == []


async def test_old_events_are_forgotten(land: Land, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Reader()
    await reader.heard([(STREAM, links(1, 3))])
    monkeypatch.setattr(reading, "FRESH", 0.0)

    assert await seqs(reader, land, 0) == []
    reader.let_go()
    monkeypatch.undo()
    assert await seqs(reader, land, 0) == []


@pytest.fixture
async def half_read(land: Land, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """Monitoring has read four of fourteen events; there is room for 24, so archiving may be 12 ahead."""
    monkeypatch.setattr(reading, "KEPT_BYTES", 24 * len(noted(1)))
    monkeypatch.setattr(reading, "STILL", 60.0)
    reader = Reader()
    await reader.heard([(STREAM, links(1, 4))])
    assert await seqs(reader, land, 0) == [1, 2, 3, 4]
    await reader.heard([(STREAM, links(5, 10))])
    return reader


async def test_archiving_waits_for_a_service_that_would_have_to_read_again(land: Land, half_read: Reader) -> None:
    coming = asyncio.create_task(half_read.heard([(STREAM, links(15, 2)), (STREAM, links(17, 2))]))
    await asyncio.sleep(0.02)

    assert not coming.done()
    assert await seqs(half_read, land, 4) == [*range(5, 19)]  # The waiting events can already be read.
    await asyncio.wait_for(coming, 5)


async def test_a_service_that_does_not_read_is_not_waited_for_again(
    half_read: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "STILL", 0.02)
    await half_read.heard([(STREAM, links(15, 4))])

    monkeypatch.setattr(reading, "STILL", 60.0)
    await asyncio.wait_for(half_read.heard([(STREAM, links(19, 1))]), 5)


async def test_a_service_that_does_not_read_is_not_waited_for_even_if_others_do(
    land: Land, half_read: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "STILL", 0.3)
    await half_read.heard([("programs.bgpk", links(1, 1))])
    coming = asyncio.create_task(half_read.heard([(STREAM, links(15, 4))]))
    for upto in range(1, 19):
        await asyncio.sleep(0.05)
        assert await seqs(half_read, land, upto - 1, upto, to="routes") == [upto]
        await half_read.after(land.region.services["monitoring"].pool, "programs.bgpk", 0, 1, to="monitoring")

    assert coming.done()


async def test_a_service_that_reads_from_the_archive_holds_up_nobody(land: Land, half_read: Reader) -> None:
    assert await seqs(half_read, land, 4, to="routes") == [*range(5, 15)]
    # The oldest quarter is dropped, with the next event for monitoring.
    await asyncio.wait_for(half_read.heard([(STREAM, links(15, 11))]), 5)
    assert await seqs(half_read, land, 4) == []
