"""The simulation finds no violation in the core, and finds one in each of its mutants."""

import os
import time
from pathlib import Path
from random import Random
from types import ModuleType

import pytest

from shared.sync import core as real
from tests.sync import simulation
from tests.sync.chance import Chance
from tests.sync.test_core import SCENARIOS

STEPS = int(os.environ.get("SIMULATION_STEPS", "300000"))
SOURCE = Path(real.__file__).read_text("utf-8")

# name: a piece of the core's text, and its replacement
MUTANTS = {
    "says again what was kept": ("if event not in known:", "if True:"),
    "believes every seal": ("return verify(seal.signature, text)", "return True"),
    "believes every signature": ("if not verify(frame.signature, text):", "if False:"),
    "sees no gap": ("if frame.first > held.seq + 1:", "if False:"),
    "lets one event be missing": ("if frame.first > held.seq + 1:", "if frame.first > held.seq + 2:"),
    "calls the next frame a gap": ("if frame.first > held.seq + 1:", "if frame.first > held.seq:"),
    "knows no duplicates": ("if last.seq <= held.seq:", "if False:"),
    "takes the last number for new": ("if last.seq <= held.seq:", "if last.seq < held.seq:"),
    "compares no history": ("if joint != held.hash:", "if False:"),
    "takes the overlap twice": ("chain[before + 1 :]", "chain"),
    "loses the first of an overlap": ("chain[before + 1 :]", "chain[before + 2 :]"),
    "stands at the wrong place": ("return Accept(frame.stream, chain[before + 1 :], Position(last.epoch, last.seq", "return Accept(frame.stream, chain[before + 1 :], Position(last.epoch, frame.first"),  # noqa: E501
    "goes back to an older epoch": ("if frame.epoch < held.epoch:", "if False:"),
    "chains nothing": ("sha256(previous + event).digest()", "sha256(event).digest()"),
    "begins every stream alike": ('sha256(b"podrost 1 " + stream.encode())', 'sha256(b"podrost 1 ")'),
    "signs without the stream": ("podrost frame 1\\n{stream}\\n", "podrost frame 1\\n"),
    "signs without the count": ("{previous.hex()}\\n{count}\\n", "{previous.hex()}\\n"),
    "never says it again": ("stuck = held <= sending.stood and held < sending.sent", "stuck = False"),
    "says it again only to those who went back": ("stuck = held <= sending.stood", "stuck = held < sending.stood"),
    "starts over each time": ("held if stuck or held > sending.sent else sending.sent", "held"),
    "does not see that it was restored": ("if held.seq > head.seq:", "if False:"),
    "does not compare what it told": ("if spoken_at_held != held.hash:", "if False:"),
    "is even with whoever is behind": ("Even() if held.seq == head.seq else Behind(held.seq)", "Even()"),
    "weighs no history": ("if held_at_head != head.hash:", "if False:"),
    "lets a frame grow": ("count == most or", ""),
    "lets a snapshot be no larger than a frame": ("size > bytes", "size > FRAME_BYTES"),
    "packs for whoever lacks little": ("return head - held >= SNAPSHOT_FROM", "return head >= SNAPSHOT_FROM"),
    "packs for nobody": ("return head - held >= SNAPSHOT_FROM", "return False"),
    "finds no hole": ("if link.seq != at.seq + 1 or", "if"),
}  # fmt: skip


def mutant(old: str, new: str) -> ModuleType:
    assert SOURCE.count(old) == 1, f"{old!r} must occur exactly once in the core"
    core = ModuleType("mutant")
    exec(compile(SOURCE.replace(old, new), "mutant", "exec"), core.__dict__)
    return core


def killed_by(core: ModuleType) -> str | None:
    """Return what finds a violation: the simulation, or else a scenario; None when nothing does."""
    for seed in range(3):
        try:
            simulation.run(4000, seed, core)
        except (AssertionError, IndexError, TypeError) as found:
            return f"simulation, seed {seed}: {found}"
    for scenario in SCENARIOS:
        try:
            scenario(core)
        except (AssertionError, AttributeError):
            return scenario.__name__
    return None


def test_nothing_is_lost_doubled_or_out_of_order_whatever_happens() -> None:
    seed = int(os.environ.get("SIMULATION_SEED", time.time_ns() % 2**32))
    print(f"seed {seed}")
    begun = time.perf_counter()

    world = simulation.run(STEPS, seed)

    took = time.perf_counter() - begun
    print(f"{STEPS} steps, {STEPS / took:.0f} steps/s, {world.told} events")
    print(dict(world.done), dict(world.faults))
    assert {"Accept", "Seen", "Gap", "Fork", "Forged", "Stale", "new epoch", "snapshot"} <= world.done.keys()
    assert len(world.faults) == 13


def test_remembered_hashes_do_not_change_the_simulation(monkeypatch: pytest.MonkeyPatch) -> None:
    remembering = simulation.run(20_000, 7)
    monkeypatch.setattr(simulation, "REMEMBERED", 0)
    forgetful = simulation.run(20_000, 7)

    assert (remembering.done, remembering.faults) == (forgetful.done, forgetful.faults)
    assert remembering.held.links == forgetful.held.links


def test_chance_draws_the_numbers_of_the_standard_library() -> None:
    ours, theirs = Chance(7), Random(7)
    ends = [*range(1, 200), 2**31]

    assert [ours.below(end) for end in ends] == [theirs.randrange(end) for end in ends]


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_is_killed(name: str) -> None:
    killer = killed_by(mutant(*MUTANTS[name]))
    print(f"{name}: {killer}")
    assert killer is not None
