"""The edition in force on a day, and the letterhead of the college's documents."""

import re
from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Literal

import msgspec

from shared.actor import Role
from shared.calendar import Calendar
from shared.contracts import regulation, regulation_v1
from shared.contracts.regulation import Edition
from shared.errors import Conflict, Invalid
from shared.event import Event

MOST_HOLIDAYS = 60
HOLIDAY = re.compile(r"[0-3][0-9]\.[01][0-9](\.(19|20|21)[0-9]{2})?\Z")
KEEPERS = frozenset({Role.HEAD, Role.HR, Role.CURATOR})


class Letterhead(msgspec.Struct, frozen=True, kw_only=True):
    """The letterhead of the college's own documents."""

    full_name: str
    name: str
    founder: str = ""
    place: str = ""
    address: str = ""


class WorkWeek(msgspec.Struct, frozen=True, kw_only=True):
    """How an organization works: days a week, holidays of its region, those of every year as days of 2000."""

    week: Literal[5, 6] = 5
    holidays: tuple[date, ...] = ()
    yearly: tuple[date, ...] = ()
    ground: str = ""

    def calendar(self) -> Calendar:
        """Return the calendar that follows from it."""
        return Calendar(self.week, frozenset(self.holidays), frozenset((day.month, day.day) for day in self.yearly))

    @property
    def words(self) -> str:
        """The holidays as they are written in the form."""
        return ", ".join([f"{day:%d.%m}" for day in self.yearly] + [f"{day:%d.%m.%Y}" for day in self.holidays])


class EditionAdoptedV1(Event, frozen=True, kw_only=True, tag="programs.edition_adopted.v1"):
    """The college adopted its bundled edition: the first version, with a fixed set of dictionaries and units."""

    about: ClassVar[str] = "edition_id"

    edition_id: str
    edition: regulation_v1.Edition

    def upcast(self) -> "EditionAdopted":
        """Return the present version, with dictionaries, units and terms by name."""
        return EditionAdopted(edition_id=self.edition_id, edition=self.edition.upcast())


class EditionAdopted(Event, frozen=True, kw_only=True, tag="programs.edition_adopted.v2"):
    """The college adopted its bundled edition, before the region published one."""

    about: ClassVar[str] = "edition_id"
    happened: ClassVar[str] = "Принята редакция Положения"
    was: ClassVar[type[Event] | None] = EditionAdoptedV1

    edition_id: str
    edition: Edition


class OrganizationDescribed(Event, frozen=True, kw_only=True, tag="programs.organization_described.v1"):
    """The college wrote its letterhead: names, founder, place, address."""

    about: ClassVar[str] = "name"
    happened: ClassVar[str] = "Изменены сведения об организации"

    name: str
    letterhead: Letterhead


class WorkWeekSet(Event, frozen=True, kw_only=True, tag="programs.work_week_set.v1"):
    """The college said how it works: days a week, the holidays of its region, and the act that says so."""

    about: ClassVar[str] = "ground"
    happened: ClassVar[str] = "Изменена рабочая неделя"

    ground: str
    week: Literal[5, 6]
    holidays: tuple[date, ...]
    yearly: tuple[date, ...]


class HolidayUnclear(Invalid):
    """Не понимаем «{word}». Напишите день как 20.03.2027, а если он каждый год — как 11.10."""


class HolidayLeap(Invalid):
    """29.02 бывает не каждый год. Напишите этот день с годом."""


class TooManyHolidays(Invalid):
    """Праздников региона не больше {most}. Уберите прошедшие."""


class NoRules(Conflict):
    """На эту дату нет действующей редакции Положения. Редакции публикует регион: спросите его оператора."""


def in_force(editions: Iterable[Edition], day: date) -> Edition:
    """Return the edition in force on a day; refuse when there is none. Editions come as they were published."""
    found = regulation.in_force(editions, day)
    if found is None:
        raise NoRules
    return found


def adopt(known: Iterable[Edition], first: Edition) -> EditionAdopted | None:
    """Adopt the bundled edition if there is no other."""
    return None if list(known) else EditionAdopted(edition_id=first.edition, edition=first)


def describe(letterhead: Letterhead, before: Letterhead | None) -> OrganizationDescribed | None:
    """Write the letterhead; None when nothing changed."""
    tidied = Letterhead(**{name: _line(getattr(letterhead, name)) for name in Letterhead.__struct_fields__})
    return None if tidied == before else OrganizationDescribed(name=tidied.name, letterhead=tidied)


def set_week(*, week: Literal[5, 6], holidays: str, ground: str, before: WorkWeek) -> WorkWeekSet | None:
    """Say how the college works (ст. 100, 112 ТК РФ); saying the same again is no fact.

    `holidays` are words divided by commas, spaces or lines: a day with its year, or a month and day of every year.
    """
    words = [word for word in re.split(r"[\s,;]+", holidays) if word]
    if len(words) > MOST_HOLIDAYS:
        raise TooManyHolidays(most=MOST_HOLIDAYS, field="holidays")
    days = [(_holiday(word), word.count(".") == 1) for word in words]
    dated = frozenset(day for day, each_year in days if not each_year)
    yearly = frozenset(day for day, each_year in days if each_year)
    wished = WorkWeek(week=week, holidays=tuple(sorted(dated)), yearly=tuple(sorted(yearly)), ground=_line(ground))
    return None if wished == before else WorkWeekSet(**msgspec.structs.asdict(wished))


def _holiday(word: str) -> date:
    """Return a day; one of every year is told as a day of 2000."""
    if word == "29.02":
        raise HolidayLeap(field="holidays")
    if not HOLIDAY.match(word):
        raise HolidayUnclear(word=word[:20], field="holidays")
    day, month, year = (*map(int, word.split(".")), 2000)[:3]
    try:
        return date(year, month, day)
    except ValueError:
        raise HolidayUnclear(word=word, field="holidays") from None


def _line(text: str) -> str:
    return " ".join(text.split())
