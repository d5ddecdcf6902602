"""Reads the facts of the college that the document of a program needs."""

from uuid import UUID

from services.programs.college.organization import queries as organization
from services.programs.college.person import queries as people
from services.programs.college.person.queries import PersonCard
from services.programs.pairing.pair import queries as pairs
from services.programs.pairing.pair.papers import head
from services.programs.work.program import document, queries
from services.programs.work.program.document import Content, Gap, Person, PlanRow
from services.programs.work.program.model import DIRECTIONS, MARKS, MODES
from services.programs.work.program.progress import ProgramCard
from shared.db import Tx
from shared.documents.model import Document
from shared.documents.names import initials_first
from shared.words import in_figures


def _person(person: PersonCard) -> Person:
    return Person(person.full_name, initials_first(person.name), person.post)


async def program(tx: Tx, program_id: UUID) -> Document:
    """Return a program as a document."""
    card = await queries.program(tx, program_id)
    pair = await pairs.pair(tx, card.pair_id)
    signs = await head(tx)
    order = f"приказ от {in_figures(pair.order_date)} № {pair.order_number}" if pair.order_date else "—"
    content = Content(
        mentor=_person(await people.person(tx, card.mentor_id)),
        mentee=_person(await people.person(tx, card.mentee_id)),
        form=pair.form_word,
        kinds=pair.kind_words,
        topic=pair.topic,
        order=order,
        starts_on=card.plan.starts_on,
        ends_on=card.plan.ends_on,
        mode=MODES[card.plan.mode],
        goal=card.plan.goal.rstrip("."),
        tasks=card.plan.tasks,
        difficulties=tuple(Gap(one.title, one.level_word, one.now_word or "—") for one in card.difficulties),
        strengths=card.strengths,
        no_strength_reason=card.plan.no_strength_reason,
        lines=tuple(_lines(card)),
        conclusion=card.conclusion,
        version=len(await queries.versions(tx, card.id)),
        approved_on=card.approved_on,
        head_post=signs.post,
        head_name=signs.name,
    )
    return document.program(await organization.letterhead(tx), content)


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
