"""How a program is completed (Положение, п. 1.2)."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from services.programs.work.program import refusals as no
from services.programs.work.program import term
from services.programs.work.program.events import ProgramConcluded
from services.programs.work.program.model import Program, check_own, check_running
from shared.contracts import terms
from shared.contracts.programs import Outcome, ProgramCompleted
from shared.contracts.regulation import Edition
from shared.errors import gathering
from shared.words import in_words


def complete(
    program: Program,
    *,
    outcomes: Mapping[str, str],
    conclusion: str,
    reason: str,
    by: UUID | None,
    edition: Edition,
    today: date,
) -> tuple[ProgramConcluded, ProgramCompleted]:
    """Complete a program with the final level of each difficulty and the mentor's conclusion."""
    check_own(program, by)
    check_running(program)
    if by != program.mentor_id:
        raise no.OnlyTheMentor
    if program.corrections:
        raise no.CorrectionWaits
    _check_answers(program, outcomes, reason, edition, today)
    told = tuple(Outcome(one.domain, one.level, outcomes[one.domain]) for one in program.plan.difficulties)
    return (
        ProgramConcluded(
            program_id=program.id,
            outcomes={one.domain: one.after for one in told},
            conclusion=conclusion,
            reason=reason,
        ),
        ProgramCompleted(
            program_id=program.id,
            completed_on=today,
            outcomes=told,
            activities_done=len(program.accepted()),
            activities=len(program.plan.activities),
        ),
    )


def _check_answers(program: Program, outcomes: Mapping[str, str], reason: str, edition: Edition, today: date) -> None:
    levels = edition.words("levels")
    with gathering() as each:
        for place, one in enumerate(program.plan.difficulties):
            with each:
                if outcomes.get(one.domain) not in levels:
                    raise no.OutcomeMissing(domain=edition.word("domains", one.domain), field=f"outcomes.{place}.after")
        with each:
            if (why := unfinished(program, edition, today)) and not reason:
                raise no.ReasonNeeded(why=why, field="reason")


def unfinished(program: Program, edition: Edition, today: date) -> str:
    """Return why completing now needs a reason (open activities, a short term); empty when it needs none."""
    titles = ", ".join(f"«{activity.title}»" for activity in program.open_activities())
    if titles:
        return f"Не выполнено: {titles}."
    earliest = term.earliest(program.plan.starts_on, edition)
    if today < earliest:
        least, clause = terms.genitive(edition, "program_min"), edition.term("program_min").clause
        return f"Программа идёт меньше {least} ({clause}): наименьший срок выйдет {in_words(earliest)}"
    return ""
