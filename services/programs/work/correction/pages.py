"""The page of corrections: those proposed, those decided, and the forms that propose a change."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from services.programs.college.organization import queries as organization
from services.programs.work.correction import commands
from services.programs.work.correction.comparison import compare
from services.programs.work.program import queries, term
from services.programs.work.program.changes import changed
from services.programs.work.program.choices import choices
from services.programs.work.program.who import CURATOR, SEEN_BY
from shared.actor import Role
from shared.contracts import terms
from shared.db import Tx
from shared.doors import SHOWN, SIGNED_IN, View, page, wish
from shared.errors import Refused
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


class Compared(msgspec.Struct, frozen=True):
    """Which two versions are compared: numbers of versions; `after` may be the id of an open correction."""

    before: Annotated[str, Meta(max_length=40)] = ""
    after: Annotated[str, Meta(max_length=40)] = ""


LATEST = Compared()


async def show_comparison(tx: Tx, program_id: UUID, asked: Compared = LATEST) -> View:
    """Show two versions side by side; at first the latest with what is proposed, or the latest two."""
    card = await queries.program(tx, program_id)
    edition = await organization.edition_called(tx, card.edition)
    kept = await queries.versions(tx, program_id)
    titles = [(str(one.number), f"Редакция {len(kept) - place}") for place, one in enumerate(kept)]
    plans = {str(one.number): one.plan for one in kept}
    open = {str(one.id): one for one in card.corrections if one.state == "open"}
    after = asked.after if asked.after in {*plans, *open} else next(iter([*open, *plans]), "")
    others = [number for number in plans if number != after]
    before = asked.before if asked.before in plans else next(iter(others), after)
    proposed = open.get(after)
    refused, comparison = "", None
    try:
        new = changed(card.rules(), proposed.change, edition) if proposed else plans.get(after)
        comparison = compare(plans[before], new, edition) if new and before in plans else None
    except Refused as refusal:
        refused = refusal.message
    context = {
        "program": card,
        "versions": titles,
        "proposals": [(id, f"Предложено: {one.who}") for id, one in open.items()],
        "chosen": (before, after),
        "before": dict(titles).get(before, ""),
        "after": "Предложено" if proposed else dict(titles).get(after, ""),
        "comparison": comparison,
        "refused": refused,
        "reason": f"{proposed.what}. Причина: {proposed.reason}" if proposed else "",
        "deciding": after if proposed and comparison and tx.actor.has(Role.CURATOR) else "",
    }
    return View("correction/comparison.html", context, title="Сравнить версии", seen_by=SEEN_BY)


def _corrections(command: Any, _: object) -> str:
    return f"/programs/{command.program_id}/corrections"


PROGRAM = "/programs/{program_id:uuid}"
CORRECTION = f"{PROGRAM}/corrections/{{correction_id:uuid}}"

DOORS = [
    page(f"{PROGRAM}/corrections", show_corrections, who=SIGNED_IN, reads=SHOWN),
    page(f"{PROGRAM}/comparison", show_comparison, who=SIGNED_IN, reads=SHOWN),
    *wish(f"{PROGRAM}/additions", commands.AddToRunning, commands.add_to_running, who=SIGNED_IN,
          page=show_corrections, then=_corrections, flash="Предложение отправлено куратору.", answer="correction_id",
          beside="a proposal is decided by the curator, who sees both"),
    *wish(f"{PROGRAM}/extensions", commands.ExtendProgram, commands.extend_program, who=SIGNED_IN,
          page=show_corrections, then=_corrections, flash="Предложение отправлено куратору.", answer="correction_id"),
    *wish(f"{CORRECTION}/approvals", commands.ApproveCorrection, commands.approve_correction, who=CURATOR,
          page=show_corrections, then=_corrections, flash="Исправление принято: у программы новая редакция.",
          answer="version"),
    *wish(f"{CORRECTION}/returns", commands.ReturnCorrection, commands.return_correction, who=CURATOR,
          page=show_corrections, then=_corrections, flash="Возвращено."),
]  # fmt: skip
