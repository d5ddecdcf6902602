"""The faults, one at a time; each returns when it is over, not when its effects are repaired."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeAlias

from tests.chaos.faults import broker, clocks, disks, older, processes, strange
from tests.chaos.stage import Stage

Fault: TypeAlias = Callable[[Stage], Awaitable[None]]


async def _kill_college(stage: Stage) -> None:
    await processes.kill(stage, stage.any_college().contour)


async def _freeze_college(stage: Stage) -> None:
    await processes.freeze(stage, stage.any_college().contour)


async def _mistake(stage: Stage, hours: int, *, college: bool) -> None:
    contour = stage.any_college() if college else stage.region
    await clocks.mistake(stage, contour.contour, hours * clocks.HOUR)


async def _fill_college(stage: Stage) -> None:
    await disks.fill(stage, stage.any_college().contour)


def kinds(stage: Stage) -> dict[str, Fault]:
    """Return every kind of fault that is possible here, by name."""
    found: dict[str, Fault] = {
        "kill region": partial(processes.kill, name="region"),
        "kill college": _kill_college,
        "kill nats": partial(processes.kill, name="nats"),
        "kill postmaster": partial(processes.kill, name="postgres"),
        "kill backend": processes.kill_backend,
        "kill supervisor": processes.kill_supervisor,
        "cut backends": processes.cut_backends,
        "freeze region": partial(processes.freeze, name="region"),
        "freeze college": _freeze_college,
        "freeze nats": partial(processes.freeze, name="nats"),
        "freeze postmaster": partial(processes.freeze, name="postgres"),
        "freeze supervisor": processes.freeze_supervisor,
        "store wiped live": broker.wipe_live,
        "store wiped stopped": broker.wipe_stopped,
        "stream deleted": broker.delete_stream,
        "consumer deleted": broker.delete_consumer,
        "frame forged": broker.forge,
        "frame tripled": broker.triple,
        "frame far ahead": broker.gap,
        "line cut": lambda stage: stage.line.fail("cut", stage.pause(3)),
        "line black-holed": lambda stage: stage.line.fail("black", stage.pause(3)),
        "clock of region +1 h": partial(_mistake, hours=1, college=False),
        "clock of region -1 h": partial(_mistake, hours=-1, college=False),
        "clock of college +1 h": partial(_mistake, hours=1, college=True),
        "clock of college -1 h": partial(_mistake, hours=-1, college=True),
        "poison": strange.poison,
        "unknown version": strange.unknown_version,
    }
    for contour in stage.configs:
        found[f"database of {contour} older"] = partial(older.restore, contour=contour)
    if not stage.no_disks:
        found |= {
            "disk of region full": partial(disks.fill, name="region"),
            "disk of college full": _fill_college,
            "disk of broker full": partial(disks.fill, name="broker"),
            "disk of machine full": disks.fill_machine,
        }
    return found
