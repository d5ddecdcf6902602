"""The roadmap of an introduction order: seven stages, with terms that follow from the day the system is introduced."""

from collections.abc import Iterable
from datetime import date

import msgspec

from services.programs.college.act.model import Stage
from shared.calendar import add_months
from shared.contracts import terms
from shared.contracts.regulation import Edition
from shared.words import MONTH_NAMES

SEPTEMBER, JUNE, JULY = 9, 6, 7

# The seven stages as colleges publish them; each college corrects the wording.
ROADMAP: tuple[Stage, ...] = (
    Stage(
        title="Подготовка условий для реализации системы наставничества",
        content="Приказ о внедрении системы наставничества, Положение, дорожная карта, приказ о закреплении"
        " наставнических пар (групп)",
        result="Пакет локальных актов",
    ),
    Stage(
        title="Формирование банка наставляемых",
        content="Сбор информации о профессиональных запросах педагогов; согласия на обработку персональных данных",
        result="База наставляемых",
    ),
    Stage(
        title="Формирование банка наставников",
        content="Анкетирование желающих быть наставниками; согласия на обработку персональных данных",
        result="База наставников",
    ),
    Stage(
        title="Отбор и обучение наставников",
        content="Выбор наставников для конкретных персонализированных программ; обучение, обмен опытом",
        result="Подготовленные наставники",
    ),
    Stage(
        title="Организация и осуществление работы наставнических пар (групп)",
        content="Закрепление пар (групп), разработка и реализация персонализированных программ; поддержка"
        " наставляемых, оставшихся без наставника",
        result="Персонализированные программы наставничества",
    ),
    Stage(
        title="Завершение персонализированных программ",
        content="Мониторинг качества программ, итоговое мероприятие, пополнение банка лучших практик",
        result="Итоговый аналитический отчёт",
    ),
    Stage(
        title="Информационная поддержка",
        content="Освещение на всех этапах на официальном сайте организации и в социальных сетях",
        result="Раздел «Наставничество» на сайте",
    ),
)


class Period(msgspec.Struct, frozen=True):
    """The time a roadmap covers: from the introduction to the end of the school year in which programs can end."""

    starts_on: date
    ends_on: date

    @property
    def years(self) -> str:
        """The school years it covers, after «на»: «2026/2027 учебный год», «2025/2026 и 2026/2027 учебные годы»."""
        first, last = school_year(self.starts_on), self.ends_on.year - 1
        both = [f"{year}/{year + 1}" for year in range(first, last + 1)]
        return f"{both[0]} учебный год" if len(both) == 1 else f"{' и '.join(both)} учебные годы"


def school_year(day: date) -> int:
    """Return the year in which the school year of a day begins; from July on it is the coming one."""
    return day.year if day.month >= JULY else day.year - 1


def period(starts_on: date, rules: Edition) -> Period:
    """Return the time of a roadmap: pairs are fixed within a month, and the shortest program ends before it does."""
    last = terms.last_day(rules, "program_min", add_months(starts_on, 1))
    year = last.year if last <= date(last.year, JUNE, 30) else last.year + 1
    return Period(starts_on, date(year, JUNE, 30))


def roadmap(starts_on: date, rules: Edition) -> tuple[Stage, ...]:
    """Return the seven stages as a proposal: no term is before the introduction."""
    covered = period(starts_on, rules)
    again = terms.often(rules, "needs_refresh", once="")
    begins = starts_on if starts_on.month not in (7, 8) else date(starts_on.year, SEPTEMBER, 1)
    then = add_months(begins.replace(day=1), 1)
    whole = covered.ends_on.year - 1 == school_year(starts_on)
    whens = (
        _month(begins),
        f"{_month(begins)}, далее {f'не реже {again}' if again else 'ежегодно'}",
        _span(begins, then),
        _month(then),
        "в течение учебного года" if whole else f"до мая {covered.ends_on.year} г.",
        f"май — июнь {covered.ends_on.year} г.",
        "постоянно",
    )
    whos = ("директор, куратор", "куратор", "куратор", "куратор, совет наставников", "куратор, наставники",
            "куратор, совет наставников", "куратор, системный администратор")  # fmt: skip
    return tuple(
        msgspec.structs.replace(stage, when=when, who=who)
        for stage, when, who in zip(ROADMAP, whens, whos, strict=True)
    )


def moved(stages: Iterable[Stage], before: Iterable[Stage], after: Iterable[Stage]) -> tuple[Stage, ...]:
    """Return the stages with the terms of another introduction day; a term that the college wrote itself stays."""
    new = {(old.title, old.when): one.when for old, one in zip(before, after, strict=True)}
    return tuple(msgspec.structs.replace(one, when=new.get((one.title, one.when), one.when)) for one in stages)


def _month(day: date) -> str:
    return f"{MONTH_NAMES[day.month - 1]} {day.year} г."


def _span(first: date, last: date) -> str:
    if first.year != last.year:
        return f"{_month(first)} — {_month(last)}"
    return f"{MONTH_NAMES[first.month - 1]} — {_month(last)}"
