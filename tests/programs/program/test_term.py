"""The term of a program: three to twelve calendar months, and its refusals."""

from datetime import date

import pytest

from services.programs.work.program import term
from services.programs.work.program.refusals import EndsBeforeItStarts, TooLong, TooShort
from tests.programs.program.given import EDITION

SEPTEMBER = date(2026, 9, 1)


def test_thirteen_months_are_refused_with_the_last_possible_day() -> None:
    with pytest.raises(TooLong) as refused:
        term.check(SEPTEMBER, date(2027, 9, 30), EDITION)

    assert refused.value.message.replace("\xa0", " ") == (
        "Программа заканчивается 30 сентября 2027 — это 13 месяцев. "
        "По Положению (п. 1.2) — не дольше года: поставьте дату не позже 31 августа 2027."
    )
    assert refused.value.field == "ends_on"


def test_less_than_three_months_are_refused_with_the_first_possible_day() -> None:
    with pytest.raises(TooShort) as refused:
        term.check(SEPTEMBER, date(2026, 11, 29), EDITION)

    assert refused.value.message.replace("\xa0", " ") == (
        "Программа заканчивается 29 ноября 2026 — это меньше 3 месяцев. "
        "По Положению (п. 1.2) — не короче: поставьте дату не раньше 30 ноября 2026."
    )


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (SEPTEMBER, date(2026, 11, 30)),
        (SEPTEMBER, date(2027, 8, 31)),
        (date(2026, 11, 30), date(2027, 2, 28)),
        (date(2027, 2, 28), date(2028, 2, 27)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2026, 1, 31), date(2026, 4, 30)),
    ],
)
def test_the_first_and_the_last_possible_days_are_taken(starts: date, ends: date) -> None:
    term.check(starts, ends, EDITION)


@pytest.mark.parametrize(
    ("starts", "ends", "refusal"),
    [
        (SEPTEMBER, date(2027, 9, 1), TooLong),
        (date(2026, 11, 30), date(2027, 2, 27), TooShort),
        (date(2026, 8, 31), date(2026, 11, 29), TooShort),
        (date(2028, 2, 29), date(2029, 3, 1), TooLong),
        (SEPTEMBER, SEPTEMBER, EndsBeforeItStarts),
        (SEPTEMBER, date(2026, 8, 1), EndsBeforeItStarts),
    ],
)
def test_a_day_beyond_them_is_refused(starts: date, ends: date, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        term.check(starts, ends, EDITION)
