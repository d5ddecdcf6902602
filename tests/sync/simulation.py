"""A seeded simulation of the real core: one speaker, one follower, and everything that can go wrong between them.

`run.py simulate --steps 10000000 --seed 7` runs it by hand (tests/sync/simulate.py).
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from types import ModuleType
from typing import Any

from msgspec.structs import replace

from shared.sync import core as real
from shared.sync.keys import Key, verifier
from tests.sync.chance import Chance
from tests.sync.side import STREAM, Side

QUIET_EVERY = 300
LONG = 2000
PATIENCE = 60
# Enough for all hashes of one history, of its lost branches and of late frames.
REMEMBERED = 2 * LONG
# One frame in this many is really signed.
REALLY_SIGNED = 64
KEY = Key(bytes(range(32)))
_really = verifier(KEY.public)


class Violation(AssertionError):
    """An invariant does not hold."""


def genuine(signature: bytes, text: bytes) -> bool:
    """Verify a signature: in the simulation it is usually the signed text itself; a sample uses Ed25519."""
    return signature == text or (len(signature) == 64 and _really(signature, text))


class World:
    """The state of a run; every choice comes from the seed."""

    def __init__(self, seed: int, core: ModuleType = real) -> None:
        """Start with nothing told."""
        self.core = core
        self.chance = Chance(seed)
        self.spoken, self.held = Side(core), Side(core)
        self.epoch = 1
        self.sending = core.Sending()
        self.way: list[Any] = []
        self.stale: list[Any] = []
        self.cut = False
        self.restored = self.forked = False
        self.told = self.frames = self.proved = self.step = 0
        self.faults: Counter[str] = Counter()
        self.done: Counter[str] = Counter()
        deeds: list[tuple[int, Callable[[], None]]] = [
            (20, self.say), (25, self.relay), (30, self.deliver), (10, self.mind),
            (2, self.drop), (3, self.double), (1, self.wipe), (1, self.partition), (2, self.crash_speaker),
            (2, self.crash_before_commit), (2, self.crash_after_commit), (2, self.forge), (1, self.repeat_old),
            (1, self.snapshot),
        ]  # fmt: skip
        self.deeds = [deed for weight, deed in deeds for _ in range(weight)]

    def until_quiet(self, steps: int) -> None:
        """Do this many steps, then settle; now and then restore a database from an older copy."""
        for deed in self.chance.choices(self.deeds, k=steps):
            self.step += 1
            deed()
        self.settle()
        if self.chance.random() < 0.8:
            self.chance.choice([self.restore_follower, self.restore_speaker])()

    # What both sides do.

    def say(self) -> None:
        """The speaker records one to three facts."""
        if self.forked:
            return
        links, hash = self.spoken.links, self.spoken.position().hash
        for _ in range(self.chance.below(3) + 1):
            self.told += 1
            event = b"%d" % self.told
            hash = self.core.chained(hash, event)
            links.append(self.core.Link(self.epoch, len(links) + 1, hash, event))

    def frame(self, after: int, count: int) -> Any:
        """Return a signed frame of the speaker."""
        links = self.spoken.links[after : after + count]
        if links[0].epoch != links[-1].epoch:  # epochs only grow
            links = [link for link in links if link.epoch == links[0].epoch]
        previous = self.spoken.hash_at(after)
        last = links[-1]
        text = self.core.frame_text(STREAM, last.epoch, after + 1, previous, len(links), last.hash)
        self.frames += 1
        signature = KEY.sign(text) if self.frames % REALLY_SIGNED == 0 else text
        return self.core.Frame(STREAM, last.epoch, after + 1, previous, [link.event for link in links], signature)

    def relay(self, most: int = 4) -> None:
        """The speaker sends unsent events; without a connection they are lost."""
        if self.forked or self.sending.sent >= len(self.spoken.links):
            return
        count = self.chance.below(most) + 1
        if not self.cut:
            self.send(count)

    def send(self, count: int) -> None:
        """Put one more frame on its way."""
        frame = self.frame(self.sending.sent, count)
        self.way.append(frame)
        self.sending = self.core.Sending(self.sending.sent + len(frame.events), self.sending.stood)

    def snapshot(self) -> None:
        """The speaker sends all unsent events as one snapshot, as to a new follower."""
        if not self.forked and not self.cut and self.sending.sent < len(self.spoken.links):
            self.send(LONG)
            self.done["snapshot"] += 1

    def deliver(self) -> None:
        """One of the frames on their way arrives: the next one, or any."""
        if self.way:
            late = self.chance.random() < 0.2
            self.faults["reorder"] += late and len(self.way) > 1
            self.take(self.way.pop(self.chance.below(len(self.way)) if late else 0))

    def take(self, frame: Any, *, honest: bool = True) -> None:
        """The follower judges a frame and commits."""
        before = self.held.position()
        verdict = self.core.judge(before, frame, genuine)
        name = type(verdict).__name__
        if name == "Accept":
            self.held.links += verdict.links
            # A frame from before the restore, on the lost branch: now only the follower has these events.
            self.restored |= frame.epoch < self.epoch and verdict.to.hash != self.spoken.hash_at(verdict.to.seq)
            self.check_archive(before.seq)
            if self.held.position() != verdict.to:
                raise Violation("the follower does not stand where it says")
        elif name == "Seen" and self.held.hash_at(verdict.at.seq) != verdict.at.hash:
            name = "Fork"
        self.done[name] += 1
        if name == "Fork":
            self.suspect(frame)
        if name == "Forged" and honest:
            raise Violation("an honest frame was called forged")
        if name in ("Accept", "Seen") and not honest:
            raise Violation("a forged frame was believed")

    def mind(self) -> None:
        """The speaker announces its head and gets the follower's position; either message may be lost."""
        if self.cut:
            return
        head, held = self.spoken.position(), self.held.position()
        weighed = self.core.weigh(held, head, self.held.hash_at(head.seq))
        self.done[type(weighed).__name__] += 1
        if type(weighed).__name__ == "Fork":
            self.suspect()
        if self.chance.random() < 0.1:
            self.faults["answer lost"] += 1
            return
        lacks = self.core.compare(head, held, self.spoken.hash_at(held.seq))
        if type(lacks).__name__ == "Fork":
            self.suspect()
            self.forked = True
            self.recover()
        else:
            self.sending = self.core.heed(self.sending, held.seq)

    def suspect(self, frame: Any = None) -> None:
        """A side reports a fork: that is right only after a restore of the speaker, or for a frame from before it."""
        if not self.restored and (frame is None or frame.epoch == self.epoch):
            raise Violation("a fork was seen where there is none")

    # The faults.

    def drop(self) -> None:
        """A frame is lost."""
        if self.way:
            self.faults["drop"] += 1
            self.stale.append(self.way.pop(self.chance.below(len(self.way))))
            del self.stale[:-50]

    def double(self) -> None:
        """A frame arrives twice."""
        if self.way:
            self.faults["double"] += 1
            self.way.insert(self.chance.below(len(self.way) + 1), self.chance.choice(self.way))

    def wipe(self) -> None:
        """The broker loses everything."""
        self.faults["wipe"] += 1
        self.way.clear()

    def partition(self) -> None:
        """The line is cut, or restored."""
        self.cut = not self.cut
        self.faults["partition"] += self.cut

    def crash_speaker(self) -> None:
        """The speaker's process dies: it forgets what it sent."""
        self.faults["crash of the speaker"] += 1
        self.sending = self.core.Sending()

    def crash_before_commit(self) -> None:
        """The follower dies before the commit of a frame, which will come again."""
        if self.way:
            self.faults["crash before commit"] += 1
            self.core.judge(self.held.position(), self.way[0], genuine)

    def crash_after_commit(self) -> None:
        """The follower dies before it could acknowledge: the same frame comes again."""
        if self.way:
            self.faults["crash after commit"] += 1
            self.take(self.way[0])

    def forge(self) -> None:
        """A third party sends a frame that is made from the speaker's frames but not signed by it."""
        if not self.spoken.links:
            return
        honest = self.frame(self.chance.below(len(self.spoken.links)), 3)
        at = self.held.position()
        lies: list[dict[str, Any]] = [
            {"events": [*honest.events[:-1], b"lie"]},
            {"first": honest.first + 1},
            {"previous": bytes(32)},
            {"events": [*honest.events, b"more"]},
            {"epoch": honest.epoch + 1},
            {"first": at.seq + 1, "previous": at.hash, "events": [b"lie"]},
            {"stream": "programs.other"},
        ]
        self.faults["forge"] += 1
        self.take(replace(honest, **self.chance.choice(lies)), honest=False)

    def repeat_old(self) -> None:
        """A frame that was lost long ago arrives."""
        if self.stale:
            self.faults["delay"] += 1
            self.way.append(self.chance.choice(self.stale))

    def restore_follower(self) -> None:
        """The follower's database is replaced by an older copy."""
        if self.held.links:
            self.faults["follower restored older"] += 1
            del self.held.links[self.chance.below(len(self.held.links)) :]
            self.proved = min(self.proved, len(self.held.links))

    def restore_speaker(self) -> None:
        """The speaker's database is replaced by an older copy, and new facts are recorded there."""
        if self.spoken.links:
            self.faults["speaker restored older"] += 1
            self.restored = True
            del self.spoken.links[self.chance.below(len(self.spoken.links)) :]
            self.sending = self.core.Sending(len(self.spoken.links))
            for _ in range(self.chance.below(8)):
                self.say()

    def recover(self) -> None:
        """The speaker gets back the events that its follower archived, and tells its others again in a new epoch."""
        ours = [link.event for link in self.spoken.links]
        upto, kept = self.held.position(), [link.event for link in self.held.links]
        self.epoch += 1
        again = self.core.told_again(upto, kept, ours, self.epoch)
        self.spoken.links = [*self.held.links, *again]
        self.forked = self.restored = False
        self.sending = self.core.Sending()
        self.done["new epoch"] += 1

    # The invariants.

    def check_archive(self, before: int) -> None:
        """Check that the events just archived are those told, number by number."""
        archived = self.held.links[before:]
        if not self.restored and archived != self.spoken.links[before : len(self.held.links)]:
            raise Violation(f"something after number {before} is not what was told")
        for number, link in enumerate(archived, before + 1):
            if link.seq != number:
                raise Violation(f"a hole before {number}")

    def settle(self) -> None:
        """Without further faults, both sides must soon be equal."""
        self.cut = False
        for _ in range(PATIENCE):
            self.mind()
            self.relay(real.FRAME_EVENTS)
            while self.way:
                self.deliver()
            even = self.held.links == self.spoken.links
            if even and not self.restored:
                break
        if not even:
            raise Violation(f"not equal: {len(self.held.links)} of {len(self.spoken.links)}")
        self.prove()
        if self.restored:
            raise Violation("a restored speaker went unnoticed")
        self.shorten()

    def prove(self) -> None:
        """Verify the archive's chain; verified events are not hashed again until the history is dropped."""
        if len(self.held.links) > LONG:
            self.proved = 0
        before = self.held.start
        if self.proved:
            last = self.held.links[self.proved - 1]
            before = self.core.Position(last.epoch, last.seq, last.hash)
        end = self.core.contiguous(before, self.held.links[self.proved :])
        if end != self.held.position():
            raise Violation(f"the archive does not verify: {end}")
        self.proved = len(self.held.links)

    def shorten(self) -> None:
        """Start a new history now and then: a short one finds as much as a long one, faster."""
        if len(self.spoken.links) > LONG:
            self.spoken, self.held = Side(self.core), Side(self.core)
            self.proved = 0
            self.sending = self.core.Sending()
            self.stale.clear()
            self.epoch = 1


def run(steps: int, seed: int, core: ModuleType = real) -> World:
    """Run this many steps; Violation when an invariant does not hold."""
    world = World(seed, core)
    live(world, steps)
    return world


def live(world: World, steps: int) -> None:
    """Do this many steps, settling now and then; `world.step` is the number done."""
    with remembering(world.core):
        for begun in range(0, steps, QUIET_EVERY):
            world.until_quiet(min(QUIET_EVERY, steps - begun))
        world.settle()


@contextmanager
def remembering(core: ModuleType) -> Iterator[None]:
    """Cache the hashes that the core's own function computes, because the same bytes are hashed several times."""
    names = vars(core)
    chained = names["chained"]
    names["chained"] = lru_cache(REMEMBERED)(chained)
    try:
        yield
    finally:
        names["chained"] = chained
