"""How complete the figures of each organization are."""

from services.monitoring.figure.completeness.model import Completeness
from shared.db import Tx
from shared.errors import NotFound


async def completeness(tx: Tx) -> list[Completeness]:
    """Return, for every enrolled organization, how much of its stream is announced, held, shown and parked."""
    return await tx.many(
        Completeness,
        """
        select o.organization, o.name, o.municipality,
            coalesce(f.epoch, 1) as epoch,
            greatest(coalesce(f.told_seq, 0), coalesce(f.seq, 0)) as told,
            coalesce(f.seq, 0) as held,
            coalesce(h.seq, 0) as shown,
            (select count(*) from parked p where p.stream = 'programs.' || o.organization) as parked,
            f.alarm, f.contact_at,
            case when f.alarm is null and f.seq >= coalesce(f.told_seq, 0)
                 then greatest(f.at, least(f.told_at, f.contact_at))
                 else f.at end as complete_to
        from organization o
        left join sync.followed f on f.stream = 'programs.' || o.organization
        left join heard h on h.stream = f.stream
        order by replace(lower(o.name), 'ё', 'е')
        """,
    )


async def of(tx: Tx, organization: str) -> Completeness:
    """Return how complete one organization's data are here."""
    for state in await completeness(tx):
        if state.organization == organization:
            return state
    raise NotFound
