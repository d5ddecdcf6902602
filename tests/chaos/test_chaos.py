"""The checks of `run.py chaos` find every violation; the faults themselves are a gate of their own."""

import asyncio
import random
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from deploy.databases import name_of
from tests.chaos.checks import CHECKS, behind, converge, judge
from tests.chaos.load import MARKED, at_work, college_works, mark_or_lift
from tests.chaos.stage import Stage
from tests.chaos.verdict import Verdict
from tests.stack import Stack, lives

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def stage(scratch: Path) -> Iterator[Stage]:
    """A stack in which both colleges have told a few facts, and all of them have arrived."""
    stage = Stage(Stack(scratch / "judged"), random.Random(1))
    stage.stack.up()

    async def tell() -> None:
        stage.configs = {each.contour: each for each in stage.folder.configs()}
        stop = asyncio.Event()
        hidden = {college.contour: await stage.hide_somebody(college) for college in stage.colleges}
        async with asyncio.TaskGroup() as group:
            for name in list(stage.configs)[1:]:
                where = partial(stage.configs.__getitem__, name)
                group.create_task(college_works(where, stage.ledger, random.Random(name), stop))
            while stage.ledger.count < 20:
                await asyncio.sleep(0.05)
            stop.set()
        for _ in range(2):
            await say_alone(hidden["btlh"])

    async def say_alone(person: UUID) -> None:
        """Tell a fact that gets a journal line of its own: facts taken in together share one."""
        await converge(stage, Verdict())
        async with at_work(stage.configs["btlh"]) as running:
            stage.ledger.promised["programs.btlh"] |= await mark_or_lift(running, person)
        await converge(stage, Verdict())

    asyncio.run(tell())
    yield stage
    started = stage.stack.pids().values()
    stage.end()
    assert not any(lives(pid) for pid in started)


def found(stage: Stage, invariant: str) -> Verdict:
    """Return the result of one invariant's check."""

    async def look() -> Verdict:
        verdict = Verdict()
        verdict.violations = await CHECKS[invariant](stage, verdict)
        return verdict

    return asyncio.run(look())


def change(stage: Stage, contour: str, *statements: str) -> None:
    """Change a database as its administrator."""

    async def run() -> None:
        async with stage.ruling(name_of(contour)) as admin:
            for statement in statements:
                await admin.execute(statement)

    asyncio.run(run())


def test_the_judge_finds_nothing_in_an_unharmed_stack(stage: Stage) -> None:
    verdict = asyncio.run(judge(stage))
    assert verdict.clean, verdict
    assert {name for name in CHECKS if not verdict.looked[name]} == {"I8"}, "something was not looked at"


LAST = "stream = 'programs.btlh' and seq = (select max(seq) from {table} where stream = 'programs.btlh')"
IN_ARCHIVE, IN_OUTBOX = LAST.format(table="sync.archive"), LAST.format(table="sync.outbox")
# The last line of monitoring's journal, and the last two of them: each stands for one event.
HEARD = "position = (select max(position) from monitoring.journal where stream = 'programs.btlh')"
SWAPPED = """
    with two as (
        select a.position as one, b.position as other, a.seq + b.seq as sum
        from monitoring.journal a join monitoring.journal b on b.stream = a.stream and abs(b.seq - a.seq) = 1
        where a.stream = 'programs.btlh' and a.seq = a.through and b.seq = b.through and a.position < b.position
        order by a.position desc limit 1
    )
    update monitoring.journal set seq = sum - seq, through = sum - seq from two where position in (one, other)
"""

