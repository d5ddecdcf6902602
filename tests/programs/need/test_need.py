"""Needs and mentees' own assessments: rules with values, commands on a real database."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from msgspec.structs import replace

from services.programs.college.person.commands import (
    AddPerson,
    DismissPerson,
    ReturnPerson,
    add_person,
    dismiss_person,
    return_person,
)
from services.programs.pairing.need import commands, model, queries
from services.programs.pairing.need.commands import AssessDifficulties, ConfirmNeeds, LeaveUnmarked, LiftNeed, MarkNeed
from services.programs.pairing.need.model import Need, Row, Teacher
from services.programs.pairing.need.tasks import TASKS
from shared.actor import Role, system
from shared.contracts.regulation import first_edition
from shared.db import Tx
from shared.tasks import waits
from tests.conftest import FreshContour
from tests.editions import other_words
from tests.programs import scene
from tests.programs.college import by, college, events, settled
from tests.programs.organization.test_earlier_words import publish

TODAY = date(2026, 11, 24)
EDITION = first_edition()
SHUBINA = uuid4()


def teacher(**told: Any) -> Teacher:
    filled: dict[str, Any] = {"person_id": SHUBINA, "works": True, "teaches": True} | told
    return Teacher(**filled)


def marked(reason: str = "novice") -> Need:
    return Need(person_id=SHUBINA, reason=reason, marked_on=TODAY)


def rows(**levels: str) -> list[Row]:
    return [
        Row(domain=entry.code, difficulty=levels.get(entry.code, "none"), strength="medium")
        for entry in EDITION.entries("domains")
    ]


def assess(said: list[Row], need: Need | None = None, **told: Any) -> model.DifficultiesAssessed:
    filled: dict[str, Any] = {"request": "", "words_shared": False} | told
    return model.assess(
        SHUBINA, said, marked=need or marked(), edition=EDITION, assessment_id=uuid4(), today=TODAY, **filled
    )


def test_a_teacher_is_marked_once_for_a_reason_of_the_regulation() -> None:
    event = model.mark(teacher(), None, reason="novice", edition=EDITION, today=TODAY)

    assert (event.person_id, event.reason, event.marked_on) == (SHUBINA, "novice", TODAY)
    with pytest.raises(model.AlreadyMarked, match=r"п\. 4\.1\.3"):
        model.mark(teacher(), marked(), reason="novice", edition=EDITION, today=TODAY)
    with pytest.raises(model.ReasonUnknown):
        model.mark(teacher(), None, reason="lazy", edition=EDITION, today=TODAY)


def test_only_a_teacher_who_works_here_is_marked() -> None:
    with pytest.raises(model.NoLongerHere):
        model.mark(teacher(works=False), None, reason="novice", edition=EDITION, today=TODAY)
    with pytest.raises(model.NotTeaching, match=r"п\. 1\.1"):
        model.mark(teacher(teaches=False), None, reason="novice", edition=EDITION, today=TODAY)


def test_novices_and_newcomers_are_suggested_until_they_were_looked_at() -> None:
    def suggested(**told: Any) -> str:
        return model.suggest(teacher(**told), None, edition=EDITION, novice_years=3, today=TODAY)

    assert suggested(experience_years=2) == "novice"
    assert suggested(experience_years=20, hired_on=date(2026, 3, 1)) == "new-workplace"
    assert suggested(experience_years=20, hired_on=date(2020, 3, 1)) == ""
    assert suggested(experience_years=2, reviewed_on=date(2026, 9, 1)) == ""
    assert suggested(experience_years=2, reviewed_on=date(2025, 9, 1)) == "novice"
    assert suggested(experience_years=2, works=False) == ""


@pytest.mark.parametrize(
    ("reviewed", "due"),
    [(None, TODAY), (date(2026, 9, 30), date(2027, 9, 30)), (date(2024, 2, 29), date(2025, 2, 28))],
)
def test_everybody_is_looked_at_once_a_year(reviewed: date | None, due: date) -> None:
    assert model.due(reviewed, EDITION, today=TODAY) == due


def test_confirming_the_list_twice_a_day_is_one_fact() -> None:
    confirmed = model.confirm([teacher(), teacher(person_id=uuid4(), teaches=False)], today=TODAY)

    assert confirmed is not None
    assert confirmed.person_ids == (SHUBINA,)
    assert model.confirm([teacher(reviewed_on=TODAY)], today=TODAY) is None
    with pytest.raises(model.NobodyToReview):
        model.confirm([], today=TODAY)


def test_an_assessment_covers_the_nine_domains() -> None:
    said = assess(rows(method="high"))

    assert list(said.difficulties) == list(EDITION.words("domains"))
    assert said.difficulties["method"] == "high"
    with pytest.raises(model.DomainsIncomplete, match=r"4\.2\.2"):
        assess(rows(method="high")[:-1])


def test_a_missing_level_is_answered_beside_its_field() -> None:
    said = rows(method="high")
    said[2] = msgspec.structs.replace(said[2], strength="")

    with pytest.raises(model.LevelMissing) as refusal:
        assess(said)

    assert refusal.value.field == "rows.2.strength"


def test_without_a_difficulty_there_must_be_a_request() -> None:
    with pytest.raises(model.NothingSaid):
        assess(rows())
    assert assess(rows(), request="Хочу вести проектную работу").request


def test_only_the_mentee_assesses_themselves() -> None:
    with pytest.raises(model.NotTheMentee):
        assess(rows(method="high"), Need(person_id=uuid4(), reason="novice", marked_on=TODAY))


async def hired(tx: Tx, surname: str, **told: Any) -> UUID:
    filled = {"given_name": "Лариса", "patronymic": "Витальевна", "posts": "преподаватель"} | told
    return await add_person(tx, AddPerson(surname=surname, **filled))


def said(**words: str) -> tuple[Row, ...]:
    return tuple(
        msgspec.structs.replace(row, words=words.get(row.domain, "")) for row in rows(method="high", law="low")
    )


async def test_a_mark_gives_the_role_and_lifting_it_takes_the_role(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        shubina = await hired(tx, "Шубина")
        await commands.mark_need(tx, MarkNeed(person_id=shubina, reason="novice"))
        assert await queries.roles_of(tx, shubina) == {Role.MENTEE}
        with pytest.raises(model.AlreadyMarked):
            await commands.mark_need(tx, MarkNeed(person_id=shubina, reason="novice"))

        await commands.lift_need(tx, LiftNeed(person_id=shubina, reason="settled"))
        assert await queries.roles_of(tx, shubina) == frozenset()
        with pytest.raises(model.NotMarked):
            await commands.lift_need(tx, LiftNeed(person_id=shubina, reason="settled"))
        assert [type(event).__name__ for event, _ in tx.told][-2:] == ["NeedMarked", "NeedLifted"]


async def looks(tx: Tx, person_id: UUID | None) -> None:
    """Let the database know who looks, as a door does."""
    await tx.run("select set_config('app.person', $1, true)", str(person_id or ""))


async def test_words_stay_with_the_mentee_until_they_are_shared(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        shubina = await hired(tx, "Шубина")
        await commands.mark_need(tx, MarkNeed(person_id=shubina, reason="novice"))
        by(tx, Role.MENTEE, person_id=shubina)
        await commands.assess_difficulties(tx, AssessDifficulties(rows=said(method="не держу темп"), request="темп"))
        await looks(tx, shubina)
        own = await queries.assessment(tx, shubina)

        by(tx, Role.CURATOR, person_id=uuid4())
        await looks(tx, None)
        seen = await queries.assessment(tx, shubina)
        assert own is not None
        assert seen is not None
        assert (own.words, seen.words) == ({"method": "не держу темп"}, {})
        assert (seen.difficulties, seen.request) == (own.difficulties, "темп")
        assert seen.difficult == ["method", "law"]

        tx.now += timedelta(days=30)
        by(tx, Role.MENTEE, person_id=shubina)
        shared = AssessDifficulties(rows=said(method="держу"), words_shared=True)
        await commands.assess_difficulties(tx, shared)
        by(tx, Role.CURATOR, person_id=uuid4())
        assert [one.words for one in await queries.history(tx, shubina)] == [{"method": "держу"}, {}]
        by(tx, Role.HEAD, Role.COUNCIL, person_id=uuid4())
        assert [(one.words, one.request) for one in await queries.history(tx, shubina)] == [({}, ""), ({}, "")]

        tx.now += timedelta(days=30)
        by(tx, Role.MENTEE, person_id=shubina)
        await commands.assess_difficulties(tx, msgspec.structs.replace(shared, words_shared=False))
        by(tx, Role.CURATOR, person_id=uuid4())
        assert [one.words for one in await queries.history(tx, shubina)] == [{}, {}, {}]


async def test_whoever_is_not_a_mentee_assesses_nothing(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        shubina = await hired(tx, "Шубина")
        for person_id in (None, shubina):
            by(tx, Role.TEACHER, person_id=person_id)
            with pytest.raises(model.NotTheMentee):
                await commands.assess_difficulties(tx, AssessDifficulties(rows=said()))


async def test_the_curator_is_led_from_suggestions_to_a_confirmed_list(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        shubina = await hired(tx, "Шубина", experience=2.0)
        gushchin = await hired(tx, "Гущин", experience=1.0)
        await hired(tx, "Лаптева", experience=26.8)
        by(tx, Role.CURATOR)
        assert [one.person.full_name.split()[0] for one in await queries.suggestions(tx)] == ["Гущин", "Шубина"]
        assert [task.title for task in await waits(tx, TASKS)] == ["Отметить, кому нужен наставник"]

        await commands.mark_need(tx, MarkNeed(person_id=shubina, reason="novice"))
        await commands.leave_unmarked(tx, LeaveUnmarked(person_id=gushchin))
        assert await queries.suggestions(tx) == []
        await commands.confirm_needs(tx, ConfirmNeeds())
        state = await queries.refresh(tx)
        assert state is not None
        assert (state.reviewed, state.of, state.due) == (3, 3, date(2027, 11, 24))
        assert ["Ждём оценку" in task.title for task in await waits(tx, TASKS)] == [True]

        by(tx, Role.MENTEE, person_id=shubina)
        assert [task.url for task in await waits(tx, TASKS)] == ["/difficulties"]


async def test_the_mark_of_whoever_left_is_lifted_by_itself(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        shubina = await hired(tx, "Шубина")
        await commands.mark_need(tx, MarkNeed(person_id=shubina, reason="novice"))
        await dismiss_person(tx, DismissPerson(person_id=shubina, dismissed_on=TODAY))
        assert await queries.needs(tx) == []

        await settled(tx)
        await settled(tx)
        assert (await events(tx)).count("need_lifted") == 1
        tx.actor = system("test")
        assert await queries.active(tx, shubina) is None


@pytest.mark.parametrize(("days", "marked"), [(0, True), (31, True), (32, False)])
async def test_an_undone_dismissal_gives_the_mark_back(fresh_contour: FreshContour, days: int, marked: bool) -> None:
    async with college(fresh_contour) as tx:
        shubina = await hired(tx, "Шубина")
        await commands.mark_need(tx, MarkNeed(person_id=shubina, reason="novice"))
        await dismiss_person(tx, DismissPerson(person_id=shubina, dismissed_on=TODAY))
        await settled(tx)
        tx.now += timedelta(days=days, minutes=1)
        await return_person(tx, ReturnPerson(person_id=shubina))
        await settled(tx)
        await settled(tx)
        tx.actor = system("test")
        found = await queries.active(tx, shubina)
        assert (found is not None) is marked
        assert (await events(tx)).count("need_marked") == 1 + marked


def test_levels_of_another_edition_are_ordered_warned_of_and_put_in_words_by_their_place() -> None:
    first, other = EDITION.words("levels"), other_words(TODAY).words("levels")

    assert model.strengths(first) == {
        "none": "нет", "low": "немного", "medium": "уверенно", "high": "могу научить других",
    }  # fmt: skip
    assert model.strengths(other) == {"none": "нет", "slight": "уверенно", "critical": "могу научить других"}
    assert list(model.strengths(["none", *"abcd"]).values()) == [
        "нет", "1 из 4", "2 из 4", "3 из 4", "могу научить других",
    ]  # fmt: skip
    assert [model.tone(first, level) for level in first] == ["", "info", "wait", "late"]
    assert [model.tone(other, level) for level in other] == ["", "wait", "late"]


async def test_an_assessment_is_read_by_the_levels_of_its_own_edition(fresh_contour: FreshContour) -> None:
    levels = {"speech": ("slight", "critical"), "order": ("critical", "slight"), "tools": ("none", "none")}
    async with college(fresh_contour) as tx:
        await scene.staffed(tx)
        await publish(tx, other_words(TODAY))
        scene.teacher(tx, scene.SHUBINA)
        said = tuple(Row(domain=code, difficulty=hard, strength=strong) for code, (hard, strong) in levels.items())
        await commands.assess_difficulties(tx, AssessDifficulties(rows=said))
        # A later edition orders other levels: what was assessed keeps its own.
        await publish(tx, replace(EDITION, edition="later", valid_from=TODAY), 2)
        found = await queries.assessment(tx, scene.SHUBINA)

        assert found is not None
        assert (found.difficult, found.strong) == (["order", "speech"], ["speech"])
        lines = await queries.lines(tx, found)
        assert [(line["difficulty"], line["state"], line["strength"], line["strong"]) for line in lines] == [
            ("лёгкая трудность", "wait", "могу научить других", True),
            ("критическая трудность", "late", "уверенно", False),
            ("трудности нет", "", "нет", False),
        ]
