"""Calendar months: how long a program may be, said plainly (V01)."""

from datetime import date, timedelta

from services.programs.work.program.refusals import EndsBeforeItStarts, TooLong, TooShort
from shared.calendar import add_months
from shared.contracts.regulation import Edition
from shared.words import counted, in_words, plural

DAY = timedelta(days=1)


def last_day(starts_on: date, months: int) -> date:
    """Return the last day of so many months: from 1 September, 12 months end on 31 August."""
    return add_months(starts_on, months) - DAY


def length(starts_on: date, ends_on: date) -> int:
    """Return the months of a program, an unfinished one counted: 1 September – 30 September next year is 13."""
    months = 0
    while last_day(starts_on, months) < ends_on:
        months += 1
    return months


def check(starts_on: date, ends_on: date, edition: Edition, *, field: str = "ends_on") -> None:
    """Refuse a term that the regulation does not allow, with the day that it does."""
    least, most = edition.term("program_months_min"), edition.term("program_months_max")
    if ends_on <= starts_on:
        raise EndsBeforeItStarts(field=field)
    if ends_on > last_day(starts_on, most.value):
        raise TooLong(
            ends=_day(ends_on),
            months=counted(length(starts_on, ends_on), "месяц", "месяца", "месяцев"),
            clause=_clause(most.clause),
            most="года" if most.value == 12 else f"{most.value} {plural(most.value, 'месяца', 'месяцев', 'месяцев')}",
            last=_day(last_day(starts_on, most.value)),
            field=field,
        )
    if ends_on < last_day(starts_on, least.value):
        raise TooShort(
            ends=_day(ends_on),
            least=f"{least.value} {plural(least.value, 'месяца', 'месяцев', 'месяцев')}",
            clause=_clause(least.clause),
            first=_day(last_day(starts_on, least.value)),
            field=field,
        )


def _day(day: date) -> str:
    return in_words(day).removesuffix("\N{NO-BREAK SPACE}г.")


def _clause(clause: str) -> str:
    return clause.removeprefix("Положение, ")
