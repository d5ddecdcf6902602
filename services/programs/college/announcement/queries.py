"""What is seen of the notice board: what stands there for the reader now, and what stood there before."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from services.programs.college.announcement.model import AUDIENCES, Announcement, AnnouncementUnknown
from services.programs.college.announcement.who import WRITERS
from shared.actor import Role
from shared.db import Tx
from shared.documents.names import FullName, surname_first

# Whoever writes on the board reads all of it.
ADDRESSED: tuple[tuple[Role, str], ...] = (
    (Role.MENTOR, "mentors"),
    (Role.MENTEE, "mentees"),
    (Role.COUNCIL, "council"),
)
MOST = 100


class AnnouncementCard(Announcement, frozen=True, kw_only=True):
    """A notice with who wrote it and when; `stands` tells whether it is on the board today."""

    author: tuple[str, str, str] | None
    author_id: UUID | None
    posted_on: date
    changed_at: datetime
    stands: bool

    @property
    def by(self) -> str:
        """Who wrote it, in words."""
        return surname_first(FullName(*self.author)) if self.author else "Колледж"

    @property
    def audience_word(self) -> str:
        """Whom it is for."""
        return AUDIENCES[self.audience]


class BoardFilter(msgspec.Struct, frozen=True):
    """Which notices are looked for: those on the board, or those that were taken off or have passed."""

    state: Literal["now", "archive"] = "now"
    q: str = ""


NOW = BoardFilter()


def audiences(tx: Tx) -> list[str]:
    """Return the audiences that the actor belongs to."""
    if tx.actor.system or tx.actor.has(*WRITERS):
        return list(AUDIENCES)
    return ["all", *(audience for role, audience in ADDRESSED if tx.actor.has(role))]


async def announcements(tx: Tx, asked: BoardFilter = NOW) -> list[AnnouncementCard]:
    """Return the notices for the actor: pinned ones first, then the newest."""
    return await _found(tx, None, asked.state, asked.q)


async def announcement(tx: Tx, announcement_id: UUID) -> AnnouncementCard:
    """Return one notice; NotFound when it is not for the actor."""
    found = await _found(tx, announcement_id, "", "")
    if not found:
        raise AnnouncementUnknown
    return found[0]


async def _found(tx: Tx, announcement_id: UUID | None, state: str, q: str) -> list[AnnouncementCard]:
    return await tx.many(
        AnnouncementCard,
        """select * from (
             select a.*, a.archived_on is null and a.until >= $1 as stands,
                    case when p.id is not null
                         then jsonb_build_array(p.surname, p.given_name, p.patronymic) end as author
             from announcement a left join person p on p.id = a.author_id) found
           where audience = any($2::text[]) and ($3::uuid is null or id = $3) and ($4 = '' or stands = ($4 = 'now'))
             and ($5 = '' or strpos(lower(title || ' ' || text), lower($5)) > 0)
           order by pinned and stands desc, posted_on desc, changed_at desc limit $6""",
        tx.today, audiences(tx), announcement_id, state, q, MOST,
    )  # fmt: skip
