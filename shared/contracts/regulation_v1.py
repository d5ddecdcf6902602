"""An edition as it was told first: seven dictionaries and five units, known to the code by name. Read for ever.

The structs keep their names, because the recorded shape of the event's first version names them.
"""

from datetime import date
from typing import Literal

import msgspec

from shared.contracts import regulation
from shared.contracts.regulation import Code, Dictionary, Entry, Unit

# What the code of that time called the terms, the units and the dictionaries; a term has lost the unit from its code.
TERMS = {
    "program_months_min": ("program_min", "Самая короткая программа наставничества"),
    "program_months_max": ("program_max", "Самая длинная программа вместе с продлениями"),
    "route_years_min": ("route_min", "Самый короткий индивидуальный маршрут"),
    "route_years_max": ("route_max", "Самый длинный индивидуальный маршрут"),
    "needs_refresh": ("needs_refresh", "Список тех, кому нужен наставник, обновляют"),
    "exit_notice": ("exit_notice", "О досрочном отказе предупреждают за"),
    "group_mentees_min": ("group_mentees_min", "Наименьшая группа наставляемых"),
    "mentees_warning": ("mentees_warning", "О нагрузке наставника предупреждаем, когда наставляемых больше, чем"),
}
UNITS = (
    Unit("months", "месяц", "месяца", "месяцев", "месяца"),
    Unit("years", "год", "года", "лет", "года"),
    Unit("working_days", "рабочий день", "рабочих дня", "рабочих дней", "рабочего дня"),
    Unit("per_year", "раз в год", "раза в год", "раз в год", "раза в год"),
    Unit("people", "человек", "человека", "человек", "человека"),
)
DICTIONARIES = {
    "forms": "Формы наставничества",
    "kinds": "Виды наставничества",
    "domains": "Области достижений и затруднений",
    "need_reasons": "Почему нужен наставник",
    "levels": "Уровни затруднения",
    "end_reasons": "Почему заканчивается наставничество",
    "positions": "Должности педагогических работников",
}


class Term(msgspec.Struct, frozen=True):
    """A number that the regulation or a law sets, in its unit, with the clause."""

    code: Code
    value: int
    unit: Literal["months", "years", "working_days", "per_year", "people"]
    clause: str

    def upcast(self) -> regulation.Term:
        """Return the term with its name."""
        code, title = TERMS.get(self.code, (self.code, self.code))
        return regulation.Term(code=code, title=title, value=self.value, unit=self.unit, clause=self.clause)


class Edition(msgspec.Struct, frozen=True, kw_only=True):
    """One edition of the rules, in force from a day; `valid_to` is the first day it is no longer in force."""

    edition: Code
    title: str
    source: str
    valid_from: date
    valid_to: date | None = None
    terms: tuple[Term, ...]
    forms: tuple[Entry, ...]
    kinds: tuple[Entry, ...]
    domains: tuple[Entry, ...]
    need_reasons: tuple[Entry, ...]
    levels: tuple[Entry, ...]
    end_reasons: tuple[Entry, ...]
    positions: tuple[Entry, ...]

    def upcast(self) -> regulation.Edition:
        """Return the same edition with its dictionaries, units and terms by name."""
        return regulation.Edition(
            edition=self.edition,
            title=self.title,
            source=self.source,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            units=UNITS,
            terms=tuple(term.upcast() for term in self.terms),
            dictionaries=tuple(
                Dictionary(code=code, title=title, entries=getattr(self, code)) for code, title in DICTIONARIES.items()
            ),
        )
