"""The limits of an account: a college that exceeds one is refused or disconnected, and others are not affected."""

import asyncio
from contextlib import suppress

import pytest
from nats.aio.client import Client
from nats.errors import Error, MaxPayloadError
from nats.js.errors import APIError

from shared.sync import claims
from shared.sync.keys import account
from shared.sync.nats import ingest
from tests.sync.conftest import Land
from tests.sync.contours import eventually
from tests.sync.test_accounts import client_of, guarded
from tests.sync.test_exchange import heard_all

__all__ = ["guarded"]


async def met(land: Land) -> None:
    for contour in land.all():
        contour.start()
    await land.btlh.say("раз")
    await land.bgpk.say("два")
    await eventually(lambda: heard_all(land.region, land.btlh), "the first college")
    await eventually(lambda: heard_all(land.region, land.bgpk), "the second college")


async def unharmed(land: Land, text: str) -> None:
    """Check that the other college continues on its connection."""
    await land.btlh.say(text)
    await eventually(lambda: heard_all(land.region, land.btlh), "the other college", seconds=5)


async def test_connections_and_subscriptions_beyond_the_limit_are_refused(guarded: Land) -> None:
    await met(guarded)
    clients: list[Client] = []
    while len(clients) < claims.CONNECTIONS - 1:  # the college's own is one of them
        clients += [await client_of(guarded.bgpk)]
    with pytest.raises((Error, TimeoutError)):
        await client_of(guarded.bgpk)
    await unharmed(guarded, "пока другой открывает связи")

    many = clients[0]
    for number in range(claims.SUBSCRIPTIONS + 20):
        await many.subscribe(f"mine.{number}")
    await asyncio.sleep(0.3)
    assert many.is_closed or many.last_error is not None
    await unharmed(guarded, "пока другой подписывается")
    for client in clients:
        await client.close()


async def test_a_message_that_is_too_long_disconnects_only_its_sender(guarded: Land) -> None:
    await met(guarded)
    client = await client_of(guarded.bgpk)
    subject = f"ingest.{account(guarded.bgpk.key.public)}.frames"
    with suppress(MaxPayloadError):  # our client knows the limit; a hostile one ignores it
        client._max_payload = 8 * claims.PAYLOAD
        await client.publish(subject, b"0" * (claims.PAYLOAD + 1))

    async def gone() -> bool:
        return client.is_closed

    await eventually(gone, "the sender is cut off", seconds=5)
    await unharmed(guarded, "пока другой шлёт слишком много")


async def pour(client: Client, subject: str) -> None:
    for _ in range(20):
        await client.jetstream(timeout=2).publish(subject, b"0" * 100_000)


async def test_a_college_that_fills_its_store_fills_only_its_own(
    guarded: Land, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "STORE_BYTES", 1024 * 1024)
    await met(guarded)
    await guarded.bgpk.stop()
    await guarded.region.stop()
    client = await client_of(guarded.bgpk)
    subject = f"ingest.{account(guarded.bgpk.key.public)}.frames"
    with pytest.raises((APIError, Error)):
        await pour(client, subject)
    await client.close()
    await guarded.btlh.say("пока чужое место занято")

    guarded.region.start()
    guarded.bgpk.start()
    await eventually(lambda: heard_all(guarded.region, guarded.btlh), "the other college")
    await guarded.bgpk.say("снова по-честному")
    await eventually(lambda: heard_all(guarded.region, guarded.bgpk), "the one whose store was full", seconds=30)
