"""The wishes about who needs a mentor, and about a mentee's own assessment."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from services.programs.college.organization import queries as organization
from services.programs.college.person import queries as people
from services.programs.pairing.need import model, queries, store
from services.programs.pairing.need.model import DifficultiesAssessed, Row, Teacher
from shared import ids
from shared.contracts.regulation import Edition
from shared.db import Tx
from shared.wish import Note, Wish

Code = Annotated[str, Meta(max_length=60)]


class MarkNeed(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Mark that a teacher needs a mentor, and why."""

    person_id: UUID
    reason: Code


class LiftNeed(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Remove a mark: a mentor is no longer needed, or the mark was a mistake."""

    person_id: UUID
    reason: Code


class LeaveUnmarked(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Decide that a teacher needs no mentor now."""

    person_id: UUID


class ConfirmNeeds(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Confirm that the whole list of those who need a mentor was reviewed."""


class AssessDifficulties(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Assess one's own difficulties and strengths in every domain, and say what one would like to learn."""

    rows: tuple[Row, ...] = ()
    request: Note = ""
    words_shared: bool = False


class CheckAssessment(AssessDifficulties, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Look at the whole assessment before it is saved; nothing is kept."""


class ChangeAssessment(AssessDifficulties, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Go back from the check to an answer; nothing is kept."""


async def mark_need(tx: Tx, command: MarkNeed) -> None:
    """Mark that a teacher needs a mentor."""
    await store.lock(tx)
    teacher, edition = await _teacher(tx, command.person_id)
    marked = await store.marked(tx, command.person_id)
    await store.record(tx, model.mark(teacher, marked, reason=command.reason, edition=edition, today=tx.today))


async def lift_need(tx: Tx, command: LiftNeed) -> None:
    """Remove a mark."""
    await store.lock(tx)
    marked = await store.marked(tx, command.person_id)
    await store.record(tx, model.lift(marked, reason=command.reason, today=tx.today))


async def leave_unmarked(tx: Tx, command: LeaveUnmarked) -> None:
    """Decide that a teacher needs no mentor now."""
    await store.lock(tx)
    teacher, _ = await _teacher(tx, command.person_id)
    marked = await store.marked(tx, command.person_id)
    await store.record(tx, model.leave(teacher, marked, today=tx.today))


async def confirm_needs(tx: Tx, command: ConfirmNeeds) -> None:
    """Confirm the list of those who need a mentor."""
    await store.lock(tx)
    edition = await organization.edition(tx, tx.today)
    confirmed = model.confirm([one for _, one in await queries.teachers(tx, edition)], today=tx.today)
    if confirmed is not None:
        await store.record(tx, confirmed)


async def assess_difficulties(tx: Tx, command: AssessDifficulties) -> None:
    """Record the actor's own assessment of difficulties and strengths."""
    await store.lock(tx)
    await store.record(tx, await try_assessment(tx, command))


async def try_assessment(tx: Tx, command: AssessDifficulties) -> DifficultiesAssessed:
    """Return what assessing would record, or refuse as it would; nothing changes."""
    if tx.actor.person_id is None:
        raise model.NotTheMentee
    return model.assess(
        tx.actor.person_id,
        command.rows,
        marked=await store.marked(tx, tx.actor.person_id),
        request=command.request,
        words_shared=command.words_shared,
        edition=await organization.edition(tx, tx.today),
        assessment_id=ids.new(tx.now),
        today=tx.today,
    )


async def lift_for_dismissed(tx: Tx, person_id: UUID) -> None:
    """Remove the mark of a person who left, if there is one."""
    await store.lock(tx)
    marked = await store.marked(tx, person_id)
    if marked is None or (await people.person(tx, person_id)).dismissed_on is None:
        return
    await store.record(tx, model.lift(marked, reason="dismissed", today=tx.today))


async def mark_returned(tx: Tx, person_id: UUID) -> None:
    """Mark again a person whose dismissal was undone, if it took their mark."""
    await store.lock(tx)
    lost = await store.lost_by_dismissal(tx, person_id)
    if lost is not None and (restored := model.restore(lost, today=tx.today)) is not None:
        await store.record(tx, restored)


async def _teacher(tx: Tx, person_id: UUID) -> tuple[Teacher, Edition]:
    person = await people.person(tx, person_id)
    edition = await organization.edition(tx, tx.today)
    return queries.teacher(person, edition, (await queries.reviews(tx)).get(person_id)), edition
