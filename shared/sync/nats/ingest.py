"""The frames that the broker stores for us from the contours below."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

import msgspec
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.errors import Error
from nats.js.api import AckPolicy, ConsumerConfig, DiscardPolicy, RetentionPolicy, StreamConfig
from nats.js.errors import NotFoundError

from shared.sync.keys import account
from shared.sync.line import Down
from shared.sync.nats.link import Link

log = structlog.get_logger()

PATIENCE = 3.0
STORE_BYTES = 256 * 1024 * 1024
FRAME_BYTES = 1024 * 1024
# After this many seconds without a frame we check whether one is due; when it is twice, we make the stream anew.
DEAF = 3
# How many frames one request asks for, and after how many seconds the broker drops the request.
WINDOW, ASKED_FOR = 8, 10.0
# Seconds. `settled` waits the first for a frame being archived; after the second it stops waiting for the broker.
MOMENT, UNREADABLE = 0.25, 10.0
# The frames at hand are archived in one commit up to this many bytes: meanwhile other tasks of the process wait.
ENOUGH = 256 * 1024


class Refused(Error):
    """The broker does not have this consumer any more."""


class Ingest:
    """The stored frames of one contour below: requested ahead, acknowledged after `take` has committed."""

    def __init__(
        self,
        link: Link,
        public_key: bytes,
        take: Callable[[bytes, Sequence[bytes]], Awaitable[object]],
        awaited: Callable[[bytes], Awaitable[bool]],
        nudge: Callable[[bytes], Awaitable[None]],
    ) -> None:
        """Create nothing before the first fetch; `awaited` tells whether the contour announced more than has arrived.

        `nudge` makes it announce its heads once all frames are archived, after a start or a refused announcement.
        """
        self._link = link
        self._key = public_key
        self._take = take
        self._awaited = awaited
        self._nudge = nudge
        self._to_nudge = False
        self._idle = self._missed = 0
        self._name = f"IN-{account(public_key)}"
        self._client: Client | None = None
        self._inbox: Subscription | None = None
        self._coming, self._asked_at = 0, 0.0
        self._at_rest, self._left, self._moved_at = asyncio.Event(), True, time.monotonic()
        self._met: Client | None = None

    async def settled(self) -> bool:
        """Tell whether all stored frames are archived; after ten seconds without a readable store, answer yes."""
        with suppress(Down):
            if (client := self._link.up()) is not self._met:
                self._met, self._moved_at = client, time.monotonic()
        if time.monotonic() - self._moved_at > UNREADABLE:
            return True
        if self._client is not self._met:
            return False
        if not self._left:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._at_rest.wait(), MOMENT)
        rested = self._at_rest.is_set()
        self._to_nudge |= not rested
        return rested

    async def step(self) -> int:
        """Archive the frames that arrive within a second; return how many."""
        client = self._link.up()
        try:
            if self._client is not client:
                await self._prepare(client)
            return await self._fetch(client) or await self._listen_closer()
        except (Error, OSError) as error:
            # The broker was wiped or restarted, or our consumer is gone: in every case it is created again.
            await self._let_go()
            raise Down(f"nothing fetched: {type(error).__name__}") from error
        except Exception:
            # Our frames are not acknowledged: without a new consumer they would come again only after half a minute.
            await self._let_go()
            raise

    async def _fetch(self, client: Client) -> int:
        frames = await self._arrived(client)
        if frames:
            await self._take(self._key, [frame.data for frame in frames])
            self._idle = self._missed = 0
        for frame in frames:
            await frame.ack()
        await self._rest(left=bool(frames and frames[-1].metadata.num_pending))
        return len(frames)

    async def _rest(self, *, left: bool) -> None:
        assert self._inbox is not None
        self._left, self._moved_at = left, time.monotonic()
        if left or self._inbox.pending_msgs:
            return
        self._at_rest.set()
        if self._to_nudge:
            self._to_nudge = False
            await self._nudge(self._key)

    async def _arrived(self, client: Client) -> list[Msg]:
        """Return the frames that have arrived; wait up to a second for the first."""
        assert self._inbox is not None
        clock = asyncio.get_running_loop().time
        until, frames = clock() + 1, list[Msg]()
        while sum(len(frame.data) for frame in frames) < ENOUGH and (not frames or self._inbox.pending_msgs):
            await self._ask(client, clock())
            try:
                message = await self._inbox.next_msg(timeout=max(until - clock(), 0.001))
            except TimeoutError:
                break
            if (status := (message.headers or {}).get("Status")) is None:
                self._coming -= 1
                self._at_rest.clear()
                frames.append(message)
            elif status in ("404", "408"):
                self._coming = 0
            elif not frames:
                raise Refused(f"{status} {(message.headers or {}).get('Description', '')}")
        return frames

    async def _ask(self, client: Client, now: float) -> None:
        """Request more frames when half of the last request has come, or when it must have expired.

        nats-py's `fetch` waits for all frames it requests; an open request delivers each as it comes.
        """
        if self._coming > WINDOW // 2 and now - self._asked_at < ASKED_FOR + 1:
            return
        assert self._inbox is not None
        wanted = {"batch": WINDOW, "expires": int(ASKED_FOR * 1e9)}
        subject = f"$JS.API.CONSUMER.MSG.NEXT.{self._name}.archive"
        await client.publish(subject, msgspec.json.encode(wanted), reply=self._inbox.subject)
        self._coming, self._asked_at = WINDOW + max(self._coming, 0), now

    async def _listen_closer(self) -> int:
        """Make the stream anew when it lets nothing through: after a full disk a stream refuses writes for ever."""
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
        self._client, self._left = None, True
        self._at_rest.clear()
        if self._inbox is not None:
            with suppress(Error, OSError):
                await self._inbox.unsubscribe()

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
        # A new consumer delivers at once the frames a dead process left unacknowledged; the old one, after ack_wait.
        with suppress(NotFoundError):
            await js.delete_consumer(self._name, "archive")
        consumer = ConsumerConfig(durable_name="archive", ack_policy=AckPolicy.EXPLICIT, ack_wait=30)
        lying = (await js.add_consumer(self._name, consumer)).num_pending
        self._inbox, self._coming = await client.subscribe(client.new_inbox()), 0
        # Frames sent while nobody fetched may be lost.
        self._client, self._to_nudge = client, True
        await self._rest(left=bool(lying))

    async def forget(self) -> None:
        """Delete the stored frames of a contour that we no longer follow."""
        with suppress(Error, OSError, Down):
            await self._link.up().jetstream(timeout=PATIENCE).delete_stream(self._name)
