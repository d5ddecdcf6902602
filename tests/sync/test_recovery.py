"""Databases restored from older copies: nothing is overwritten, lost events come back, both sides end equal."""

from functools import partial

import nats
import pytest
from nats.js import JetStreamContext

from deploy.verify import compare
from shared import db
from shared.clock import now
from shared.rebuild import rebuild_service
from shared.sync import state
from shared.sync.difference import differences, recoveries
from shared.sync.keys import account
from shared.sync.outbox import Restored
from shared.sync.recovery import recover
from tests.older import keep_copy, put_back
from tests.sync.conftest import Broker, Land
from tests.sync.contours import SERVICES, Contour, eventually
from tests.sync.test_exchange import heard_all

pytestmark = pytest.mark.slow

# Frames in the broker's store: more than the region requests at once.
LYING = 40


async def copy_of(contour: Contour, postgres: str) -> str:
    return await keep_copy(postgres, contour.admin.rpartition("/")[2])


async def restore(contour: Contour, postgres: str, copy: str) -> None:
    await put_back(postgres, contour.admin.rpartition("/")[2], copy)


async def stopped(contour: Contour, streams: int = 1) -> bool:
    found = await differences(contour.pool)
    return len(found) == streams and all(one.whole for one in found)


async def recovered(contour: Contour) -> None:
    await recover(contour.owner, SERVICES[contour.config.kind], contour.config.contour, now=now())


async def rebuilt_alike(contour: Contour, service: str, table: str) -> bool:
    """Tell whether a table is rebuilt the same from the journal, whatever the order of its rows."""
    rows = f"select to_jsonb(t) - 'position' as row from {service}.{table} t order by 1"
    admin = await db.connect(contour.admin)
    before = await admin.fetch(rows)
    rebuilt = await rebuild_service(contour.owner, contour.services[service].service, contour.config.contour)
    after = await admin.fetch(rows)
    await admin.close()
    return rebuilt.events > 0 and before == after != []


async def test_a_restored_college_stops_gets_its_lost_events_back_and_goes_on_in_a_new_epoch(
    land: Land, postgres: str
) -> None:
    college, region = land.btlh, land.region
    for contour in land.all():
        contour.start()
    await college.say("1", "2", "3")
    await eventually(lambda: heard_all(region, college), "three")
    copy = await copy_of(college, postgres)
    await college.say("4", "5")
    await eventually(lambda: heard_all(region, college), "five")

    await college.stop()
    await restore(college, postgres, copy)
    await college.say("без связи этого не знают")
    college.start()
    took = await eventually(lambda: stopped(college), "the college knows that it was restored")
    print(f"known after {took * 1000:.0f} ms")

    with pytest.raises(Restored, match="можно только смотреть"):
        await college.say("теперь нельзя")
    [lost] = await differences(college.pool)
    assert (lost.parted, lost.lost_count, lost.ours_count) == (3, 2, 1)
    assert [one.seq for one in lost.lost] == [4, 5]
    assert await region.heard("programs.btlh") == ["1", "2", "3", "4", "5"]

    await recovered(college)
    took = await eventually(lambda: heard_all(region, college), "the new epoch", seconds=5)
    print(f"even again {took * 1000:.0f} ms after the recovery")
    await college.say("дальше")
    await eventually(lambda: heard_all(region, college), "the next word")

    texts = ["1", "2", "3", "4", "5", "без связи этого не знают", "дальше"]
    assert await region.heard("programs.btlh") == texts
    rows = await college.pool.fetch("select epoch from sync.outbox order by seq")
    assert [row["epoch"] for row in rows] == [1, 1, 1, 1, 1, 2, 2]
    notes = await college.services["programs"].pool.fetch("select text from note")
    assert sorted(row["text"] for row in notes) == sorted(texts)
    assert await rebuilt_alike(college, "programs", "note")
    [past] = await recoveries(college.pool)
    assert (past.parted, past.returned, past.parked, past.again, past.epoch) == (3, 2, 0, 1, 2)

    async def even() -> bool:
        told, heard = await state.told(college.pool), await state.heard(region.pool)
        return state.summary(told, heard, now()).state == "even"

    await eventually(even, "nobody is alarmed any more")
    assert all(one.wrong is None for one in await compare([each.config for each in land.all()]))
    assert await region.pool.fetchval("select count(*) from sync.quarantine") == 0


