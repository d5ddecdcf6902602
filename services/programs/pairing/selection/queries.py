"""Views for choosing: who needs a mentor with the pair they have, and who may be proposed as a mentor."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from services.programs.college.organization import queries as organization
from services.programs.college.person import model as people_rules
from services.programs.college.person import queries as people
from services.programs.college.person.queries import PersonCard
from services.programs.pairing.need import queries as needs
from services.programs.pairing.need.model import tone
from services.programs.pairing.need.queries import Assessment, NeedRow
from services.programs.pairing.pair import combination, members
from services.programs.pairing.pair import queries as pairs
from services.programs.pairing.pair.queries import PairCard
from services.programs.pairing.selection.model import Candidate, Known, candidates
from shared.db import Tx
from shared.errors import Refused
from shared.listing import contains
from shared.words import written


class NeedFilter(msgspec.Struct, frozen=True, kw_only=True):
    """The filter of the list of those who need a mentor; `reason` is a code of the edition."""

    q: str = ""
    pair: Literal["", "without", "with"] = ""
    reason: Annotated[str, Meta(max_length=100)] = ""


EVERYBODY = NeedFilter()
ALONE = NeedFilter(pair="without")


class Needing(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who needs a mentor, and the pair that they have or are proposed for."""

    need: NeedRow
    pair: PairCard | None = None


class Mentee(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody a mentor is looked for: what is hard, as (title, level in words, tone), and what they ask for."""

    person: PersonCard
    reason: str
    difficulties: tuple[tuple[str, str, str], ...]
    request: str
    assessed: Assessment | None


async def needing(tx: Tx, asked: NeedFilter = EVERYBODY) -> list[Needing]:
    """Return everybody who needs a mentor and fits the filter, by surname."""
    live = await _live(tx)
    found = [Needing(need=row, pair=live.get(row.person.id)) for row in await needs.needs(tx)]
    return [one for one in found if _fits(one, asked)]


def _fits(one: Needing, asked: NeedFilter) -> bool:
    return (
        (not asked.pair or (one.pair is not None) == (asked.pair == "with"))
        and asked.reason in ("", one.need.reason)
        and contains(asked.q, one.need.person.full_name, one.need.person.post, one.need.person.subject)
    )


async def _live(tx: Tx) -> dict[UUID, PairCard]:
    """Return the pair of each mentee that is proposed or at work; a working one before a proposed one."""
    cards = [card for card in await pairs.pairs(tx) if card.stage not in pairs.OVER]
    cards.sort(key=lambda card: card.started_on is not None)
    return {side.person_id: card for card in cards for side in card.mentees}


async def mentees(tx: Tx, chosen: Sequence[UUID]) -> list[Mentee]:
    """Return those of the chosen who need a mentor, in the order in which they were chosen."""
    known = {row.person.id: row for row in await needs.needs(tx)}
    staff = {one.id: one for one in await people.people(tx)}
    assessment = {one.person_id: one for one in await needs.latest(tx)}
    there = [id for id in dict.fromkeys(chosen) if id in known and id in staff]
    return [await _mentee(tx, staff[id], known[id], assessment.get(id)) for id in there]


async def _mentee(tx: Tx, person: PersonCard, row: NeedRow, assessment: Assessment | None) -> Mentee:
    edition = (
        await organization.edition_called(tx, assessment.edition)
        if assessment
        else await organization.edition(tx, tx.today)
    )
    hard = assessment.difficult if assessment else ()
    return Mentee(
        person=person,
        reason=row.reason_word,
        difficulties=tuple(
            (
                edition.word("domains", code),
                edition.word("levels", assessment.difficulties[code]),
                tone(assessment.levels, assessment.difficulties[code]),
            )
            for code in hard
            if assessment
        ),
        request=assessment.request if assessment else "",
        assessed=assessment,
    )


async def mentors(tx: Tx, chosen: Sequence[Mentee]) -> list[Candidate]:
    """Return everybody who works here as a candidate to mentor the chosen, in the order in which they are offered."""
    edition = await organization.edition(tx, tx.today)
    every = await pairs.pairs(tx)
    marked = await needs.marks(tx)
    ids = {one.person.id: one.person.short for one in chosen}
    known = [
        _known(one, every, ids, teaches=people_rules.teaches(one.posts, edition), needs_mentor=one.id in marked)
        for one in await people.people(tx)
    ]
    return candidates(
        known,
        mentees=ids,
        subjects=[one.person.subject for one in chosen],
        warn_above=edition.number("mentees_warning"),
        forbidden={one.id: why for one in known if (why := never(await forms_refused(tx, one.id, chosen)))},
    )


def never(refusals: Mapping[str, Refused | None]) -> str:
    """Return why no form is allowed; empty when one is."""
    first = next(iter(refusals.values()), None)
    return "" if first is None or None in refusals.values() else first.message


async def forms_refused(tx: Tx, mentor_id: UUID, chosen: Sequence[Mentee]) -> dict[str, Refused | None]:
    """Return for each form why these people may not be together in it, as sending the proposal would say."""
    edition = await organization.edition(tx, tx.today)
    ids = [one.person.id for one in chosen]
    return combination.forms_refused(mentor_id, ids, edition.words("forms"), await members.members(tx))


def _known(
    person: PersonCard, every: Iterable[PairCard], chosen: Mapping[UUID, str], *, teaches: bool, needs_mentor: bool
) -> Known:
    own = [card for card in every if card.mentor.person_id == person.id]
    live = [card for card in own if card.stage not in pairs.OVER]
    between = [card for card in every if card.stage not in pairs.OVER and card.side(person.id)]
    refusals = [card for card in own if card.mentor.answer in ("declined", "withdrawn")]
    return Known(
        id=person.id,
        short=person.short,
        post=person.post,
        subject=person.subject,
        category=person.category,
        category_word=person.category_word,
        experience_years=person.experience_years,
        teaches=teaches,
        needs_mentor=needs_mentor,
        mentees=tuple(side.short for card in live for side in card.mentees),
        waiting=sum(card.stage == "answers" and card.mentor.answer is None for card in live),
        completed=sum(card.stage == "completed" for card in own),
        declined=tuple(side.short for card in refusals for side in card.mentees if side.person_id in chosen),
        leaving=tuple(
            (card.mentees[0].short, written(card.notice.effective_on))
            for card in live
            if card.stage == "leaving" and card.notice
        ),
        paired_with=tuple(short for id, short in chosen.items() if any(_both(card, person.id, id) for card in between)),
    )


def _both(card: PairCard, one: UUID, other: UUID) -> bool:
    """Tell whether one mentors the other in this pair."""
    return card.mentor.person_id in (one, other) and one != other and bool(card.side(one)) and bool(card.side(other))
