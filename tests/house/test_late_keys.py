"""A person's key that is late, lost, offered by somebody else, or outlived by its withdrawal."""

from datetime import UTC, datetime
from uuid import uuid4

import msgspec

from deploy.contours import services_of
from services.registry.people.mentor import queries as register
from shared import keyring
from shared.sync import keys, parcel, persons, wire
from shared.sync.answerer import Answerer
from shared.sync.core import start
from shared.sync.keys import Key
from shared.sync.parcel import Brought, Unpacking
from shared.sync.persons import PersonKey
from shared.sync.projector import Projector
from tests.house.test_erasure import ABOUT, NAME, Land, publish, register_of, withdraw_card
from tests.house.test_erasure import land as land
from tests.programs.scene import ERMOLIN

STREAM = "programs.btlh"


def now() -> datetime:
    return datetime.now(UTC)


async def written(land: Land, *, with_keys: bool) -> list[bytes]:
    """A file of everything that the college told."""
    college, region = land.contours["btlh"], land.contours["region"]
    reader = keys.read(region.config.key).public if with_keys else None
    packed = parcel.packed(college.sync, keys.read(college.config.key), STREAM, 0, now=now(), reader=reader)
    return [line async for line in packed]


async def brought(land: Land, lines: list[bytes]) -> Brought:
    """Bring a file to the region, and let its services take in what they can."""
    region = land.contours["region"]
    taken = await Unpacking(region.sync, "region", keys.read(region.config.key), now=now()).take(lines)
    for running in region.services:
        while await Projector(running).step():
            pass
    return taken


async def waiting(land: Land) -> dict[str, list[str]]:
    """Why something waits, by service."""
    services = land.contours["region"].services
    rows = {
        running.service.name: await running.pool.fetch("select reason from parked order by seq") for running in services
    }
    return {name: [row["reason"] for row in found] for name, found in rows.items() if found}


async def test_a_file_brings_no_keys_unless_asked_and_the_card_waits_until_one_does(land: Land) -> None:
    await publish(land)
    without, with_keys = await written(land, with_keys=False), await written(land, with_keys=True)
    assert (b'"says":"keys"' in b"".join(without), b'"says":"keys"' in b"".join(with_keys)) == (False, True)
    for lines in (without, with_keys):
        assert ABOUT.encode() not in b"".join(lines)

    assert (await brought(land, without)).complete
    [reason] = (await waiting(land)).pop("registry")
    assert reason.startswith(keyring.WAITS)
    assert await waiting(land) == {"registry": [reason]}
    assert await register_of(land) == []

    assert (await brought(land, with_keys)).complete
    assert await waiting(land) == {}
    assert await register_of(land) == [f"{NAME}: {ABOUT}"]
    assert await land.rebuilt() == []


async def test_what_waits_for_a_key_that_is_gone_is_taken_in_without_its_words(land: Land) -> None:
    await publish(land)
    await brought(land, await written(land, with_keys=False))
    await withdraw_card(land)
    assert (await waiting(land)).keys() == {"registry"}

    await brought(land, await written(land, with_keys=True))
    assert await waiting(land) == {}
    assert await register_of(land) == []
    assert await land.rebuilt() == []


async def test_over_the_line_a_key_that_was_lost_is_handed_over_again_and_a_withdrawn_one_is_not(land: Land) -> None:
    await publish(land)
    await land.exchange()
    region = land.contours["region"]
    await region.sync.execute("delete from sync.person_key")
    [card] = await region.sync.fetch(
        "select event from sync.archive where position('mentor_published' in convert_from(event, 'UTF8')) > 0"
    )
    id = msgspec.json.decode(card["event"])["data"]["sealed"]["key"]
    await region.sync.execute(persons.LACK, STREAM, id, now())
    await land.exchange(minds=True)
    assert await land.keys_in("region") == (1, 1)

    await withdraw_card(land)
    await land.exchange()
    await region.sync.execute("update sync.person_key set destroyed_at = null")
    await land.exchange(minds=True)
    assert await land.keys_in("region") == (0, 1)


async def test_nobody_hands_over_keys_in_anothers_name_and_a_dead_key_stays_dead(land: Land) -> None:
    await publish(land)
    await land.exchange()
    region, college = (land.contours[name] for name in ("region", "btlh"))
    reader, speaker, stranger = keys.read(region.config.key), keys.read(college.config.key), Key(bytes(32))
    answerer = Answerer(reader, region.sync, now)
    [(id, secret)] = await region.sync.fetch("select id, key from sync.person_key")
    held = [PersonKey(id, ERMOLIN, "publication", bytes(32)), PersonKey(uuid4(), ERMOLIN, "publication", bytes(32))]

    forged = persons.written(stranger, reader.public, STREAM, held, now=now())
    for via in (speaker.public, stranger.public):
        assert isinstance(wire.answer(await answerer.answer(via, "keys", wire.write(forged))), wire.Refusal)
    other = persons.written(speaker, reader.public, "programs.bgpk", held, now=now())
    assert isinstance(wire.answer(await answerer.answer(speaker.public, "keys", wire.write(other))), wire.Refusal)
    for body in (b"", b"[]", b'{"says":"keys"}', wire.write(speaker.held(STREAM, start(STREAM), 1))):
        assert isinstance(wire.answer(await answerer.answer(speaker.public, "keys", body)), wire.Refusal)
    # Not even the speaker changes a key that is known, and a box for another reader opens for nobody here.
    for message in (persons.written(speaker, reader.public, STREAM, held[:1], now=now()),
                    persons.written(speaker, stranger.public, STREAM, held[1:], now=now())):  # fmt: skip
        answer = wire.answer(await answerer.answer(speaker.public, "keys", wire.write(message)))
        assert answer == wire.Lacking([])
    [kept] = await region.sync.fetch("select id, key from sync.person_key")
    assert tuple(kept) == (id, secret)

    await withdraw_card(land)
    await land.exchange()
    again = persons.written(speaker, reader.public, STREAM, [PersonKey(id, ERMOLIN, "publication", secret)], now=now())
    await answerer.answer(speaker.public, "keys", wire.write(again))
    assert await land.keys_in("region") == (0, 1)


async def test_a_service_sees_the_keys_of_what_it_may_read_and_changes_none_of_others(land: Land) -> None:
    await publish(land)
    await land.exchange()
    region = {running.service.name: running.pool for running in land.contours["region"].services}

    assert {name for name, pool in region.items() if await pool.fetchval("select count(*) from sync.person_key")} == {
        "registry"
    }
    touched = [await pool.execute("update sync.person_key set key = null") for pool in region.values()]
    assert touched == ["UPDATE 0"] * len(region)
    assert [service.reads for service in services_of("college")] == [frozenset()]
    async with land.at("registry") as tx:
        assert len((await register.mentors(tx)).mentors) == 1
