"""Compare the two sides of every stream, row by row: what the speaker told and what each listener holds."""

import asyncio
import time
from dataclasses import dataclass
from typing import TypeAlias

import asyncpg

from deploy.folder import Folder
from shared.config import Config
from shared.sync.core import chained, genesis

TOLD = "select seq, epoch, hash, event from sync.outbox where stream = $1 order by seq"
KEPT = "select seq, epoch, hash, event from sync.archive where stream = $1 order by seq"
FOLLOWED = "select stream, speaker from sync.followed where left_at is null order by stream"

Connections: TypeAlias = "dict[str, asyncpg.Connection[asyncpg.Record]]"


@dataclass(frozen=True)
class Side:
    """One side of a stream: its contour, its number of events, and the chain's last hash."""

    contour: str
    events: int
    last: str

    def after(self, row: asyncpg.Record | None) -> "Side":
        """Return the side after one more row; unchanged for None."""
        return self if row is None else Side(self.contour, self.events + 1, row["hash"].hex())

    def __str__(self) -> str:
        """Return it as one line."""
        return f"{self.contour} {self.events} events, {self.last[:16] or 'nothing yet'}"


@dataclass(frozen=True)
class Compared:
    """A stream's two sides, and their first difference."""

    stream: str
    told: Side
    kept: Side
    wrong: str | None

    def __str__(self) -> str:
        """Return it as one line."""
        return f"{self.stream}: {self.told} | {self.kept} | {self.wrong or 'equal'}"


async def verify(folder: Folder, *, wait: float) -> bool:
    """Print both sides of every stream; tell whether all are equal, waiting at most `wait` seconds for late events."""
    folder.state()
    configs = folder.configs()
    deadline = time.monotonic() + wait
    while True:
        compared = await compare(configs)
        if not any(one.wrong for one in compared) or time.monotonic() > deadline:
            break
        await asyncio.sleep(0.3)
    for one in compared:
        print(one)
    equal = not any(one.wrong for one in compared)
    print(f"{len(compared)} streams compared: {'equal' if equal else 'THEY DIFFER'}")
    return equal


async def compare(configs: list[Config]) -> list[Compared]:
    """Compare every exchanged stream; a college that the region does not follow yet exchanges nothing.

    A stream that goes up needs the upper contour to follow it; one that goes down arrives once both follow each other.
    """
    above = {config.contour: config.upper.contour for config in configs if config.upper is not None}
    connections: Connections = {config.contour: await asyncpg.connect(config.logins["sync"]) for config in configs}
    try:
        followed = {name: await at.fetch(FOLLOWED) for name, at in connections.items()}
        pairs = {(listener, row["speaker"]) for listener, rows in followed.items() for row in rows}
        return [
            await _compare(row["stream"], row["speaker"], listener, connections)
            for listener, rows in followed.items()
            for row in rows
            if row["speaker"] in connections
            and (above.get(row["speaker"]) == listener or (row["speaker"], listener) in pairs)
        ]
    finally:
        for connection in connections.values():
            await connection.close()


async def _compare(stream: str, speaker: str, listener: str, connections: Connections) -> Compared:
    """Compare both sides row by row; keep the first difference."""
    told, kept = Side(speaker, 0, ""), Side(listener, 0, "")
    hash, wrong = genesis(stream), None
    there, here = connections[speaker], connections[listener]
    async with (
        here.transaction(isolation="repeatable_read", readonly=True),
        there.transaction(isolation="repeatable_read", readonly=True),
    ):
        await here.execute("select 1")  # its snapshot is taken first, so it cannot hold more than was told
        theirs = aiter(here.cursor(KEPT, stream))
        async for row in there.cursor(TOLD, stream):
            other = await anext(theirs, None)
            hash = chained(hash, row["event"])
            told, kept = told.after(row), kept.after(other)
            wrong = wrong or _difference(row, other, hash)
        async for row in theirs:
            kept = kept.after(row)
            wrong = wrong or f"the listener has number {row['seq']}, which was never told"
    return Compared(stream, told, kept, wrong)


def _difference(told: asyncpg.Record, kept: asyncpg.Record | None, hash: bytes) -> str | None:
    if told["hash"] != hash:
        return f"the speaker's chain is broken at number {told['seq']}"
    if kept is None:
        return f"the listener has nothing from number {told['seq']} on"
    return None if tuple(kept) == tuple(told) else f"they differ at number {told['seq']}"
