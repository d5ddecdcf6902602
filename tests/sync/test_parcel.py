"""Frames in a file: whatever happens to the file, nothing is lost or doubled, and nothing unsigned is accepted."""

from pathlib import Path

import pytest

from shared.sync import agreement, follower, parcel, speaker, state, wire
from shared.sync.following import follow_upper
from shared.sync.parcel import Brought, Unpacking
from tests.sync.conftest import Land
from tests.sync.contours import Contour, now

STREAM = "programs.btlh"


async def file_of(contour: Contour, stream: str = STREAM, after: int = 0) -> list[bytes]:
    return [line async for line in parcel.packed(contour.pool, contour.key, stream, after, now=now())]


async def bring(contour: Contour, lines: list[bytes]) -> Brought:
    return await Unpacking(contour.pool, contour.config.contour, contour.key, now=now()).take(lines)


async def say(college: Contour, count: int) -> None:
    """Record enough notes for several frames."""
    await college.say(*(f"факт {n}" for n in range(count)))


async def alarms(contour: Contour) -> list[str]:
    return [each.alarm for each in await state.heard(contour.pool) if each.alarm]


def test_lines_come_back_as_they_were_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"one\ntwo\r\n" + b"x" * 1_200_000)
    with (tmp_path / "file").open("rb") as file:
        found = list(parcel.lines(file))
    assert found[:2] == [b"one", b"two"]
    assert b"".join(found[2:]) == b"x" * 1_200_000
    assert len(found) == 5


async def test_a_college_without_a_line_exchanges_by_files_only(land: Land) -> None:
    await say(land.btlh, 450)
    await land.region.whisper("all", "всем", "ещё всем")

    up = await bring(land.region, await file_of(land.btlh))
    assert (up.new, up.known, up.complete) == (450, 0, True)
    assert up.words == [
        "programs.btlh: новых событий 450, уже были 0; теперь у нас всё до № 450.",
        "Всё, что «btlh» рассказал, когда писал этот файл (до № 450), здесь.",
    ]
    assert await land.region.archived(STREAM) == await land.btlh.told(STREAM)

    await listen(land.btlh)
    down = await bring(land.btlh, await file_of(land.region, "registry.all"))
    assert (down.new, down.complete) == (2, True)
    assert await land.btlh.archived("registry.all") == await land.region.told("registry.all")
    # The region's file has its signed receipt: the college can prove what the region holds.
    [told] = await state.told(land.btlh.pool)
    assert (told.follower, told.held_seq, told.lag) == ("region", 450, 0)
    for contour, other in ((land.region, "btlh"), (land.btlh, "region")):
        agreed = await agreement.agreement(contour.pool, STREAM, other)
        assert agreed is not None
        assert agreed.seq == 450


async def listen(college: Contour) -> None:
    await follow_upper(college.pool, college.config)


async def test_importing_a_file_twice_or_after_a_newer_one_changes_nothing(land: Land) -> None:
    await say(land.btlh, 250)
    old = await file_of(land.btlh)
    await say(land.btlh, 250)
    new = await file_of(land.btlh)

    assert (await bring(land.region, new)).new == 500
    for again in (new, old):
        brought = await bring(land.region, again)
        assert (brought.new, brought.complete) == (0, True)
        assert brought.known in (500, 250)
    assert await land.region.archived(STREAM) == await land.btlh.told(STREAM)
    assert await alarms(land.region) == []


async def test_files_in_the_wrong_order_report_the_gap_and_fill_it(land: Land) -> None:
    await say(land.btlh, 250)
    first = await file_of(land.btlh)
    await say(land.btlh, 50)
    rest = await file_of(land.btlh, after=250)

    brought = await bring(land.region, rest)
    assert (brought.new, brought.complete) == (0, False)
    assert "Строка 2 начинается с № 251, а у нас всё только до № 0: не хватает № 1–250." in brought.words
    assert "--after 0" in brought.words[-1]

    assert (await bring(land.region, first)).new == 250
    assert (await bring(land.region, rest)).new == 50
    assert await land.region.archived(STREAM) == await land.btlh.told(STREAM)


