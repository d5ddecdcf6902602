"""Choosing a mentor: one thing per step, reasons for everybody, and a check before anything is sent."""

import re
from collections.abc import AsyncGenerator
from uuid import UUID

import pytest

from services.programs.college.person.commands import AddPerson, add_person
from services.programs.pairing.need.store import record as mark
from services.programs.pairing.pair.commands import try_proposal
from services.programs.pairing.pair.model import REGIMES
from services.programs.pairing.selection import queries
from services.programs.pairing.selection.model import Candidate, Known, candidates
from shared.actor import Role, system
from shared.contracts.programs import NeedMarked
from shared.errors import Refused
from tests.conftest import FreshContour
from tests.programs import scene
from tests.programs.visit import OpenCollege, Visitor, open_college


def known(id: int, name: str, **facts: object) -> Known:
    first: dict[str, object] = {
        "id": UUID(int=id), "short": name, "post": "преподаватель", "subject": "Лесоводство",
        "category": "none", "category_word": "без категории", "experience_years": 10, "teaches": True,
        "needs_mentor": False,
    }  # fmt: skip
    return Known(**(first | facts))  # type: ignore[arg-type]  # the given facts say their own types


def offered(*every: Known) -> list[Candidate]:
    return candidates(every, mentees=[scene.SHUBINA], subjects=["лесоводство"], warn_above=3)


def test_the_same_subject_comes_first_then_fewer_mentees_then_experience() -> None:
    found = offered(
        known(1, "Историк", subject="История", experience_years=40),
        known(2, "Занятый", mentees=("Ильиных К. О.",)),
        known(3, "Опытный", experience_years=20),
        known(4, "Обычный"),
    )

    assert [one.known.short for one in found] == ["Опытный", "Обычный", "Занятый", "Историк"]


def test_everybody_has_reasons_and_who_cannot_be_proposed_says_why() -> None:
    busy, novice, paired = offered(
        known(1, "Занятый", mentees=("А", "Б", "В")),
        known(2, "Начинающий", experience_years=1, needs_mentor=True),
        known(3, "Парный", paired_with=("Шубина Л. В.",)),
    )

    assert "Наставляемых станет 4. Нормы нет; проверьте, хватит ли времени" in busy.bad
    assert {"В списке тех, кому самим нужен наставник", "Сам начинающий: стаж 1\xa0год"} <= set(novice.bad)
    assert paired.refused == "уже в паре: Шубина Л. В."
    assert all(one.good or one.bad for one in (busy, novice))


def test_one_of_several_subjects_is_enough() -> None:
    both, other = offered(known(1, "Б", subject="Таксация; лесоводство"), known(2, "А", subject="Лес"))

    assert [both.same_subject, other.same_subject] == [True, False]


def test_unknown_experience_is_said_and_is_no_zero() -> None:
    (one,) = offered(known(1, "Новый", experience_years=None))

    assert "Стаж не указан" in one.bad
    assert not [said for said in one.good if said.startswith("Стаж")]


@pytest.fixture
async def curator(fresh_contour: FreshContour) -> AsyncGenerator[Visitor]:
    async with open_college(fresh_contour) as college:
        async with college.running.transaction(system("test")) as tx:
            await scene.staffed(tx)
            await scene.introduced(tx)
            await scene.assessed(tx)
            await scene.proposed(tx, mentor_id=scene.VERSHININA, mentee_ids=(scene.LAPTEVA,))
        yield await college.enter(Role.CURATOR, person_id=scene.VERSHININA)


WHOM = f"/pairs/new?mentee_ids={scene.SHUBINA}"
TERMS = f"{WHOM}&mentor_id={scene.ERMOLIN}&form=teacher-teacher&kinds=traditional&topic=практика&regime=351.8"


def now(page: str) -> str:
    """Return the step that the page stands at."""
    found = re.search(r'aria-current="step".*?</span>\s*<span>(.*?)<', page, re.S)
    assert found
    return found[1]


async def test_each_step_asks_one_thing_and_nothing_is_sent_before_the_check(curator: Visitor) -> None:
    whom, mentor = await curator.read("/pairs/new"), await curator.read(WHOM)
    terms, check = await curator.read(f"{TERMS}&step=terms"), await curator.read(f"{TERMS}&step=check")

    assert [now(page) for page in (whom, mentor, terms, check)] == [
        "Кому", "Наставник", "Вид и содержание", "Проверка и отправка",
    ]  # fmt: skip
    assert "есть пара" in whom or "предложена" in whom
    assert "нет пары" in whom
    assert "Тот же предмет: лесоводство" in mentor
    assert "практические занятия" in mentor
    assert [page.count('action="/pairs"') for page in (whom, mentor, terms, check)] == [0, 0, 0, 1]
    assert check.count("Изменить") >= 6
    assert len(re.findall(r"Шубина", await curator.read("/pairs"))) == 0


