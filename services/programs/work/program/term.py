"""The allowed term of a program (V01)."""

from datetime import date

from services.programs.work.program.refusals import EndsBeforeItStarts, TooLong, TooShort
from shared.calendar import last_day, months_long
from shared.contracts import terms
from shared.contracts.regulation import Edition
from shared.words import counted, in_words

USUAL = 9


def earliest(starts_on: date, edition: Edition) -> date:
    """Return the first day on which a program may end."""
    return terms.last_day(edition, "program_min", starts_on)


def latest(starts_on: date, edition: Edition) -> date:
    """Return the last day on which a program may end, extensions included."""
    return terms.last_day(edition, "program_max", starts_on)


def usual_end(starts_on: date, edition: Edition) -> date:
    """Return the proposed last day of a program: after nine months, or the nearest allowed day."""
    return max(earliest(starts_on, edition), min(last_day(starts_on, USUAL), latest(starts_on, edition)))


def check(starts_on: date, ends_on: date, edition: Edition, *, field: str = "ends_on") -> None:
    """Refuse a term that the edition does not allow; name the nearest day that it allows."""
    if ends_on <= starts_on:
        raise EndsBeforeItStarts(field=field)
    if ends_on > (last := latest(starts_on, edition)):
        raise TooLong(
            ends=_day(ends_on),
            months=counted(months_long(starts_on, ends_on), "месяц", "месяца", "месяцев"),
            clause=_clause(edition, "program_max"),
            most=terms.genitive(edition, "program_max"),
            last=_day(last),
            field=field,
        )
    if ends_on < (first := earliest(starts_on, edition)):
        raise TooShort(
            ends=_day(ends_on),
            least=terms.genitive(edition, "program_min"),
            clause=_clause(edition, "program_min"),
            first=_day(first),
            field=field,
        )


def _day(day: date) -> str:
    return in_words(day).removesuffix("\N{NO-BREAK SPACE}г.")


def _clause(edition: Edition, code: str) -> str:
    return edition.term(code).clause.removeprefix("Положение, ")
