"""The decisions of the core: values in, verdicts out. A scenario gets the core as an argument, to test mutants."""

from types import ModuleType
from typing import Any

import msgspec
import pytest

from shared.sync import core as real
from shared.sync import wire
from shared.sync.keys import Key, account, public_of_account, signed, verifier
from tests.sync.side import STREAM
from tests.sync.simulation import genuine

KEY = Key(bytes(range(32)))


def links(core: ModuleType, count: int, *, epoch: int = 1, after: Any = None, word: bytes = b"event") -> list[Any]:
    at = after or core.start(STREAM)
    hash, seq, made = at.hash, at.seq, []
    for _ in range(count):
        seq += 1
        event = b"%s %d" % (word, seq)
        hash = core.chained(hash, event)
        made.append(core.Link(epoch, seq, hash, event))
    return made


def position(core: ModuleType, link: Any) -> Any:
    return core.Position(link.epoch, link.seq, link.hash)


def frame(core: ModuleType, before: Any, chain: list[Any], stream: str = STREAM) -> Any:
    last = chain[-1]
    text = core.frame_text(stream, last.epoch, before.seq + 1, before.hash, len(chain), last.hash)
    return core.Frame(stream, last.epoch, before.seq + 1, before.hash, [link.event for link in chain], text)


def a_frame_that_continues_is_accepted_whole(core: ModuleType) -> None:
    chain = links(core, 3)
    verdict = core.judge(core.start(STREAM), frame(core, core.start(STREAM), chain), genuine)
    assert verdict == core.Accept(STREAM, chain, position(core, chain[-1]))


def of_a_frame_that_overlaps_only_the_new_part_is_accepted(core: ModuleType) -> None:
    chain = links(core, 5)
    verdict = core.judge(position(core, chain[2]), frame(core, core.start(STREAM), chain), genuine)
    assert verdict == core.Accept(STREAM, chain[3:], position(core, chain[4]))


def a_frame_that_comes_again_is_seen(core: ModuleType) -> None:
    chain = links(core, 3)
    verdict = core.judge(position(core, chain[2]), frame(core, core.start(STREAM), chain), genuine)
    assert verdict == core.Seen(position(core, chain[2]))


def a_frame_that_comes_early_is_a_gap(core: ModuleType) -> None:
    chain = links(core, 4)
    for skipped in (1, 2, 3):
        verdict = core.judge(
            core.start(STREAM), frame(core, position(core, chain[skipped - 1]), chain[skipped:]), genuine
        )
        assert verdict == core.Gap(0)


def another_history_is_a_fork(core: ModuleType) -> None:
    ours, theirs = links(core, 3), links(core, 5, word=b"other")
    held = position(core, ours[2])
    for begin in (0, 1, 3):
        before = core.start(STREAM) if begin == 0 else position(core, theirs[begin - 1])
        assert isinstance(core.judge(held, frame(core, before, theirs[begin:]), genuine), core.Fork)


def an_event_that_was_changed_is_forged(core: ModuleType) -> None:
    honest = frame(core, core.start(STREAM), links(core, 2))
    lie = core.Frame(STREAM, 1, 1, honest.previous, [honest.events[0], b"lie"], honest.signature)
    assert isinstance(core.judge(core.start(STREAM), lie, genuine), core.Forged)


def a_signature_holds_for_its_own_stream_only(core: ModuleType) -> None:
    honest = frame(core, core.start(STREAM), links(core, 2))
    moved = core.Frame("programs.other", 1, 1, honest.previous, honest.events, honest.signature)
    assert isinstance(core.judge(core.start(STREAM), moved, genuine), core.Forged)
    assert core.genesis("programs.a") != core.genesis("programs.b")


def a_signature_holds_for_its_own_epoch_number_and_count(core: ModuleType) -> None:
    chain = links(core, 2)
    honest = frame(core, core.start(STREAM), chain)
    for epoch, first, events in ((2, 1, honest.events), (1, 2, honest.events), (1, 1, honest.events[:1])):
        lie = core.Frame(STREAM, epoch, first, honest.previous, events, honest.signature)
        assert isinstance(core.judge(core.start(STREAM), lie, genuine), core.Forged)
    texts = {
        core.standing_text(says, stream, core.Position(epoch, seq, hash), at)
        for says in ("head", "held")
        for stream in ("a.b", "a.c")
        for epoch in (1, 2)
        for seq in (3, 4)
        for hash in (b"5", b"6")
        for at in (7, 8)
    }
    assert len(texts) == 64


