"""The papers of pairs to download: the order, its draft, addenda and consents, each as DOCX and PDF."""

from uuid import UUID

from services.programs.pairing.pair import papers, queries
from services.programs.pairing.pair.queries import Asked
from services.programs.pairing.pair.refusals import NobodyChosen
from services.programs.pairing.pair.who import ORDERING
from shared.db import Tx
from shared.documents.model import Document
from shared.web.doors import SIGNED_IN, File, file
from shared.web.papers import as_docx, as_pdf


async def _order(tx: Tx, order_id: UUID) -> Document:
    signed = await queries.order(tx, order_id)
    return await papers.order(tx, order_id, [await queries.pair(tx, pair_id) for pair_id in signed.pair_ids])


async def _draft(tx: Tx) -> Document:
    ready = [card for card in await queries.pairs(tx, Asked(state="open")) if card.stage == "ready"]
    if not ready:
        raise NobodyChosen
    return await papers.order(tx, None, ready)


async def order_docx(tx: Tx, order_id: UUID) -> File:
    """Return a signed order as DOCX."""
    return await as_docx(await _order(tx, order_id))


async def order_pdf(tx: Tx, order_id: UUID) -> File:
    """Return a signed order as PDF."""
    return await as_pdf(await _order(tx, order_id))


async def draft_docx(tx: Tx) -> File:
    """Return the draft of an order for every pair that is ready, as DOCX."""
    return await as_docx(await _draft(tx))


async def draft_pdf(tx: Tx) -> File:
    """Return the draft of an order for every pair that is ready, as PDF."""
    return await as_pdf(await _draft(tx))


async def addendum_docx(tx: Tx, pair_id: UUID, person_id: UUID) -> File:
    """Return an addendum as DOCX."""
    return await as_docx(await papers.addendum(tx, await queries.pair(tx, pair_id), person_id))


async def addendum_pdf(tx: Tx, pair_id: UUID, person_id: UUID) -> File:
    """Return an addendum as PDF."""
    return await as_pdf(await papers.addendum(tx, await queries.pair(tx, pair_id), person_id))


async def consent_docx(tx: Tx, pair_id: UUID, person_id: UUID) -> File:
    """Return a given consent as DOCX."""
    return await as_docx(await papers.consent(tx, await queries.pair(tx, pair_id), person_id))


async def consent_pdf(tx: Tx, pair_id: UUID, person_id: UUID) -> File:
    """Return a given consent as PDF."""
    return await as_pdf(await papers.consent(tx, await queries.pair(tx, pair_id), person_id))


FILES = [
    file("/pairs/order/draft.docx", draft_docx, who=ORDERING),
    file("/pairs/order/draft.pdf", draft_pdf, who=ORDERING),
    file("/pairs/orders/{order_id:uuid}/order.docx", order_docx, who=ORDERING),
    file("/pairs/orders/{order_id:uuid}/order.pdf", order_pdf, who=ORDERING),
    file("/pairs/{pair_id:uuid}/addendum/{person_id:uuid}/addendum.docx", addendum_docx, who=SIGNED_IN),
    file("/pairs/{pair_id:uuid}/addendum/{person_id:uuid}/addendum.pdf", addendum_pdf, who=SIGNED_IN),
    file("/pairs/{pair_id:uuid}/consent/{person_id:uuid}/consent.docx", consent_docx, who=SIGNED_IN),
    file("/pairs/{pair_id:uuid}/consent/{person_id:uuid}/consent.pdf", consent_pdf, who=SIGNED_IN),
]
