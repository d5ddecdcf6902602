"""Who may be together in a pair, in which form and on which legal ground: one rule for proposals, drafts and orders."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import msgspec

from services.programs.pairing.pair import refusals as no
from services.programs.pairing.pair.events import Terms
from services.programs.pairing.pair.model import REGIMES, Pair
from shared.errors import Refused

HEAD_FORM = "head-teacher"
STUDENT_FORM = "employer-student"


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """What matters about somebody in a pair.

    `teaches` and `leads` say whether a post is one of teachers or of heads and deputies (постановление № 225);
    `needs_mentor` is the mark of the college, `novice` an experience of teaching under three years or unknown.
    """

    employed: bool = False
    teaches: bool = False
    leads: bool = False
    needs_mentor: bool = False
    novice: bool = False


STRANGER = Member()


def refusal(pair: Terms | Pair, members: Mapping[UUID, Member]) -> Refused | None:
    """Return why no act allows this combination; None when it is allowed (Положение, п. 1.2, 3.1; ст. 351.8 ТК РФ)."""
    mentor = members.get(pair.mentor_id, STRANGER)
    mentees = [members.get(person_id, STRANGER) for person_id in pair.mentee_ids]
    return _of_form(pair, mentor, mentees) or _of_mentor(pair, mentor) or _of_mentees(pair, mentees)


def forms_refused(
    mentor_id: UUID, mentee_ids: Sequence[UUID], forms: Iterable[str], members: Mapping[UUID, Member]
) -> dict[str, Refused | None]:
    """Return for each form why no legal ground allows these people together in it; None for a form that one allows."""
    found: dict[str, Refused | None] = {}
    for form in forms:
        terms = [
            Terms(mentor_id=mentor_id, mentee_ids=tuple(mentee_ids), form=form, kinds=(), topic="", regime=regime)
            for regime in REGIMES
        ]
        refusals = [refusal(one, members) for one in terms]
        found[form] = None if None in refusals else refusals[0]
    return found


def _of_form(pair: Terms | Pair, mentor: Member, mentees: list[Member]) -> Refused | None:
    if pair.form == STUDENT_FORM:
        if any(mentee.employed for mentee in mentees):
            return no.StudentIsEmployee(field="form")
        return no.StudentAssigned(field="regime") if pair.regime == "351.8" else None
    if pair.regime == "not_employee":
        return no.EmployeesHere(field="regime")
    if pair.form == HEAD_FORM and not mentor.leads:
        return no.MentorIsNoHead(field="form")
    return None


def _of_mentor(pair: Terms | Pair, mentor: Member) -> Refused | None:
    if not mentor.employed:
        # An employer of a student may come from outside; whoever works here by an assignment may not.
        return (
            None
            if pair.form == STUDENT_FORM and pair.regime == "not_employee"
            else no.MentorNotEmployed(field="mentor_id")
        )
    if pair.form != STUDENT_FORM and not (mentor.teaches or mentor.leads):
        return no.MentorIsNoTeacher(field="mentor_id")
    if mentor.needs_mentor and mentor.novice:
        return no.MentorWithoutExperience(field="mentor_id")
    return None


def _of_mentees(pair: Terms | Pair, mentees: list[Member]) -> Refused | None:
    if pair.form == STUDENT_FORM:
        return None
    if not all(mentee.employed for mentee in mentees):
        return no.MenteeNotEmployed(field="mentee_ids")
    return None if all(mentee.teaches for mentee in mentees) else no.MenteeIsNoTeacher(field="mentee_ids")
