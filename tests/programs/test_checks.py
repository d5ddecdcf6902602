"""«Проверка» before what cannot be undone: it says what will happen and what leaves, and changes nothing itself."""

import html
import re
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from uuid import UUID

import pytest

from services.programs.app import SERVICE
from services.programs.college.act.commands import DraftAct, draft_act
from services.programs.work.program.commands import SendProgram, send_program
from shared.actor import Role, system
from shared.doors import Door
from tests.conftest import FreshContour
from tests.programs import scene
from tests.programs.program.test_commands import started, written
from tests.programs.visit import OpenCollege, Visitor, open_college

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
# What cannot be called back, and each leaves a mark on people or outside the college.
FINAL = {
    "/pairing-orders", "/acts/{act_id:uuid}/signatures", "/pairs/{pair_id:uuid}/notices",
    "/pairs/{pair_id:uuid}/dismissals", "/programs/{program_id:uuid}/approvals",
    "/programs/{program_id:uuid}/completions", "/card/withdrawals", "/my-route/requests", "/my-route/withdrawals",
}  # fmt: skip
ORDER = {"number": "118-л", "signed_on": "24.11.2026"}


@pytest.fixture
async def college(fresh_contour: FreshContour) -> AsyncGenerator[OpenCollege]:
    async with open_college(fresh_contour, lambda: NOW) as college:
        yield college


async def paired(college: OpenCollege) -> UUID:
    """A pair that waits only for the order."""
    async with college.running.transaction(system("test")) as tx:
        await scene.staffed(tx)
        await scene.introduced(tx)
        await scene.assessed(tx)
        return await scene.ready(tx)


async def written_down(college: OpenCollege) -> list[tuple[str, int]]:
    """Everything that a wish could have left behind."""
    async with college.running.transaction(system("test")) as tx:
        tables = ("journal", "sync.outbox", "file", "paper", "once")
        return [(table, await tx.value(f"select count(*) from {table}")) for table in tables]


async def told(college: OpenCollege) -> list[str]:
    async with college.running.transaction(system("test")) as tx:
        rows = await tx.connection.fetch("select name from sync.outbox order by seq")
    return [row["name"] for row in rows]


def words(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.split("<main", 1)[1])).split())


def sent_by(page: str) -> tuple[str, dict[str, list[str]]]:
    """Return where the page's one button sends, and what."""
    action, inside = re.findall(r'<form class="form" method="post" action="([^"]*)">(.*?)</form>', page, re.S)[0]
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', inside):
        fields.setdefault(name, []).append(html.unescape(value))
    return action, fields


async def check(visitor: Visitor, path: str, page: str, **typed: str) -> str:
    answer = await visitor.send(f"{path}/checks", page=page, **typed)
    assert answer.status_code == 200, words(answer.text)
    assert ".." not in words(answer.text)
    return answer.text


async def refused(visitor: Visitor, path: str, page: str, **typed: str) -> str:
    answer = await visitor.send(f"{path}/checks", page=page, **typed)
    assert answer.status_code == 422, words(answer.text)
    return answer.text


async def carry_out(visitor: Visitor, page: str) -> None:
    action, fields = sent_by(page)
    answer = await visitor.http.post(action, data=fields)
    assert answer.status_code == 303, words(answer.text)


async def test_an_order_is_checked_before_it_is_signed_and_the_check_changes_nothing(college: OpenCollege) -> None:
    pair_id = await paired(college)
    head = await college.enter(Role.HEAD, person_id=scene.SAMOYLOVA)
    before = await written_down(college)

    page = await check(head, "/pairing-orders", "/pairs/order", pair_ids=str(pair_id), **ORDER)
    assert await written_down(college) == before
    said = words(page)
    assert "Вы подпишете приказ № 118-л от 24.11.2026." in said
    assert "Ермолин" in said
    assert "Подпись не отзывается" in said
    assert "Начата пара или группа" in said
    assert page.count('<button class="btn"') == 1

    await carry_out(head, page)
    assert (await told(college))[-1] == "programs.pair_started.v1"
    assert "118-л" in await head.read("/pairs/order")


async def test_the_way_back_from_a_check_keeps_what_was_typed(college: OpenCollege) -> None:
    pair_id = await paired(college)
    head = await college.enter(Role.HEAD, person_id=scene.SAMOYLOVA)

    page = await check(head, "/pairing-orders", "/pairs/order", pair_ids=str(pair_id), **ORDER)
    action, fields = sent_by(page)
    back = await head.http.post(f"{action}/checks", data={**fields, "_back": "1"})

    assert back.status_code == 200
    assert 'value="118-л"' in back.text
    assert "notice late errors" not in back.text


