"""Reads the facts of the college that the documents of a pair need."""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from services.programs.college.act import queries as acts
from services.programs.college.organization import queries as organization
from services.programs.college.paper import queries as signed
from services.programs.college.paper.model import Words
from services.programs.college.person import queries as people
from services.programs.college.person.naming import check_gender
from services.programs.college.person.queries import PersonCard
from services.programs.pairing.pair import combination, document, members, queries
from services.programs.pairing.pair import wording as words
from services.programs.pairing.pair.document import Contract, Head
from services.programs.pairing.pair.model import VOLUNTARY_EXIT
from services.programs.pairing.pair.queries import Addendum, PairCard
from services.programs.pairing.pair.refusals import NobodyChosen, PairUnknown
from services.programs.pairing.pair.who import may_read
from services.programs.pairing.pair.wording import Contracted, Matter
from shared.contracts import law, terms
from shared.db import Tx
from shared.documents.model import Document
from shared.documents.named import Named
from shared.documents.names import initials_first
from shared.documents.posts import Case
from shared.documents.printed import Printed
from shared.words import in_figures


async def matter(tx: Tx, card: PairCard, then: Words | None = None) -> Matter:
    """Return the subject matter of a pair, in the words of its edition; `then` gives the names of an earlier day."""
    edition = await organization.edition_called(tx, card.edition)
    staff = {} if then else await queries.staff(tx)
    people = [then.people[one.person_id] if then else staff[one.person_id].named for one in card.sides]
    return Matter(
        organization=then.organization.short if then else (await organization.card(tx)).name,
        mentor=people[0],
        mentees=tuple(people[1:]),
        form=card.form_word,
        kinds=card.kind_words,
        topic=card.topic,
        reverse_topic=card.reverse_topic,
        regime=card.regime,
        regime_ground=card.regime_ground,
        notice=terms.in_words(edition, "exit_notice"),
        own_notice=terms.in_words(edition, VOLUNTARY_EXIT) if edition.has(VOLUNTARY_EXIT) else "",
        program=terms.from_to(edition, "program_min", "program_max", year="1 года"),
        rules=tuple(law.rule_of_kind(edition, kind) for kind in card.kinds),
        papers=tuple(Contracted(one.number, one.signed_on, one.ends_on) for one in card.addenda),
    )


async def wording(tx: Tx, pair_id: UUID, person_id: UUID) -> str:
    """Return the text of the consent that this person is asked for."""
    card = await queries.pair(tx, pair_id)
    side = card.side(person_id)
    if side is None:
        raise PairUnknown
    who = (await people.person(tx, person_id)).named
    return words.consent(await matter(tx, card), who, side.role)


async def head(tx: Tx) -> Head:
    """Return who signs for the college."""
    found = await people.head(tx)
    if found is None:
        return Head("Директор", "")
    return signer(found.named)


def signer(known: Named | None) -> Head:
    """Return who signs for the college, by the name known then."""
    if known is None:
        return Head("Директор", "")
    post = known.post or "директор"
    in_person = f"{msgspec.structs.replace(known, post=post).post_in('genitive')} {known.name_in('genitive')}"
    acting = "действующей" if known.female else "действующего"
    return Head(post[0].upper() + post[1:], initials_first(known.name), in_person, acting)


async def signed_order(tx: Tx, order_id: UUID) -> Document | Printed:
    """Return a signed order as it was signed."""
    order = await queries.order(tx, order_id)
    kept = await signed.newest(tx, "pairing", order.id)
    return await drawn_order(tx, order.id) if kept is None else await signed.printed(tx, kept)


async def drawn_order(tx: Tx, order_id: UUID) -> Document:
    """Return a signed order, drawn from what was known when it was signed."""
    order = await queries.order(tx, order_id)
    then = await signed.words(tx, "pairing", order_id)
    return document.pairing_order(
        then.organization,
        signer(then.head),
        tuple([await matter(tx, await queries.pair(tx, pair_id), then) for pair_id in order.pair_ids]),
        number=order.number,
        day=order.signed_on,
        introduction=then.introduction,
        curator=then.curator_named,
    )


async def in_draft(tx: Tx) -> list[UUID]:
    """Return the people of the pairs that are ready for an order."""
    return [side.person_id for card in await _ready(tx) for side in card.sides]


async def _ready(tx: Tx) -> list[PairCard]:
    known_members = await members.members(tx)
    return [
        card
        for card in await queries.pairs(tx)
        if card.stage == "ready" and combination.refusal(card.rules(), known_members) is None
    ]


