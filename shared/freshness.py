"""How fresh a service's figures are: for how many organizations it has taken in everything they announced."""

from datetime import datetime

import msgspec

from shared.db import Tx
from shared.silence import SILENT_AFTER
from shared.words import GAP, plural


class Freshness(msgspec.Struct, frozen=True, kw_only=True):
    """As of `at`: how many of the organizations that the actor may see are complete, and the names of the others."""

    at: datetime
    complete: int
    of: int
    behind: list[str]


def known_in_words(complete: int, of: int) -> str:
    """Say of how many organizations everything is here, as a sentence."""
    if of == 0:
        return "Данных пока ни от кого нет."
    if of == 1:
        return "Данные полны." if complete else "Данные ещё не полны."
    if complete == of:
        return f"Данные полны по всем {of}{GAP}{plural(of, 'организации', 'организациям', 'организациям')}."
    if complete == 0:
        return f"Данные пока не полны ни по одной организации из {of}."
    return f"Данные полны по {complete} из {of}{GAP}{plural(of, 'организации', 'организаций', 'организаций')}."


class _Organization(msgspec.Struct, frozen=True):
    name: str
    complete: bool


async def freshness(tx: Tx) -> Freshness:
    """Return the freshness of a region's service that keeps the registry's colleges in its table `organization`."""
    rows = await tx.many(
        _Organization,
        """
        select o.name,
               coalesce(f.alarm is null and f.contact_at > $1 and coalesce(f.told_seq, 0) <= coalesce(h.seq, 0)
                        and f.seq <= coalesce(h.seq, 0), false)
               and not exists (select from parked p where p.stream = 'programs.' || o.organization) as complete
        from organization o
        left join sync.followed f on f.stream = 'programs.' || o.organization and f.left_at is null
        left join heard h on h.stream = f.stream
        order by replace(lower(o.name), 'ё', 'е')
        """,
        tx.now - SILENT_AFTER,
    )
    behind = [row.name for row in rows if not row.complete]
    return Freshness(at=tx.now, complete=len(rows) - len(behind), of=len(rows), behind=behind)
