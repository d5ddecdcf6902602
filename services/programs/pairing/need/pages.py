"""Pages of needs: the list for the curator, one mentee, and the mentee's own assessment."""

from typing import Any
from uuid import UUID

import msgspec

from services.programs.college.organization import queries as organization
from services.programs.college.person import queries as people
from services.programs.pairing.need import model, queries
from services.programs.pairing.need.commands import (
    AssessDifficulties,
    ChangeAssessment,
    CheckAssessment,
    LiftNeed,
    assess_difficulties,
    lift_need,
    try_assessment,
)
from services.programs.pairing.need.model import KEEPERS, MENTEES, READERS
from services.programs.pairing.need.queries import Assessment
from shared.actor import Role
from shared.contracts.programs import LIFTED_FOR
from shared.db import Tx
from shared.doors import SHOWN, View, page, wish
from shared.service import Nav
from shared.web.forms import Form

SEEN_BY = "Список видят директор, куратор и совет наставников. В регион уходит только сама отметка, без имени."
OWN = f"{model.READS_LEVELS} {model.READS_WORDS}"


async def show_need(tx: Tx, person_id: UUID, form: Form = Form()) -> View:
    """Show one mentee: the reason of the mark, and their own assessment."""
    need = await queries.active(tx, person_id)
    history = await queries.history(tx, person_id)
    if need is None and not history:
        raise model.NotMarked
    person = await people.person(tx, person_id)
    edition = await organization.edition(tx, tx.today)
    context = {
        "person": person,
        "need": need,
        "reason": edition.word("need_reasons", need.reason) if need else "",
        "assessment": history[0] if history else None,
        "lines": await queries.lines(tx, history[0]) if history else [],
        "course": await course(tx, history),
        "lifted_for": list(LIFTED_FOR.items()),
        "form": form,
        "may_mark": tx.actor.has(*KEEPERS),
        "may_propose": tx.actor.has(Role.CURATOR),
    }
    return View("need/need.html", context, title=person.full_name, seen_by=SEEN_BY)


async def show_own(tx: Tx, form: Form = Form()) -> View:
    """Show a mentee the domains, filled in with the last assessment."""
    edition = await organization.edition(tx, tx.today)
    person_id = tx.actor.person_id
    need = await queries.active(tx, person_id) if person_id else None
    history = await queries.history(tx, person_id) if person_id else []
    context = {
        "edition": edition,
        "levels": list(edition.words("levels").items()),
        "strengths": [(code, model.strengths(edition.words("levels"))[code]) for code in edition.words("levels")],
        "assessment": history[0] if history else None,
        "course": await course(tx, history),
        "reason": edition.word("need_reasons", need.reason) if need else "",
        "need": need,
        "reads_levels": model.READS_LEVELS,
        "reads_request": model.READS_REQUEST,
        "form": msgspec.structs.replace(form, wish=AssessDifficulties.__name__),
    }
    return View("need/own.html", context, title="Мои затруднения и сильные стороны", seen_by=OWN)


async def check(tx: Tx, command: CheckAssessment, form: Form = Form()) -> View:
    """Show every answer before it is saved, who will read it, and the way back to each."""
    assessed = await try_assessment(tx, command)
    edition = await organization.edition(tx, tx.today)
    assessment = Assessment(
        id=assessed.assessment_id,
        person_id=assessed.person_id,
        difficulties=assessed.difficulties,
        strengths=assessed.strengths,
        words=assessed.words,
        request=assessed.request,
        words_shared=assessed.words_shared,
        edition=edition.edition,
        levels=tuple(edition.words("levels")),
        assessed_on=assessed.assessed_on,
        assessed_at=tx.now,
    )
    context = {
        "lines": [{**line, "place": place} for place, line in enumerate(await queries.lines(tx, assessment), 1)],
        "request": assessment.request,
        "shared": assessment.words_shared,
        "answers": [
            (name, value) for name, values in form.typed.items() for value in values if not name.startswith("_")
        ],
        "reads_levels": model.READS_LEVELS,
        "reads_request": model.READS_REQUEST,
    }
    return View("need/check.html", context, title="Проверка оценки", seen_by=OWN)


async def change(tx: Tx, command: ChangeAssessment, form: Form = Form()) -> View:
    """Show the form again with everything that was typed."""
    return await show_own(tx, form=Form(wish=AssessDifficulties.__name__, typed=form.typed))


async def course(tx: Tx, history: list[Assessment]) -> dict[str, Any] | None:
    """Return how difficulties changed over the assessments, the oldest first; empty for a single assessment."""
    if len(history) < 2:
        return None
    shown = list(reversed(history[:4]))
    edition = await organization.edition_called(tx, history[0].edition)
    domains = dict.fromkeys([*edition.words("domains"), *(code for one in shown for code in one.difficulties)])
    return {
        "days": [one.assessed_on for one in shown],
        "rows": [
            (
                edition.word("domains", code),
                [queries.level_in_words(edition, one.difficulties.get(code, "")) for one in shown],
            )
            for code in domains
        ],
    }


DOORS = [
    page("/needs/{person_id:uuid}", show_need, who=READERS, reads=SHOWN),
    *wish(
        "/needs/{person_id:uuid}/removals",
        LiftNeed,
        lift_need,
        who=KEEPERS,
        page=show_need,
        then="/needs",
        flash="Отметка снята. Оценки и программы остались в истории.",
    ),
    page("/difficulties", show_own, who=MENTEES, reads=SHOWN),
    *wish(
        "/assessments/checks",
        CheckAssessment,
        check,
        who=MENTEES,
        page=show_own,
        form_only="a program sends the assessment itself",
    ),
    *wish(
        "/assessments/drafts",
        ChangeAssessment,
        change,
        who=MENTEES,
        page=show_own,
        form_only="a program sends the assessment itself",
    ),
    *wish(
        "/assessments",
        AssessDifficulties,
        assess_difficulties,
        who=MENTEES,
        page=show_own,
        then="/difficulties",
        flash=f"Сохранено. {model.READS_LEVELS} {model.READS_WORDS}",
    ),
]

NAV = [Nav("Мои затруднения", "/difficulties", "Наставничество", MENTEES, order=15)]
