"""A seeded world around the real core: one speaker, one follower, and everything that can go wrong between them.

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
# All hashes of one history, of its lost branches and of what was late.
REMEMBERED = 2 * LONG
# One frame in so many is signed for real.
REALLY_SIGNED = 64
KEY = Key(bytes(range(32)))
_really = verifier(KEY.public)


class Violation(AssertionError):
    """What must never happen has happened."""


def genuine(signature: bytes, text: bytes) -> bool:
    """Mostly a signature of the simulation is the text itself, which nothing else can equal; a sample is Ed25519."""
    return signature == text or (len(signature) == 64 and _really(signature, text))


class World:
    """What a run remembers; every choice comes from the seed."""

    def __init__(self, seed: int, core: ModuleType = real) -> None:
        """Nothing is said yet."""
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
        """So many things happen, then it is quiet; now and then a database comes back older."""
        for deed in self.chance.choices(self.deeds, k=steps):
            self.step += 1
            deed()
        self.settle()
        if self.chance.random() < 0.8:
            self.chance.choice([self.restore_follower, self.restore_speaker])()

    # What both sides do.

    def say(self) -> None:
        """One to three facts become true at the speaker."""
        if self.forked:
            return
        links, hash = self.spoken.links, self.spoken.position().hash
        for _ in range(self.chance.below(3) + 1):
            self.told += 1
            event = b"%d" % self.told
            hash = self.core.chained(hash, event)
            links.append(self.core.Link(self.epoch, len(links) + 1, hash, event))

    def frame(self, after: int, count: int) -> Any:
        """The speaker's signed frame."""
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
        """The speaker sends what it has not sent; a lost connection only means that it comes to nothing."""
        if self.forked or self.sending.sent >= len(self.spoken.links):
            return
        count = self.chance.below(most) + 1
        if not self.cut:
            self.send(count)

    def send(self, count: int) -> None:
        """One more frame is on its way."""
        frame = self.frame(self.sending.sent, count)
        self.way.append(frame)
        self.sending = self.core.Sending(self.sending.sent + len(frame.events), self.sending.stood)

    def snapshot(self) -> None:
        """The speaker sends all that it has not sent in one piece, as to a follower that begins."""
        if not self.forked and not self.cut and self.sending.sent < len(self.spoken.links):
            self.send(LONG)
            self.done["snapshot"] += 1

    def deliver(self) -> None:
        """Something that is on its way arrives: the next one, or any."""
        if self.way:
            late = self.chance.random() < 0.2
            self.faults["reorder"] += late and len(self.way) > 1
            self.take(self.way.pop(self.chance.below(len(self.way)) if late else 0))

    def take(self, frame: Any, *, honest: bool = True) -> None:
        """The follower decides and commits."""
        before = self.held.position()
        verdict = self.core.judge(before, frame, genuine)
        name = type(verdict).__name__
        if name == "Accept":
            self.held.links += verdict.links
            # A frame from before the speaker was restored, on the branch that it has lost: nobody else has it now.
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
        """The speaker announces its head and hears where the follower stands; either word may be lost."""
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
        """Somebody cries fork: that is right only after the speaker was restored, or about what it said before that."""
        if not self.restored and (frame is None or frame.epoch == self.epoch):
            raise Violation("a fork was seen where there is none")

    # What goes wrong.

    def drop(self) -> None:
        """A frame is lost."""
        if self.way:
            self.faults["drop"] += 1
            self.stale.append(self.way.pop(self.chance.below(len(self.way))))
            del self.stale[:-50]

    def double(self) -> None:
        """A frame comes twice."""
        if self.way:
            self.faults["double"] += 1
            self.way.insert(self.chance.below(len(self.way) + 1), self.chance.choice(self.way))

    def wipe(self) -> None:
        """The broker forgets everything."""
        self.faults["wipe"] += 1
        self.way.clear()

    def partition(self) -> None:
        """The line is cut, or mended."""
        self.cut = not self.cut
        self.faults["partition"] += self.cut

    def crash_speaker(self) -> None:
        """The speaker's process dies: it forgets what it sent."""
        self.faults["crash of the speaker"] += 1
        self.sending = self.core.Sending()

    def crash_before_commit(self) -> None:
        """The follower dies with a frame in its hands: it will come again."""
        if self.way:
            self.faults["crash before commit"] += 1
            self.core.judge(self.held.position(), self.way[0], genuine)

    def crash_after_commit(self) -> None:
        """The follower dies before it could acknowledge: the same frame comes again."""
        if self.way:
            self.faults["crash after commit"] += 1
            self.take(self.way[0])

    def forge(self) -> None:
        """Somebody sends what the speaker did not write, made from what it did."""
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
        """Something that was lost long ago turns up."""
        if self.stale:
            self.faults["delay"] += 1
            self.way.append(self.chance.choice(self.stale))

    def restore_follower(self) -> None:
        """The follower's database is an older copy."""
        if self.held.links:
            self.faults["follower restored older"] += 1
            del self.held.links[self.chance.below(len(self.held.links)) :]
            self.proved = min(self.proved, len(self.held.links))

    def restore_speaker(self) -> None:
        """The speaker's database is an older copy, and life goes on there."""
        if self.spoken.links:
            self.faults["speaker restored older"] += 1
            self.restored = True
            del self.spoken.links[self.chance.below(len(self.spoken.links)) :]
            self.sending = self.core.Sending(len(self.spoken.links))
            for _ in range(self.chance.below(8)):
                self.say()

    def recover(self) -> None:
        """The speaker takes back what its follower archived, and says again, in a new epoch, what was not there."""
        ours = [link.event for link in self.spoken.links]
        upto, kept = self.held.position(), [link.event for link in self.held.links]
        self.epoch += 1
        again = self.core.told_again(upto, kept, ours, self.epoch)
        self.spoken.links = [*self.held.links, *again]
        self.forked = self.restored = False
        self.sending = self.core.Sending()
        self.done["new epoch"] += 1

    # What must hold.

    def check_archive(self, before: int) -> None:
        """What was archived just now is what was said, number by number."""
        archived = self.held.links[before:]
        if not self.restored and archived != self.spoken.links[before : len(self.held.links)]:
            raise Violation(f"something after number {before} is not what was said")
        for number, link in enumerate(archived, before + 1):
            if link.seq != number:
                raise Violation(f"a hole before {number}")

    def settle(self) -> None:
        """No more faults: both sides must become equal soon."""
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
        """The archive's chain holds: what was proved is not hashed again until the history is dropped."""
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
        """Begin anew now and then: a short history finds as much as a long one, faster."""
        if len(self.spoken.links) > LONG:
            self.spoken, self.held = Side(self.core), Side(self.core)
            self.proved = 0
            self.sending = self.core.Sending()
            self.stale.clear()
            self.epoch = 1


def run(steps: int, seed: int, core: ModuleType = real) -> World:
    """Run so many steps; Violation when something is wrong."""
    world = World(seed, core)
    live(world, steps)
    return world


def live(world: World, steps: int) -> None:
    """Let so many things happen, with a quiet hour now and then; `world.step` says how far it came."""
    with remembering(world.core):
        for begun in range(0, steps, QUIET_EVERY):
            world.until_quiet(min(QUIET_EVERY, steps - begun))
        world.settle()


@contextmanager
def remembering(core: ModuleType) -> Iterator[None]:
    """The same bytes have the same hash: the core's own function makes it, but not five times."""
    names = vars(core)
    chained = names["chained"]
    names["chained"] = lru_cache(REMEMBERED)(chained)
    try:
        yield
    finally:
        names["chained"] = chained
