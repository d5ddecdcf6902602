"""The broker with an account per college: an enrolled college gets in at once, and none reaches another's data."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error
from nats.js.errors import NotFoundError, ServiceUnavailableError

from deploy.broker import Broker as Rule
from shared.sync import passport
from shared.sync.core import genesis
from shared.sync.following import OwnKey, follow, leave
from shared.sync.keys import Key, account
from shared.sync.nats.link import connect
from tests.sync.conftest import Broker, Land
from tests.sync.contours import Contour, eventually, now
from tests.sync.test_exchange import frame_of, heard_all


@pytest.fixture
def guarded(land: Land, broker: Broker, scratch: Path) -> Land:
    """The same contours with the broker in operator mode; no college is enrolled yet."""
    rule = Rule(Key(secrets.token_bytes(32)), land.region.key)
    broker.stop()
    broker.accounts = rule.config(broker.data)
    broker.start()
    for contour in land.all():
        path = scratch / f"{broker.data.name}.{contour.config.contour}"
        path.write_text(rule.passport(contour.key.public))
        contour.credentials(path)
    return land


async def client_of(contour: Contour) -> Client:
    return await connect(contour.config.nats_url, contour.key, passport.read(contour.config.nats_credentials))


async def test_a_college_gets_in_when_it_is_enrolled_and_not_before(guarded: Land) -> None:
    await leave(guarded.region.pool, "programs.btlh", at=now())
    guarded.region.start()
    guarded.btlh.start()
    await guarded.btlh.say("ещё не в реестре")
    await asyncio.sleep(1)
    assert await guarded.region.archived("programs.btlh") == []
    with pytest.raises((Error, TimeoutError)):
        await client_of(guarded.btlh)

    await guarded.region.enroll(guarded.btlh)

    took = await eventually(lambda: heard_all(guarded.region, guarded.btlh), "the enrolled college is heard")
    print(f"heard {took:.2f} s after its enrollment")


async def test_the_regions_own_key_is_refused_as_a_colleges_and_cannot_take_its_account(guarded: Land) -> None:
    region, own = guarded.region, guarded.region.key.public
    for contour in guarded.all():
        contour.start()
    await guarded.btlh.say("до")
    await eventually(lambda: heard_all(region, guarded.btlh), "the first event")
    with pytest.raises(OwnKey) as refused:
        await follow(region.pool, "programs.self", speaker="self", public_key=own)
    assert refused.value.field == "public_key"

    # As in an old database, from before such a key was refused; then it is corrected.
    await region.pool.execute(
        "insert into sync.followed (stream, speaker, public_key, hash) values ('programs.self', 'self', $1, $2)",
        own, genesis("programs.self"),
    )  # fmt: skip
    await follow(region.pool, "programs.bgpk", speaker="bgpk", public_key=guarded.bgpk.key.public)
    await asyncio.sleep(0.5)
    await leave(region.pool, "programs.self", at=now())
    await asyncio.sleep(0.5)
    await guarded.btlh.say("после")
    await eventually(lambda: heard_all(region, guarded.btlh), "the region has kept its account")


async def test_both_directions_work_through_accounts_and_survive_a_wipe(guarded: Land, broker: Broker) -> None:
    for contour in guarded.all():
        contour.start()
    await guarded.btlh.say(*(f"{n}" for n in range(300)))
    await guarded.region.whisper("btlh", "вам")
    await eventually(lambda: heard_all(guarded.region, guarded.btlh), "three hundred events")

    broker.stop()
    broker.wipe()
    await guarded.bgpk.say("без связи")
    broker.start()

    await eventually(lambda: heard_all(guarded.region, guarded.bgpk), "the events told without a line")

    async def told() -> bool:
        return await guarded.btlh.overheard() == ["вам"]

    await eventually(told, "what the region told")
    assert await guarded.bgpk.overheard() == []


async def test_a_college_that_leaves_is_disconnected_and_not_readmitted(guarded: Land) -> None:
    for contour in guarded.all():
        contour.start()
    await guarded.btlh.say("до")
    await eventually(lambda: heard_all(guarded.region, guarded.btlh), "the first event")

    await leave(guarded.region.pool, "programs.btlh", at=now())

    async def out() -> bool:
        try:
            client = await client_of(guarded.btlh)
        except (Error, TimeoutError):
            return True
        await client.close()
        return False

    await eventually(out, "the college cannot connect")


@pytest.fixture
async def thief(guarded: Land) -> AsyncIterator[Client]:
    """The second college's own connection, after all contours have connected."""
    for contour in guarded.all():
        contour.start()
    await guarded.btlh.say("раз")
    await guarded.bgpk.say("два")
    await eventually(lambda: heard_all(guarded.region, guarded.btlh), "the first college")
    await eventually(lambda: heard_all(guarded.region, guarded.bgpk), "the second college")
    client = await client_of(guarded.bgpk)
    yield client
    await client.close()


