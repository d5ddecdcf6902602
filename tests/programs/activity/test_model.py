"""Who reports the result of an activity, and who marks it."""

from typing import Any
from uuid import UUID

import pytest

from services.programs.work.activity import model as rules
from services.programs.work.activity import refusals as no
from services.programs.work.program.model import Result
from services.programs.work.program.refusals import ActivityUnknown, AlreadyMarked, OnlyTheMentor
from tests.programs.program.given import EDITION, ERMOLIN, SHUBINA, TODAY, VISITS, done, running


def report(activity_id: UUID = VISITS, link: str = "", **changes: Any) -> Any:
    return rules.report(
        running(**changes), activity_id=activity_id, product="карта", link=link, by=SHUBINA, today=TODAY
    )


def test_a_result_names_its_product() -> None:
    assert report(link="https://example.ru/x").product == "карта"
    with pytest.raises(no.NotALink):
        report(link="javascript:alert(1)")
    with pytest.raises(ActivityUnknown):
        report(UUID(int=99))
    with pytest.raises(AlreadyMarked):
        report(results=done(VISITS))


def mark(by: UUID = ERMOLIN, **changes: Any) -> Any:
    return rules.mark(
        running(**({"results": (Result(VISITS),)} | changes)),
        activity_id=VISITS,
        mark="done",
        note="",
        level_now="medium",
        by=by,
        edition=EDITION,
        today=TODAY,
    )


def test_only_the_mentor_marks_and_only_a_result() -> None:
    assert mark().level_now == "medium"
    with pytest.raises(OnlyTheMentor):
        mark(by=SHUBINA)
    with pytest.raises(no.NoResultYet):
        mark(results=())
