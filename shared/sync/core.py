"""What a stream is and what each side decides about it: pure functions, run by production and by the simulation.

Numbers are contiguous for the whole life of a stream, through every epoch. A position is how far a side has come.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import Annotated, Protocol, TypeAlias

import msgspec

FRAME_EVENTS = 200
FRAME_BYTES = 512 * 1024
EVENT_BYTES = 256 * 1024
# A new follower that lacks this many events gets snapshots. A snapshot is limited so that others do not wait for it.
SNAPSHOT_FROM = 5 * FRAME_EVENTS
SNAPSHOT_EVENTS = 2_500
SNAPSHOT_BYTES = 4 * FRAME_BYTES

StreamName = Annotated[str, msgspec.Meta(pattern=r"^[a-z]{1,32}\.[a-z0-9_-]{1,63}$")]
Epoch = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
Seq = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
# Until the end of the year 9999: the range common to PostgreSQL and Python.
Moment = Annotated[int, msgspec.Meta(ge=0, le=253_402_300_799_000)]
Hash = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
Signature = Annotated[bytes, msgspec.Meta(min_length=64, max_length=64)]

# Takes a signature and a text; tells whether the signature is valid.
Verify: TypeAlias = Callable[[bytes, bytes], bool]


class Position(msgspec.Struct, frozen=True):
    """How far a side has come in a stream: the epoch, the number of the last event, the chain's hash there."""

    epoch: int
    seq: int
    hash: bytes


def genesis(stream: str) -> bytes:
    """Return the hash before the first event."""
    return sha256(b"podrost 1 " + stream.encode()).digest()


def start(stream: str) -> Position:
    """Return the position before the first event."""
    return Position(1, 0, genesis(stream))


def chained(previous: bytes, event: bytes) -> bytes:
    """Return the hash of a stream after one more event."""
    return sha256(previous + event).digest()


