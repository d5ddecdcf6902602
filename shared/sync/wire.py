"""What travels, as JSON: hostile bytes become a `Malformed`, never an exception."""

from typing import Annotated, TypeAlias, TypeVar
from uuid import UUID

import msgspec

from shared.sync.core import FRAME_BYTES, FRAME_EVENTS, Frame, Head, Held, Kept, Moment, Seq, Signature, StreamName
from shared.sync.snapshot import OPENING, Snapshot, unpacked

FRAME_LIMIT = FRAME_BYTES + FRAME_EVENTS + 4096
STANDINGS = 200
TALK_LIMIT = 100_000
# What is hashed for one question: a quarter of a million events take about a second.
RANGE_EVENTS = 1 << 18

T = TypeVar("T")


class Malformed(msgspec.Struct, frozen=True):
    """What came is not what it should be."""

    why: str


class Heads(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="says", tag="heads"):
    """All the heads of the streams meant for whoever asked."""

    heads: list[Head]


class Mine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="says", tag="mine"):
    """How far the asker holds each stream it follows."""

    held: list[Held]


class Refusal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="says", tag="refusal"):
    """Why there is no answer."""

    why: str


# To an announcement: what is on its way to us may be more than its speaker knows of itself.
NOT_YET = Refusal("what lies here comes first: ask again")


class Range(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="says", tag="range"):
    """Which numbers of a stream the asker wants the digests of."""

    stream: StreamName
    first: Annotated[int, msgspec.Meta(ge=1, le=2**53)]
    last: Annotated[int, msgspec.Meta(ge=1, le=2**53)]


class Rekey(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="says", tag="rekey"):
    """Under which key the asker wants to speak from now on, signed by the old one and the new one."""

    public_key: bytes
    at: Annotated[int, msgspec.Meta(ge=0, le=2**53)]
    signed_old: bytes
    signed_new: bytes


class Passport(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="says", tag="passport"):
    """That the next key is known, and what it shows to the broker once a person has accepted it."""

    jwt: str


class Digests(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="says", tag="digests"):
    """The digests of a range's parts, in order; empty for a part of which nothing is kept."""

    digests: list[bytes]


class Recall(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="says", tag="recall"):
    """A restored speaker wants to have back what its follower holds of its stream after that number."""

    stream: StreamName
    after: Seq


Purpose = Annotated[str, msgspec.Meta(pattern="^[a-z_]{1,60}$")]


class KeyBox(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person's key, closed so that only the follower can open it."""

    id: UUID
    person: UUID
    purpose: Purpose
    box: bytes


class Keys(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="says", tag="keys"):
    """Keys of persons in a stream of the speaker's: those that live, and those that are gone; signed by the speaker."""

    stream: StreamName
    keys: list[KeyBox]
    gone: list[UUID]
    at: Moment
    signature: Signature


class Lacking(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="says", tag="lacking"):
    """The keys that the follower lacks."""

    keys: list[UUID]


def key_text(stream: str, id: UUID, person: UUID, purpose: str) -> bytes:
    """Return what is bound to the box of a key."""
    return f"podrost key 1\n{stream}\n{id}\n{person}\n{purpose}\n".encode()


def keys_text(message: Keys) -> bytes:
    """Return what the speaker signs of its keys."""
    lines = [f"{one.id} {one.person} {one.purpose} {one.box.hex()}" for one in message.keys]
    lines += [f"{id} gone" for id in message.gone]
    return "\n".join(["podrost keys 1", message.stream, str(message.at), *lines, ""]).encode()


Answer: TypeAlias = Head | Held | Heads | Digests | Recall | Keys | Lacking | Passport | Refusal

_frame = msgspec.json.Decoder(Frame)
_snapshot = msgspec.json.Decoder(Snapshot)
_head = msgspec.json.Decoder(Head)
_held = msgspec.json.Decoder(Held)
_mine = msgspec.json.Decoder(Mine)
_range = msgspec.json.Decoder(Range)
_rekey = msgspec.json.Decoder(Rekey)
_keys = msgspec.json.Decoder(Keys)
_answer = msgspec.json.Decoder(Answer)
_recall = msgspec.json.Decoder(Recall)
_kept = msgspec.json.Decoder(Kept)
_encoder = msgspec.json.Encoder()


Message: TypeAlias = (
    Frame
    | Snapshot
    | Kept
    | Head
    | Held
    | Heads
    | Mine
    | Range
    | Digests
    | Recall
    | Keys
    | Lacking
    | Rekey
    | Passport
    | Refusal
)


def write(message: Message) -> bytes:
    """Return the message's bytes."""
    return _encoder.encode(message)


def frame(data: bytes) -> Frame | Malformed:
    """Read a frame, also one that is packed as a snapshot."""
    if not data.startswith(OPENING):
        return _read(_frame, data, FRAME_LIMIT)
    packed = _read(_snapshot, data, FRAME_LIMIT)
    if isinstance(packed, Malformed):
        return packed
    found = unpacked(packed)
    return Malformed(found) if isinstance(found, str) else found


def head(data: bytes) -> Head | Malformed:
    """Read a head."""
    return _read(_head, data, TALK_LIMIT)


def held(data: bytes) -> Held | Malformed:
    """Read how far somebody holds a stream."""
    return _read(_held, data, TALK_LIMIT)


def mine(data: bytes) -> Mine | Malformed:
    """Read how far somebody holds all its streams."""
    return _read(_mine, data, TALK_LIMIT)


def keys_of(data: bytes) -> Keys | Malformed:
    """Read the keys that a speaker hands over."""
    return _read(_keys, data, TALK_LIMIT)


def range_of(data: bytes) -> Range | Malformed:
    """Read which numbers somebody wants the digests of; more than may be asked at once is malformed."""
    asked = _read(_range, data, TALK_LIMIT)
    if isinstance(asked, Range) and not 0 <= asked.last - asked.first < RANGE_EVENTS:
        return Malformed(f"a range is 1 to {RANGE_EVENTS} events")
    return asked


def rekey(data: bytes) -> Rekey | Malformed:
    """Read which key is to follow."""
    return _read(_rekey, data, TALK_LIMIT)


def recall(data: bytes) -> Recall | Malformed:
    """Read from which number on a speaker wants to have its events back."""
    return _read(_recall, data, TALK_LIMIT)


def kept(data: bytes) -> Kept | Malformed:
    """Read what a follower gives back."""
    return _read(_kept, data, FRAME_LIMIT)


def answer(data: bytes) -> Answer | Malformed:
    """Read what the other side answered."""
    return _read(_answer, data, TALK_LIMIT)


def frame_or_answer(data: bytes) -> Frame | Answer | Malformed:
    """Read the answer to a request for a frame; only a frame may be long."""
    found = frame(data)
    return found if isinstance(found, Frame) else answer(data)


def _read(decoder: "msgspec.json.Decoder[T]", data: bytes, limit: int) -> T | Malformed:
    if len(data) > limit:
        return Malformed(f"{len(data)} bytes are too many")
    try:
        return decoder.decode(data)
    except (msgspec.MsgspecError, ValueError) as error:
        return Malformed(str(error)[:200])
    except RecursionError:
        return Malformed("nested too deep")