def a_new_epoch_goes_on_where_the_old_one_stood_and_never_back(core: ModuleType) -> None:
    old = links(core, 3)
    held = position(core, old[2])
    new = links(core, 2, epoch=2, after=held)
    assert core.judge(held, frame(core, held, new), genuine) == core.Accept(STREAM, new, position(core, new[1]))
    again = links(core, 1, epoch=1, after=position(core, new[1]))
    backwards = frame(core, position(core, new[1]), again)
    assert isinstance(core.judge(position(core, new[1]), backwards, genuine), core.Fork)
    assert isinstance(core.contiguous(core.start(STREAM), [*old, *new, *again]), core.Fork)
    assert core.contiguous(core.start(STREAM), [*old, *new]) == position(core, new[1])


def a_speaker_knows_what_its_follower_lacks(core: ModuleType) -> None:
    chain = links(core, 4)
    head = position(core, chain[3])
    assert core.compare(head, head, chain[3].hash) == core.Even()
    assert core.compare(head, position(core, chain[1]), chain[1].hash) == core.Behind(2)
    assert core.compare(head, core.start(STREAM), core.genesis(STREAM)) == core.Behind(0)


def a_speaker_restored_from_an_older_copy_sees_the_fork(core: ModuleType) -> None:
    chain, other = links(core, 4), links(core, 4, word=b"other")
    assert isinstance(core.compare(position(core, chain[1]), position(core, chain[3]), None), core.Fork)
    assert isinstance(core.compare(position(core, other[3]), position(core, chain[2]), other[2].hash), core.Fork)
    later = core.Position(2, 2, chain[1].hash)
    assert isinstance(core.compare(position(core, chain[3]), later, chain[1].hash), core.Fork)
    assert "restored" in core.compare(position(core, chain[1]), position(core, chain[3]), chain[3].hash).why


def a_restored_speaker_says_again_only_what_nobody_kept(core: ModuleType) -> None:
    kept = links(core, 4)
    ours = [kept[0].event, kept[1].event, b"new", b"newer"]
    again = core.told_again(position(core, kept[-1]), [link.event for link in kept], ours, 2)
    assert [(link.epoch, link.seq, link.event) for link in again] == [(2, 5, b"new"), (2, 6, b"newer")]
    assert core.contiguous(core.start(STREAM), [*kept, *again]) == position(core, again[-1])


def a_lost_branch_that_turns_up_after_a_recovery_is_taken_in_by_the_next_one(core: ModuleType) -> None:
    common = links(core, 2)
    joint = position(core, common[-1])
    lost = links(core, 2, after=joint, word=b"lost")
    spoken = [*common, *links(core, 3, epoch=2, after=joint, word=b"new")]
    head = position(core, spoken[-1])
    taken = core.judge(joint, frame(core, joint, lost), genuine)
    assert taken == core.Accept(STREAM, lost, position(core, lost[-1]))
    assert isinstance(core.compare(head, taken.to, spoken[taken.to.seq - 1].hash), core.Fork)
    assert isinstance(core.judge(taken.to, frame(core, joint, spoken[2:]), genuine), core.Fork)
    kept = [link.event for link in [*common, *lost]]
    again = core.told_again(taken.to, kept, [link.event for link in spoken], 3)
    assert [link.event for link in again] == [link.event for link in spoken[2:]]
    assert core.contiguous(core.start(STREAM), [*common, *lost, *again]) == position(core, again[-1])


def a_seal_vouches_for_its_own_stream_and_history_only(core: ModuleType) -> None:
    chain = links(core, 3)
    seal = core.seal_of(frame(core, core.start(STREAM), chain), chain[-1].hash)
    assert seal.position == position(core, chain[-1])
    assert core.vouched(STREAM, seal, genuine)
    assert not core.vouched("programs.other", seal, genuine)
    assert not core.vouched(STREAM, msgspec.structs.replace(seal, hash=bytes(32)), genuine)
    assert not core.vouched(STREAM, msgspec.structs.replace(seal, count=4), genuine)


def the_search_for_the_last_common_number_ends_at_the_beginning(core: ModuleType) -> None:
    after, asked = 9_990, 0
    while after:
        after, asked = core.further_back(10_000, after), asked + 1
    assert asked <= 6
    assert core.further_back(150, 150) == 0


