"""A college changes its key at work: it offers it, a person accepts it, it switches; the stream continues."""

import secrets
import time

import pytest
from nats.aio.client import Client
from nats.errors import Error

from deploy.broker import Broker as Rule
from shared.config import By
from shared.sync import follower, keys, renewal, wire
from shared.sync.answerer import Answerer
from shared.sync.claims import Authority
from shared.sync.follower import Unasked
from shared.sync.following import follow, leave
from shared.sync.keys import Key, account
from tests.sync.conftest import Broker, Land
from tests.sync.contours import Contour, eventually, now
from tests.sync.test_accounts import client_of, guarded
from tests.sync.test_exchange import frame_of, heard_all

__all__ = ["guarded"]


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewal, "EVERY", 0.3)


async def offered(region: Contour, college: Contour, key: Key) -> bool:
    """Tell whether the region has that key as an offer."""
    public: bytes | None = await region.pool.fetchval(
        "select public_key from sync.offered_key where speaker = $1", college.config.contour
    )
    return public == key.public


async def accept(region: Contour, college: Contour, key: Key) -> None:
    """Accept the offer, as the operator's button does."""
    name = college.config.contour
    await follow(region.pool, f"programs.{name}", speaker=name, public_key=key.public)


@pytest.mark.parametrize("line", ["nats", "https"])
async def test_a_key_is_changed_without_a_restart_and_without_loss(guarded: Land, line: By) -> None:
    land = guarded
    for contour in land.all():
        contour.start()
    await land.btlh.say("под прежним ключом")
    await eventually(lambda: heard_all(land.region, land.btlh), "the first event")
    old = land.btlh.key
    lately = await frame_of(land.btlh, 0)

    following = renewal.begin(land.btlh.config)
    assert renewal.begin(land.btlh.config).public == following.public != old.public
    await eventually(lambda: offered(land.region, land.btlh, following), "the region knows the next key")
    await land.btlh.say("ещё под прежним")
    await eventually(lambda: heard_all(land.region, land.btlh), "the events told before anybody looked")

    begun = time.monotonic()
    await accept(land.region, land.btlh, following)
    await land.btlh.say(*(f"{n}" for n in range(300)))
    await land.region.whisper("btlh", "вам")
    await eventually(lambda: heard_all(land.region, land.btlh), "the events told meanwhile", seconds=30)
    print(f"gone over and even after {time.monotonic() - begun:.1f} s")

    assert land.btlh.key.public == following.public
    assert not renewal.beside(land.btlh.config.key).exists()
    assert len(set(await land.region.heard("programs.btlh"))) == 302

    async def told() -> bool:
        return await land.btlh.overheard() == ["вам"]

    await eventually(told, "what the region told")
    assert isinstance(await follower.take(land.region.pool, old.public, lately, now=now()), Unasked)


async def test_the_old_key_is_refused_within_seconds_even_by_a_restored_broker(guarded: Land, broker: Broker) -> None:
    land = guarded
    land.region.start()
    land.btlh.start()
    await land.btlh.say("раз")
    await eventually(lambda: heard_all(land.region, land.btlh), "the first event")
    await land.btlh.stop()
    thief = await client_of(land.btlh)
    lately = await frame_of(land.btlh, 0)

    begun = time.monotonic()
    await follow(land.region.pool, "programs.btlh", speaker="btlh", public_key=Key(secrets.token_bytes(32)).public)
    await eventually(lambda: closed(thief), "the thief's connection is closed", seconds=5)
    print(f"put out after {time.monotonic() - begun:.1f} s")
    with pytest.raises((Error, TimeoutError)):
        await client_of(land.btlh)
    assert isinstance(await follower.take(land.region.pool, land.btlh.key.public, lately, now=now()), Unasked)

    # The region is restarted, and its broker has the old accounts.
    await land.region.stop()
    rule = Rule(Key(secrets.token_bytes(32)), land.region.key)
    kept = broker.data / "accounts" / f"{account(land.btlh.key.public)}.jwt"
    assert kept.exists()
    broker.stop()
    kept.write_text(Authority(rule.region).contour_account(land.btlh.key.public))
    broker.start()
    thief = await client_of(land.btlh)
    land.region.start()
    await eventually(lambda: closed(thief), "the thief's connection is closed again", seconds=10)


async def closed(client: Client) -> bool:
    return client.is_closed


async def test_a_college_that_leaves_is_disconnected_while_it_sends(guarded: Land) -> None:
    for contour in guarded.all():
        contour.start()
    await guarded.btlh.say("до")
    await eventually(lambda: heard_all(guarded.region, guarded.btlh), "the first event")
    other = await client_of(guarded.btlh)

    await leave(guarded.region.pool, "programs.btlh", at=now())
    await guarded.btlh.say("после")

    await eventually(lambda: closed(other), "every connection is closed", seconds=5)
    await guarded.bgpk.say("а мы говорим")
    await eventually(lambda: heard_all(guarded.region, guarded.bgpk), "the other college")
    assert len(await guarded.region.archived("programs.btlh")) == 1


async def test_a_key_can_be_offered_only_by_the_owner_of_both_keys(land: Land) -> None:
    land.region.start()
    old, new, stranger = land.btlh.key, Key(secrets.token_bytes(32)), Key(secrets.token_bytes(32))
    answerer = Answerer(land.region.key, land.region.pool, land.region.config.clock)

    async def says(by_old: Key, by_new: Key, public: bytes = new.public, via: bytes = old.public) -> object:
        text = keys.rekey_text("btlh", old.public, public, 1)
        offer = wire.write(wire.Rekey(public, 1, by_old.sign(text), by_new.sign(text)))
        return wire.answer(await answerer.answer(via, "rekey", offer))

    for wrong in (
        await says(stranger, new),
        await says(old, stranger),
        await says(old, new, via=land.bgpk.key.public),
        await says(old, new, public=new.public[:31]),
        wire.answer(await answerer.answer(old.public, "rekey", b"{}")),
    ):
        assert isinstance(wrong, wire.Refusal)
    assert not await offered(land.region, land.btlh, new)
    assert isinstance(await says(old, new), wire.Passport)
    assert await offered(land.region, land.btlh, new)
