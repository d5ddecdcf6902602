"""Reads the facts of the college that the document of a program needs."""

from datetime import date
from uuid import UUID

from services.programs.college.organization import queries as organization
from services.programs.college.paper import queries as signed
from services.programs.college.paper.model import Words
from services.programs.college.person import queries as people
from services.programs.pairing.pair import queries as pairs
from services.programs.pairing.pair.papers import signer
from services.programs.work.program import document, queries
from services.programs.work.program.document import Content, Corrected, Gap, Person, PlanRow
from services.programs.work.program.model import DIRECTIONS, MARKS, MODES
from services.programs.work.program.progress import ProgramCard, Version
from shared.db import Tx
from shared.documents.model import Document
from shared.documents.named import Named
from shared.documents.names import initials_first
from shared.documents.printed import Printed
from shared.documents.typography import phrase
from shared.words import in_figures


async def program(tx: Tx, program_id: UUID) -> Document | Printed:
    """Return what was approved, as it was approved; of a draft what it says today."""
    card = await queries.program(tx, program_id)
    kept = await signed.newest(tx, "program", card.id)
    return await drawn(tx, program_id) if kept is None else await signed.printed(tx, kept)


async def progress(tx: Tx, program_id: UUID) -> Document | Printed:
    """Return how a program goes today; of a completed one how it ended."""
    card = await queries.program(tx, program_id)
    kept = await signed.newest(tx, "result", card.id)
    return await drawn(tx, program_id, as_of=tx.today) if kept is None else await signed.printed(tx, kept)


async def drawn(tx: Tx, program_id: UUID, *, as_of: date | None = None) -> Document:
    """Return a program drawn now, with the names known when its version was approved; of a draft those of today."""
    card = await queries.program(tx, program_id)
    pair = await pairs.pair(tx, card.pair_id)
    versions = await queries.versions(tx, card.id)
    then = await queries.words(tx, card.id, versions[0].number) if versions else None
    then = then or await _words(tx, card)
    head = signer(then.head)
    content = Content(
        mentor=_person(then.people[card.mentor_id]),
        mentee=_person(then.people[card.mentee_id]),
        form=pair.form_word,
        kinds=pair.kind_words,
        topic=phrase(pair.topic),
        order=f"приказ от {in_figures(pair.order_date)} № {pair.order_number}" if pair.order_date else "—",
        starts_on=card.plan.starts_on,
        ends_on=card.plan.ends_on,
        mode=MODES[card.plan.mode],
        goal=phrase(card.plan.goal),
        tasks=card.plan.tasks,
        difficulties=tuple(Gap(one.title, one.level_word, one.now_word or "—") for one in card.difficulties),
        strengths=card.strengths,
        no_strength_reason=card.plan.no_strength_reason,
        lines=tuple(_lines(card)),
        conclusion=card.conclusion if as_of else "",
        version=len(versions),
        approved_on=card.approved_on,
        head_post=head.post,
        head_name=head.name,
        corrected=_corrected(tx, versions[0], then) if len(versions) > 1 else None,
        as_of=as_of,
    )
    return document.program(then.organization, content)


async def _words(tx: Tx, card: ProgramCard) -> Words:
    """Return the names of today."""
    head = await people.head(tx)
    two = [await people.person(tx, person_id) for person_id in (card.mentor_id, card.mentee_id)]
    return Words(
        organization=await organization.letterhead(tx),
        head=head.named if head else None,
        people={one.id: Named(one.name, one.post) for one in two},
    )


def _person(known: Named) -> Person:
    return Person(str(known.name), initials_first(known.name), known.post)


def _corrected(tx: Tx, version: Version, then: Words) -> Corrected:
    curator = initials_first(then.curator) if then.curator else ""
    return Corrected(version.at.astimezone(tx.zone).date(), version.reason, curator)


def _lines(card: ProgramCard) -> list[PlanRow]:
    sections = {code: f"Раздел {place}. {title}" for place, (code, title) in enumerate(DIRECTIONS.items(), 1)}
    return [
        PlanRow(
            section=sections[row.direction],
            domain=row.domain_word,
            title=row.title,
            form=row.form,
            due=row.due,
            product=row.product,
            result=row.result,
            mark=f"{MARKS[row.mark]}{'. ' + row.note if row.note else ''}" if row.mark else "",
        )
        for row in card.activities
    ]
