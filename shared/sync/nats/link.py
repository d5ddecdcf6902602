"""One connection to the broker, which is closed and opened again at any doubt."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error

from shared.sync.keys import Key, account
from shared.sync.line import Down
from shared.sync.loops import Bell, Stop
from shared.sync.passport import Passport
from shared.sync.trust import trusted

log = structlog.get_logger()

BEAT_EVERY, BEAT_PATIENCE = 5.0, 3.0
SLOWEST = 2.0
CONNECTING = 6.0
LASTED = 5.0
PORTS = {"ws": 80, "wss": 443}

Hear = Callable[[Msg], Awaitable[None]]


class Link:
    """One connection at a time; nats-py's own reconnecting is off.

    Reasons: a late PONG ends its read loop while it still reports a connection; a cancelled call may swallow the
    cancellation; messages published while the server was down are sent later without notice. Therefore: our own
    heartbeat, stop flags instead of cancellation, no `flush` or `drain`, and a new connection, not a repaired one.
    """

    def __init__(self, url: str, key: Key, passport: Passport | None, stop: Stop, ca: Path | None = None) -> None:
        """The subjects in `hears` are subscribed at each connection; the bells in `met` are rung after it."""
        self.url = url
        self.ca = ca
        self.key = key
        self.passport = passport
        self.stop = stop
        self.hears: dict[str, Hear] = {}
        self.met: list[Bell] = []
        self.client: Client | None = None
        self.why = "not connected yet"
        self._doubt = stop.bell()

    def up(self) -> Client:
        """Return the connection; Down when there is none."""
        if self.client is None or self.client.is_closed:
            raise Down(self.why)
        return self.client

    @property
    def connected(self) -> bool:
        """Whether there is a connection now."""
        return self.client is not None and not self.client.is_closed

    async def keep(self) -> None:
        """Connect, watch the connection, and connect again, until the stop."""
        clock, pause = asyncio.get_running_loop().time, 0.1
        while not self.stop:
            begun = clock()
            try:
                await self._wait_for_port()
                if not self.stop:
                    await self._live()
            except (OSError, Error) as error:
                self._down(str(error) or type(error).__name__)
            except Exception as error:
                log.exception("broker_trouble")
                self._down(repr(error))
            # After a short-lived connection, wait longer before the next one.
            pause = 0.1 if clock() - begun > LASTED else min(pause * 2, SLOWEST)
            if not self.stop:
                await self._doubt.wait(pause)

    async def _wait_for_port(self) -> None:
        """Wait until the port is open: a failed connection of nats-py leaves tasks and log lines behind."""
        address = urlsplit(self.url)
        port = address.port or PORTS.get(address.scheme, 4222)
        while not self.stop:
            try:
                async with asyncio.timeout(2):
                    _, writer = await asyncio.open_connection(address.hostname, port)
                writer.close()
                return
            except OSError as error:
                self._down(str(error) or "no answer")
                await self._doubt.wait(0.25)

    async def _live(self) -> None:
        client = await connect(self.url, self.key, self.passport, self._trouble, self._closed, ca=self.ca)
        try:
            for subject, hear in self.hears.items():
                await client.subscribe(subject, cb=hear)
            beat = f"beat.{account(self.key.public)}.{id(client)}"
            await client.subscribe(beat, cb=_echo)
            self.client = client
            log.info("broker_connected", url=client.connected_url.netloc if client.connected_url else self.url)
            for bell in self.met:
                bell.ring()
            await self._watch(client, beat)
        finally:
            self.client = None
            await discard(client)

    async def _watch(self, client: Client, beat: str) -> None:
        """Return at the first doubt: nats-py may report a connection while nothing reads from it."""
        while not self.stop and not client.is_closed:
            if await self._doubt.wait(BEAT_EVERY):
                continue
            try:
                await client.request(beat, b"", timeout=BEAT_PATIENCE)
            except (Error, OSError) as error:
                self._down(f"no heartbeat: {type(error).__name__}")
                return
        self._down("connection lost")

    async def _trouble(self, error: Exception) -> None:
        self.why = str(error) or type(error).__name__

    async def _closed(self) -> None:
        self._doubt.ring()

    def _down(self, why: str) -> None:
        if self.client is not None and not self.stop:
            log.warning("broker_lost", why=why)
        self.client, self.why = None, why


async def _unheeded(*_: object) -> None:
    """Ignore the callback: errors of a connection also appear in its calls."""


async def connect(
    url: str,
    key: Key,
    passport: Passport | None,
    trouble: Callable[[Exception], Awaitable[None]] = _unheeded,
    closed: Callable[[], Awaitable[None]] = _unheeded,
    *,
    ca: Path | None = None,
) -> Client:
    """Return a connection; close the remains of a refused one.

    With tls:// the handshake comes first: otherwise nats-py goes on in plain text when the server does not require TLS.
    """
    client, scheme = Client(), urlsplit(url).scheme
    connecting = asyncio.create_task(
        client.connect(
            url,
            allow_reconnect=False,
            connect_timeout=3,
            ping_interval=5,
            max_outstanding_pings=2,
            error_cb=trouble,
            closed_cb=closed,
            disconnected_cb=closed,
            tls=trusted(ca) if scheme in ("tls", "wss") else None,
            tls_handshake_first=scheme == "tls",
            user_jwt_cb=passport.present if passport else None,
            signature_cb=(lambda nonce: passport.sign(key, nonce)) if passport else None,
        )
    )
    try:
        # nats-py would wait for minutes for the answer to a WebSocket handshake.
        await asyncio.wait({connecting}, timeout=CONNECTING)
        if not connecting.done():
            raise TimeoutError("the broker does not answer")
        connecting.result()
    except BaseException:
        connecting.cancel()
        await discard(client)
        raise
    return client


async def _echo(message: Msg) -> None:
    with suppress(Error, OSError):
        await message.respond(b"")


async def discard(client: Client) -> None:
    """Close a connection; one that does not close within two seconds is abandoned."""
    closing = asyncio.create_task(client.close())
    closing.add_done_callback(lambda task: None if task.cancelled() else task.exception())
    await asyncio.wait({closing}, timeout=2)
    if not closing.done():
        closing.cancel()
