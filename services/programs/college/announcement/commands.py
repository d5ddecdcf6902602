"""What may be wished of the notice board."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from services.programs.college.announcement import model, store
from services.programs.college.announcement.model import Audience, Notice
from shared import ids
from shared.db import Tx
from shared.wish import Line, Wish

Body = Annotated[str, Meta(min_length=1, max_length=5000)]


class PostAnnouncement(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Put a notice on the board; it stands there up to and on the day `until`."""

    title: Line
    text: Body
    audience: Audience
    until: date
    pinned: bool = False


class CorrectAnnouncement(PostAnnouncement, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Correct a notice; `version` is the one that was seen."""

    announcement_id: UUID
    version: int


class ArchiveAnnouncement(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Take a notice off the board; `version` is the one that was seen."""

    announcement_id: UUID
    version: int


class RestoreAnnouncement(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Put a notice back on the board; `version` is the one that was seen."""

    announcement_id: UUID
    version: int


async def post_announcement(tx: Tx, command: PostAnnouncement) -> UUID:
    """Put a notice on the board; return its id."""
    posted = model.post(_notice(command), announcement_id=ids.new(tx.now), author_id=tx.actor.person_id, today=tx.today)
    await store.record(tx, posted)
    return posted.announcement_id


async def correct_announcement(tx: Tx, command: CorrectAnnouncement) -> int:
    """Correct a notice; return its new version."""
    known = await store.announcement(tx, command.announcement_id)
    corrected = model.correct(known, _notice(command), seen=command.version, today=tx.today)
    await store.record(tx, corrected)
    return corrected.version


def _notice(command: PostAnnouncement) -> Notice:
    return Notice(**{name: getattr(command, name) for name in Notice.__struct_fields__})


async def archive_announcement(tx: Tx, command: ArchiveAnnouncement) -> None:
    """Take a notice off the board."""
    known = await store.announcement(tx, command.announcement_id)
    await store.record(tx, model.archive(known, seen=command.version, today=tx.today))


async def restore_announcement(tx: Tx, command: RestoreAnnouncement) -> None:
    """Put a notice back on the board."""
    known = await store.announcement(tx, command.announcement_id)
    await store.record(tx, model.restore(known, seen=command.version, today=tx.today))
