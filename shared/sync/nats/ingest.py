"""What the broker keeps of the contours below."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog
from nats.aio.client import Client
from nats.errors import Error
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DiscardPolicy, RetentionPolicy, StreamConfig
from nats.js.errors import NotFoundError

from shared.sync.keys import account
from shared.sync.line import Down
from shared.sync.nats.link import Link

log = structlog.get_logger()

PATIENCE = 3.0
STORE_BYTES = 256 * 1024 * 1024
FRAME_BYTES = 1024 * 1024
# After so many seconds without a frame we look whether one should have come; the second time we wait no longer.
DEAF = 3


class Ingest:
    """The stored frames of one contour below: fetched one by one, acknowledged after `take` has committed."""

    def __init__(
        self,
        link: Link,
        public_key: bytes,
        take: Callable[[bytes, bytes], Awaitable[object]],
        awaited: Callable[[bytes], Awaitable[bool]],
    ) -> None:
        """Nothing is created before the first fetch; `awaited` tells whether the contour says more than has come."""
        self._link = link
        self._key = public_key
        self._take = take
        self._awaited = awaited
        self._idle = self._missed = 0
        self._name = f"IN-{account(public_key)}"
        self._client: Client | None = None
        self._pull: JetStreamContext.PullSubscription | None = None

    async def step(self) -> int:
        """Take what arrives within a second; return how many frames came."""
        client = self._link.up()
        try:
            if self._client is not client:
                await self._prepare(client)
            return await self._fetch() or await self._listen_closer()
        except (Error, OSError) as error:
            # Wiped, restarted, or our consumer is gone: nobody asks why, it is made again.
            await self._let_go()
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
        self._idle = self._missed = 0
        return len(messages)

    async def _listen_closer(self) -> int:
        """Make the stream anew when it lets nothing through: one that met a full disk refuses for ever after."""
        self._idle += 1
        if self._idle % DEAF:
            return 0
        self._missed = self._missed + 1 if await self._awaited(self._key) else 0
        if self._missed == 2:
            log.warning("stream_deaf", stream=self._name)
            self._missed = 0
            await self._let_go()
            await self.forget()
        return 0

    async def _let_go(self) -> None:
        self._client = None
        if self._pull is not None:
            with suppress(Error, OSError):
                await self._pull.unsubscribe()

    async def _prepare(self, client: Client) -> None:
        js = client.jetstream(timeout=PATIENCE)
        stream = StreamConfig(
            name=self._name,
            subjects=[f"ingest.{account(self._key)}.>"],
            retention=RetentionPolicy.WORK_QUEUE,
            discard=DiscardPolicy.NEW,
            max_bytes=STORE_BYTES,
            max_msg_size=FRAME_BYTES,
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
            await self._link.up().jetstream(timeout=PATIENCE).delete_stream(self._name)