def a_follower_weighs_what_is_announced(core: ModuleType) -> None:
    chain, other = links(core, 4), links(core, 4, word=b"other")
    held = position(core, chain[2])
    assert core.weigh(held, held, held.hash) == core.Even()
    assert core.weigh(held, position(core, chain[3]), None) == core.Behind(3)
    assert core.weigh(held, position(core, chain[1]), chain[1].hash) == core.Stale()
    for told in (other[2], other[1]):
        assert isinstance(core.weigh(held, position(core, told), chain[told.seq - 1].hash), core.Fork)


def what_does_not_arrive_is_said_again(core: ModuleType) -> None:
    first = core.heed(core.Sending(10, -1), 4)
    assert first == core.Sending(10, 4)
    assert core.heed(first, 4) == core.Sending(4, 4)
    assert core.heed(first, 7) == core.Sending(10, 7)
    assert core.heed(core.Sending(10, 7), 5) == core.Sending(5, 5)
    assert core.heed(core.Sending(0, -1), 6) == core.Sending(6, 6)


def a_frame_has_no_more_events_and_bytes_than_it_may(core: ModuleType) -> None:
    assert core.fits([b"x"] * 500) == 200
    assert core.fits([b"x" * core.EVENT_BYTES] * 5) == 2
    assert core.fits([b"x" * core.FRAME_BYTES * 2, b"x"]) == 1
    assert core.fits([b"x"]) == 1


def a_new_follower_of_a_long_stream_gets_larger_pieces(core: ModuleType) -> None:
    assert not core.far_behind(core.SNAPSHOT_FROM - 1, 0)
    assert core.far_behind(core.SNAPSHOT_FROM, 0)
    assert not core.far_behind(1_000_000, 1_000_000 - core.SNAPSHOT_FROM + 1)
    most, size = core.SNAPSHOT_EVENTS, core.SNAPSHOT_BYTES
    assert core.fits([b"x"] * (most + 1), most, size) == most
    assert core.fits([b"x" * core.EVENT_BYTES] * 40, most, size) == size // core.EVENT_BYTES


def a_hole_in_a_chain_is_found(core: ModuleType) -> None:
    chain = links(core, 5)
    assert core.contiguous(core.start(STREAM), chain) == position(core, chain[4])
    assert isinstance(core.contiguous(core.start(STREAM), [*chain[:2], *chain[3:]]), core.Fork)
    misnumbered = [*chain[:2], core.Link(1, 4, chain[2].hash, chain[2].event)]
    assert isinstance(core.contiguous(core.start(STREAM), misnumbered), core.Fork)
    damaged = [*chain[:2], core.Link(1, 3, chain[2].hash, b"changed"), *chain[3:]]
    assert isinstance(core.contiguous(core.start(STREAM), damaged), core.Fork)


def hashes_and_signed_texts_are_those_of_the_protocol(core: ModuleType) -> None:
    first = core.chained(core.genesis("programs.btlh"), b'{"a":1}')
    second = core.chained(first, b'{"a":2}')
    assert core.genesis("programs.btlh").hex() == VECTORS["genesis"]
    assert (first.hex(), second.hex()) == (VECTORS["first"], VECTORS["second"])
    text = core.frame_text("programs.btlh", 1, 1, core.genesis("programs.btlh"), 2, second)
    assert text.decode() == "podrost frame 1\nprograms.btlh\n1\n1\n{genesis}\n2\n{second}\n".format(**VECTORS)
    text = core.standing_text("head", "programs.btlh", core.Position(1, 2, second), 1763800000000)
    assert text.decode() == "podrost head 1\nprograms.btlh\n1\n2\n{second}\n1763800000000\n".format(**VECTORS)


# For another implementation: the stream programs.btlh with the events {"a":1} and {"a":2}.
VECTORS = {
    "genesis": "564505ae37f73a83d96b0e47ff3ca6d13ba530066af1d17d1d680e8e3544a824",
    "first": "188b969a3967eb7f666b7dbcd5375de2918d17ec3c9e824cf72b8c75c0da3e8f",
    "second": "7a9b73a4815a6a425be435138dbe81177441778d85ce04e1424c1464674de6f6",
}