async def test_nothing_published_by_one_college_lands_at_another(guarded: Land, thief: Client) -> None:
    btlh = account(guarded.btlh.key.public)
    await guarded.btlh.stop()
    await guarded.btlh.say("украдено")
    stolen = await frame_of(guarded.btlh, 1)
    for subject in (f"ingest.{btlh}.frames", f"to.{btlh}.frames", f"to.{btlh}.ask", f"sync.rpc.{btlh}.announce"):
        await thief.publish(subject, stolen)
        await thief.publish("beat.x", stolen, reply=subject)
        await thief.publish(f"ingest.{account(guarded.bgpk.key.public)}.frames", b"{}", reply=f"ingest.{btlh}.frames")

    await asyncio.sleep(0.5)

    assert len(await guarded.region.archived("programs.btlh")) == 1
    client = await client_of(guarded.region)
    info = await client.jetstream().stream_info(f"IN-{btlh}")
    assert info.state.last_seq == 1
    await client.close()


async def test_one_college_cannot_ask_or_listen_for_another(guarded: Land, thief: Client) -> None:
    btlh = account(guarded.btlh.key.public)
    for what in ("announce", "heads", "replay"):
        with pytest.raises(Error):
            await thief.request(f"sync.rpc.{btlh}.{what}", b"{}", timeout=0.5)
    heard: list[bytes] = []

    async def keep(message: Msg) -> None:
        heard.append(message.data)

    for subject in (f"to.{btlh}.>", "to.*.>", f"ingest.{btlh}.>", "sync.rpc.*.*", "_INBOX.>"):
        await thief.subscribe(subject, cb=keep)
    await guarded.region.whisper("btlh", "только лесному")

    async def told() -> bool:
        return await guarded.btlh.overheard() == ["только лесному"]

    await eventually(told, "what the region told the other college")
    assert not any(b"registry.btlh" in data for data in heard)


async def test_a_college_reaches_no_stream_or_consumer_of_the_broker(guarded: Land, thief: Client) -> None:
    stream = f"IN-{account(guarded.btlh.key.public)}"
    js = thief.jetstream(timeout=1)
    asked = [js.stream_info(stream), js.purge_stream(stream), js.delete_stream(stream), js.get_msg(stream, 1)]
    asked += [js.consumer_info(stream, "archive"), js.delete_consumer(stream, "archive")]
    for each in asked:
        with pytest.raises((Error, NotFoundError, ServiceUnavailableError)):
            await each
    for subject in ("$SYS.REQ.CLAIMS.UPDATE", "$SYS.REQ.SERVER.PING", f"$JS.API.CONSUMER.MSG.NEXT.{stream}.archive"):
        with pytest.raises(Error):
            await thief.request(subject, b"", timeout=0.5)


async def test_a_passport_is_useless_without_its_key(guarded: Land) -> None:
    for contour in guarded.all():
        contour.start()
    await guarded.btlh.say("раз")
    await eventually(lambda: heard_all(guarded.region, guarded.btlh), "everybody has met")
    stolen = msgspec.structs.replace(guarded.bgpk.config, nats_credentials=guarded.btlh.config.nats_credentials)
    with pytest.raises((Error, TimeoutError)):
        await client_of(Contour(stolen, guarded.bgpk.pool, {}, ""))
