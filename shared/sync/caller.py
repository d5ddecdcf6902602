"""The lower contour: it sends its frames up, announces its heads, and fetches the streams meant for it."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

import structlog

from shared.clock import Clock
from shared.config import Peer
from shared.db import Pool
from shared.sync import follower, keys, persons, recall, speaker, wire
from shared.sync.core import (
    Accept,
    Behind,
    Forged,
    Fork,
    Frame,
    Gap,
    Head,
    Held,
    RecalledEvents,
    Sending,
    far_behind,
    heed,
    start,
)
from shared.sync.following import Following
from shared.sync.keys import Key
from shared.sync.line import Down, Uplink
from shared.sync.loops import Bell
from shared.sync.snapshot import Snapshot
from shared.sync.speaker import SpokenStream

log = structlog.get_logger()

QUIET, WORRIED, SOON = 10.0, 2.0, 1.5
ROUNDS = 50


def nothing_told(stream: str) -> SpokenStream:
    """Return a stream in which, as far as we remember, we have told nothing."""
    return SpokenStream(stream, 1, 0, start(stream).hash)


@dataclass
class Caller:
    """What the lower contour remembers while it runs; all of it can be lost.

    `expected` are streams that we speak even if our database does not know it: announced before their first event.
    """

    upper: Peer
    home: str
    key: Key
    pool: Pool
    line: Uplink
    clock: Clock
    relay_bell: Bell = field(default_factory=Bell)
    mind_bell: Bell = field(default_factory=Bell)
    sending: dict[str, Sending] = field(default_factory=dict)
    forked: set[str] = field(default_factory=set)
    expected: Sequence[str] = ()
    packing: set[str] = field(default_factory=set)
    behind: bool = True
    asking: asyncio.TimerHandle | None = None
    refusal: str = ""

    @property
    def upper_key(self) -> bytes:
        """The public key of the upper contour."""
        return keys.public_of(self.upper.public_key)

    def pause(self) -> float:
        """Return the seconds until the next round: few while one side lacks something."""
        return WORRIED if self.behind else QUIET

    async def relay(self) -> int:
        """Send up the events not yet sent; return how many are left to send.

        Nothing is sent before the upper contour has once reported its position: we may have been restored.
        """
        left = 0
        for spoken in await self._going_up():
            if spoken.stream not in self.sending:
                self.mind_bell.ring()
            elif not spoken.stopped:
                if spoken.keyed:  # The key must arrive before the words it opens.
                    with suppress(Down):
                        await self._hand_over(spoken.stream)
                left += await self._send(spoken)
        return left

    async def _going_up(self) -> list[SpokenStream]:
        """Return the streams that name us as their speaker; streams that name another contour go down, not up."""
        return [spoken for spoken in await speaker.spoken(self.pool) if spoken.stream.partition(".")[2] == self.home]

    async def _send(self, spoken: SpokenStream) -> int:
        state = self.sending[spoken.stream]
        if state.sent > spoken.seq:
            # We have sent more than our database now holds: it is an older copy.
            del self.sending[spoken.stream]
            self.mind_bell.ring()
            return 0
        if state.sent == spoken.seq:
            return 0
        sent = await self._tell(spoken, state.sent)
        # The follower's position may have been learned while these frames were on their way.
        now = self.sending.get(spoken.stream, Sending())
        self.sending[spoken.stream] = Sending(max(now.sent, sent), now.stood)
        if sent > state.sent:
            self._ask_soon()
        return max(spoken.seq - sent, 0) if sent > state.sent else 0

    def _ask_soon(self) -> None:
        """Start a round soon after the last send, so that the status bar shows without delay what was archived."""
        if self.asking is not None:
            self.asking.cancel()
        self.asking = asyncio.get_running_loop().call_later(SOON, self._worry)

    def _worry(self) -> None:
        self.behind, self.asking = True, None
        self.mind_bell.ring()

    async def _tell(self, spoken: SpokenStream, after: int) -> int:
        """Send a window of frames concurrently; return the number up to which all of them are stored."""
        under_way: list[tuple[int, asyncio.Task[None]]] = []
        at = after
        try:
            while len(under_way) < self.line.window and at < spoken.seq:
                piece = await self._next(spoken, at)
                if piece is None:
                    break
                count = piece.count if isinstance(piece, Snapshot) else len(piece.events)
                at = piece.first + count - 1
                under_way.append((at, asyncio.create_task(self.line.tell(wire.write(piece)))))
                if isinstance(piece, Snapshot):
                    break
        finally:
            await asyncio.gather(*(task for _, task in under_way), return_exceptions=True)
        stored = after
        for last, task in under_way:
            if error := task.exception():
                if stored == after:
                    raise error
                break
            stored = last
        return stored

    async def _next(self, spoken: SpokenStream, sent: int) -> Frame | Snapshot | None:
        """Return the next message: a snapshot while the upper contour is far behind in a long stream, else a frame."""
        if spoken.stream in self.packing and far_behind(spoken.seq, sent):
            return await speaker.snapshot_after(self.pool, self.key, spoken.stream, sent)
        return await speaker.frame_after(self.pool, self.key, spoken.stream, sent)

    async def mind(self) -> int:
        """Announce our heads, learn theirs, fetch what is missing; return how many events were fetched."""
        behind, mended = False, 0
        spoken = {each.stream: each for each in await self._going_up()}
        for stream in spoken.keys() | set(self.expected):
            behind |= await self._announce(spoken.get(stream) or nothing_told(stream))
            if stream in spoken:
                await self._hand_over(stream, asking=True)
        theirs = [each for each in await follower.positions(self.pool) if each.public_key == self.upper_key]
        held = {each.stream: each for each in theirs}
        heads = await self._heads(theirs)
        for head in heads:
            verdict = await follower.hear_head(self.pool, head, now=self.clock())
            older = head.stream in held and head.seq < held[head.stream].seq
            if isinstance(verdict, Fork | Forged):
                log.error("head_refused", stream=head.stream, why=verdict.why)
                older = isinstance(verdict, Fork)
            elif isinstance(verdict, Behind):
                fetched = await self._fetch(head)
                mended, behind, older = mended + fetched, True, not fetched
            if older and head.stream in held:
                await self._give_back(held[head.stream], head.seq)
        for stream in held.keys() - {head.stream for head in heads} if heads else ():
            await self._give_back(held[stream], 0)
        self.behind = behind or bool(self.refusal)
        return mended

    async def _announce(self, spoken: SpokenStream) -> bool:
        """Announce one head; return whether the upper contour lacks events of that stream."""
        head = speaker.head_of(self.key, spoken, self.clock())
        held = wire.answer(await self.line.ask("announce", wire.write(head)))
        if not isinstance(held, Held) or held.stream != spoken.stream or not keys.signed(held, self.upper_key):
            if held != wire.NOT_YET:
                self._refused(str(held))
            return True
        lacks = await speaker.heed_held(self.pool, self.upper.contour, self.upper_key, held, now=self.clock())
        if isinstance(lacks, Fork):
            if spoken.stream not in self.forked:
                log.error("fork", stream=spoken.stream, why=lacks.why)
            self.forked.add(spoken.stream)
            self.sending.pop(spoken.stream, None)
            await self._recall(held)
            return True
        self.forked.discard(spoken.stream)
        if held.seq == 0 and far_behind(head.seq, 0):
            await self._offer(head)
        self._go_on_from(held)
        return isinstance(lacks, Behind)

    async def _hand_over(self, stream: str, *, asking: bool = False) -> None:
        """Hand over the persons' keys that the upper contour does not know; ask which others it lacks."""
        lost: list[UUID] = []
        for _ in range(ROUNDS):
            now = self.clock()
            message = await persons.to_hand(self.pool, self.key, self.upper_key, stream, now=now, lost=lost)
            if not (message.keys or message.gone or asking):
                return
            answer = wire.answer(await self.line.ask("keys", wire.write(message)))
            if not isinstance(answer, wire.Lacking):
                return
            await persons.handed(self.pool, message, now=now)
            sent = {key.id for key in message.keys} | set(message.gone)
            lost = await persons.asked_for(self.pool, stream, [id for id in answer.keys if id not in sent])
            asking = bool(lost)

    async def _offer(self, head: Head) -> None:
        """Ask an upper contour that starts to follow us whether it reads snapshots; an older version does not."""
        if isinstance(wire.answer(await self.line.ask("snapshot", wire.write(head))), Held):
            self.packing.add(head.stream)

    def _refused(self, why: str) -> None:
        """Log a refusal once: a college may wait for its enrollment for days."""
        if why != self.refusal:
            log.warning("not_heard", why=why[:200])
        self.refusal = why

    def _go_on_from(self, held: Held) -> None:
        before = self.sending.get(held.stream)
        after = Sending(held.seq) if before is None else heed(before, held.seq)
        self.sending[held.stream] = after
        if before is None or after.sent < before.sent:
            self.relay_bell.ring()

    async def _recall(self, held: Held) -> None:
        """Ask for the events of ours that only the upper contour holds: we were restored from an older copy."""
        after = await recall.begin(self.pool, held.stream, held.position)
        for _ in range(recall.QUESTIONS):
            if after is None:
                return
            question = wire.write(wire.Recall(held.stream, after))
            kept = wire.kept(await self.line.ask("recall", question))
            if not isinstance(kept, RecalledEvents) or kept.stream != held.stream:
                return
            wanted = await recall.take_back(self.pool, self.key.public, self.upper.contour, kept, now=self.clock())
            after = wanted.after if isinstance(wanted, wire.Recall) else None

    async def _give_back(self, held: Following, head_seq: int) -> None:
        """Return its own events to an upper contour that seems to have been restored from an older copy."""
        after = max(0, min(head_seq, held.seq - 1))
        for _ in range(recall.QUESTIONS):
            kept = await recall.kept_after(self.pool, held.stream, after)
            if kept is None:
                return
            wanted = wire.answer(await self.line.ask("return", wire.write(kept)))
            if not isinstance(wanted, wire.Recall) or wanted.stream != held.stream:
                return
            after = wanted.after

    async def _heads(self, followed: list[Following]) -> list[Head]:
        now = int(self.clock().timestamp() * 1000)
        held = [self.key.held(each.stream, each.position, now) for each in followed]
        heads = wire.answer(await self.line.ask("heads", wire.write(wire.Mine(held[: wire.STANDINGS]))))
        if not isinstance(heads, wire.Heads):
            self._refused(str(heads))
            return []
        self.refusal = ""
        await follower.met(self.pool, self.upper_key, now=self.clock())
        return heads.heads[: wire.STANDINGS]

    async def _fetch(self, head: Head) -> int:
        """Ask for what follows until nothing more is accepted; return how many events were archived."""
        count, packed = 0, True
        while following := await follower.standing(self.pool, head.stream, self.upper_key):
            now = self.clock()
            held = self.key.held(head.stream, following.position, int(now.timestamp() * 1000))
            packed = packed and far_behind(head.seq, held.seq)
            data = await self.line.ask("snapshot" if packed else "replay", wire.write(held))
            if not isinstance(wire.frame_or_answer(data), Frame):
                if not packed:
                    break
                # The upper contour may run a version from before snapshots.
                packed = False
                continue
            taken = await follower.take(self.pool, self.upper_key, data, now=now)
            if not isinstance(taken, Accept):
                break
            count += len(taken.links)
        return count

    async def take_pushed(self, data: bytes) -> None:
        """Archive a frame that was pushed to us; when an earlier one is missing, start a round."""
        taken = await follower.take(self.pool, self.upper_key, data, now=self.clock())
        if isinstance(taken, Gap):
            self.mind_bell.ring()
