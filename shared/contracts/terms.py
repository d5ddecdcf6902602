"""The terms of an edition on the calendar and in words: whoever states a number of the rules takes it from here."""

from datetime import date

from shared.calendar import FIVE, Calendar, last_of, later, months_long, not_final, years_long
from shared.contracts.regulation import Edition, Term, Unit
from shared.words import number, plural

YES, NO = "да", "нет"


def reach(edition: Edition, code: str, since: date, calendar: Calendar = FIVE) -> date:
    """Return the day that a term leads to from another one; LookupError when days are not counted in its unit."""
    return later(since, edition.number(code), edition.term(code).unit or "", calendar)


def last_day(edition: Edition, code: str, first: date, calendar: Calendar = FIVE) -> date:
    """Return the last day of a term that begins on a day: from 1 September, 12 months end on 31 August."""
    return last_of(first, edition.number(code), edition.term(code).unit or "", calendar)


def in_words(edition: Edition, code: str) -> str:
    """Return how much a term is: «3 рабочих дня», «да», a word of its dictionary, or its text."""
    return _in_words(edition, edition.term(code))


def genitive(edition: Edition, code: str, *, year: str = "года") -> str:
    """Return how much a term is after «от», «до», «меньше»: «3 месяцев»; twelve months and one year are `year`."""
    term, value = edition.term(code), edition.number(code)
    unit = edition.unit(term.unit)
    if (value, term.unit) in ((12, "months"), (1, "years")):
        return year
    return f"{number(value)} {plural(value, unit.of_one, unit.many, unit.many)}" if unit else number(value)


def from_to(edition: Edition, low: str, high: str, *, year: str = "года") -> str:
    """Return two terms as the least and the most: «от 3 месяцев до года»."""
    return f"от {genitive(edition, low, year=year)} до {genitive(edition, high, year=year)}"


def often(edition: Edition, code: str, *, once: str = "раза в год") -> str:
    """Return how often a term is, after «не реже»: «раза в год», «2 раз в год», «раза в 6 месяцев»."""
    if edition.term(code).unit != "per_year":
        return f"раза в {in_words(edition, code)}"
    return once if edition.number(code) == 1 else genitive(edition, code)


def between(edition: Edition, low: str, high: str) -> str:
    """Return two terms as the bounds of one: «4–5 лет»; «от 6 месяцев до 2 лет» when their units differ."""
    least, most = edition.term(low), edition.term(high)
    unit = edition.unit(most.unit)
    if unit is None or least.unit != most.unit:
        return from_to(edition, low, high)
    value = edition.number(high)
    upper = _counted(value, unit)
    return upper if least.value == value else f"{number(edition.number(low))}–{upper}"


def month_now(begins: date, ends: date, day: date) -> str:
    """Return the month of a term that a day is in: «2-й месяц из 12»; empty outside the term."""
    inside = begins <= day <= ends
    return f"{months_long(begins, day)}-й месяц из {months_long(begins, ends)}" if inside else ""


def year_now(begins: date, ends: date, day: date) -> str:
    """Return the year of a term that a day is in: «2-й год из 5»; empty outside the term."""
    return f"{years_long(begins, day)}-й год из {years_long(begins, ends)}" if begins <= day <= ends else ""


def unsettled(first: date, last: date) -> str:
    """Return a warning when a term reaches a year whose days off are not decided yet; empty when all are."""
    years = ", ".join(str(number) for number in not_final(first, last))
    return f"Выходные {years} года ещё не утверждены (ст. 112 ТК РФ): день может сдвинуться." if years else ""


def told(edition: Edition) -> list[tuple[str, str, str, bool]]:
    """Return every term: what it is about, how much it is, its clause, and whether that is confirmed."""
    return [(term.title, _in_words(edition, term), term.clause, term.confirmed) for term in edition.terms]


def _in_words(edition: Edition, term: Term) -> str:
    match term.value:
        case bool():
            return YES if term.value else NO
        case int():
            return _counted(term.value, edition.unit(term.unit))
        case str():
            return edition.word(term.dictionary, term.value) if term.dictionary else term.value


def _counted(value: int, unit: Unit | None) -> str:
    return f"{number(value)} {plural(value, unit.one, unit.few, unit.many)}" if unit else number(value)
