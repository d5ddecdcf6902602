"""The messages, as JSON: invalid bytes become a `Malformed`, never an exception."""

from typing import Annotated, TypeAlias, TypeVar
from uuid import UUID

import msgspec

from shared.sync.core import (
    FRAME_BYTES,
    FRAME_EVENTS,
    Frame,
    Head,
    Held,
    Moment,
    RecalledEvents,
    Seq,
    Signature,
    StreamName,
)
from shared.sync.snapshot import OPENING, Snapshot, unpacked

FRAME_LIMIT = FRAME_BYTES + FRAME_EVENTS + 4096
STANDINGS = 200
TALK_LIMIT = 100_000
# The largest range of one digest question: hashing a quarter of a million events takes about a second.
RANGE_EVENTS = 1 << 18

T = TypeVar("T")


class Malformed(msgspec.Struct, frozen=True):
    """The bytes are not a valid message."""

    why: str


class Heads(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="says", tag="heads"):
    """The heads of all streams meant for the asker."""

    heads: list[Head]


class Mine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="says", tag="mine"):
    """How far the asker holds each stream it follows."""

    held: list[Held]


class Refusal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="says", tag="refusal"):
    """Why there is no answer."""

    why: str


# Answers an announcement while frames of that speaker still wait at the broker: a restored speaker may not know them.
NOT_YET = Refusal("what lies here comes first: ask again")


class Range(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="says", tag="range"):
    """The numbers of a stream for which the asker wants digests."""

    stream: StreamName
    first: Annotated[int, msgspec.Meta(ge=1, le=2**53)]
    last: Annotated[int, msgspec.Meta(ge=1, le=2**53)]


class Rekey(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="says", tag="rekey"):
    """The key under which the asker wants to speak from now on, signed by the old one and the new one."""

    public_key: bytes
    at: Annotated[int, msgspec.Meta(ge=0, le=2**53)]
    signed_old: bytes
    signed_new: bytes


class Passport(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="says", tag="passport"):
    """Confirms the next key, with the JWT that it shows to the broker once a person has accepted it."""

    jwt: str


class Digests(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="says", tag="digests"):
    """The digests of a range's parts, in order; empty for a part without events."""

    digests: list[bytes]


class Recall(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="says", tag="recall"):
    """A restored speaker asks for what its follower holds of its stream after that number."""

    stream: StreamName
    after: Seq


Purpose = Annotated[str, msgspec.Meta(pattern="^[a-z_]{1,60}$")]


class KeyBox(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person's key, encrypted for the follower."""

    id: UUID
    person: UUID
    purpose: Purpose
    box: bytes


class Keys(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="says", tag="keys"):
    """Persons' keys of a stream: the live ones, and the ids of those that are gone; signed by the speaker."""

    stream: StreamName
    keys: list[KeyBox]
    gone: list[UUID]
    at: Moment
    signature: Signature


class Lacking(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="says", tag="lacking"):
    """The keys that the follower lacks."""

    keys: list[UUID]


def key_text(stream: str, id: UUID, person: UUID, purpose: str) -> bytes:
    """Return the text that is authenticated with a key's box."""
    return f"podrost key 1\n{stream}\n{id}\n{person}\n{purpose}\n".encode()


def keys_text(message: Keys) -> bytes:
    """Return the text that the speaker signs for its keys."""
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
_kept = msgspec.json.Decoder(RecalledEvents)
_encoder = msgspec.json.Encoder()


Message: TypeAlias = (
    Frame
    | Snapshot
    | RecalledEvents
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
    """Read a frame, or a snapshot, which is unpacked."""
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
    """Read a follower's position in one stream."""
    return _read(_held, data, TALK_LIMIT)


def mine(data: bytes) -> Mine | Malformed:
    """Read a follower's positions in all its streams."""
    return _read(_mine, data, TALK_LIMIT)


def keys_of(data: bytes) -> Keys | Malformed:
    """Read the persons' keys that a speaker hands over."""
    return _read(_keys, data, TALK_LIMIT)


def range_of(data: bytes) -> Range | Malformed:
    """Read a digest question; a range longer than RANGE_EVENTS is malformed."""
    question = _read(_range, data, TALK_LIMIT)
    if isinstance(question, Range) and not 0 <= question.last - question.first < RANGE_EVENTS:
        return Malformed(f"a range is 1 to {RANGE_EVENTS} events")
    return question


def rekey(data: bytes) -> Rekey | Malformed:
    """Read the offer of a next key."""
    return _read(_rekey, data, TALK_LIMIT)


def recall(data: bytes) -> Recall | Malformed:
    """Read a restored speaker's question for its own events."""
    return _read(_recall, data, TALK_LIMIT)


def kept(data: bytes) -> RecalledEvents | Malformed:
    """Read a run of events that a follower returns."""
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
