"""The diary of a pair, with the form that records a meeting."""

from uuid import UUID

from services.programs.work.meeting import commands, queries
from services.programs.work.program import queries as programs
from services.programs.work.program.model import check_own
from services.programs.work.program.who import DATES_SEEN_BY
from shared.contracts.programs import MEETING_FORMS
from shared.db import Tx
from shared.doors import SHOWN, SIGNED_IN, View, page, wish
from shared.web.forms import Form

THE_TWO = f"Слова дневника видите только вы двое. {DATES_SEEN_BY}"


async def show_diary(tx: Tx, program_id: UUID, form: Form = Form()) -> View:
    """Show the diary, with the form that records a meeting."""
    card = await programs.program(tx, program_id)
    check_own(card.rules(), tx.actor.person_id)
    context = {
        "program": card,
        "meetings": await queries.meetings(tx, program_id),
        "meeting_forms": list(MEETING_FORMS.items()),
        "today": tx.today,
        "running": card.stage == "started",
        "form": form,
    }
    return View("meeting/diary.html", context, title="Дневник пары", seen_by=THE_TWO)


def _diary(command: commands.RecordMeeting, _: str) -> str:
    return f"/programs/{command.program_id}/diary"


def _recorded(_: commands.RecordMeeting, doubt: str) -> str:
    return f"Встреча записана. {doubt}".strip()


PROGRAM = "/programs/{program_id:uuid}"

DOORS = [
    page(f"{PROGRAM}/diary", show_diary, who=SIGNED_IN, reads=SHOWN),
    *wish(f"{PROGRAM}/meetings", commands.RecordMeeting, commands.record_meeting, who=SIGNED_IN, page=show_diary,
          then=_diary, flash=_recorded, answer="warning", beside="a meeting is added beside what others write"),
]  # fmt: skip
