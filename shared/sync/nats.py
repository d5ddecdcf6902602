"""The broker at arm's length, the only room of nats-py. It may lose, double, reorder or hang: nothing here is believed.

Subjects carry the public key of the contour below, as its account at the broker: up go `ingest.<account>.frames`
and the questions `sync.rpc.<account>.<what>`, down go `to.<account>.frames` and `to.<account>.ask`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from urllib.parse import urlsplit

import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DiscardPolicy, RetentionPolicy, StreamConfig
from nats.js.errors import NotFoundError

from shared.sync.claims import Authority
from shared.sync.keys import Key, account, public_of_account
from shared.sync.line import Down
from shared.sync.loops import Bell, Stop
from shared.sync.passport import Passport

log = structlog.get_logger()

ASK_PATIENCE = 3.0
TELL_PATIENCE = 3.0
BEAT_EVERY, BEAT_PATIENCE = 5.0, 3.0
SLOWEST = 2.0
STORE_BYTES = 256 * 1024 * 1024

Hear = Callable[[Msg], Awaitable[None]]


class Link:
    """One connection that is torn down and made anew at any doubt; nats-py's own reconnecting is off."""

    def __init__(self, url: str, key: Key, passport: Passport | None, stop: Stop) -> None:
        """`hears` are subscribed at each connection; `met` bells ring when there is one."""
        self.url = url
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

    async def keep(self) -> None:
        """Connect, watch, and begin again, until the stop."""
        pause = 0.1
        while not self.stop:
            try:
                await self._wait_for_port()
                if not self.stop:
                    await self._live()
                    pause = 0.1
                continue
            except (OSError, Error) as error:
                self._down(str(error) or type(error).__name__)
            except Exception as error:
                log.exception("broker_trouble")
                self._down(repr(error))
            await self._doubt.wait(pause)
            pause = min(pause * 2, SLOWEST)

    async def _wait_for_port(self) -> None:
        """A failing nats-py connection costs tasks and logs: look first whether anybody listens."""
        address = urlsplit(self.url)
        while not self.stop:
            try:
                async with asyncio.timeout(2):
                    _, writer = await asyncio.open_connection(address.hostname, address.port or 4222)
                writer.close()
                return
            except OSError as error:
                self._down(str(error) or "no answer")
                await self._doubt.wait(0.25)

    async def _live(self) -> None:
        client = await connect(self.url, self.key, self.passport, self._trouble, self._closed)
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
            await _discard(client)

    async def _watch(self, client: Client, beat: str) -> None:
        """Return as soon as there is reason to doubt: nats-py may say it is connected while nobody reads."""
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
    """What goes wrong with a connection shows in what it is asked for."""


async def connect(
    url: str,
    key: Key,
    passport: Passport | None,
    trouble: Callable[[Exception], Awaitable[None]] = _unheeded,
    closed: Callable[[], Awaitable[None]] = _unheeded,
) -> Client:
    """Return a connection; what is left of one that was refused is closed."""
    client = Client()
    try:
        await client.connect(
            url,
            allow_reconnect=False,
            connect_timeout=3,
            ping_interval=5,
            max_outstanding_pings=2,
            error_cb=trouble,
            closed_cb=closed,
            disconnected_cb=closed,
            user_jwt_cb=passport.present if passport else None,
            signature_cb=(lambda nonce: passport.sign(key, nonce)) if passport else None,
        )
    except BaseException:
        await _discard(client)
        raise
    return client


async def _echo(message: Msg) -> None:
    with suppress(Error, OSError):
        await message.respond(b"")


async def _discard(client: Client) -> None:
    """Close a connection; one that will not is left behind, with nobody waiting for it."""
    closing = asyncio.create_task(client.close())
    closing.add_done_callback(lambda task: None if task.cancelled() else task.exception())
    await asyncio.wait({closing}, timeout=2)
    if not closing.done():
        closing.cancel()


Frames = Callable[[bytes], Awaitable[None]]
Answer = Callable[[bytes, str, bytes], Awaitable[bytes]]


def hear_above(link: Link, frames: Frames, asked: Callable[[], None]) -> None:
    """Let a contour below hear what is pushed to it."""

    async def pushed(message: Msg) -> None:
        await frames(message.data)

    async def nudged(message: Msg) -> None:
        asked()

    home = account(link.key.public)
    link.hears[f"to.{home}.frames"] = pushed
    link.hears[f"to.{home}.ask"] = nudged


def answer_below(link: Link, answer: Answer) -> None:
    """Let the contours below ask; the subject says who, and the broker sees to it that it is true."""

    async def asked(message: Msg) -> None:
        _, _, who, what = message.subject.split(".")
        with suppress(Error, OSError):
            await message.respond(await answer(public_of_account(who), what, message.data))

    link.hears["sync.rpc.*.*"] = asked


