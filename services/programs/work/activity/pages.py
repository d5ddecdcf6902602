"""The page of an activity: change it in a draft; report, mark and move it in a running program."""

from typing import Any
from uuid import UUID

from services.programs.college.organization import queries as organization
from services.programs.work.activity import commands
from services.programs.work.correction.commands import MoveActivity, move_activity
from services.programs.work.program import queries
from services.programs.work.program.choices import choices
from services.programs.work.program.commands import ChangeActivity, DropActivity, change_activity, drop_activity
from services.programs.work.program.model import MARKS
from services.programs.work.program.plan import find
from services.programs.work.program.who import SEEN_BY
from shared.db import Tx
from shared.doors import SHOWN, SIGNED_IN, View, page, wish
from shared.web.forms import Form


async def show_activity(tx: Tx, program_id: UUID, activity_id: UUID, form: Form = Form()) -> View:
    """Show one activity with the forms that its program allows now."""
    card = await queries.program(tx, program_id)
    find(card.plan, activity_id)
    edition = await organization.edition_called(tx, card.edition)
    own = tx.actor.person_id in (card.mentor_id, card.mentee_id)
    context = {
        "program": card,
        "activity": next(row for row in card.activities if row.id == activity_id),
        "own": own,
        "mentoring": tx.actor.person_id == card.mentor_id,
        "editable": own and card.stage in ("draft", "returned"),
        "marks": MARKS,
        "levels": list(edition.words("levels").items()),
        **choices(card.plan, edition),
        "form": form,
    }
    return View("activity/activity.html", context, title="Мероприятие", seen_by=SEEN_BY)


def _to(place: str) -> Any:
    return lambda command, _: f"/programs/{command.program_id}{place}"


ACTIVITY = "/programs/{program_id:uuid}/activities/{activity_id:uuid}"

DOORS = [
    page(ACTIVITY, show_activity, who=SIGNED_IN, reads=SHOWN),
    *wish(f"{ACTIVITY}/changes", ChangeActivity, change_activity, who=SIGNED_IN, page=show_activity,
          then=_to("/edit#activities"), flash="Сохранено."),
    *wish(f"{ACTIVITY}/removals", DropActivity, drop_activity, who=SIGNED_IN, page=show_activity,
          then=_to("/edit#activities"), flash="Убрано."),
    *wish(f"{ACTIVITY}/results", commands.ReportResult, commands.report_result, who=SIGNED_IN, page=show_activity,
          then=_to(""), flash="Результат записан.", beside="a result is added beside what others write"),
    *wish(f"{ACTIVITY}/marks", commands.MarkActivity, commands.mark_activity, who=SIGNED_IN, page=show_activity,
          then=_to(""), flash="Отметка поставлена."),
    *wish(f"{ACTIVITY}/moves", MoveActivity, move_activity, who=SIGNED_IN, page=show_activity,
          then=_to("/corrections"), flash="Предложение отправлено куратору.", answer="correction_id"),
]  # fmt: skip
