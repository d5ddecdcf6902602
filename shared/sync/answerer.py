"""The upper contour: it takes what the lower ones send, says how far it holds it, and tells them what is theirs."""

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from shared.clock import Clock
from shared.db import Pool
from shared.sync import digest, follower, keys, persons, recall, speaker, wire
from shared.sync.claims import Authority
from shared.sync.core import FRAME_EVENTS, Accept, Fork, Frame, Gap, Head, Held, Kept, Link
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
    """There is nowhere to store anything."""
    return True


async def nobody_reads(came: Sequence[tuple[str, Sequence[Link]]]) -> None:
    """There is nobody for whom it should be remembered."""


def meant_for(stream: str, contour: str) -> bool:
    """Tell whether a contour below may hear this stream."""
    return stream.partition(".")[2] in ("all", contour)


@dataclass
class Answerer:
    """What the upper contour remembers while it runs; all of it can be lost.

    `archived` is told what has just been archived of which stream, and may have us wait; `settled` knows whether what
    lay for us is taken.
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
        return [each for each in await follower.positions(self.pool) if each.public_key != self.upper]

    async def take(self, lines: Lines, via: bytes, *bodies: bytes) -> list[Taken]:
        """Take frames as they came; when something before one is missing, have its speaker say where it stands."""
        taken = await follower.take_all(self.pool, via, bodies, now=self.clock())
        await self.archived([(each.stream, each.links) for each in taken if isinstance(each, Accept)])
        # How long ago is not asked of a clock that somebody may set.
        if any(isinstance(each, Gap) for each in taken) and time.monotonic() - self.nudged.get(via, 0) >= NUDGE_EVERY:
            self.nudged[via] = time.monotonic()
            await lines.nudge(via)
        return taken

    async def awaits(self, via: bytes) -> bool:
        """Tell whether that contour is on line and has said more than has come."""
        return await follower.lacking(self.pool, via, since=self.clock() - RECENT)

    async def answer(self, via: bytes, what: str, body: bytes) -> bytes:
        """Answer the contour whose public key is `via`; whoever is not followed learns nothing."""
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
        # What is on its way may be more than a speaker knows of itself who was restored from an older copy.
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
        spoken = [each for each in await speaker.spoken(self.pool) if meant_for(each.stream, contour)]
        named = {each.stream for each in spoken}
        for held in mine.held[: wire.STANDINGS]:
            if held.stream in named and keys.signed(held, via):
                await speaker.heed_held(self.pool, contour, via, held, now=self.clock())
        return wire.Heads([speaker.head_of(self.key, each, self.clock()) for each in spoken[: wire.STANDINGS]])

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

    async def _recall(self, contour: str, via: bytes, body: bytes) -> Kept | wire.Refusal:
        """Give back to a contour below what we hold of its own stream: it was restored from an older copy."""
        asked = wire.recall(body)
        if isinstance(asked, wire.Malformed):
            return wire.Refusal(asked.why)
        if await follower.standing(self.pool, asked.stream, via) is None:
            return wire.Refusal(f"{asked.stream} is not followed by this line")
        return await recall.kept_after(self.pool, asked.stream, asked.after) or wire.Refusal("nothing more")

    async def _return(self, contour: str, via: bytes, body: bytes) -> wire.Recall | wire.Refusal:
        """Take back from a contour below what it holds of our own stream, if we were restored from an older copy."""
        kept = wire.kept(body)
        if isinstance(kept, wire.Malformed):
            return wire.Refusal(kept.why)
        if not meant_for(kept.stream, contour):
            return wire.Refusal(f"{kept.stream} is not for {contour}")
        return await recall.take_back(self.pool, self.key.public, contour, kept, now=self.clock())

    async def _snapshot(self, contour: str, via: bytes, body: bytes) -> Held | Snapshot | wire.Refusal:
        """Give what follows as a snapshot to whoever says what it holds; take one from whoever says where it stands."""
        said = wire.answer(body)
        if isinstance(said, Head):
            following = await follower.standing(self.pool, said.stream, via)
            if following is None:
                return wire.Refusal(f"{said.stream} is not followed by this line")
            return self.key.held(said.stream, following.position, self._millis())
        if not isinstance(said, Held):
            return wire.Refusal("a snapshot is asked for with a held, and offered with a head")
        if not meant_for(said.stream, contour):
            return wire.Refusal(f"{said.stream} is not for {contour}")
        if contour in self.packing:
            return wire.Refusal("one question at a time")
        self.packing.add(contour)
        try:
            found = await speaker.snapshot_after(self.pool, self.key, said.stream, said.seq)
        finally:
            self.packing.discard(contour)
        if found is not None and found.previous != said.hash:
            return wire.Refusal("that is another history")
        return found or wire.Refusal("nothing more")

    async def _digest(self, contour: str, via: bytes, body: bytes) -> wire.Digests | wire.Refusal:
        """Tell what we keep of a range; one question of a contour at a time, because it is work."""
        asked = wire.range_of(body)
        if isinstance(asked, wire.Malformed):
            return wire.Refusal(asked.why)
        if contour in self.digesting:
            return wire.Refusal("one question at a time")
        self.digesting.add(contour)
        try:
            if await follower.standing(self.pool, asked.stream, via) is not None:
                found = await digest.kept(self.pool, "archive", asked.stream, asked.first, asked.last)
            elif meant_for(asked.stream, contour):
                found = await digest.kept(self.pool, "outbox", asked.stream, asked.first, asked.last)
            else:
                return wire.Refusal(f"{asked.stream} is not for {contour}")
        finally:
            self.digesting.discard(contour)
        return wire.Digests(found)

    async def _rekey(self, contour: str, via: bytes, body: bytes) -> wire.Passport | wire.Refusal:
        """Keep the key that is to follow for a person to accept; its passport opens nothing before."""
        asked = wire.rekey(body)
        if isinstance(asked, wire.Malformed):
            return wire.Refusal(asked.why)
        text = keys.rekey_text(contour, via, asked.public_key, asked.at)
        signed = ((via, asked.signed_old), (asked.public_key, asked.signed_new))
        if len(asked.public_key) != 32 or not all(keys.verifier(key)(by, text) for key, by in signed):
            return wire.Refusal("a new key is signed by the old one and by itself")
        await offer(
            self.pool, contour, asked.public_key,
            signed_old=asked.signed_old, signed_new=asked.signed_new, at=self.clock(),
        )  # fmt: skip
        return wire.Passport("" if self.authority is None else self.authority.passport(asked.public_key))

    async def _keys(self, contour: str, via: bytes, body: bytes) -> wire.Lacking | wire.Refusal:
        """Keep the keys of persons that a speaker hands over; say which are still lacking."""
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
        """Send down what was said since we started; earlier things are asked for. Return how many events went."""
        spoken = await speaker.spoken(self.pool)
        audience = {following.speaker: following.public_key for following in await self.lower()}
        if self.pushed is None or any(self.pushed.get(each.stream, 0) > each.seq for each in spoken):
            # We have just begun, or our database is an older copy: whoever holds more than we have said shall say so.
            for public_key in audience.values():
                await lines.nudge(public_key)
            self.pushed = {each.stream: each.seq for each in spoken}
        count = 0
        for each in spoken:
            # A long backlog is for those who lack it to ask for.
            sent = max(self.pushed.get(each.stream, 0), each.seq - FRAME_EVENTS)
            if sent >= each.seq or each.stopped:
                continue
            frame = await speaker.frame_after(self.pool, self.key, each.stream, sent)
            if frame is None:
                continue
            for contour, public_key in audience.items():
                if meant_for(each.stream, contour):
                    await lines.push(public_key, wire.write(frame))
            self.pushed[each.stream] = frame.first + len(frame.events) - 1
            count += len(frame.events)
        return count
