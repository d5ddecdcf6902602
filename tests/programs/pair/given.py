"""People and pairs for tests, each with one name."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from services.programs.pairing.pair.combination import Member
from services.programs.pairing.pair.events import AddendumRecorded, Terms
from services.programs.pairing.pair.model import Answer, Pair
from shared.contracts.regulation import first_edition

EDITION = first_edition()
TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
PAIR = UUID(int=100)
ORDER = UUID(int=200)
ERMOLIN = UUID(int=1)
SHUBINA = UUID(int=2)
LAPTEVA = UUID(int=3)
GUSHCHIN = UUID(int=4)
NAMES = {ERMOLIN: "Ермолин Г. А.", SHUBINA: "Шубина Л. В.", LAPTEVA: "Лаптева О. С.", GUSHCHIN: "Гущин П. Р."}

MEMBERS = {
    ERMOLIN: Member(employed=True, teaches=True),
    **{person: Member(employed=True, teaches=True, needs_mentor=True) for person in (SHUBINA, LAPTEVA, GUSHCHIN)},
}

TERMS = Terms(
    mentor_id=ERMOLIN,
    mentee_ids=(SHUBINA,),
    form="teacher-teacher",
    kinds=("traditional",),
    topic="методика практических занятий",
)


def terms(**changes: Any) -> Terms:
    return msgspec.structs.replace(TERMS, **changes)


def pair(**changes: Any) -> Pair:
    """Return a pair that was just proposed: nobody has answered."""
    mentees = changes.get("mentee_ids", (SHUBINA,))
    answers = (Answer(ERMOLIN, "mentor"), *(Answer(person, "mentee") for person in mentees))
    proposed = Pair(
        id=PAIR,
        mentor_id=ERMOLIN,
        mentee_ids=(SHUBINA,),
        form="teacher-teacher",
        kinds=("traditional",),
        topic="методика",
        edition=EDITION.edition,
        answers=answers,
        proposed_on=date(2026, 11, 15),
    )
    return msgspec.structs.replace(proposed, **changes)


def agreed(**changes: Any) -> Pair:
    """Return a pair with every consent and without the addendum."""
    begun = pair(**changes)
    answers = tuple(msgspec.structs.replace(answer, answer="given", answered_on=TODAY) for answer in begun.answers)
    return msgspec.structs.replace(begun, answers=answers)


def ready(**changes: Any) -> Pair:
    """Return a pair that lacks only the order."""
    return agreed(**{"addenda": {ERMOLIN: TODAY}, **changes})


def working(**changes: Any) -> Pair:
    """Return a pair that an order has fixed."""
    return ready(**{"started_on": date(2026, 9, 1), **changes})


ADDENDUM = AddendumRecorded(
    pair_id=PAIR,
    person_id=ERMOLIN,
    number="14",
    signed_on=TODAY,
    content="помощь в овладении методикой",
    work_form="очная и дистанционная",
    starts_on=date(2026, 11, 25),
    ends_on=date(2027, 5, 31),
    pay_kind="percent",
    pay_amount=Decimal(10),
    pay_terms="ежемесячно",
    contract_number="7",
    contract_date=date(1995, 1, 16),
    authority="устава",
)
