"""The upper contour: it archives the frames of the contours below, reports how far, and sends them their streams."""

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from shared.clock import Clock
from shared.db import Pool
from shared.sync import digest, follower, keys, persons, recall, speaker, wire
from shared.sync.claims import Authority
from shared.sync.core import FRAME_EVENTS, Accept, Fork, Frame, Gap, Head, Held, Link, RecalledEvents
from shared.sync.follower import Taken
from shared.sync.following import Following, offer
from shared.sync.keys import Key
from shared.sync.line import Lines
from shared.sync.loops import Bell
from shared.sync.snapshot import Snapshot

log = structlog.get_logger()

NUDGE_EVERY = 1.0
RECENT = timedelta(seconds=5)


async def nothing_lies(via: bytes) -> bool:
    """Nothing waits for us: this line stores nothing."""
    return True


async def nobody_reads(came: Sequence[tuple[str, Sequence[Link]]]) -> None:
    """No service reads from memory: nothing is remembered."""


def meant_for(stream: str, contour: str) -> bool:
    """Tell whether a contour below may receive this stream."""
    return stream.partition(".")[2] in ("all", contour)


@dataclass
class Answerer:
    """What the upper contour remembers while it runs; all of it can be lost.

    `archived` is called with the events just archived of each stream, and may delay us; `settled` tells whether all
    frames stored for us by that contour are archived.
    """

    key: Key
    pool: Pool
    clock: Clock
    upper: bytes | None = None
    authority: Authority | None = None
    relay_bell: Bell = field(default_factory=Bell)
    pushed: dict[str, int] | None = None
    nudged: dict[bytes, float] = field(default_factory=dict)
    forked: set[str] = field(default_factory=set)
    digesting: set[str] = field(default_factory=set)
    packing: set[str] = field(default_factory=set)
    archived: Callable[[Sequence[tuple[str, Sequence[Link]]]], Awaitable[None]] = nobody_reads
    settled: Callable[[bytes], Awaitable[bool]] = nothing_lies

    async def lower(self) -> list[Following]:
        """Return the streams of the contours below."""
        return [following for following in await follower.positions(self.pool) if following.public_key != self.upper]

    async def take(self, lines: Lines, via: bytes, *bodies: bytes) -> list[Taken]:
        """Archive frames in the order they arrived; when an earlier one is missing, nudge its speaker."""
        taken = await follower.take_all(self.pool, via, bodies, now=self.clock())
        await self.archived([(verdict.stream, verdict.links) for verdict in taken if isinstance(verdict, Accept)])
        # The monotonic clock: somebody may set the wall clock.
        gap = any(isinstance(verdict, Gap) for verdict in taken)
        if gap and time.monotonic() - self.nudged.get(via, 0) >= NUDGE_EVERY:
            self.nudged[via] = time.monotonic()
            await lines.nudge(via)
        return taken

    async def awaits(self, via: bytes) -> bool:
        """Tell whether that contour is on line and has announced more than has arrived."""
        return await follower.lacking(self.pool, via, since=self.clock() - RECENT)

    async def answer(self, via: bytes, what: str, body: bytes) -> bytes:
        """Answer the contour whose public key is `via`; a contour that is not followed learns nothing."""
        contour = await self._who(via)
        if contour is None:
            return wire.write(wire.Refusal("this contour is not enrolled"))
        answers = {
            "announce": self._announce,
            "heads": self._heads,
            "replay": self._replay,
            "digest": self._digest,
            "snapshot": self._snapshot,
            "recall": self._recall,
            "return": self._return,
            "rekey": self._rekey,
            "keys": self._keys,
        }
        if what not in answers:
            return wire.write(wire.Refusal("no such question"))
        return wire.write(await answers[what](contour, via, body))

    async def _who(self, via: bytes) -> str | None:
        return None if via == self.upper else await follower.speaker_by(self.pool, via)

    async def _announce(self, contour: str, via: bytes, body: bytes) -> Held | wire.Refusal:
        head = wire.head(body)
        if isinstance(head, wire.Malformed):
            return wire.Refusal(head.why)
        # A speaker restored from an older copy may not remember all the frames it has on their way to us.
        if not await self.settled(via):
            return wire.NOT_YET
        following = await follower.standing(self.pool, head.stream, via)
        if following is None:
            return wire.Refusal(f"{head.stream} is not followed by this line")
        verdict = await follower.hear_head(self.pool, head, now=self.clock())
        if not isinstance(verdict, Fork):
            self.forked.discard(head.stream)
        elif head.stream not in self.forked:
            self.forked.add(head.stream)
            log.error("fork", stream=head.stream, why=verdict.why)
        return self.key.held(head.stream, following.position, self._millis())

    async def _heads(self, contour: str, via: bytes, body: bytes) -> wire.Heads | wire.Refusal:
        mine = wire.mine(body)
        if isinstance(mine, wire.Malformed):
            return wire.Refusal(mine.why)
        await follower.met(self.pool, via, now=self.clock())
        streams = [spoken for spoken in await speaker.spoken(self.pool) if meant_for(spoken.stream, contour)]
        named = {spoken.stream for spoken in streams}
        for held in mine.held[: wire.STANDINGS]:
            if held.stream in named and keys.signed(held, via):
                await speaker.heed_held(self.pool, contour, via, held, now=self.clock())
        return wire.Heads([speaker.head_of(self.key, spoken, self.clock()) for spoken in streams[: wire.STANDINGS]])

    async def _replay(self, contour: str, via: bytes, body: bytes) -> Frame | wire.Refusal:
        held = wire.held(body)
        if isinstance(held, wire.Malformed):
            return wire.Refusal(held.why)
        if not meant_for(held.stream, contour):
            return wire.Refusal(f"{held.stream} is not for {contour}")
        frame = await speaker.frame_after(self.pool, self.key, held.stream, held.seq)
        if frame is not None and frame.previous != held.hash:
            return wire.Refusal("that is another history")
        return frame or wire.Refusal("nothing more")

    async def _recall(self, contour: str, via: bytes, body: bytes) -> RecalledEvents | wire.Refusal:
        """Return to a contour below the part of its own stream that we hold: it was restored from an older copy."""
        request = wire.recall(body)
        if isinstance(request, wire.Malformed):
            return wire.Refusal(request.why)
        if await follower.standing(self.pool, request.stream, via) is None:
            return wire.Refusal(f"{request.stream} is not followed by this line")
        return await recall.kept_after(self.pool, request.stream, request.after) or wire.Refusal("nothing more")

    async def _return(self, contour: str, via: bytes, body: bytes) -> wire.Recall | wire.Refusal:
        """Accept from a contour below the part of our own stream that we lost, if we were restored from a copy."""
        kept = wire.kept(body)
        if isinstance(kept, wire.Malformed):
            return wire.Refusal(kept.why)
        if not meant_for(kept.stream, contour):
            return wire.Refusal(f"{kept.stream} is not for {contour}")
        return await recall.take_back(self.pool, self.key.public, contour, kept, now=self.clock())

    async def _snapshot(self, contour: str, via: bytes, body: bytes) -> Held | Snapshot | wire.Refusal:
        """Answer a `held` with a snapshot of what follows it; answer a `head` with how far we hold that stream."""
        question = wire.answer(body)
        if isinstance(question, Head):
            following = await follower.standing(self.pool, question.stream, via)
            if following is None:
                return wire.Refusal(f"{question.stream} is not followed by this line")
            return self.key.held(question.stream, following.position, self._millis())
        if not isinstance(question, Held):
            return wire.Refusal("a snapshot is asked for with a held, and offered with a head")
        if not meant_for(question.stream, contour):
            return wire.Refusal(f"{question.stream} is not for {contour}")
        if contour in self.packing:
            return wire.Refusal("one question at a time")
        self.packing.add(contour)
        try:
            found = await speaker.snapshot_after(self.pool, self.key, question.stream, question.seq)
        finally:
            self.packing.discard(contour)
        if found is not None and found.previous != question.hash:
            return wire.Refusal("that is another history")
        return found or wire.Refusal("nothing more")

    async def _digest(self, contour: str, via: bytes, body: bytes) -> wire.Digests | wire.Refusal:
        """Return our digests of a range; one question of a contour at a time, because hashing is expensive."""
        request = wire.range_of(body)
        if isinstance(request, wire.Malformed):
            return wire.Refusal(request.why)
        if contour in self.digesting:
            return wire.Refusal("one question at a time")
        self.digesting.add(contour)
        try:
            if await follower.standing(self.pool, request.stream, via) is not None:
                found = await digest.kept(self.pool, "archive", request.stream, request.first, request.last)
            elif meant_for(request.stream, contour):
                found = await digest.kept(self.pool, "outbox", request.stream, request.first, request.last)
            else:
                return wire.Refusal(f"{request.stream} is not for {contour}")
        finally:
            self.digesting.discard(contour)
        return wire.Digests(found)

    async def _rekey(self, contour: str, via: bytes, body: bytes) -> wire.Passport | wire.Refusal:
        """Keep a contour's next key until a person accepts it; its passport is useless before that."""
        request = wire.rekey(body)
        if isinstance(request, wire.Malformed):
            return wire.Refusal(request.why)
        text = keys.rekey_text(contour, via, request.public_key, request.at)
        signed = ((via, request.signed_old), (request.public_key, request.signed_new))
        if len(request.public_key) != 32 or not all(keys.verifier(key)(by, text) for key, by in signed):
            return wire.Refusal("a new key is signed by the old one and by itself")
        await offer(
            self.pool, contour, request.public_key,
            signed_old=request.signed_old, signed_new=request.signed_new, at=self.clock(),
        )  # fmt: skip
        return wire.Passport("" if self.authority is None else self.authority.passport(request.public_key))

    async def _keys(self, contour: str, via: bytes, body: bytes) -> wire.Lacking | wire.Refusal:
        """Keep the persons' keys that a speaker hands over; answer which are still missing."""
        message = wire.keys_of(body)
        if isinstance(message, wire.Malformed):
            return wire.Refusal(message.why)
        if await follower.standing(self.pool, message.stream, via) is None:
            return wire.Refusal(f"{message.stream} is not followed by this line")
        if not await persons.take(self.pool, self.key, via, message, now=self.clock()):
            return wire.Refusal("the signature is not the speaker's")
        return wire.Lacking(await persons.lacking(self.pool, message.stream))

    def _millis(self) -> int:
        return int(self.clock().timestamp() * 1000)

    async def push(self, lines: Lines) -> int:
        """Push the events told since we started; followers ask for earlier ones. Return how many events were sent."""
        streams = await speaker.spoken(self.pool)
        audience = {following.speaker: following.public_key for following in await self.lower()}
        if self.pushed is None or any(self.pushed.get(spoken.stream, 0) > spoken.seq for spoken in streams):
            # We have just started, or our database is an older copy: a follower that holds more must report it.
            for public_key in audience.values():
                await lines.nudge(public_key)
            self.pushed = {spoken.stream: spoken.seq for spoken in streams}
        count = 0
        for spoken in streams:
            # A follower that lacks a long backlog asks for it itself.
            sent = max(self.pushed.get(spoken.stream, 0), spoken.seq - FRAME_EVENTS)
            if sent >= spoken.seq or spoken.stopped:
                continue
            frame = await speaker.frame_after(self.pool, self.key, spoken.stream, sent)
            if frame is None:
                continue
            for contour, public_key in audience.items():
                if meant_for(spoken.stream, contour):
                    await lines.push(public_key, wire.write(frame))
            self.pushed[spoken.stream] = frame.first + len(frame.events) - 1
            count += len(frame.events)
        return count
