"""How a change of a running program is proposed and decided (Положение, п. 1.2)."""

from datetime import date
from uuid import UUID

import msgspec

from services.programs.work.correction import refusals as no
from services.programs.work.correction.events import CorrectionProposed, CorrectionReturned
from services.programs.work.program.changes import Change, changed
from services.programs.work.program.model import Program, check_own, check_running
from shared.contracts.regulation import Edition


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """A proposed change of a running program."""

    id: UUID
    program_id: UUID
    change: Change
    reason: str
    state: str


def propose_correction(
    program: Program,
    change: Change,
    *,
    correction_id: UUID,
    reason: str,
    by: UUID | None,
    edition: Edition,
    today: date,
) -> CorrectionProposed:
    """Propose a change of a running program; a change that could not be approved is refused at once."""
    check_own(program, by)
    check_running(program)
    changed(program, change, edition)
    return CorrectionProposed(
        program_id=program.id, correction_id=correction_id, change=change, reason=reason, by=by, proposed_on=today
    )


def check_approvable(program: Program, correction: Correction) -> None:
    """Refuse to approve a correction that was decided already, or one of a program that does not run."""
    check_running(program)
    _check_open(program, correction)


def return_correction(program: Program, correction: Correction, *, comment: str, today: date) -> CorrectionReturned:
    """Return a correction with a comment."""
    _check_open(program, correction)
    return CorrectionReturned(program_id=program.id, correction_id=correction.id, comment=comment, decided_on=today)


def _check_open(program: Program, correction: Correction) -> None:
    if correction.program_id != program.id:
        raise no.CorrectionUnknown
    if correction.state != "open":
        raise no.Decided