async def test_the_check_refuses_what_sending_would_refuse_beside_its_field_and_keeps_what_was_typed(
    curator: Visitor,
) -> None:
    alone = await curator.read(f"{TERMS}&step=check&kinds=group")
    missing = await curator.read(f"{WHOM}&mentor_id={scene.ERMOLIN}&topic=практика&step=check")

    assert now(alone) == "Кому"
    assert now(missing) == "Вид и содержание"
    assert 'role="alert"' in alone
    assert 'id="ProposePair-form-error"' in missing
    assert "практика" in missing


async def test_a_step_asked_for_too_early_or_by_a_wrong_address_leads_to_the_one_that_is_missing(
    curator: Visitor,
) -> None:
    assert now(await curator.read("/pairs/new?step=check")) == "Кому"
    assert now(await curator.read(f"{WHOM}&step=check")) == "Наставник"
    assert now(await curator.read(f"{WHOM}&mentor_id={scene.SHUBINA}&step=check")) == "Наставник"
    assert now(await curator.read("/pairs/new?mentee_ids=дом&mentor_id=1&step=пять")) == "Кому"


async def test_the_checked_proposal_is_sent_and_a_refusal_shows_the_check_again(curator: Visitor) -> None:
    said = {
        "mentee_ids": str(scene.SHUBINA), "mentor_id": str(scene.ERMOLIN), "form": "teacher-teacher",
        "kinds": "traditional", "topic": "практика", "regime": "351.8",
    }  # fmt: skip
    sent = await curator.send("/pairs", page=f"{TERMS}&step=check", **said)
    again = await curator.send("/pairs", page=f"{TERMS}&step=check", **said)

    assert sent.status_code == 303
    assert again.status_code in (409, 422)
    assert 'role="alert"' in again.text


async def test_who_needs_a_mentor_is_shown_with_the_pair_and_narrowed_to_those_without(curator: Visitor) -> None:
    every, alone = await curator.read("/needs"), await curator.read("/needs?pair=without&sort=-name")

    assert re.search(r'<a href="/pairs/[^"]*">Вершинина', every)
    assert "нет пары" in every
    assert re.findall(r'<th scope="row"><a [^>]*>(\w+)', alone) == ["Шубина", "Гущин"]
    assert re.findall(r'<th scope="row"><a [^>]*>(\w+)', await curator.read("/needs?pair=with")) == ["Лаптева"]


async def tried(college: OpenCollege, person_id: UUID, form: str, regime: str) -> str:
    """Return why proposing this mentor for Шубина in this form would be refused; empty when it would not."""
    said = scene.proposal(mentor_id=person_id, form=form, regime=regime, regime_ground="договор № 5")
    async with college.running.transaction(system("test")) as tx:
        try:
            await try_proposal(tx, said)
        except Refused as refusal:
            return refusal.message
    return ""


async def test_whoever_is_offered_would_be_accepted_and_whoever_is_not_would_be_refused(
    fresh_contour: FreshContour,
) -> None:
    async with open_college(fresh_contour) as college:
        async with college.running.transaction(system("test")) as tx:
            await scene.staffed(tx)
            accountant = await add_person(tx, AddPerson(surname="Рябова", given_name="Нина", posts="бухгалтер"))
            novice = await add_person(tx, AddPerson(surname="Зуев", given_name="Иван", posts="преподаватель"))
            await mark(tx, NeedMarked(person_id=novice, reason="novice", marked_on=scene.TODAY))
            chosen = await queries.mentees(tx, [scene.SHUBINA])
            every = await queries.mentors(tx, chosen)
            forms = list((await queries.forms_refused(tx, scene.ERMOLIN, chosen)).items())
        for one in every:
            reasons = [await tried(college, one.known.id, form, regime) for form, _ in forms for regime in REGIMES]
            assert bool(one.refused) == all(reasons), (one.known.short, one.refused, reasons)
        refused = {one.known.id: one.refused for one in every if one.refused}
        assert "другая должность" in refused[accountant]
        assert "Ему самому нужен наставник" in refused[novice]
        assert scene.ERMOLIN not in refused


async def test_a_form_that_no_act_allows_for_this_mentor_is_not_offered(curator: Visitor) -> None:
    terms = await curator.read(f"{TERMS}&step=terms")
    assert '<option value="teacher-teacher"' in terms
    assert '<option value="head-teacher"' not in terms
    assert "этот наставник не руководитель" in terms
