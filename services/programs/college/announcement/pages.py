"""Pages of the notice board: what stands there, one notice, writing and correcting it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from services.programs.college.announcement import commands, queries
from services.programs.college.announcement.model import AUDIENCES, Archived
from services.programs.college.announcement.queries import NOW, BoardFilter
from services.programs.college.announcement.who import READERS, WRITERS
from shared.db import Tx
from shared.doors import SHOWN, View, page, wish
from shared.service import Nav
from shared.web.forms import Form

SEEN_BY = "Объявление читают те, кому оно написано, и те, кто пишет на доску. В регион оно не уходит."
USUAL = timedelta(days=30)


async def show_board(tx: Tx, asked: BoardFilter = NOW) -> View:
    """Show what stands on the board, or what stood there."""
    found = await queries.announcements(tx, asked)
    context = {
        "announcements": found,
        "cut": len(found) == queries.MOST,
        "asked": asked,
        "writes": tx.actor.has(*WRITERS),
        "tabs": [("Сейчас", "/announcements"), ("Архив", "/announcements?state=archive")],
    }
    return View("announcement/board.html", context, title="Доска объявлений", seen_by=SEEN_BY)


async def show_announcement(tx: Tx, announcement_id: UUID, form: Form = Form()) -> View:
    """Show one notice."""
    found = await queries.announcement(tx, announcement_id)
    context = {"one": found, "writes": tx.actor.has(*WRITERS), "form": form, "may_return": found.until >= tx.today}
    return View("announcement/one.html", context, title=found.title, seen_by=SEEN_BY)


async def show_new(tx: Tx, form: Form = Form()) -> View:
    """Show where a notice is written."""
    context = {"one": None, "form": form.of("PostAnnouncement"), "overtaken": False, **_choices(tx.today)}
    return View("announcement/edit.html", context, title="Новое объявление", seen_by=SEEN_BY)


async def show_correction(tx: Tx, announcement_id: UUID, form: Form = Form()) -> View:
    """Show where a notice is corrected."""
    found = await queries.announcement(tx, announcement_id)
    if found.archived_on is not None:
        raise Archived
    own = form.of("CorrectAnnouncement")
    # Somebody else was faster: what stands there now is shown beside what was typed, before it can be written over.
    context = {"one": found, "form": own, "overtaken": bool(own.refused), **_choices(tx.today)}
    return View("announcement/edit.html", context, title="Исправить объявление", seen_by=SEEN_BY)


def _choices(today: date) -> dict[str, Any]:
    return {"audiences": list(AUDIENCES.items()), "usual": today + USUAL, "today": today}


def _to_one(command: Any, _: object) -> str:
    return f"/announcements/{command.announcement_id}"


ONE = "/announcements/{announcement_id:uuid}"

DOORS = [
    page("/announcements", show_board, who=READERS, reads=SHOWN),
    page("/announcements/new", show_new, who=WRITERS, impersonal="an empty form"),
    page(ONE, show_announcement, who=READERS, reads=SHOWN),
    page(f"{ONE}/correction", show_correction, who=WRITERS, reads=SHOWN),
    *wish("/announcements", commands.PostAnnouncement, commands.post_announcement, who=WRITERS, page=show_new,
          then=lambda _, announcement_id: f"/announcements/{announcement_id}", flash="Объявление на доске.",
          answer="announcement_id"),
    *wish(f"{ONE}/corrections", commands.CorrectAnnouncement, commands.correct_announcement, who=WRITERS,
          page=show_correction, then=_to_one, flash="Исправлено.", answer="version"),
    *wish(f"{ONE}/removals", commands.ArchiveAnnouncement, commands.archive_announcement, who=WRITERS,
          page=show_announcement, then=_to_one, flash="Снято с доски. Его можно вернуть."),
    *wish(f"{ONE}/returns", commands.RestoreAnnouncement, commands.restore_announcement, who=WRITERS,
          page=show_announcement, then=_to_one, flash="Объявление снова на доске."),
]  # fmt: skip

NAV = [Nav("Доска объявлений", "/announcements", "Организация", READERS, order=60)]
