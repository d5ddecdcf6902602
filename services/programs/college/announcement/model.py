"""What stands on the notice board, for whom, and until when (Положение, п. 3.3)."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

import msgspec

from shared.errors import Conflict, Invalid, NotFound, Stale
from shared.event import Event
from shared.words import in_words

Audience = Literal["all", "mentors", "mentees", "council"]
AUDIENCES: dict[Audience, str] = {
    "all": "всем сотрудникам",
    "mentors": "наставникам",
    "mentees": "наставляемым",
    "council": "совету наставников",
}
# A notice that nobody takes down would stand for ever.
LONGEST_DAYS = 366


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """What is written: `until` is the last day on which it stands on the board."""

    title: str
    text: str
    audience: Audience
    until: date
    pinned: bool = False


class Announcement(Notice, frozen=True, kw_only=True):
    """A notice as it is kept; each correction is a new version."""

    id: UUID
    version: int
    archived_on: date | None


class AnnouncementPosted(Event, frozen=True, kw_only=True, tag="programs.announcement_posted.v1"):
    """Somebody put a notice on the board."""

    about: ClassVar[str] = "announcement_id"
    happened: ClassVar[str] = "Опубликовано объявление"

    announcement_id: UUID
    notice: Notice
    author_id: UUID | None
    posted_on: date


class AnnouncementCorrected(Event, frozen=True, kw_only=True, tag="programs.announcement_corrected.v1"):
    """A notice was corrected: the new whole, and its version."""

    about: ClassVar[str] = "announcement_id"
    happened: ClassVar[str] = "Исправлено объявление"

    announcement_id: UUID
    version: int
    notice: Notice


class AnnouncementArchived(Event, frozen=True, kw_only=True, tag="programs.announcement_archived.v1"):
    """A notice was taken off the board before its last day."""

    about: ClassVar[str] = "announcement_id"
    happened: ClassVar[str] = "Объявление убрано в архив"

    announcement_id: UUID
    archived_on: date


class AnnouncementRestored(Event, frozen=True, kw_only=True, tag="programs.announcement_restored.v1"):
    """A notice was put back on the board: taking it off had been a mistake."""

    about: ClassVar[str] = "announcement_id"
    happened: ClassVar[str] = "Объявление возвращено"

    announcement_id: UUID


class AnnouncementUnknown(NotFound):
    """Такого объявления нет или оно не для вас."""


class Over(Invalid):
    """Последний день на доске уже прошёл: поставьте сегодняшний или более поздний."""


class TooFar(Invalid):
    """Так надолго объявление не вешают: поставьте день не позже {last}."""


class AnnouncementChanged(Stale):
    """Пока вы смотрели, объявление изменили."""


class NothingChanged(Invalid):
    """Вы ничего не изменили."""


class Archived(Conflict):
    """Объявление уже снято. Чтобы править его, верните его на доску."""


class OnTheBoard(Conflict):
    """Объявление и так на доске."""


def post(notice: Notice, *, announcement_id: UUID, author_id: UUID | None, today: date) -> AnnouncementPosted:
    """Put a notice on the board."""
    _check(notice, today)
    return AnnouncementPosted(announcement_id=announcement_id, notice=notice, author_id=author_id, posted_on=today)


def correct(known: Announcement, notice: Notice, *, seen: int, today: date) -> AnnouncementCorrected:
    """Correct a notice, if the version that was seen is still the one on the board."""
    if known.archived_on is not None:
        raise Archived
    check_seen(known, seen)
    _check(notice, today)
    if notice == notice_of(known):
        raise NothingChanged
    return AnnouncementCorrected(announcement_id=known.id, version=known.version + 1, notice=notice)


def check_seen(known: Announcement, seen: int) -> None:
    """Refuse whoever decides on the basis of an outdated version."""
    if seen != known.version:
        raise AnnouncementChanged


def archive(known: Announcement, *, seen: int, today: date) -> AnnouncementArchived:
    """Take a notice off the board."""
    if known.archived_on is not None:
        raise Archived
    check_seen(known, seen)
    return AnnouncementArchived(announcement_id=known.id, archived_on=today)


def restore(known: Announcement, *, seen: int, today: date) -> AnnouncementRestored:
    """Put a notice back; one whose last day has passed is corrected or written anew."""
    if known.archived_on is None:
        raise OnTheBoard
    if known.until < today:
        raise Over
    check_seen(known, seen)
    return AnnouncementRestored(announcement_id=known.id)


def notice_of(known: Announcement) -> Notice:
    """Return what a notice says, apart from which one it is."""
    return Notice(**{name: getattr(known, name) for name in Notice.__struct_fields__})


def _check(notice: Notice, today: date) -> None:
    if notice.until < today:
        raise Over(field="until")
    if (notice.until - today).days > LONGEST_DAYS:
        raise TooFar(last=in_words(date.fromordinal(today.toordinal() + LONGEST_DAYS)), field="until")
