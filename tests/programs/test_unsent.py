"""Nothing typed is lost: an ended session brings a form back to whoever typed it, and a draft waits for its owner."""

import re
from collections.abc import AsyncGenerator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import httpx
import pytest

from services.programs.pairing.pair import queries as pairs
from services.programs.work.program import commands, queries
from shared.actor import Role, system
from shared.identity import kept_forms
from tests.conftest import FreshContour
from tests.form_pages import PageForm, form_with, forms_of
from tests.programs import scene
from tests.programs.scene import ERMOLIN, SHUBINA
from tests.programs.visit import PASSWORD, OpenCollege, Visitor, open_college

WORDS = "Ёлку наряжаем восьмого, приходите все"
LINK = re.compile(r"/kept-forms/[0-9a-f-]{36}")


class Hands:
    def __init__(self) -> None:
        self.at = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def turn(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
async def college(fresh_contour: FreshContour, hands: Hands) -> AsyncGenerator[OpenCollege, None]:
    async with open_college(fresh_contour, hands) as college:
        async with college.running.transaction(system("test")) as tx:
            await scene.working(tx)
        yield college


async def typed(visitor: Visitor) -> PageForm:
    """A notice that was typed and not sent yet."""
    form = form_with(await visitor.read("/announcements/new"), "Повесить на доску")
    form.fields |= {"title": ["Новый год"], "text": [WORDS], "audience": ["all"], "until": ["2026-12-30"]}
    return form


async def log_in(visitor: Visitor, number: int, **more: str) -> httpx.Response:
    return await visitor.send("/sessions", page="/login", login=f"person{number}", password=PASSWORD, **more)


async def sent_too_late(college: OpenCollege, hands: Hands, visitor: Visitor) -> str:
    """Send the form after the session has ended; return where the login leads to."""
    form = await typed(visitor)
    hands.turn(minutes=31)
    answer = await form.send(visitor.http)
    assert answer.status_code == 303
    login = await visitor.read(answer.headers["location"])
    assert "Сеанс закончился, но набранное не пропало" in login
    assert "Пароли и файлы мы не храним" in login
    assert WORDS not in login
    [form] = [one for one in forms_of(login) if one.action == "/sessions"]
    [wanted] = form.fields["next"]
    return wanted


async def test_a_form_sent_after_the_session_ended_stands_filled_after_the_login(
    college: OpenCollege, hands: Hands
) -> None:
    curator = await college.enter(Role.CURATOR)
    wanted = await sent_too_late(college, hands, curator)

    answer = await log_in(curator, 0, next=wanted)
    assert answer.headers["location"] == wanted
    page = await curator.read(wanted)
    form = form_with(page, "Повесить на доску")

    assert "Это вы набрали" in page
    assert (form.fields["title"], form.fields["text"], form.fields["audience"]) == (["Новый год"], [WORDS], ["all"])
    assert (await form.send(curator.http)).status_code == 303
    assert WORDS in await curator.read("/announcements")
    gone = await curator.http.get(wanted)
    assert (gone.status_code, gone.headers["location"]) == (303, "/")


async def test_another_account_never_sees_the_words_and_their_owner_still_finds_them(
    college: OpenCollege, hands: Hands
) -> None:
    curator = await college.enter(Role.CURATOR)
    await college.enter(Role.CURATOR)
    wanted = await sent_too_late(college, hands, curator)

    assert (await log_in(curator, 1, next=wanted)).headers["location"] == wanted
    answer = await curator.http.get(wanted)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert WORDS not in await curator.read("/announcements/new")
    refused = await curator.send(f"{wanted}/removals", page="/announcements/new")
    assert refused.status_code == 404

    await curator.send("/sessions/endings", page="/profile")
    await log_in(curator, 0)
    offered = await curator.read("/announcements/new")
    assert "Вы начали заполнять эту форму" in offered
    assert wanted in offered
    assert form_with(await curator.read(wanted), "Повесить на доску").fields["text"] == [WORDS]


async def test_what_is_kept_is_sealed_and_leaves_after_a_week(college: OpenCollege, hands: Hands) -> None:
    curator = await college.enter(Role.CURATOR)
    wanted = await sent_too_late(college, hands, curator)
    async with college.gate.transaction() as tx:
        assert WORDS.encode() not in await tx.value("select box from kept_form")
        owner: UUID = await tx.value("select account_id from kept_form")

    hands.turn(days=8)
    async with college.gate.transaction() as tx:
        form_id = UUID(wanted.rpartition("/")[2])
        assert await kept_forms.kept(tx, college.gate.key("unsent form"), owner, form_id) is None
        await kept_forms.keep(tx, college.gate.key("unsent form"), owner, "/people", {"name": ["x"]})
        assert await tx.value("select array_agg(path) from kept_form") == ["/people"]


async def test_a_draft_of_the_script_is_offered_until_it_is_sent_or_deleted(college: OpenCollege) -> None:
    curator = await college.enter(Role.CURATOR)
    form = await typed(curator)
    draft = {"path": form.action, "fields": [[name, value] for name, values in form.fields.items() for value in values]}
    headers = {"x-csrf-token": form.fields["_csrf"][0]}

    assert (await curator.http.post("/api/kept-forms", json=draft, headers=headers)).status_code == 201
    page = await curator.read("/announcements/new")
    found = LINK.search(page)
    assert found, page
    assert form_with(await curator.read(found[0]), "Повесить на доску").fields["text"] == [WORDS]

    await curator.send(f"{found[0]}/removals", page="/announcements/new")
    assert not LINK.search(await curator.read("/announcements/new"))
    await curator.http.post("/api/kept-forms", json=draft, headers=headers)
    assert (await form.send(curator.http)).status_code == 303
    assert not LINK.search(await curator.read("/announcements/new"))


async def test_a_draft_is_of_a_form_that_its_writer_may_send_and_holds_no_password(college: OpenCollege) -> None:
    mentee = await college.enter(Role.TEACHER)
    headers = {"x-csrf-token": form_with(await mentee.read("/profile"), "Сменить пароль").fields["_csrf"][0]}

    async def keep(path: str, *fields: tuple[str, str]) -> int:
        body = {"path": path, "fields": fields}
        return (await mentee.http.post("/api/kept-forms", json=body, headers=headers)).status_code

    assert await keep("/announcements", ("text", WORDS)) == 403
    assert await keep("/nowhere", ("text", WORDS)) == 404
    assert await keep("/people", ("text", WORDS)) in (403, 404)
    assert await keep("/profile/passwords", ("current", PASSWORD), ("password", WORDS), ("again", WORDS)) == 201
    found = LINK.search(await mentee.read("/profile"))
    assert found is None or WORDS not in await mentee.read(found[0])


async def test_a_form_opened_before_another_login_of_the_same_account_stands_filled(college: OpenCollege) -> None:
    curator = await college.enter(Role.CURATOR)
    form = await typed(curator)
    await curator.send("/sessions/endings", page="/profile")
    await log_in(curator, 0)

    answer = await form.send(curator.http)

    assert answer.status_code == 303
    page = await curator.read(answer.headers["location"])
    assert "вы вошли заново" in page
    assert form_with(page, "Повесить на доску").fields["text"] == [WORDS]


async def test_a_page_of_somebody_else_is_stale_and_nothing_is_kept(college: OpenCollege) -> None:
    curator = await college.enter(Role.CURATOR)
    await college.enter(Role.CURATOR)
    form = await typed(curator)
    await curator.send("/sessions/endings", page="/profile")
    await log_in(curator, 1)

    assert (await form.send(curator.http)).status_code == 403
    async with college.gate.transaction() as tx:
        assert await tx.value("select count(*) from kept_form") == 0


async def test_a_stranger_cannot_leave_words_for_anybody(college: OpenCollege, hands: Hands) -> None:
    curator = await college.enter(Role.CURATOR)
    form = await typed(curator)
    form.fields["_owner"] = [form.fields["_owner"][0][:-8] + "AAAAAAA="]
    hands.turn(minutes=31)

    answer = await form.send(curator.http)

    assert answer.headers["location"] == "/login"
    async with college.gate.transaction() as tx:
        assert await tx.value("select count(*) from kept_form") == 0


async def test_what_was_seen_then_is_sent_now_so_that_words_never_overwrite_others_unseen(
    college: OpenCollege, hands: Hands
) -> None:
    async with college.running.transaction(system("test")) as tx:
        scene.teacher(tx, SHUBINA)
        [pair_id] = [one.id for one in await pairs.pairs(tx)]
        draft = commands.DraftProgram(pair_id=pair_id, mentee_id=SHUBINA)
        program_id = await commands.draft_program(tx, draft)
    mentor = await college.enter(Role.TEACHER, person_id=ERMOLIN)
    form = form_with(await mentor.read(f"/programs/{program_id}/edit"), "Сохранить")
    form.fill(Цель="моя цель")
    hands.turn(minutes=31)
    late = await form.send(mentor.http)
    async with college.running.transaction(system("test")) as tx:
        scene.teacher(tx, SHUBINA)
        starts_on, ends_on = (date.fromisoformat(form.fields[name][0]) for name in ("starts_on", "ends_on"))
        other = commands.WriteProgram(
            program_id=program_id, version=1, starts_on=starts_on, ends_on=ends_on, mode="mixed", goal="другая цель"
        )
        await commands.write_program(tx, other)

    wanted = form_with(await mentor.read(late.headers["location"]), "Войти").fields["next"][0]
    await log_in(mentor, 0, next=wanted)
    again = await form_with(await mentor.read(wanted), "Сохранить").send(mentor.http)

    assert again.status_code == 409
    assert form_with(again.text, "Сохранить").fields["goal"] == ["моя цель"]
    async with college.running.transaction(system("test")) as tx:
        scene.teacher(tx, ERMOLIN)
        assert (await queries.program(tx, program_id)).plan.goal == "другая цель"
