"""The recorded vectors of the protocol: what every later version must read."""

from pathlib import Path
from uuid import UUID

import msgspec

from shared.contracts.programs import RouteRequested
from shared.personal import shown
from shared.sync import box, core, keys, statement, wire


class Vectors(msgspec.Struct, forbid_unknown_fields=True):
    seed: str
    public_key: str
    account: str
    stream: str
    genesis: str
    hashes: list[str]
    frame_text: str
    frame: str
    snapshot: str
    head: str
    held: str
    kept: str
    recall: str
    follower_seed: str
    statement_text: str
    statement: str
    personal: "Personal"


class Personal(msgspec.Struct, forbid_unknown_fields=True):
    event_id: UUID
    key: UUID
    secret: str
    data: str
    words: str
    keys: str
    keys_text: str


VECTORS = msgspec.json.decode(Path(__file__).with_name("vectors.json").read_bytes(), type=Vectors)
KEY = keys.Key(bytes.fromhex(VECTORS.seed))


def test_names_come_from_the_key() -> None:
    assert keys.text_of(KEY.public) == VECTORS.public_key
    assert keys.account(KEY.public) == VECTORS.account


def test_a_recorded_frame_is_accepted_and_written_the_same_again() -> None:
    frame = wire.frame(VECTORS.frame.encode())
    assert isinstance(frame, core.Frame)
    chain = core.links(frame)

    verdict = core.judge(core.start(VECTORS.stream), frame, keys.verifier(KEY.public))

    assert isinstance(verdict, core.Accept)
    assert core.genesis(VECTORS.stream).hex() == VECTORS.genesis
    assert [link.hash.hex() for link in chain] == VECTORS.hashes
    first = core.start(VECTORS.stream)
    assert core.frame_text(frame.stream, 1, 1, first.hash, 2, chain[-1].hash).decode() == VECTORS.frame_text
    # Ed25519 signatures are deterministic.
    assert wire.write(KEY.frame(VECTORS.stream, first, chain)).decode() == VECTORS.frame


def test_a_recorded_snapshot_is_the_recorded_frame() -> None:
    assert wire.frame(VECTORS.snapshot.encode()) == wire.frame(VECTORS.frame.encode())


def test_what_a_follower_gives_back_is_read_and_its_seal_is_ours() -> None:
    kept = wire.kept(VECTORS.kept.encode())
    assert isinstance(kept, core.RecalledEvents)
    assert core.vouched(VECTORS.stream, kept.seal, keys.verifier(KEY.public))
    assert core.links(kept)[-1].hash == kept.seal.hash == bytes.fromhex(VECTORS.hashes[-1])
    assert wire.write(kept).decode() == VECTORS.kept
    assert wire.recall(VECTORS.recall.encode()) == wire.Recall(VECTORS.stream, kept.first - 1)


def test_recorded_statements_are_read_and_valid() -> None:
    head, held = wire.head(VECTORS.head.encode()), wire.held(VECTORS.held.encode())
    assert isinstance(head, core.Head)
    assert isinstance(held, core.Held)
    assert keys.signed(head, KEY.public)
    assert keys.signed(held, KEY.public)
    assert head.position == held.position
    assert isinstance(wire.held(VECTORS.head.encode()), wire.Malformed)


def test_a_recorded_statement_of_completeness_is_proven_and_written_the_same_again() -> None:
    follower = keys.Key(bytes.fromhex(VECTORS.follower_seed))
    trusted = {"btlh": KEY.public, "region": follower.public}
    assert statement.examine(VECTORS.statement.encode(), trusted).proven

    read = msgspec.json.decode(VECTORS.statement, type=statement.Statement)
    assert statement.text(read).decode() == VECTORS.statement_text
    again = statement.drawn_up(KEY, read.speaker, read.follower, read.head, read.held, read.issued_at)
    assert msgspec.json.encode(again).decode() == VECTORS.statement


def test_recorded_words_open_with_their_persons_key_and_the_key_with_its_readers() -> None:
    words, secret = VECTORS.personal, bytes.fromhex(VECTORS.personal.secret)
    event = shown(words.data.encode(), RouteRequested, stream=VECTORS.stream, id=words.event_id, secret=secret)
    assert msgspec.json.encode(event).decode() == words.words

    message = wire.keys_of(words.keys.encode())
    assert isinstance(message, wire.Keys)
    assert wire.keys_text(message).decode() == words.keys_text
    assert keys.verifier(KEY.public)(message.signature, wire.keys_text(message))
    [one] = message.keys
    reader, bound = (
        keys.Key(bytes.fromhex(VECTORS.follower_seed)),
        wire.key_text(message.stream, one.id, one.person, one.purpose),
    )
    assert (one.id, box.opened(reader, one.box, bound)) == (words.key, secret)
