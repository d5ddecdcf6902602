"""The facts behind a figure, and one event as it is stored."""

from datetime import date

import msgspec

from services.monitoring.figure.declared.model import FIGURES
from services.monitoring.figure.evidence.model import SPEAKERS, Evidence, Fact, KeptEvent, speaker_of
from services.monitoring.figure.indicator import queries as indicator
from services.monitoring.figure.indicator.queries import day_of
from shared.db import Tx
from shared.errors import NotFound

PAGE, SHEET = 50, 20_000
MOST = 2**31


class FactFilter(msgspec.Struct, frozen=True, kw_only=True):
    """The day of the figure, today by default, and which page of its facts."""

    on: date | None = None
    page: int = 1


ALL = FactFilter()


async def evidence(tx: Tx, organization: str, figure: str, asked: FactFilter = ALL) -> Evidence:
    """Return a figure of an organization with the facts behind it, a page of them."""
    if not 0 < asked.page < MOST // PAGE:
        raise NotFound
    return await _evidence(tx, organization, figure, day_of(asked.on, tx.today), (PAGE, PAGE * (asked.page - 1)))


async def whole(tx: Tx, organization: str, figure: str, on: date) -> Evidence:
    """Return a figure of an organization with all the facts behind it, up to what a sheet holds."""
    return await _evidence(tx, organization, figure, on, (SHEET, 0))


async def _evidence(tx: Tx, organization: str, figure: str, on: date, some: tuple[int, int]) -> Evidence:
    if figure not in FIGURES:
        raise NotFound
    row = await indicator.of(tx, organization, on)
    stream = f"{speaker_of(figure)}.{organization}"
    total = await tx.value(
        """select count(distinct number) from evidence
           where organization = $1 and figure = $2 and $3 between since and last""",
        organization, figure, on,
    )  # fmt: skip
    facts = await tx.many(
        Fact,
        """select b.number, b.day, b.document, coalesce(a.received_at, s.at) as received_at
           from (select number, min(since) as day, min(document) as document from evidence
                 where organization = $1 and figure = $2 and $3 between since and last group by number) b
           left join sync.archive a on (a.stream, a.seq) = ($4, b.number)
           left join sync.outbox s on (s.stream, s.seq) = ($4, b.number)
           order by b.number desc limit $5 offset $6""",
        organization, figure, on, stream, *some,
    )  # fmt: skip
    return Evidence(value=getattr(row, figure), total=total, facts=facts)


async def kept(tx: Tx, organization: str, speaker: str, number: int) -> KeptEvent:
    """Return an event that was told about an organization, by its number."""
    if speaker not in SPEAKERS or not 0 < number < 2**63:
        raise NotFound
    found = await tx.maybe(
        KeptEvent,
        """select k.stream, k.epoch, k.seq as number, encode(k.hash, 'hex') as hash, k.event,
                  coalesce(a.received_at, s.at) as received_at
           from organization o
           join sync.known k on k.stream = $2 and k.seq = $3
           left join sync.archive a on (a.stream, a.seq) = (k.stream, k.seq)
           left join sync.outbox s on (s.stream, s.seq) = (k.stream, k.seq)
           where o.organization = $1""",
        organization, f"{speaker}.{organization}", number,
    )  # fmt: skip
    if found is None:
        raise NotFound
    return found
