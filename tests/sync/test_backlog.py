"""A batch of a backlog reads only its own rows, however long the backlog is, even without statistics."""

import asyncpg
import msgspec
import pytest

from shared.sync.reading import BATCH, BATCH_BYTES, NEXT
from shared.sync.recall import HELD
from shared.sync.speaker import OUTBOX_RUN
from tests.conftest import FreshDatabase

STREAM, LONG = "programs.btlh", 20_000

TOLD = """
    insert into sync.outbox (stream, seq, epoch, hash, event, id, name, about, at)
    select $1, seq, 1, sha256(seq::text::bytea), convert_to(repeat('-', 300), 'utf8'), gen_random_uuid(),
           'programs.meeting_held.v2', '', now()
    from generate_series(1, $2) seq
"""
ARCHIVED = """
    insert into sync.archive (stream, seq, epoch, hash, event, received_at)
    select $1, seq, 1, sha256(seq::text::bytea), convert_to(repeat('-', 300), 'utf8'), now()
    from generate_series(1, $2) seq
"""


class Step(msgspec.Struct, rename={"rows": "Actual Rows", "steps": "Plans"}):
    """A step of an executed plan: the number of its rows, and the steps below it."""

    rows: float
    steps: list["Step"] = []

    @property
    def most(self) -> float:
        """The largest number of rows of any step."""
        return max(self.rows, *(step.most for step in self.steps)) if self.steps else self.rows


class Plan(msgspec.Struct, rename={"last": "Plan"}):
    """A plan as `explain` prints it."""

    last: Step


@pytest.mark.parametrize(
    ("login", "question", "numbers"),
    [
        ("sync", OUTBOX_RUN, (1, BATCH)),
        ("programs", NEXT, (1, BATCH, BATCH_BYTES)),
        ("sync", HELD, (1, BATCH)),
    ],
    ids=["what a speaker sends", "what a service takes in", "what a follower gives back"],
)
async def test_no_statement_reads_a_whole_backlog_to_find_its_beginning(
    fresh_database: FreshDatabase, login: str, question: str, numbers: tuple[int, ...]
) -> None:
    database = await fresh_database("college")
    owner, reader = await asyncpg.connect(database.owner), await asyncpg.connect(database.logins[login])
    for told in (TOLD, ARCHIVED):
        await owner.execute(told, STREAM, LONG)

    text = await reader.fetchval(f"explain (analyze, format json) {question}", STREAM, *numbers)

    [plan] = msgspec.json.decode(text, type=list[Plan])
    assert BATCH <= plan.last.most <= 2 * BATCH
    await owner.close()
    await reader.close()
