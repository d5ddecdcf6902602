"""Parked events: what a service could not take in waits, with later events about the same thing, for a repair."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog

from shared.db import Tx, passing
from shared.keyring import WAITS
from shared.sync import returned
from shared.sync.hearing import Unreadable, listener, names_in_contracts, take_in
from shared.sync.reading import Known, known
from shared.sync.running import RunningService

log = structlog.get_logger()

Changed = Callable[[str], None]


@dataclass
class Parking:
    """The parked events of one service; `changed` is called with its name after each commit that took events in."""

    running: RunningService
    changed: Sequence[Changed] = ()
    names: frozenset[str] = field(default_factory=names_in_contracts)

    async def mend(self) -> int:
        """Take in the events that waited for a key that has come."""
        rows = await self.running.pool.fetch(KEYED, WAITS) if self.running.service.reads else []
        return sum([await self._again(row["stream"], row["seq"]) for row in rows])

    async def re_run(self, stream: str, seq: int) -> int:
        """Take in the parked events about the same thing, all or none; return how many; raise the first error."""
        interest = self.running.service.interest
        async with self.running.transaction(listener(stream)) as tx:
            about = await tx.value("select about from parked where stream = $1 and seq = $2", stream, seq)
            rows = await tx.connection.fetch(PARKED, stream, about, self.running.config.contour)
            for row in rows:
                event, name = known(stream, row["epoch"], row["seq"], row["event"]), row["name"]
                if name not in self.names | interest.keys():
                    raise Unreadable(f"неизвестное событие {name}")
                if not event.own:
                    raise Unreadable(f"{name} говорит не этот поток")
                if (
                    stream.partition(".")[0] == self.running.service.name
                    and row["speaker"] == self.running.config.contour
                ):
                    await returned.again(tx, self.running.service, row["event"])
                elif name in interest:
                    await tx.act_for(row["speaker"], None)
                    await take_in(self.running, tx, event, interest[name])
                await tx.run("delete from parked where stream = $1 and seq = $2", stream, event.seq)
        for changed in self.changed:
            changed(self.running.service.name)
        return len(rows)

    async def retry(self) -> int:
        """Try every parked event again, as after an upgrade; return how many were taken in."""
        taken = 0
        for row in await self.running.pool.fetch(
            "select stream, min(seq) as seq from parked group by stream, about order by 2"
        ):
            taken += await self._again(row["stream"], row["seq"])
        return taken

    async def _again(self, stream: str, seq: int) -> int:
        """Try the parked events about one thing again; on failure, store the new reason and return 0."""
        try:
            return await self.re_run(stream, seq)
        except Exception as error:
            if passing(error):
                raise
            log.warning("still_parked", service=self.running.service.name, stream=stream, seq=seq, error=repr(error))
            async with self.running.transaction(listener(stream)) as tx:
                await tx.run("update parked set reason = $3 where stream = $1 and seq = $2", stream, seq, why(error))
            return 0


def why(error: Exception) -> str:
    """Return an error as the stored reason of parking."""
    return f"{type(error).__name__}: {error}".replace("\0", "")[:500]


async def park(tx: Tx, event: Known, reason: str) -> None:
    """Set an event aside until the cause of its failure is repaired."""
    await tx.run(
        """insert into parked (stream, epoch, seq, name, about, reason, at) values ($1, $2, $3, $4, $5, $6, $7)
           on conflict (stream, epoch, seq) do update set reason = excluded.reason""",
        event.stream, event.epoch, event.seq, event.name, event.about, reason.replace("\0", "")[:500], tx.now,
    )  # fmt: skip


KEYED = """
    select p.stream, min(p.seq) as seq
    from parked p join sync.person_key k on k.stream = p.stream and p.reason = $1 || k.id::text
    where k.key is not null or k.destroyed_at is not null
    group by p.stream, p.about order by 2
"""

PARKED = """
    select p.epoch, p.seq, p.name, k.event, coalesce(f.speaker, $3) as speaker
    from parked p join sync.known k on (k.stream, k.seq) = (p.stream, p.seq)
    left join sync.followed f on f.stream = p.stream
    where p.stream = $1 and p.about = $2
    order by p.seq
"""
