"""The broker over TLS and WebSocket: it is trusted only by contours that know its authority."""

import secrets
from pathlib import Path

import msgspec
import pytest
from nats.errors import Error

from deploy.broker import Broker as Rule
from deploy.certificates import Authority
from deploy.listeners import By, Listener
from shared.sync import passport
from shared.sync.keys import Key
from shared.sync.nats.link import connect
from tests.sync.conftest import Broker, Land
from tests.sync.contours import Contour, eventually
from tests.sync.test_exchange import heard_all

# nats-py passes a deprecated timeout to aiohttp.
pytestmark = pytest.mark.filterwarnings("ignore:parameter 'timeout' of type 'float':DeprecationWarning")


def secured(land: Land, broker: Broker, scratch: Path, by: By) -> None:
    """Run the broker with accounts, over TLS only or with WebSocket; all contours know its authority."""
    listener = Listener.made(by, scratch / secrets.token_hex(4))
    rule = Rule(Key(secrets.token_bytes(32)), land.region.key)
    broker.stop()
    broker.accounts = rule.config(broker.data) + listener.config()
    broker.start()
    for contour in land.all():
        path = scratch / f"{broker.data.name}.{contour.config.contour}"
        path.write_text(rule.passport(contour.key.public))
        contour.credentials(path)
        port = broker.running.port
        url = listener.region_url(port) if contour is land.region else listener.college_url(port)
        contour.config = msgspec.structs.replace(contour.config, nats_url=url, ca=listener.ca)


async def refused(contour: Contour, url: str, ca: Path | None) -> None:
    with pytest.raises((Error, OSError, TimeoutError)):
        await connect(url, contour.key, passport.read(contour.config.nats_credentials), ca=ca)


@pytest.mark.parametrize("by", ["tls", "wss"])
async def test_contours_exchange_by_tls_and_by_websocket(by: By, land: Land, broker: Broker, scratch: Path) -> None:
    secured(land, broker, scratch, by)
    for contour in land.all():
        contour.start()
    await land.btlh.say(*(f"{n}" for n in range(300)))
    await land.region.whisper("btlh", "вам")
    await eventually(lambda: heard_all(land.region, land.btlh), "everything")

    async def told() -> bool:
        return await land.btlh.overheard() == ["вам"]

    await eventually(told, "what the region told")
    broker.stop()
    await land.btlh.say("пока его не было")
    broker.start()
    await eventually(lambda: heard_all(land.region, land.btlh), "the events told without a line")

    url = land.btlh.config.nats_url
    stranger = Authority(scratch / secrets.token_hex(4), "somebody else")
    await refused(land.btlh, url, stranger.ca)
    await refused(land.btlh, url, None)
    if by == "tls":
        await refused(land.btlh, url.replace("tls://", "nats://"), None)


async def test_a_server_that_claims_to_need_no_tls_is_not_trusted(land: Land, broker: Broker) -> None:
    await refused(land.btlh, broker.url.replace("nats://", "tls://"), None)
