"""Combinations that no act allows are refused: every form, ground and person, in proposals, drafts and orders."""

from itertools import product
from typing import get_args
from uuid import UUID

import msgspec
import pytest

from services.programs.college.person import store as people
from services.programs.college.person.model import PersonChanged
from services.programs.pairing.pair import combination, commands, members, pages, papers, queries, refusals
from services.programs.pairing.pair.combination import Member, refusal
from services.programs.pairing.pair.commands import ProposePair
from services.programs.pairing.pair.events import Regime, Terms
from shared.actor import system
from shared.errors import Refused
from tests.conftest import FreshContour
from tests.programs import scene
from tests.programs.college import college
from tests.programs.pair.given import EDITION, ERMOLIN, SHUBINA, terms

FORMS = [*EDITION.words("forms"), "social-partner"]
MEMBERS = [
    Member(**dict(zip(Member.__struct_fields__, flags, strict=True)))
    for flags in product((True, False), repeat=len(Member.__struct_fields__))
]
STUDENT = "employer-student"


def allowed(pair: Terms, mentor: Member, mentee: Member) -> bool:
    """Say what the acts allow, sentence by sentence."""
    student = pair.form == STUDENT
    return all(
        (
            # ст. 351.8 ТК РФ: an assignment is help to another employee; "not an employee" is said of a student alone.
            student or pair.regime != "not_employee",
            not student or pair.regime != "351.8",
            mentee.employed is not student,
            mentor.employed or (student and pair.regime == "not_employee"),
            # Положение, п. 4.1.5: a head or a deputy mentors in the form that is called after the head.
            pair.form != "head-teacher" or mentor.leads,
            # Положение, п. 3.1 and 1.1: mentors are teachers or lead them, mentees are teachers.
            student or mentor.teaches or mentor.leads,
            student or mentee.teaches,
            # Положение, п. 1.2: a mentor has experience.
            not (mentor.employed and mentor.needs_mentor and mentor.novice),
        )
    )


def test_every_combination_is_allowed_or_refused_with_its_clause_beside_a_field() -> None:
    fields = set(ProposePair.__struct_fields__)
    for form, regime in product(FORMS, get_args(Regime)):
        pair = terms(form=form, regime=regime)
        for mentor, mentee in product(MEMBERS, repeat=2):
            refused = refusal(pair, {ERMOLIN: mentor, SHUBINA: mentee})
            assert (refused is None) is allowed(pair, mentor, mentee), (form, regime, mentor, mentee)
            if refused is not None:
                assert refused.field in fields
                assert any(act in refused.message for act in ("Положение, п.", "ст. 351.8 ТК РФ"))


def test_one_unlawful_mentee_of_a_group_is_enough() -> None:
    pair = terms(mentee_ids=(SHUBINA, UUID(int=77)), kinds=("group",))
    teacher = Member(employed=True, teaches=True)

    assert isinstance(refusal(pair, {ERMOLIN: teacher, SHUBINA: teacher}), refusals.MenteeNotEmployed)


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"form": STUDENT, "regime": "not_employee"}, refusals.StudentIsEmployee),
        ({"regime": "not_employee"}, refusals.EmployeesHere),
        ({"form": "head-teacher"}, refusals.MentorIsNoHead),
    ],
)
async def test_a_proposal_between_two_employees_is_refused(
    fresh_contour: FreshContour, changes: dict[str, str], refused: type[Refused]
) -> None:
    async with college(fresh_contour) as tx:
        await scene.staffed(tx)
        with pytest.raises(refused):
            await scene.proposed(tx, **changes)


async def test_a_mentor_who_became_an_accountant_is_in_no_draft_and_no_order(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await scene.staffed(tx)
        await scene.introduced(tx)
        pair_id = await scene.proposed(tx)
        await scene.consent(tx, pair_id, scene.ERMOLIN, scene.SHUBINA)
        scene.curator(tx)
        await commands.record_addendum(tx, scene.addendum(pair_id))
        assert len((await pages.show_order(tx)).context["ready"]) == 1

        facts = msgspec.structs.replace((await queries.staff(tx))[scene.ERMOLIN].facts(), posts=("бухгалтер",))
        tx.actor = system("test")
        await people.record(tx, PersonChanged(person_id=scene.ERMOLIN, facts=facts))
        scene.head(tx)
        page = (await pages.show_order(tx)).context
        assert page["ready"] == []
        assert "другая должность" in page["lacking"][0][2]
        assert "другая должность" in (await pages.show_pair(tx, pair_id)).context["forbidden"]
        with pytest.raises(refusals.NobodyChosen):
            await papers.draft_order(tx)
        with pytest.raises(refusals.NotAllowed, match=r"другая должность \(Положение, п\. 3\.1\)"):
            await scene.sign(tx, pair_id)
        assert combination.refusal((await queries.pair(tx, pair_id)).rules(), await members.members(tx)) is not None