async def test_a_check_refuses_what_the_wish_would_refuse_beside_its_field(college: OpenCollege) -> None:
    pair_id = await paired(college)
    head = await college.enter(Role.HEAD, person_id=scene.SAMOYLOVA)
    said = {"pair_ids": str(pair_id), "signed_on": "25.11.2026"}

    empty = await refused(head, "/pairing-orders", "/pairs/order", **said)
    assert 'id="SignPairingOrder-number-error"' in empty
    early = await refused(head, "/pairing-orders", "/pairs/order", number="118-л", **said)
    assert 'id="SignPairingOrder-signed_on-error"' in early
    assert 'value="118-л"' in early


async def test_the_pair_that_ends_early_is_checked_with_its_last_day(college: OpenCollege) -> None:
    async with college.running.transaction(system("test")) as tx:
        pair_id = await scene.working(tx)
    mentor = await college.enter(Role.MENTOR, person_id=scene.ERMOLIN)
    at = f"/pairs/{pair_id}"

    page = await check(mentor, f"{at}/notices", at, reason="болезнь")
    said = words(page)
    assert "27.11.2026, до конца дня" in said
    assert "Когда пара закончится, в регион уйдут" in said
    assert "Начата" not in said
    await carry_out(mentor, page)
    assert "Отозвать предупреждение" in await mentor.read(at)

    curator = await college.enter(Role.CURATOR, person_id=scene.VERSHININA)
    at_once = words(await check(curator, f"{at}/dismissals", at, ended_on="24.11.2026"))
    assert "прекратится 24.11.2026, без предупреждения" in at_once
    assert "Завершена пара или группа" in at_once


async def test_a_program_is_checked_before_it_begins_and_before_it_is_completed(college: OpenCollege) -> None:
    async with college.running.transaction(system("test")) as tx:
        program_id = await started(tx)
    mentor = await college.enter(Role.MENTOR, person_id=scene.ERMOLIN)
    at = f"/programs/{program_id}"
    typed = {
        "outcomes.0.domain": "method", "outcomes.0.after": "low", "outcomes.1.domain": "subject",
        "outcomes.1.after": "none", "conclusion": "справилась", "reason": "переезд",
    }  # fmt: skip

    page = await check(mentor, f"{at}/completions", f"{at}/complete", **typed)
    said = words(page)
    assert "было «высокое», стало «низкое»" in said
    assert "вместе с ней завершится и пара" in said
    assert "Завершена программа" in said
    assert "Завершена пара или группа" in said
    before = len(await told(college))
    await carry_out(mentor, page)
    assert (await told(college))[before:] == ["programs.program_completed.v1", "programs.pair_ended.v1"]


async def test_the_head_reads_what_begins_before_approving(college: OpenCollege) -> None:
    async with college.running.transaction(system("test")) as tx:
        program_id = await written(tx)
        await send_program(tx, SendProgram(program_id=program_id, version=4))
    head = await college.enter(Role.HEAD, person_id=scene.SAMOYLOVA)
    at = f"/programs/{program_id}"

    page = await check(head, f"{at}/approvals", at, version="4")
    assert "24.11.2026 — 31.05.2027" in words(page)
    assert "2 мероприятия" in words(page)
    assert "Начата программа" in words(page)
    await carry_out(head, page)


async def test_the_order_of_introduction_names_the_curator_and_the_order_that_ends(college: OpenCollege) -> None:
    async with college.running.transaction(system("test")) as tx:
        await scene.staffed(tx)
        await scene.introduced(tx)
        scene.head(tx)
        act_id = await draft_act(tx, DraftAct(curator_id=scene.LAPTEVA, starts_on=scene.TODAY))
    head = await college.enter(Role.HEAD, person_id=scene.SAMOYLOVA)

    page = await check(head, f"/acts/{act_id}/signatures", f"/acts/{act_id}", number="130-л", signed_on="24.11.2026")
    assert "Лаптева Оксана Сергеевна" in words(page)
    assert "Приказ № 101-л утратит силу." in words(page)
    assert "Подписан приказ о внедрении системы" in words(page)
    await carry_out(head, page)


def test_everything_final_has_its_check_and_no_check_is_a_door_for_programs() -> None:
    doors: list[Door] = [door for subject in SERVICE.subjects for door in subject.doors]
    checked = {door.path.removesuffix("/checks") for door in doors if door.check is not None}
    assert checked == FINAL
    assert {door.kind for door in doors if door.check is not None} == {"check"}
    assert {f"/api{path}" for path in FINAL} <= {door.path for door in doors if door.kind == "wish"}