async def test_the_region_archives_stored_frames_before_it_answers_how_far_it_holds(
    land: Land, broker: Broker, postgres: str
) -> None:
    college, region = land.btlh, land.region
    region.start()
    college.start()
    await college.say("1", "2", "3")
    await eventually(lambda: heard_all(region, college), "three")
    copy = await copy_of(college, postgres)
    await region.stop()
    async with await nats.connect(broker.url) as client:
        js, stream = client.jetstream(), f"IN-{account(college.key.public)}"
        for count in range(1, LYING + 1):
            await college.say(f"лежит {count}")
            await eventually(partial(_lies, js, stream, count), "the frame is stored")
        # Delivered to a region that died: the broker would hold them back for half a minute.
        handed = await js.pull_subscribe("", "archive", stream)
        assert len(await handed.fetch(5, timeout=2)) == 5
    await college.stop()
    await restore(college, postgres, copy)
    college.start()
    region.start()

    async def learned() -> bool:
        return bool(await differences(college.pool))

    took = await eventually(learned, "the college knows that it was restored", seconds=10)
    print(f"known after {took * 1000:.0f} ms")
    [lost] = await differences(college.pool)
    assert (lost.upto.seq, lost.ours_count) == (3 + LYING, 0)
    await eventually(lambda: stopped(college), "all of it is back")
    await recovered(college)
    await college.say("дальше")
    await eventually(lambda: heard_all(region, college), "the next word")
    assert await college.told("programs.btlh") == await region.archived("programs.btlh")
    assert await region.pool.fetchval("select count(*) from sync.quarantine") == 0


async def _lies(js: JetStreamContext, stream: str, count: int) -> bool:
    return (await js.stream_info(stream)).state.messages >= count


async def test_a_college_whose_database_was_made_anew_gets_everything_back(land: Land, postgres: str) -> None:
    college, region = land.btlh, land.region
    copy = await copy_of(college, postgres)
    region.start()
    college.start()
    texts = [f"{number}" for number in range(450)]
    await college.say(*texts)
    await eventually(lambda: heard_all(region, college), "all of it")
    await college.stop()
    await restore(college, postgres, copy)
    college.start()

    await eventually(lambda: stopped(college), "an empty database learns that it has told events")
    await recovered(college)

    assert await college.told("programs.btlh") == await region.archived("programs.btlh")
    notes = await college.services["programs"].pool.fetch("select text from note")
    assert len(notes) == 450
    await college.say("дальше")
    await eventually(lambda: heard_all(region, college), "the next word")
    assert await rebuilt_alike(college, "programs", "note")


async def test_a_restored_region_gets_the_events_of_its_colleges_and_its_own_lost_events(
    land: Land, postgres: str
) -> None:
    region = land.region
    for contour in land.all():
        contour.start()
    await land.btlh.say("раз")
    await region.whisper("all", "1", "2")
    await region.whisper("btlh", "только вам")
    await eventually(lambda: all_told(land, 2, 3, 3), "the events told before the copy")
    copy = await copy_of(region, postgres)
    await land.btlh.say("два", "три")
    await region.whisper("all", "3", "4")
    await region.whisper("btlh", "и это")
    await eventually(lambda: all_told(land, 4, 6, 6), "the events told after it")
    await eventually(lambda: heard_all(region, land.btlh), "the college's events")

    await region.stop()
    await restore(region, postgres, copy)
    await region.whisper("all", "сказано до первого слова колледжей")
    region.start()
    took = await eventually(lambda: stopped(region, streams=2), "the region knows that it was restored")
    print(f"known after {took * 1000:.0f} ms")
    with pytest.raises(Restored):
        await region.whisper("all", "нельзя")
    await region.whisper("bgpk", "этот поток цел")
    await eventually(lambda: heard_all(region, land.btlh), "it has heard its college again by itself")

    await recovered(region)
    await eventually(lambda: all_told(land, 6, 7, 8), "everybody knows everything")

    words = ["1", "2", "3", "4", "сказано до первого слова колледжей"]
    assert [text for text in await land.bgpk.overheard() if "поток" not in text] == words
    assert sorted(await land.btlh.overheard()) == sorted([*words, "только вам", "и это"])
    routes = await region.services["routes"].pool.fetch("select text from whispered where stream = 'registry.all'")
    assert sorted(row["text"] for row in routes) == sorted(words)
    assert await rebuilt_alike(region, "routes", "whispered")
    assert await rebuilt_alike(region, "monitoring", "noted")
    assert await rebuilt_alike(land.btlh, "programs", "whispered")
    assert all(one.wrong is None for one in await compare([each.config for each in land.all()]))

    async def calm() -> bool:
        heard = [await state.heard(each.pool) for each in land.all()]
        return not any(one.alarm for streams in heard for one in streams)

    await eventually(calm, "nobody is alarmed any more")


async def all_told(land: Land, bgpk: int, btlh: int, routes: int) -> bool:
    here = await land.region.services["routes"].pool.fetchval("select count(*) from whispered")
    return (len(await land.bgpk.overheard()), len(await land.btlh.overheard()), here) == (bgpk, btlh, routes)
