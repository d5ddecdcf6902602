"""The page of corrections: those proposed, those decided, and the forms that propose a change."""

from typing import Any
from uuid import UUID

from services.programs.college.organization import queries as organization
from services.programs.work.correction import commands
from services.programs.work.program import queries, term
from services.programs.work.program.choices import choices
from services.programs.work.program.who import CURATOR, SEEN_BY
from shared.actor import Role
from shared.contracts import terms
from shared.db import Tx
from shared.doors import SIGNED_IN, View, page, wish
from shared.web.forms import Form


async def show_corrections(tx: Tx, program_id: UUID, form: Form = Form()) -> View:
    """Show the corrections of a program, with the forms that propose a change."""
    card = await queries.program(tx, program_id)
    edition = await organization.edition_called(tx, card.edition)
    context = {
        "program": card,
        "open": [one for one in card.corrections if one.state == "open"],
        "decided": [one for one in card.corrections if one.state != "open"],
        "own": tx.actor.person_id in (card.mentor_id, card.mentee_id) and card.stage == "started",
        "curating": tx.actor.has(Role.CURATOR),
        "latest": term.latest(card.plan.starts_on, edition),
        "most": terms.genitive(edition, "program_max"),
        "clause": edition.term("program_max").clause,
        "versions": await queries.versions(tx, program_id),
        **choices(card.plan, edition),
        "form": form,
    }
    return View("correction/corrections.html", context, title="Исправления программы", seen_by=SEEN_BY)


def _corrections(command: Any, _: object) -> str:
    return f"/programs/{command.program_id}/corrections"


PROGRAM = "/programs/{program_id:uuid}"
CORRECTION = f"{PROGRAM}/corrections/{{correction_id:uuid}}"

DOORS = [
    page(f"{PROGRAM}/corrections", show_corrections, who=SIGNED_IN),
    *wish(f"{PROGRAM}/additions", commands.AddToRunning, commands.add_to_running, who=SIGNED_IN,
          page=show_corrections, then=_corrections, flash="Предложение отправлено куратору.", answer="correction_id"),
    *wish(f"{PROGRAM}/extensions", commands.ExtendProgram, commands.extend_program, who=SIGNED_IN,
          page=show_corrections, then=_corrections, flash="Предложение отправлено куратору.", answer="correction_id"),
    *wish(f"{CORRECTION}/approvals", commands.ApproveCorrection, commands.approve_correction, who=CURATOR,
          page=show_corrections, then=_corrections, flash="Исправление принято: у программы новая редакция.",
          answer="version"),
    *wish(f"{CORRECTION}/returns", commands.ReturnCorrection, commands.return_correction, who=CURATOR,
          page=show_corrections, then=_corrections, flash="Возвращено."),
]  # fmt: skip
