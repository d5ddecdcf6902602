"""`run.py simulate`: run the given number of simulation steps, in several processes; exit 1 on a violation."""

import argparse
import random
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from tests.sync.simulation import World, live


@dataclass
class Lived:
    """The result of one seed."""

    seed: int
    steps: int
    events: int
    frames: int
    faults: Counter[str]
    verdicts: Counter[str]
    cpu: float
    violation: str | None = None


def world_of(seed: int, steps: int) -> Lived:
    """Run one seed to its end, or to the violation."""
    world, violation = World(seed), None
    try:
        live(world, steps)
    except (AssertionError, LookupError, TypeError) as found:
        violation = f"seed {seed}, step {world.step}: {found}"
    return Lived(
        seed, world.step, world.told, world.frames, world.faults, world.done, time.process_time(), violation
    )  # fmt: skip


def tell(lives: list[Lived], took: float) -> bool:
    """Print the results; tell whether there was no violation."""
    steps = sum(life.steps for life in lives)
    faults = sum((life.faults for life in lives), Counter[str]())
    verdicts = sum((life.verdicts for life in lives), Counter[str]())
    violations = [life.violation for life in lives if life.violation]
    cpu = sum(life.cpu for life in lives)
    print(f"seeds {', '.join(str(life.seed) for life in lives)}")
    print(f"steps {steps} in {took:.1f} s: {steps / took:.0f}/s, {steps / cpu:.0f} per second of processor time")
    print(f"events {sum(life.events for life in lives)}, frames {sum(life.frames for life in lives)}")
    print(f"faults {faults.total()}: {', '.join(f'{kind} {n}' for kind, n in sorted(faults.items()))}")
    print(f"verdicts: {', '.join(f'{kind} {n}' for kind, n in sorted(verdicts.items()))}")
    for violation in violations:
        print(f"VIOLATION: {violation}")
    print(f"{len(violations)} violations", flush=True)
    return not violations


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser("run.py simulate")
    parser.add_argument("--steps", type=int, default=10_000_000, help="all together (default: ten million)")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**31))
    parser.add_argument("--processes", type=int, default=2, help="each with a seed of its own (default: 2)")
    asked = parser.parse_args()
    begun = time.perf_counter()
    seeds = [asked.seed + number for number in range(asked.processes)]
    shares = [asked.steps // asked.processes + (number < asked.steps % asked.processes) for number in range(len(seeds))]
    with ProcessPoolExecutor(asked.processes) as pool:
        lives = list(pool.map(world_of, seeds, shares))
    sys.exit(0 if tell(lives, time.perf_counter() - begun) else 1)


if __name__ == "__main__":
    main()