BROKEN = {
    "one byte of an archived event": (
        "I1", "region",
        f"update sync.archive set event = set_byte(event, 1, 32) where {IN_ARCHIVE}",
        f"update sync.archive set event = set_byte(event, 1, 34) where {IN_ARCHIVE}",
    ),
    "a history that parts": (
        "I1", "region",
        "update sync.followed set alarm = 'FORK: another history' where stream = 'programs.btlh'",
        "update sync.followed set alarm = null where stream = 'programs.btlh'",
    ),
    "a hole in the outbox": (
        "I2", "btlh",
        f"update sync.outbox set seq = seq + 1 where {IN_OUTBOX}",
        f"update sync.outbox set seq = seq - 1 where {IN_OUTBOX}",
    ),
    "an epoch that goes back": (
        "I2", "region",
        "update sync.archive set epoch = 0 where stream = 'programs.btlh' and seq = 5",
        "update sync.archive set epoch = 1 where stream = 'programs.btlh' and seq = 5",
    ),
    "a fact that waits": (
        "I3", "region",
        "insert into monitoring.parked values ('programs.btlh', 1, 1, 'x', 'x', 'x', 'now')",
        "delete from monitoring.parked",
    ),
    "a table that somebody wrote": (
        "I4", "region",
        "update monitoring.staff set teachers = teachers + 1",
        "select 'the rebuild itself has mended it'",
    ),
    "an archive with a hole": (
        "I5", "region",
        "update sync.archive set stream = 'programs.gone' where stream = 'programs.btlh' and seq = 5",
        "update sync.archive set stream = 'programs.btlh' where stream = 'programs.gone'",
    ),
    "an archive that says something else": (
        "I5", "region",
        f"update sync.archive set hash = set_byte(hash, 0, get_byte(hash, 0) # 1) where {IN_ARCHIVE}",
        f"update sync.archive set hash = set_byte(hash, 0, get_byte(hash, 0) # 1) where {IN_ARCHIVE}",
    ),
    "a table without row-level security": (
        "I6", "region",
        "alter table monitoring.need disable row level security",
        "alter table monitoring.need enable row level security",
    ),
    "a fact of one college written as another's": (
        "I6", "region",
        f"update monitoring.journal set organization = 'bgpk' where {HEARD}",
        f"update monitoring.journal set organization = 'btlh' where {HEARD}",
    ),
    "a name in the region": (
        "I9", "region",
        "update monitoring.organization set full_name = full_name || ' {name}'",
        "update monitoring.organization set full_name = replace(full_name, ' {name}', '')",
    ),
    "a name in the bytes of an event": (
        "I9", "region",
        "insert into sync.quarantine (stream, verdict, why, frame, at) "
        "values ('programs.btlh', 'FORGED', '', convert_to('{name}', 'utf8'), 'now')",
        "delete from sync.quarantine",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_the_judge_finds(what: str, stage: Stage) -> None:
    invariant, contour, harm, mend = BROKEN[what]
    change(stage, contour, harm.replace("{name}", stage.names[0]))
    try:
        assert [one[:2] for one in found(stage, invariant).violations][:1] == [invariant]
    finally:
        change(stage, contour, mend.replace("{name}", stage.names[0]))
    assert found(stage, invariant).violations == []


COUNTED = {
    "lost, when an effect is gone": (
        f"update monitoring.journal set stream = 'programs.gone' where {HEARD}",
        "update monitoring.journal set stream = 'programs.btlh' where stream = 'programs.gone'",
        (1, 0, 0),
    ),
    "doubled, when an effect came twice": (
        "insert into monitoring.journal (id, actor, at, organization, stream, epoch, seq, through) "
        f"select gen_random_uuid(), 'twice', at, organization, stream, epoch, seq, through "
        f"from monitoring.journal where {HEARD}",
        "delete from monitoring.journal where actor = 'twice'",
        (0, 1, 0),
    ),
    "out of order, when effects changed places": (
        SWAPPED,
        SWAPPED,
        (0, 0, 1),
    ),
}


@pytest.mark.parametrize("what", COUNTED)
def test_the_judge_counts_as(what: str, stage: Stage) -> None:
    harm, mend, counts = COUNTED[what]
    change(stage, "region", harm)
    try:
        verdict = found(stage, "I3")
        assert (verdict.lost, verdict.doubled, verdict.disordered) == counts
    finally:
        change(stage, "region", mend)


def test_the_judge_counts_a_promise_that_was_not_kept(stage: Stage) -> None:
    promised = stage.ledger.promised["programs.btlh"]
    promised.add(gone := uuid4())
    assert found(stage, "I3").lost == 1
    promised.remove(gone)


def test_the_judge_compares_what_doors_acknowledged_with_what_was_told(stage: Stage) -> None:
    key = ("programs.btlh", uuid4())
    stage.ledger.by_doors[key] = [MARKED]
    assert found(stage, "I3").lost == 1
    del stage.ledger.by_doors[key]


def test_the_judge_finds_a_lagging_listener_a_shorter_archive_and_a_tail_fetched_late(stage: Stage) -> None:
    change(stage, "region", "update routes.heard set seq = seq + 1 where stream = 'programs.btlh'")
    assert "routes" in asyncio.run(behind(stage))[0]
    change(stage, "region", "update routes.heard set seq = seq - 1 where stream = 'programs.btlh'")

    seen = stage.ledger.seen["region programs.btlh"]
    stage.ledger.seen["region programs.btlh"] += 1
    assert found(stage, "I5").violations == [f"I5: region had {seen + 1} of programs.btlh, now {seen}"]

    stage.ledger.measured["quiet tail"] = 15.1
    assert found(stage, "I8").violations == ["I8: a quiet tail was mended after 15.1 s"]


def test_the_judge_finds_a_name_in_a_log(stage: Stage) -> None:
    log = stage.folder.log("region")
    with log.open("a") as written:
        written.write(stage.names[0])
    assert found(stage, "I9").violations == ["I9: region.log says a name"]
