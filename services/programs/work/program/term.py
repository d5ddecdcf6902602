"""Calendar months: how long a program may be, said plainly (V01)."""

from datetime import date

from services.programs.work.program.refusals import EndsBeforeItStarts, TooLong, TooShort
from shared.calendar import last_day, months_long
from shared.contracts.regulation import Edition
from shared.words import counted, in_words, plural


def check(starts_on: date, ends_on: date, edition: Edition, *, field: str = "ends_on") -> None:
    """Refuse a term that the regulation does not allow, with the day that it does."""
    least, most = edition.term("program_months_min"), edition.term("program_months_max")
    if ends_on <= starts_on:
        raise EndsBeforeItStarts(field=field)
    if ends_on > last_day(starts_on, most.value):
        raise TooLong(
            ends=_day(ends_on),
            months=counted(months_long(starts_on, ends_on), "месяц", "месяца", "месяцев"),
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
