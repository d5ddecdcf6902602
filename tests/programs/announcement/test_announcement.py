"""The notice board: who sees a notice and until when; correction by version, archiving, restoring."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from services.programs.college.announcement import cards, commands, model, pages, queries
from services.programs.college.announcement.commands import (
    ArchiveAnnouncement,
    CorrectAnnouncement,
    PostAnnouncement,
    RestoreAnnouncement,
)
from services.programs.college.announcement.model import Announcement, Audience, Notice
from services.programs.college.announcement.queries import BoardFilter
from shared.actor import Role
from shared.db import Tx
from shared.web.forms import Form
from tests.conftest import FreshContour
from tests.programs.college import by, college, events
from tests.programs.scene import TODAY

UNTIL = date(2026, 12, 24)
NOTICE = Notice(title="Мастер-класс", text="В четверг, кабинет 12", audience="all", until=UNTIL)


def known(*, version: int = 1, until: date = UNTIL, archived_on: date | None = None) -> Announcement:
    return Announcement(
        id=uuid4(), version=version, title="О", text="Т", audience="all", until=until, archived_on=archived_on
    )


def posted(until: date) -> date:
    notice = Notice(title="О", text="Т", audience="all", until=until)
    return model.post(notice, announcement_id=uuid4(), author_id=None, today=TODAY).notice.until


def test_a_notice_stands_from_today_for_a_year_at_most() -> None:
    assert [posted(until) for until in (TODAY, date(2027, 11, 25))] == [TODAY, date(2027, 11, 25)]
    with pytest.raises(model.Over):
        posted(date(2026, 11, 23))
    with pytest.raises(model.TooFar, match=r"25.ноября.2027"):
        posted(date(2027, 11, 26))


def test_a_correction_of_what_was_not_seen_is_refused() -> None:
    same = known()
    with pytest.raises(model.AnnouncementChanged):
        model.correct(known(version=2), NOTICE, seen=1, today=TODAY)
    with pytest.raises(model.Archived):
        model.correct(known(archived_on=TODAY), NOTICE, seen=1, today=TODAY)
    with pytest.raises(model.NothingChanged):
        model.correct(same, model.notice_of(same), seen=1, today=TODAY)


def test_what_is_off_is_not_taken_off_again_and_what_has_passed_does_not_come_back() -> None:
    with pytest.raises(model.Archived):
        model.archive(known(archived_on=TODAY), seen=1, today=TODAY)
    with pytest.raises(model.OnTheBoard):
        model.restore(known(), seen=1, today=TODAY)
    with pytest.raises(model.Over):
        model.restore(known(archived_on=TODAY, until=date(2026, 11, 1)), seen=1, today=TODAY)


async def post(tx: Tx, audience: Audience = "all", *, title: str = "О", pinned: bool = False) -> UUID:
    by(tx, Role.CURATOR)
    return await commands.post_announcement(
        tx, PostAnnouncement(title=title, text="Текст", audience=audience, until=UNTIL, pinned=pinned)
    )


async def titles(tx: Tx, *roles: Role, asked: BoardFilter = queries.NOW) -> list[str]:
    by(tx, *roles)
    return [one.title for one in await queries.announcements(tx, asked)]


async def test_a_notice_is_read_by_those_it_is_for(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        for audience in ("all", "mentors", "mentees", "council"):
            await post(tx, audience, title=audience)

        assert set(await titles(tx, Role.TEACHER)) == {"all"}
        assert set(await titles(tx, Role.TEACHER, Role.MENTOR)) == {"all", "mentors"}
        assert set(await titles(tx, Role.TEACHER, Role.MENTEE)) == {"all", "mentees"}
        assert set(await titles(tx, Role.COUNCIL)) == {"all", "mentors", "mentees", "council"}


async def test_a_notice_for_others_is_no_notice(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        hidden = await post(tx, "mentors")
        by(tx, Role.TEACHER)
        with pytest.raises(model.AnnouncementUnknown):
            await queries.announcement(tx, hidden)
        with pytest.raises(model.AnnouncementUnknown):
            await queries.announcement(tx, uuid4())


async def test_pinned_notices_stand_first_and_the_home_shows_three(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        assert await cards.glances(tx) == []
        await post(tx, title="первое", pinned=True)
        for number in range(4):
            await post(tx, title=f"новое {number}")

        assert (await titles(tx, Role.TEACHER))[0] == "первое"
        [glance] = await cards.glances(tx)
        assert len(glance.lines) == 3
        assert glance.lines[0].replace("\xa0", " ") == "первое — до 24 декабря"


async def test_a_notice_is_corrected_taken_off_found_in_the_archive_and_put_back(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        notice = await post(tx, title="Встреча")
        correction = CorrectAnnouncement(
            announcement_id=notice, version=1, title="Встреча в 15:00", text="Текст", audience="all", until=UNTIL
        )
        assert await commands.correct_announcement(tx, correction) == 2
        with pytest.raises(model.AnnouncementChanged):
            await commands.correct_announcement(tx, correction)

        with pytest.raises(model.AnnouncementChanged):
            await commands.archive_announcement(tx, ArchiveAnnouncement(announcement_id=notice, version=1))
        await commands.archive_announcement(tx, ArchiveAnnouncement(announcement_id=notice, version=2))
        assert await titles(tx, Role.TEACHER) == []
        assert await titles(tx, Role.TEACHER, asked=BoardFilter(state="archive", q="ВСТРЕЧА")) == ["Встреча в 15:00"]

        await commands.restore_announcement(tx, RestoreAnnouncement(announcement_id=notice, version=2))
        assert await titles(tx, Role.TEACHER) == ["Встреча в 15:00"]
        assert [name for name in await events(tx) if name.startswith("announcement")] == [
            "announcement_posted", "announcement_corrected", "announcement_archived", "announcement_restored",
        ]  # fmt: skip


async def test_the_page_of_an_overtaken_correction_shows_what_stands_there_now(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        notice = await post(tx, title="Первое")
        assert (await pages.show_new(tx)).context["overtaken"] is False
        assert (await pages.show_correction(tx, notice)).context["overtaken"] is False

        refused = Form(wish="CorrectAnnouncement", refused="Пока вы смотрели, объявление изменили.")
        shown = (await pages.show_correction(tx, notice, refused)).context
        assert shown["overtaken"] is True
        assert shown["one"].title == "Первое"

        await commands.archive_announcement(tx, ArchiveAnnouncement(announcement_id=notice, version=1))
        with pytest.raises(model.Archived):
            await pages.show_correction(tx, notice)