async def test_a_damaged_byte_keeps_what_is_before_it_and_nothing_after(land: Land) -> None:
    await say(land.btlh, 650)
    lines = await file_of(land.btlh)
    at = lines[2].index("факт 250".encode())
    hurt = [*lines]
    hurt[2] = lines[2][:at] + b"\xd0" + lines[2][at + 1 :]

    brought = await bring(land.region, hurt)

    assert (brought.new, brought.complete) == (200, False)
    assert brought.words[1].startswith("Строка 3 ")
    assert brought.words[2].startswith("Ещё строк не принято: 2")
    assert "Не хватает № 201–650" in brought.words[-1]
    assert await alarms(land.region) == [], "a damaged file raises no alarm"
    assert await land.region.pool.fetchval("select count(*) from sync.quarantine") == 0

    assert (await bring(land.region, lines)).new == 450
    assert await land.region.archived(STREAM) == await land.btlh.told(STREAM)


@pytest.mark.parametrize("place", [0.02, 0.2, 0.5, 0.8, 0.999])
async def test_an_import_of_a_truncated_file_reports_what_is_missing(land: Land, place: float) -> None:
    await say(land.btlh, 450)
    whole = b"\n".join(await file_of(land.btlh))
    cut = whole[: int(len(whole) * place)].split(b"\n")

    brought = await bring(land.region, cut)

    assert not brought.complete
    assert brought.new in (0, 200, 400)
    if len(cut) > 1:
        assert f"Не хватает № {brought.new + 1}–450" in brought.words[-1]
    assert await land.region.archived(STREAM) == (await land.btlh.told(STREAM))[: brought.new]


async def test_every_changed_byte_is_noticed(land: Land) -> None:
    await say(land.btlh, 3)
    whole = b"\n".join(await file_of(land.btlh))
    believed = 0
    for at in range(0, len(whole), 7):
        hurt = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        believed += (await bring(land.region, hurt.split(b"\n"))).new
        assert believed in (0, 3)
        told = await land.btlh.told(STREAM)
        assert await land.region.archived(STREAM) == told[:believed]
    assert await alarms(land.region) == []


async def test_a_file_for_another_contour_or_signed_by_another_key_is_refused_in_words(land: Land) -> None:
    await say(land.btlh, 3)
    lines = await file_of(land.btlh)

    elsewhere = await bring(land.bgpk, lines)
    assert elsewhere.words == ["«bgpk» не слушает поток programs.btlh: файл не сюда. Ничего не принято."]

    [spoken] = await speaker.spoken(land.btlh.pool)
    forged = [wire.write(speaker.head_of(land.bgpk.key, spoken, now())), *lines[1:]]
    assert "подписана не ключом «btlh»" in (await bring(land.region, forged)).words[0]
    for nothing in ([], [b""], [b"PK\x03\x04"], [lines[-1]]):
        assert "не файл обмена" in (await bring(land.region, nothing)).words[0]
    assert await land.region.archived(STREAM) == []
    assert await alarms(land.region) == []


async def test_two_histories_under_one_signature_stop_the_stream(land: Land) -> None:
    await say(land.btlh, 5)
    await bring(land.region, await file_of(land.btlh))
    await land.btlh.restore_to(3)
    await land.btlh.say("иначе", "совсем", "не так")

    brought = await bring(land.region, await file_of(land.btlh))

    assert not brought.complete
    assert "другую историю" in brought.words[1]
    assert len(await land.region.archived(STREAM)) == 5
    assert any("FORK" in alarm for alarm in await alarms(land.region))


async def test_an_old_receipt_does_not_replace_a_newer_one(land: Land) -> None:
    await listen(land.btlh)
    await land.region.whisper("all", "раз")
    await say(land.btlh, 3)
    early = await file_of(land.region, "registry.all")
    await bring(land.region, await file_of(land.btlh))
    late = await file_of(land.region, "registry.all")

    for lines in (late, early):
        await bring(land.btlh, lines)

    assert [one.held_seq for one in await state.told(land.btlh.pool)] == [3]
    following = await follower.standing(land.btlh.pool, "registry.all", land.region.key.public)
    assert following is not None
    assert following.seq == 1
