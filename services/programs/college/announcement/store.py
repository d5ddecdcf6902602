"""Notices as they are kept: lock, then look, and the only hand that writes them."""

from uuid import UUID

from services.programs.college.announcement.model import (
    Announcement,
    AnnouncementArchived,
    AnnouncementCorrected,
    AnnouncementPosted,
    AnnouncementRestored,
    AnnouncementUnknown,
)
from shared.db import Tx
from shared.journal import Apply

apply = Apply()
record = apply.record


@apply.on(AnnouncementPosted)
async def _posted(tx: Tx, event: AnnouncementPosted) -> None:
    notice = event.notice
    await tx.run(
        """insert into announcement (id, title, text, audience, until, pinned, author_id, posted_on, changed_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        event.announcement_id, notice.title, notice.text, notice.audience, notice.until, notice.pinned,
        event.author_id, event.posted_on, tx.now,
    )  # fmt: skip


@apply.on(AnnouncementCorrected)
async def _corrected(tx: Tx, event: AnnouncementCorrected) -> None:
    notice = event.notice
    await tx.run(
        """update announcement set version = $2, title = $3, text = $4, audience = $5, until = $6, pinned = $7,
             changed_at = $8
           where id = $1""",
        event.announcement_id, event.version, notice.title, notice.text, notice.audience, notice.until,
        notice.pinned, tx.now,
    )  # fmt: skip


@apply.on(AnnouncementArchived)
async def _archived(tx: Tx, event: AnnouncementArchived) -> None:
    await tx.run("update announcement set archived_on = $2 where id = $1", event.announcement_id, event.archived_on)


@apply.on(AnnouncementRestored)
async def _restored(tx: Tx, event: AnnouncementRestored) -> None:
    await tx.run("update announcement set archived_on = null where id = $1", event.announcement_id)


async def announcement(tx: Tx, announcement_id: UUID) -> Announcement:
    """Lock a notice and return it; NotFound when there is none."""
    await tx.lock("announcement", id=announcement_id)
    found = await tx.maybe(
        Announcement,
        "select id, version, title, text, audience, until, pinned, archived_on from announcement where id = $1",
        announcement_id,
    )
    if found is None:
        raise AnnouncementUnknown
    return found