SCENARIOS = [
    hashes_and_signed_texts_are_those_of_the_protocol,
    a_frame_that_continues_is_accepted_whole,
    of_a_frame_that_overlaps_only_the_new_part_is_accepted,
    a_frame_that_comes_again_is_seen,
    a_frame_that_comes_early_is_a_gap,
    another_history_is_a_fork,
    an_event_that_was_changed_is_forged,
    a_signature_holds_for_its_own_stream_only,
    a_signature_holds_for_its_own_epoch_number_and_count,
    a_new_epoch_goes_on_where_the_old_one_stood_and_never_back,
    a_speaker_knows_what_its_follower_lacks,
    a_speaker_restored_from_an_older_copy_sees_the_fork,
    a_restored_speaker_says_again_only_what_nobody_kept,
    a_lost_branch_that_turns_up_after_a_recovery_is_taken_in_by_the_next_one,
    a_seal_vouches_for_its_own_stream_and_history_only,
    the_search_for_the_last_common_number_ends_at_the_beginning,
    a_follower_weighs_what_is_announced,
    what_does_not_arrive_is_said_again,
    a_frame_has_no_more_events_and_bytes_than_it_may,
    a_new_follower_of_a_long_stream_gets_larger_pieces,
    a_hole_in_a_chain_is_found,
]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_the_core(scenario: Any) -> None:
    scenario(real)


def test_a_frame_travels_as_json_and_its_signature_stays_valid() -> None:
    at = real.start(STREAM)
    events = [b'{"n": 1}', b'{ "n" : 2 }', b'"three"']
    hash, made = at.hash, []
    for seq, event in enumerate(events, 1):
        hash = real.chained(hash, event)
        made.append(real.Link(1, seq, hash, event))

    read = wire.frame(wire.write(KEY.frame(STREAM, at, made)))

    assert isinstance(read, real.Frame)
    assert real.judge(at, read, verifier(KEY.public)) == real.Accept(STREAM, made, position(real, made[-1]))
    assert isinstance(real.judge(at, read, verifier(Key(bytes(32)).public)), real.Forged)
    assert isinstance(real.judge(at, read, verifier(b"no key")), real.Forged)


GOOD = wire.write(KEY.frame(STREAM, real.start(STREAM), [real.Link(1, 1, bytes(32), b'{"a":1}')]))
HOSTILE = [
    b"",
    b"\xff\xfe",
    b"null",
    b"[]",
    b"{}",
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b"\0" * (wire.FRAME_LIMIT + 1),
    GOOD[:-1],
    GOOD + b"x",
    GOOD.replace(b'"first":1', b'"first":0'),
    GOOD.replace(b'"first":1', b'"first":-1'),
    GOOD.replace(b'"first":1', b'"first":99999999999999999999999999999'),
    GOOD.replace(b'"first":1', b'"first":1.5'),
    GOOD.replace(b'"first":1', b'"first":"1"'),
    GOOD.replace(b'"first":1', b'"first":NaN'),
    GOOD.replace(b'"first":1', b'"first":1,"more":1'),
    GOOD.replace(b'"epoch":1', b'"epoch":4294967296'),
    GOOD.replace(b"programs.sim", b"programs.SIM"),
    GOOD.replace(b"programs.sim", b"programs.a'; drop table x"),
    GOOD.replace(b"programs.sim", b"programs." + b"a" * 64),
    GOOD.replace(b'[{"a":1}]', b"[]"),
    GOOD.replace(b'[{"a":1}]', b"[" + b"1," * 200 + b"1]"),
    GOOD.replace(b'[{"a":1}]', b"[" + b"[" * 50_000 + b"]" * 50_000 + b"]"),
    GOOD.replace(b'[{"a":1}]', b"[\xff]"),
    GOOD.replace(b'"previous":"', b'"previous":"AAAA'),
]


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_bytes_become_a_verdict(number: int) -> None:
    assert isinstance(wire.frame(HOSTILE[number]), wire.Malformed)
    for read in (wire.head, wire.held, wire.mine, wire.answer):
        assert isinstance(read(HOSTILE[number]), wire.Malformed)


def test_a_statement_belongs_to_its_signer_its_kind_and_its_moment() -> None:
    at = real.Position(1, 7, bytes(32))
    head, held = KEY.head(STREAM, at, 5), KEY.held(STREAM, at, 5)
    assert signed(head, KEY.public)
    assert signed(held, KEY.public)
    assert not signed(head, Key(bytes(32)).public)
    assert not signed(msgspec.structs.replace(head, signature=held.signature), KEY.public)
    assert not signed(msgspec.structs.replace(head, at=6), KEY.public)


def test_a_contours_account_is_its_public_key() -> None:
    assert account(KEY.public).startswith("A")
    assert public_of_account(account(KEY.public)) == KEY.public
    for wrong in ("", "A", account(KEY.public)[:-1] + "A", "U" + account(KEY.public)[1:], "!" * 56):
        with pytest.raises(ValueError):  # noqa: PT011  # base32 raises a plain ValueError
            public_of_account(wrong)