async def draft_order(tx: Tx) -> Document:
    """Return the draft of an order for every pair that is ready."""
    ready = await _ready(tx)
    if not ready:
        raise NobodyChosen
    introduction = await acts.in_force(tx)
    introduced = ""
    if introduction is not None and introduction.signed_on is not None:
        introduced = f"от {in_figures(introduction.signed_on)} № {introduction.number}"
    curator_id = await acts.curator_id(tx)
    curator = await people.person(tx, curator_id) if curator_id else None
    return document.pairing_order(
        await organization.letterhead(tx),
        await head(tx),
        tuple([await matter(tx, card) for card in ready]),
        number=None,
        day=None,
        introduction=introduced,
        curator=curator.named.name_in("accusative") if curator else "",
    )


# Somebody, the words before their name in a document, and the case of the name.
Written = tuple[PersonCard, str, Case]


async def written_in_order(tx: Tx, cards: Iterable[PairCard]) -> list[Written]:
    """Return how an order for these pairs writes its people."""
    staff = await queries.staff(tx)
    lines: list[Written] = []
    for card in cards:
        lines.append((staff[card.mentor.person_id], "наставника", "accusative"))
        lines += [(staff[side.person_id], "за", "instrumental") for side in card.mentees]
    introduction = await acts.in_force(tx) if lines else None
    if introduction is not None:
        lines.append((staff[introduction.draft.curator_id], "возложить на", "accusative"))
    return list(dict.fromkeys(lines))


async def written_in_addendum(tx: Tx, card: PairCard, person_id: UUID) -> list[Written]:
    """Return how the addendum of a mentor writes its people."""
    staff, signing = await queries.staff(tx), await people.head(tx)
    guide = staff[person_id]
    named: list[Written] = [(guide, "именуемая" if guide.named.female else "именуемый", "nominative")]
    others = [side for side in card.mentees if side.person_id != person_id] or [card.mentor]
    named += [(staff[side.person_id], "в отношении", "genitive") for side in others]
    if signing is not None:
        named.insert(0, (signing, "в лице", "genitive"))
    return named


def check_genders(lines: Iterable[Written]) -> None:
    """Refuse a paper that declines the name of somebody whose gender is not known."""
    check_gender(*(person.named for person, _, _ in lines))


async def addendum(tx: Tx, pair_id: UUID, person_id: UUID) -> Document | Printed:
    """Return a recorded addendum as it was recorded."""
    if not may_read(tx.actor, person_id):
        raise PairUnknown
    await queries.pair(tx, pair_id)
    kept = await signed.newest(tx, "addendum", pair_id, person_id)
    return await drawn_addendum(tx, pair_id, person_id) if kept is None else await signed.printed(tx, kept)


async def drawn_addendum(tx: Tx, pair_id: UUID, person_id: UUID) -> Document:
    """Return an addendum, drawn from what was known when it was recorded."""
    card = await queries.pair(tx, pair_id)
    recorded = next((one for one in card.addenda if one.person_id == person_id), None)
    if recorded is None:
        raise PairUnknown
    then = await signed.words(tx, "addendum", pair_id, person_id)
    guide = then.people[person_id]
    return document.addendum(
        then.organization, signer(then.head), await matter(tx, card, then), guide, contract(recorded)
    )  # fmt: skip


def contract(kept: Addendum) -> Contract:
    """Return the terms of an addendum."""
    return Contract(**{name: getattr(kept, name) for name in Contract.__struct_fields__})


async def consent(tx: Tx, pair_id: UUID, person_id: UUID) -> Document | Printed:
    """Return a given consent as it was given."""
    side = (await queries.pair(tx, pair_id)).side(person_id)
    if side is None or side.answer != "given" or not may_read(tx.actor, person_id):
        raise PairUnknown
    kept = await signed.newest(tx, "consent", pair_id, person_id)
    return await drawn_consent(tx, pair_id, person_id) if kept is None else await signed.printed(tx, kept)


async def drawn_consent(tx: Tx, pair_id: UUID, person_id: UUID) -> Document:
    """Return a given consent, word for word, with the names known when it was given."""
    side = (await queries.pair(tx, pair_id)).side(person_id)
    text = await queries.consented_wording(tx, pair_id, person_id)
    if side is None or side.answered_on is None or not text:
        raise PairUnknown
    then = await signed.words(tx, "consent", pair_id, person_id)
    who = then.people[person_id]
    return document.consent(then.organization, who, text, given_on=side.answered_on)