class Frame(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A run of consecutive events of one stream: what travels. The events are exactly the bytes that were hashed."""

    stream: StreamName
    epoch: Epoch
    first: Annotated[int, msgspec.Meta(ge=1, le=2**53)]
    previous: Hash
    events: Annotated[list[msgspec.Raw], msgspec.Meta(min_length=1, max_length=FRAME_EVENTS)]
    signature: Signature


class Standing(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="says"):
    """A signed statement of its signer's position in a stream; `at` is the moment, in Unix milliseconds."""

    stream: StreamName
    epoch: Epoch
    seq: Seq
    hash: Hash
    at: Moment
    signature: Signature

    @property
    def position(self) -> Position:
        """The signer's position."""
        return Position(self.epoch, self.seq, self.hash)


class Head(Standing, frozen=True, forbid_unknown_fields=True, tag="head"):
    """The speaker's statement: this is everything I have told."""


class Held(Standing, frozen=True, forbid_unknown_fields=True, tag="held"):
    """The follower's statement: this is everything I have archived."""


class Link(msgspec.Struct, frozen=True, gc=False):
    """One event at its place in the chain."""

    epoch: int
    seq: int
    hash: bytes
    event: bytes


def links(frame: "Frame | RecalledEvents") -> list[Link]:
    """Return the frame's events, each with its number and the chain's hash after it."""
    hash, seq, chain = frame.previous, frame.first, []
    for event in frame.events:
        hash = chained(hash, event)
        chain.append(Link(frame.epoch, seq, hash, bytes(event)))
        seq += 1
    return chain


def frame_text(stream: str, epoch: int, first: int, previous: bytes, count: int, last: bytes) -> bytes:
    """Return what a speaker signs for a frame."""
    return f"podrost frame 1\n{stream}\n{epoch}\n{first}\n{previous.hex()}\n{count}\n{last.hex()}\n".encode()


def standing_text(says: str, stream: str, position: Position, at: int) -> bytes:
    """Return what is signed for a `head` or a `held`."""
    return f"podrost {says} 1\n{stream}\n{position.epoch}\n{position.seq}\n{position.hash.hex()}\n{at}\n".encode()


# How a speaker restored from an older copy gets back the events that only its follower has.


class Seal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The signed part of a speaker's frame: as events are chained, it proves every event up to the end of the frame."""

    epoch: Epoch
    first: Annotated[int, msgspec.Meta(ge=1, le=2**53)]
    previous: Hash
    count: Annotated[int, msgspec.Meta(ge=1, le=SNAPSHOT_EVENTS)]
    hash: Hash
    signature: Signature

    @property
    def position(self) -> Position:
        """The position at the end of the frame."""
        return Position(self.epoch, self.first + self.count - 1, self.hash)


class RecalledEvents(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="says", tag="kept"):
    """A run of events that a follower returns to their speaker: like a frame, with the seal of the whole archive."""

    stream: StreamName
    epoch: Epoch
    first: Annotated[int, msgspec.Meta(ge=1, le=2**53)]
    previous: Hash
    events: Annotated[list[msgspec.Raw], msgspec.Meta(min_length=1, max_length=FRAME_EVENTS)]
    seal: Seal


def seal_of(frame: Frame, last: bytes) -> Seal:
    """Return the seal of a verified frame that ends with the hash `last`."""
    return Seal(frame.epoch, frame.first, frame.previous, len(frame.events), last, frame.signature)


def vouched(stream: str, seal: Seal, verify: Verify) -> bool:
    """Tell whether the speaker signed the seal."""
    text = frame_text(stream, seal.epoch, seal.first, seal.previous, seal.count, seal.hash)
    return verify(seal.signature, text)


def further_back(head: int, after: int) -> int:
    """Return the next number to try in the search for the last common event, when the histories differ at `after`."""
    return max(0, head - max(FRAME_EVENTS, 4 * (head - after)))


def told_again(upto: Position, kept: Iterable[bytes], ours: Iterable[bytes], epoch: int) -> list[Link]:
    """Return the events a restored speaker tells again after those that came back: `ours` that no follower kept."""
    known, hash, chain = set(kept), upto.hash, list[Link]()
    for event in ours:
        if event not in known:
            hash = chained(hash, event)
            chain.append(Link(epoch, upto.seq + len(chain) + 1, hash, event))
    return chain


# What a follower decides about a frame.


class Accept(msgspec.Struct, frozen=True):
    """The frame continues the archive of its stream: archive `links` and move to `to`."""

    stream: str
    links: list[Link]
    to: Position


class Seen(msgspec.Struct, frozen=True):
    """Every event is archived already; the archive must have this hash at this number, or the stream has forked."""

    at: Position


class Gap(msgspec.Struct, frozen=True):
    """Earlier events are missing: ask for what follows that number."""

    after: int


class Fork(msgspec.Struct, frozen=True):
    """The speaker signed two different histories: set the frame aside and raise an alarm."""

    why: str


class Forged(msgspec.Struct, frozen=True):
    """The speaker did not sign it: set the frame aside and raise an alarm."""

    why: str


Verdict: TypeAlias = Accept | Seen | Gap | Fork | Forged


def judge(held: Position, frame: Frame, verify: Verify) -> Verdict:
    """Decide what a frame means to a follower whose position is `held`."""
    chain = links(frame)
    last = chain[-1]
    text = frame_text(frame.stream, frame.epoch, frame.first, frame.previous, len(chain), last.hash)
    if not verify(frame.signature, text):
        return Forged("the signature is not the speaker's")
    if frame.first > held.seq + 1:
        return Gap(held.seq)
    if last.seq <= held.seq:
        return Seen(Position(last.epoch, last.seq, last.hash))
    if frame.epoch < held.epoch:
        return Fork(f"epoch {frame.epoch} goes on past {held.seq}, where epoch {held.epoch} was held")
    before = held.seq - frame.first
    joint = frame.previous if before < 0 else chain[before].hash
    if joint != held.hash:
        return Fork(f"another history up to {held.seq}")
    return Accept(frame.stream, chain[before + 1 :], Position(last.epoch, last.seq, last.hash))


# What each side decides when it learns the other's position.


class Even(msgspec.Struct, frozen=True):
    """Both sides have the same position."""


class Behind(msgspec.Struct, frozen=True):
    """The follower lacks what comes after that number."""

    after: int


class Stale(msgspec.Struct, frozen=True):
    """The head is old: the follower has archived more of the same history since."""


def compare(head: Position, held: Position, spoken_at_held: bytes | None) -> Even | Behind | Fork:
    """Decide, as the speaker, what a follower lacks; `spoken_at_held` is our own hash at the follower's number."""
    if held.seq > head.seq:
        return Fork(
            f"the follower holds {held.seq}, we have told only {head.seq}: were we restored from an older copy?"
        )
    if held.epoch > head.epoch:
        return Fork(f"the follower knows epoch {held.epoch}, we are in {head.epoch}")
    if spoken_at_held != held.hash:
        return Fork(f"the follower holds another history up to {held.seq}")
    return Even() if held.seq == head.seq else Behind(held.seq)


def weigh(held: Position, head: Position, held_at_head: bytes | None) -> Even | Behind | Stale | Fork:
    """Decide, as the follower, what a head means; `held_at_head` is what is archived at the head's number."""
    if head.seq > held.seq:
        return Behind(held.seq)
    if held_at_head != head.hash:
        return Fork(f"the speaker's head {head.seq} is not in the history held up to {held.seq}")
    return Even() if head.seq == held.seq else Stale()


class Sending(msgspec.Struct, frozen=True):
    """What a speaker remembers of one follower: how far it sent, and the follower's last known number."""

    sent: int = 0
    stood: int = -1


def heed(sending: Sending, held: int) -> Sending:
    """Return where to send from, now that the follower reports the number `held`.

    When the follower has not moved since the last report, or went back, what was sent is lost: send it again.
    """
    stuck = held <= sending.stood and held < sending.sent
    return Sending(held if stuck or held > sending.sent else sending.sent, held)


class Sized(Protocol):
    """Something with a length in bytes."""

    def __len__(self) -> int: ...


def fits(events: Sequence[Sized], most: int = FRAME_EVENTS, bytes: int = FRAME_BYTES) -> int:
    """Return how many of the events, from the first, fit in one frame or snapshot; at least one."""
    size = 0
    for count, event in enumerate(events):
        size += len(event)
        if count and (count == most or size > bytes):
            return count
    return len(events)


def far_behind(head: int, held: int) -> bool:
    """Tell whether a follower lacks enough events to get snapshots instead of frames."""
    return head - held >= SNAPSHOT_FROM


def contiguous(before: Position, chain: Iterable[Link]) -> Position | Fork:
    """Recompute a chain from `before`; return its last position, or what is wrong with it."""
    at: Position | Link = before
    for link in chain:
        if link.seq != at.seq + 1 or link.epoch < at.epoch:
            return Fork(f"after {at.seq} (epoch {at.epoch}) comes {link.seq} (epoch {link.epoch})")
        if chained(at.hash, link.event) != link.hash:
            return Fork(f"the hash at {link.seq} is not that of its event")
        at = link
    return Position(at.epoch, at.seq, at.hash)
