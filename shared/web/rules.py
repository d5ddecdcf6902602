"""The terms of an edition as people read them, in the region and in a college alike."""

from shared.contracts.regulation import Term
from shared.words import counted

TERMS = {
    "program_months_min": "Самая короткая программа наставничества",
    "program_months_max": "Самая длинная программа вместе с продлениями",
    "route_years_min": "Самый короткий индивидуальный маршрут",
    "route_years_max": "Самый длинный индивидуальный маршрут",
    "needs_refresh": "Список тех, кому нужен наставник, обновляют",
    "exit_notice": "О досрочном отказе предупреждают за",
    "group_mentees_min": "Наименьшая группа наставляемых",
    "mentees_warning": "О нагрузке наставника предупреждаем с",
}
UNITS = {
    "months": ("месяц", "месяца", "месяцев"),
    "years": ("год", "года", "лет"),
    "working_days": ("рабочий день", "рабочих дня", "рабочих дней"),
    "per_year": ("раз в год", "раза в год", "раз в год"),
    "people": ("человек", "человека", "человек"),
}


def term_in_words(term: Term) -> tuple[str, str, str]:
    """Return what a term is about, how much it is, and the clause that sets it."""
    return TERMS.get(term.code, term.code), counted(term.value, *UNITS[term.unit]), term.clause