class Up:
    """The way up from a contour below."""

    def __init__(self, link: Link) -> None:
        """Everything goes by the contour's own account."""
        self._link = link
        self._account = account(link.key.public)

    async def tell(self, frame: bytes) -> None:
        """Store a frame at the broker; its acknowledgement says only that it is worth going on."""
        client = self._link.up()
        try:
            await client.jetstream(timeout=TELL_PATIENCE).publish(f"ingest.{self._account}.frames", frame)
        except (Error, OSError) as error:
            raise Down(f"not stored: {type(error).__name__}") from error

    async def ask(self, what: str, body: bytes) -> bytes:
        """Ask the contour above."""
        client = self._link.up()
        try:
            reply = await client.request(f"sync.rpc.{self._account}.{what}", body, timeout=ASK_PATIENCE)
        except (Error, OSError) as error:
            raise Down(f"no answer: {type(error).__name__}") from error
        return reply.data


class DownLines:
    """The ways down to the contours below."""

    def __init__(self, link: Link) -> None:
        """Each contour listens at its own account's subjects."""
        self._link = link

    async def push(self, public_key: bytes, frame: bytes) -> None:
        """Send a frame to whoever listens."""
        await self._publish(f"to.{account(public_key)}.frames", frame)

    async def nudge(self, public_key: bytes) -> None:
        """Ask a contour to say where it stands."""
        await self._publish(f"to.{account(public_key)}.ask", b"")

    async def _publish(self, subject: str, body: bytes) -> None:
        client = self._link.up()
        try:
            await client.publish(subject, body)
        except (Error, OSError) as error:
            raise Down(type(error).__name__) from error


async def admit(url: str, authority: Authority, accounts: Iterable[str]) -> None:
    """Tell the broker about accounts; it keeps each one's last word, and saying it again changes nothing."""
    passport = Passport(authority.passport(authority.region.public, of=authority.system))
    client = await connect(url, authority.region, passport)
    try:
        for jwt in accounts:
            answer = await client.request("$SYS.REQ.CLAIMS.UPDATE", jwt.encode(), timeout=ASK_PATIENCE)
            if b'"error"' in answer.data:
                raise Down(answer.data.decode("utf-8", "replace"))
    except (Error, OSError) as error:
        raise Down(f"not admitted: {type(error).__name__}") from error
    finally:
        await _discard(client)


class Ingest:
    """The stored frames of one contour below: fetched one by one, acknowledged after `take` has committed."""

    def __init__(self, link: Link, public_key: bytes, take: Callable[[bytes, bytes], Awaitable[object]]) -> None:
        """Nothing is created before the first fetch."""
        self._link = link
        self._key = public_key
        self._take = take
        self._name = f"IN-{account(public_key)}"
        self._client: Client | None = None
        self._pull: JetStreamContext.PullSubscription | None = None

    async def step(self) -> int:
        """Take what arrives within a second; return how many frames came."""
        client = self._link.up()
        try:
            if self._client is not client:
                await self._prepare(client)
            return await self._fetch()
        except (Error, OSError) as error:
            # Wiped, restarted, or our consumer is gone: nobody asks why, it is made again.
            self._client = None
            if self._pull is not None:
                with suppress(Error, OSError):
                    await self._pull.unsubscribe()
            raise Down(f"nothing fetched: {type(error).__name__}") from error

    async def _fetch(self) -> int:
        assert self._pull is not None
        try:
            messages = await self._pull.fetch(1, timeout=1)
        except TimeoutError:
            return 0
        for message in messages:
            await self._take(self._key, message.data)
            await message.ack()
        return len(messages)

    async def _prepare(self, client: Client) -> None:
        js = client.jetstream(timeout=TELL_PATIENCE)
        stream = StreamConfig(
            name=self._name,
            subjects=[f"ingest.{account(self._key)}.>"],
            retention=RetentionPolicy.WORK_QUEUE,
            discard=DiscardPolicy.NEW,
            max_bytes=STORE_BYTES,
            max_msg_size=1024 * 1024,
        )
        try:
            await js.stream_info(self._name)
        except NotFoundError:
            await js.add_stream(stream)
        consumer = ConsumerConfig(durable_name="archive", ack_policy=AckPolicy.EXPLICIT, ack_wait=30)
        await js.add_consumer(self._name, consumer)
        self._pull = await js.pull_subscribe_bind("archive", self._name)
        self._client = client

    async def forget(self) -> None:
        """Remove what the broker keeps of a contour that is followed no more."""
        with suppress(Error, OSError, Down):
            await self._link.up().jetstream(timeout=TELL_PATIENCE).delete_stream(self._name)
