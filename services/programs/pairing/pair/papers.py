"""Reads the facts of the college that the documents of a pair need."""

from uuid import UUID

from services.programs.college.act import queries as acts
from services.programs.college.organization import queries as organization
from services.programs.college.person import queries as people
from services.programs.college.person.queries import PersonCard
from services.programs.pairing.pair import combination, document, members, queries
from services.programs.pairing.pair import wording as words
from services.programs.pairing.pair.document import Contract, Head
from services.programs.pairing.pair.model import VOLUNTARY_EXIT
from services.programs.pairing.pair.queries import Addendum, Order, PairCard
from services.programs.pairing.pair.refusals import NobodyChosen, PairUnknown
from services.programs.pairing.pair.who import may_read
from services.programs.pairing.pair.wording import Matter, Named
from shared.consent import hash_of
from shared.contracts import terms
from shared.db import Tx
from shared.documents.model import Document
from shared.documents.names import decline, decline_post, initials_first
from shared.words import in_figures


def named(person: PersonCard) -> Named:
    """Return the names of an employee for documents."""
    return Named(person.name, person.posts[0] if person.posts else "")


async def matter(tx: Tx, card: PairCard) -> Matter:
    """Return the subject matter of a pair, in the words of its edition."""
    edition = await organization.edition_called(tx, card.edition)
    known = await queries.staff(tx)
    return Matter(
        organization=(await organization.card(tx)).name,
        mentor=named(known[card.mentor.person_id]),
        mentees=tuple(named(known[side.person_id]) for side in card.mentees),
        form=card.form_word,
        kinds=card.kind_words,
        topic=card.topic,
        reverse_topic=card.reverse_topic,
        regime=card.regime,
        regime_ground=card.regime_ground,
        notice=terms.in_words(edition, "exit_notice"),
        own_notice=terms.in_words(edition, VOLUNTARY_EXIT) if edition.has(VOLUNTARY_EXIT) else "",
        program=terms.from_to(edition, "program_min", "program_max", year="1 года"),
    )


async def wording(tx: Tx, pair_id: UUID, person_id: UUID) -> str:
    """Return the text of the consent that this person is asked for."""
    card = await queries.pair(tx, pair_id)
    side = card.side(person_id)
    if side is None:
        raise PairUnknown
    who = named(await people.person(tx, person_id))
    return words.consent(await matter(tx, card), who, side.role)


async def head(tx: Tx) -> Head:
    """Return who signs for the college."""
    found = await people.head(tx)
    if found is None:
        return Head("Директор", "")
    post = found.posts[0]
    in_person = f"{decline_post(post, 'genitive')} {decline(found.name, 'genitive')}"
    return Head(post[0].upper() + post[1:], initials_first(found.name), in_person)


async def signed_order(tx: Tx, order_id: UUID) -> Document:
    """Return a signed order as a document."""
    signed = await queries.order(tx, order_id)
    return await _order(tx, signed, [await queries.pair(tx, pair_id) for pair_id in signed.pair_ids])


async def draft_order(tx: Tx) -> Document:
    """Return the draft of an order for every pair that is ready."""
    known_members = await members.members(tx)
    ready = [
        card
        for card in await queries.pairs(tx)
        if card.stage == "ready" and combination.refusal(card.rules(), known_members) is None
    ]
    if not ready:
        raise NobodyChosen
    return await _order(tx, None, ready)


async def _order(tx: Tx, signed: Order | None, cards: list[PairCard]) -> Document:
    introduction = await acts.in_force(tx)
    introduced = ""
    if introduction is not None and introduction.signed_on is not None:
        introduced = f"от {in_figures(introduction.signed_on)} № {introduction.number}"
    curator_id = await acts.curator_id(tx)
    curator = await people.person(tx, curator_id) if curator_id else None
    return document.pairing_order(
        await organization.letterhead(tx),
        await head(tx),
        tuple([await matter(tx, card) for card in cards]),
        number=signed.number if signed else None,
        day=signed.signed_on if signed else None,
        introduction=introduced,
        curator=str(decline(curator.name, "accusative")) + "." if curator else "",
    )


async def addendum(tx: Tx, pair_id: UUID, person_id: UUID) -> Document:
    """Return a recorded addendum as a document."""
    card = await queries.pair(tx, pair_id)
    kept = next((one for one in card.addenda if one.person_id == person_id), None)
    if kept is None or not may_read(tx.actor, person_id):
        raise PairUnknown
    guide = named(await people.person(tx, person_id))
    return document.addendum(
        await organization.letterhead(tx), await head(tx), await matter(tx, card), guide, contract(kept)
    )


def contract(kept: Addendum) -> Contract:
    """Return the terms of an addendum."""
    return Contract(**{name: getattr(kept, name) for name in Contract.__struct_fields__})


async def consent(tx: Tx, pair_id: UUID, person_id: UUID) -> Document:
    """Return a given consent as a document, word for word."""
    card = await queries.pair(tx, pair_id)
    side = card.side(person_id)
    text = await queries.consented_wording(tx, card.id, person_id)
    if side is None or side.answered_on is None or not text or not may_read(tx.actor, person_id):
        raise PairUnknown
    who = named(await people.person(tx, person_id))
    return document.consent(
        await organization.letterhead(tx), who, text, given_on=side.answered_on, version=hash_of(text)
    )  # fmt: skip
