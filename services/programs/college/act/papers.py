"""The introduction order as a document: as it was signed, or as its draft stands today."""

from uuid import UUID

from services.programs.college.act import document, queries, roadmap
from services.programs.college.act.queries import ActView
from services.programs.college.organization import queries as organization
from services.programs.college.paper import queries as signed
from services.programs.college.paper.model import Paper
from services.programs.college.person import queries as people
from shared.contracts import law, terms
from shared.db import Tx
from shared.documents.model import Document
from shared.documents.printed import Printed


async def order(tx: Tx, act_id: UUID) -> Document | Printed:
    """Return the order: signed, as it was signed."""
    act = await queries.act(tx, act_id)
    kept = await signed.newest(tx, "introduction", act.id)
    return await drawn(tx, act) if kept is None else await signed.printed(tx, kept)


async def curator_of(tx: Tx, act_id: UUID) -> list[UUID]:
    """Return whom an order makes the curator."""
    return [(await queries.act(tx, act_id)).draft.curator_id]


async def content(tx: Tx, act: ActView, kept: Paper | None) -> Document:
    """Return what an order says: what was signed, if that is kept."""
    return await drawn(tx, act) if kept is None else await signed.text(tx, kept)


async def drawn(tx: Tx, act: ActView) -> Document:
    """Return an order drawn now: with the names of today, or those that its signature names."""
    wording = act.wording or await queries.wording(tx, await people.person(tx, act.draft.curator_id))
    day = act.signed_on or tx.today
    rules = await organization.edition(tx, day)
    return document.order(
        act.draft,
        wording,
        number=act.number,
        signed_on=act.signed_on,
        basis=law.basis(rules, day),
        years=roadmap.period(act.draft.starts_on, rules).years,
        often=terms.often(rules, "needs_refresh", once="одного раза в год"),
    )
