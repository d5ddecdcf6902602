"""What the broker keeps of the contours below."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

from nats.aio.client import Client
from nats.errors import Error
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DiscardPolicy, RetentionPolicy, StreamConfig
from nats.js.errors import NotFoundError

from shared.sync.keys import account
from shared.sync.line import Down
from shared.sync.nats.link import Link

PATIENCE = 3.0
STORE_BYTES = 256 * 1024 * 1024
FRAME_BYTES = 1024 * 1024


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
