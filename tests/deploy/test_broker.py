"""A college's account at the broker: it sends and receives as itself, and cannot reach another account."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error, NoRespondersError, TimeoutError
from nats.js.api import StreamConfig

from deploy.broker import Broker
from deploy.local import start_nats
from shared.sync.claims import Authority
from shared.sync.keys import Key, account
from shared.sync.nats.lines import admit
from shared.sync.passport import Passport
from tests.sync.contours import eventually

ALICE, BELLA = Key(secrets.token_bytes(32)), Key(secrets.token_bytes(32))
REGION = Key(secrets.token_bytes(32))


@dataclass
class Land:
    """A broker with the region and two colleges connected."""

    url: str
    broker: Broker
    region: Client
    alice: Client
    bella: Client


async def connect(url: str, key: Key, passport: Passport | None) -> Client:
    async def quiet(error: Exception) -> None:
        """Ignore errors, refused permissions included; the tests check what arrives."""

    client = Client()
    try:
        await client.connect(
            url,
            user_jwt_cb=passport.present if passport else None,
            signature_cb=(lambda nonce: passport.sign(key, nonce)) if passport else None,
            allow_reconnect=False,
            error_cb=quiet,
        )
    except Error:
        if client._transport is not None:  # nats-py leaves a refused client's socket open
            client._transport.close()  # type: ignore[no-untyped-call]  # nats-py did not type it
        raise
    return client


@pytest.fixture
async def land(scratch: Path) -> AsyncIterator[Land]:
    broker = Broker(Key(secrets.token_bytes(32)), REGION)
    data = scratch / f"broker-{secrets.token_hex(4)}"
    server = start_nats(data, accounts=broker.config(data))
    authority = Authority(REGION)
    await admit(server.address, authority, [authority.contour_account(key.public) for key in (ALICE, BELLA)])
    keys = (REGION, ALICE, BELLA)
    clients = [await connect(server.address, key, Passport(broker.passport(key.public))) for key in keys]
    for key in (ALICE, BELLA):
        subjects = [f"ingest.{account(key.public)}.>"]
        await clients[0].jetstream().add_stream(StreamConfig(name=f"IN-{account(key.public)}", subjects=subjects))
    yield Land(server.address, broker, *clients)
    for client in clients:
        await client.close()
    server.stop()


async def kept(land: Land, key: Key) -> int:
    return (await land.region.jetstream().stream_info(f"IN-{account(key.public)}")).state.messages


async def test_frames_go_up_with_an_acknowledgement(land: Land) -> None:
    told = await land.alice.jetstream().publish(f"ingest.{account(ALICE.public)}.frames", b"frame")

    assert told.stream == f"IN-{account(ALICE.public)}"
    assert (await kept(land, ALICE), await kept(land, BELLA)) == (1, 0)


async def test_questions_go_up_and_the_subject_says_who_asks(land: Land) -> None:
    async def answer(message: Msg) -> None:
        await message.respond(message.subject.encode())

    replies = []

    async def answered() -> bool:
        """A subscription becomes visible to another account only after a while."""
        with suppress(NoRespondersError):
            replies.append(await land.bella.request(f"sync.rpc.{account(BELLA.public)}.heads", b"", timeout=2))
        return bool(replies)

    await land.region.subscribe("sync.rpc.*.*", cb=answer)
    await eventually(answered, "the region answers")

    assert replies[0].data.decode() == f"sync.rpc.{account(BELLA.public)}.heads"


async def test_a_frame_sent_down_reaches_only_its_contour(land: Land) -> None:
    hers = await land.alice.subscribe(f"to.{account(ALICE.public)}.frames")
    spied = await land.bella.subscribe("to.>")
    await asyncio.gather(land.alice.flush(), land.bella.flush())

    await land.region.publish(f"to.{account(ALICE.public)}.frames", b"for alice")

    assert (await hers.next_msg(timeout=2)).data == b"for alice"
    with pytest.raises(TimeoutError):
        await spied.next_msg(timeout=0.3)


async def test_a_college_cannot_speak_as_another(land: Land) -> None:
    asked = await land.region.subscribe("sync.rpc.>")
    await land.region.flush()
    theirs = account(BELLA.public)

    with pytest.raises(Error):
        await land.alice.jetstream(timeout=0.5).publish(f"ingest.{theirs}.frames", b"forged")
    with pytest.raises(NoRespondersError):
        await land.alice.request(f"sync.rpc.{theirs}.heads", b"", timeout=0.5)
    await land.alice.publish("x", b"", reply=f"ingest.{theirs}.frames")

    with pytest.raises(TimeoutError):
        await asked.next_msg(timeout=0.3)
    assert await kept(land, BELLA) == 0


async def test_a_college_has_no_jetstream_of_its_own_and_none_of_the_regions(land: Land) -> None:
    with pytest.raises(Error):
        await land.alice.jetstream(timeout=0.5).add_stream(name="mine", subjects=["mine.>"])
    with pytest.raises(Error):
        await land.alice.jetstream(timeout=0.5).delete_stream(f"IN-{account(ALICE.public)}")
    assert await kept(land, ALICE) == 0


async def test_an_unknown_contour_is_refused_by_the_broker(land: Land) -> None:
    stranger = Key(secrets.token_bytes(32))
    hers = Passport(land.broker.passport(ALICE.public))
    forged = Passport(Broker(stranger, stranger).passport(ALICE.public))

    for key, passport in ((stranger, None), (stranger, hers), (ALICE, forged)):
        with pytest.raises(Error, match="Authorization"):
            await connect(land.url, key, passport)
