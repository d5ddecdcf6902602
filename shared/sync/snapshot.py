"""Snapshots: thousands of events of a long stream under one signature, for a new follower; no event is left out.

A snapshot is a large frame with its events compressed: the same bytes, numbers, chain and signed text. So a follower
that has archived it has the whole history up to its last event, and every rule about frames applies.
"""

import zlib
from typing import Annotated

import msgspec
from isal import isal_zlib

from shared.sync.core import (
    EVENT_BYTES,
    SNAPSHOT_BYTES,
    SNAPSHOT_EVENTS,
    Epoch,
    Frame,
    Hash,
    Signature,
    StreamName,
)

# The first bytes distinguish it from a frame.
OPENING = b'{"says":"snapshot"'
# Events are similar: they shrink to an eighth. A higher level saves a tenth of that and takes ten times as long.
EFFORT = 1


class Snapshot(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="says", tag="snapshot"):
    """A packed frame: `packed` is the JSON array of its events, compressed by zlib (RFC 1950)."""

    stream: StreamName
    epoch: Epoch
    first: Annotated[int, msgspec.Meta(ge=1, le=2**53)]
    previous: Hash
    count: Annotated[int, msgspec.Meta(ge=1, le=SNAPSHOT_EVENTS)]
    packed: bytes
    signature: Signature


_events = msgspec.json.Decoder(list[msgspec.Raw])


def pack(frame: Frame) -> Snapshot:
    """Return the frame as a snapshot."""
    packed = isal_zlib.compress(b"[" + b",".join(map(bytes, frame.events)) + b"]", EFFORT)
    return Snapshot(frame.stream, frame.epoch, frame.first, frame.previous, len(frame.events), packed, frame.signature)


def unpacked(snapshot: Snapshot) -> Frame | str:
    """Return the packed frame, or what is wrong with it; never unpack more bytes than a snapshot may have."""
    opener = zlib.decompressobj()
    try:
        text = opener.decompress(snapshot.packed, SNAPSHOT_BYTES + SNAPSHOT_EVENTS + 1)
        if not opener.eof or opener.unused_data:
            return "it is not packed as it should be"
        events = _events.decode(text)
    except (zlib.error, msgspec.MsgspecError, ValueError, RecursionError) as error:
        return str(error)[:200]
    if len(events) != snapshot.count or any(len(bytes(event)) > EVENT_BYTES for event in events):
        return f"{len(events)} events, where {snapshot.count} were announced"
    return Frame(snapshot.stream, snapshot.epoch, snapshot.first, snapshot.previous, events, snapshot.signature)
