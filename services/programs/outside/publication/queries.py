"""Views of a mentor's card: what is prepared, exactly what would leave, what the region holds."""

from datetime import date
from uuid import UUID

import msgspec

from services.programs.college.organization import queries as organization
from services.programs.college.person import queries as people
from services.programs.outside.publication import model
from services.programs.outside.publication.model import Card, Known
from services.programs.pairing.pair import queries as pairs
from shared.actor import Role
from shared.consent import hash_of
from shared.contracts.programs import MentorPublished
from shared.db import Tx
from shared.words import written


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """Exactly what would leave, field by field, and the text to consent to."""

    told: MentorPublished
    lines: tuple[tuple[str, str], ...]
    wording: str
    seen: str


class OwnCard(msgspec.Struct, frozen=True, kw_only=True):
    """A mentor's own card: prepared, previewed, published."""

    card: Card | None
    preview: Preview | None
    published: tuple[tuple[str, str], ...]
    current: bool
    withdrawn_on: date | None


async def is_mentor(tx: Tx, person_id: UUID | None) -> bool:
    """Tell whether an employee mentors or has mentored."""
    if person_id is None or not await people.roles_of(tx, person_id):
        return False
    return Role.MENTOR in await pairs.roles_of(tx, person_id)


async def known(tx: Tx, person_id: UUID) -> Known:
    """Return what the college knows of a mentor now."""
    person = await people.person(tx, person_id)
    return Known(
        name=person.full_name,
        post=person.post,
        subject=person.subject,
        category=person.category_word if person.category != "none" else "",
        experience_years=person.experience_years,
        mentees_now=await pairs.mentees_of(tx, person_id),
    )


async def domains(tx: Tx) -> dict[str, str]:
    """Return the titles of the domains that may be chosen, by the edition in force."""
    edition = await organization.edition(tx, tx.today)
    return edition.words("domains")


async def _titles(tx: Tx, told: MentorPublished) -> dict[str, str]:
    """Return the titles of the domains of a card, also of those that the edition in force no longer has."""
    edition = await organization.edition(tx, tx.today)
    return {code: edition.word("domains", code) for code in told.domains}


async def preview(tx: Tx, card: Card | None) -> Preview | None:
    """Return exactly what would leave with a consent given today; None when nothing can."""
    if card is None:
        return None
    facts = await known(tx, card.person_id)
    if facts.experience_years is None:
        return None
    told = model.leaves(card, facts, on=tx.today)
    words = await _titles(tx, told)
    text = model.wording(told, words, (await organization.card(tx)).name)
    lines = (model.NUMBER, *model.lines(told, words), ("Дата согласия", written(tx.today)))
    return Preview(told=told, lines=lines, wording=text, seen=hash_of(text))


async def own(tx: Tx) -> OwnCard:
    """Return the actor's own card."""
    card = await tx.maybe(
        Card,
        """select person_id, published, consented_on,
                  jsonb_build_object('domains', domains, 'about_self', about_self, 'fields', fields) as written
           from card where person_id = $1 and domains <> '{}'""",
        tx.actor.person_id,
    )
    seen = await preview(tx, card)
    shown = card.published if card else None
    return OwnCard(
        card=card,
        preview=seen,
        published=tuple(model.lines(shown, await _titles(tx, shown))) if shown else (),
        current=card is not None and seen is not None and model.same(card, seen.told),
        withdrawn_on=await tx.value("select withdrawn_on from card where person_id = $1", tx.actor.person_id),
    )
