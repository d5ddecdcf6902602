"""The employees, as far as mentoring needs to know them, and the rules of adding, changing and dismissing them."""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_DOWN, Decimal
from functools import lru_cache
from typing import ClassVar, Literal
from uuid import UUID

import msgspec

from services.programs.college.person import refusals as no
from shared import nomenclature, spelling
from shared.actor import Role
from shared.calendar import add_months, years_between
from shared.contracts.programs import StaffCounted
from shared.contracts.regulation import Edition
from shared.errors import gathering
from shared.event import Event
from shared.words import in_figures

KEEPERS = frozenset({Role.HEAD, Role.CURATOR, Role.HR})

Category = Literal["none", "first", "highest", "mentor", "methodist"]

CATEGORIES: dict[Category, str] = {
    "none": "без категории",
    "first": "первая категория",
    "highest": "высшая категория",
    "mentor": "педагог-наставник",
    "methodist": "педагог-методист",
}
# On which ground somebody works here. Only the first two are in the denominators of teachers: form СПО-1 counts neither
# external part-timers nor those who work by a contract of civil law or for a partner.
Employment = Literal["", "main", "external", "contract"]
EMPLOYMENT: dict[Employment, str] = {
    "": "не указано",
    "main": "основная работа",
    "external": "внешний совместитель",
    "contract": "не работник: договор или организация-партнёр",
}
COUNTED_EMPLOYMENT: frozenset[Employment] = frozenset({"", "main"})
# A novice is a teacher in the first three years of work; young is under 35 (СПО-1, table of ages).
NOVICE_YEARS = 3
YOUNG = 35
MOST_LOAD = 2_000  # in parts of a post, or in hours a year


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """The facts about an employee. Experience is in years, as of a day, and grows with time."""

    surname: str
    given_name: str
    patronymic: str = ""
    posts: tuple[str, ...] = ()
    subject: str = ""
    education: str = ""
    graduated: int | None = None
    experience: Decimal | None = None
    experience_on: date | None = None
    category: Category = "none"
    category_date: date | None = None
    hired_on: date | None = None
    birth_date: date | None = None
    birth_year: int | None = None
    load: Decimal | None = None
    employment: Employment = ""

    @property
    def full_name(self) -> str:
        """Surname, given name and patronymic."""
        return " ".join(filter(None, (self.surname, self.given_name, self.patronymic)))

    @property
    def key(self) -> str:
        """The key that all spellings of the name share."""
        return name_key(self.full_name)

    def experience_at(self, day: date) -> Decimal | None:
        """Return the years of teaching on a day."""
        if self.experience is None or self.experience_on is None:
            return self.experience
        if day < self.experience_on:
            return max(Decimal(0), self.experience - years_between(day, self.experience_on))
        return self.experience + years_between(self.experience_on, day)

    def born_after(self, day: date) -> bool | None:
        """Tell whether the birthday is after a day; None when it is not known."""
        if self.birth_date is not None:
            return self.birth_date > day
        if self.birth_year is None or self.birth_year == day.year:
            return None
        return self.birth_year > day.year


class Person(Facts, frozen=True, kw_only=True):
    """An employee; dismissed ones stay, with their history."""

    id: UUID
    dismissed_on: date | None = None


class PersonAdded(Event, frozen=True, kw_only=True, tag="programs.person_added.v1"):
    """An employee was added, from a staff list or by hand."""

    about: ClassVar[str] = "person_id"
    happened: ClassVar[str] = "Добавлен сотрудник"

    person_id: UUID
    facts: Facts


class PersonChanged(Event, frozen=True, kw_only=True, tag="programs.person_changed.v1"):
    """The facts about an employee changed; the event has all of them."""

    about: ClassVar[str] = "person_id"
    happened: ClassVar[str] = "Изменена карточка сотрудника"

    person_id: UUID
    facts: Facts


class PersonDismissed(Event, frozen=True, kw_only=True, tag="programs.person_dismissed.v1"):
    """An employee left; the history stays."""

    about: ClassVar[str] = "person_id"
    happened: ClassVar[str] = "Отмечено увольнение"

    person_id: UUID
    dismissed_on: date
    reason: str = ""


class PersonReturned(Event, frozen=True, kw_only=True, tag="programs.person_returned.v1"):
    """A dismissed employee works here again, or the dismissal was a mistake."""

    about: ClassVar[str] = "person_id"
    happened: ClassVar[str] = "Отменено увольнение"

    person_id: UUID


@lru_cache(10_000)
def name_key(name: str) -> str:
    """Return the key that all spellings of one name share (shared/spelling.py)."""
    return spelling.key(name)


def tidy(facts: Facts) -> Facts:
    """Return the facts as they are stored: single spaces, each post once, a birth year beside a birth date."""
    return msgspec.structs.replace(
        facts,
        surname=_line(facts.surname),
        given_name=_line(facts.given_name),
        patronymic=_line(facts.patronymic),
        posts=tuple(dict.fromkeys(post for one in facts.posts if (post := _line(one)))),
        subject=_line(facts.subject),
        education=_line(facts.education),
        birth_year=facts.birth_date.year if facts.birth_date else facts.birth_year,
    )


def check(facts: Facts, today: date) -> Facts:
    """Return the tidied facts; refuse those that cannot be true."""
    born = (facts := tidy(facts)).birth_year
    with gathering() as each:
        with each:
            if not facts.posts:
                raise no.PostMissing(field="posts")
        with each:
            if born is not None and born > today.year - 16:
                raise no.BornLater(field="birth_date")
        with each:
            if facts.hired_on is not None and (facts.hired_on - today).days > 366:
                raise no.HiredLater(field="hired_on")
        with each:
            if facts.experience is not None and born and facts.experience > today.year - born - 14:
                raise no.TooExperienced(field="experience")
    return facts


def add(facts: Facts, *, namesakes: Iterable[Person], person_id: UUID, today: date) -> PersonAdded:
    """Add an employee; the same name twice is one person, unless the birthdays tell them apart."""
    facts = check(facts, today)
    for other in namesakes:
        if not tell_apart(facts, other):
            raise no.SamePerson(name=other.full_name)
    return PersonAdded(person_id=person_id, facts=facts)


def tell_apart(facts: Facts, other: Facts) -> bool:
    """Tell whether two of the same name are surely two people: both birthdays are known and differ."""
    if facts.birth_date and other.birth_date:
        return facts.birth_date != other.birth_date
    return bool(facts.birth_year and other.birth_year and facts.birth_year != other.birth_year)


def becomes_another(known: Facts, facts: Facts) -> bool:
    """Tell whether a correction seems to name somebody else: name and birth date differ, or two parts of the name."""
    if known.key == facts.key:
        return False
    parts = ("surname", "given_name", "patronymic")
    differing = [part for part in parts if name_key(getattr(known, part)) != name_key(getattr(facts, part))]
    return tell_apart(facts, known) or len([part for part in differing if getattr(known, part)]) > 1


def change(
    person: Person, facts: Facts, *, today: date, namesakes: Iterable[Person] = (), same_person: bool = False
) -> PersonChanged | None:
    """Correct the facts; None when nothing changed. `namesakes` are others of the corrected name.

    A correction that seems to make another person of somebody needs a `same_person`.
    """
    facts = check(facts, today)
    if facts.key != person.key:
        for other in namesakes:
            if other.id != person.id and not tell_apart(facts, other):
                raise no.SamePerson(name=other.full_name)
    if becomes_another(person, facts) and not same_person:
        raise no.AnotherPerson(before=_named(person), after=_named(facts), field="same_person")
    return None if facts == facts_of(person) else PersonChanged(person_id=person.id, facts=facts)


def _named(facts: Facts) -> str:
    born = f", {facts.birth_date:%d.%m.%Y}" if facts.birth_date else ""
    return facts.full_name + born


def dismiss(person: Person, *, on: date, reason: str, today: date) -> PersonDismissed:
    """Mark that an employee left."""
    if person.dismissed_on is not None:
        raise no.AlreadyDismissed
    if on > today:
        raise no.DismissedLater(field="dismissed_on")
    if person.hired_on is not None and on < person.hired_on:
        raise no.DismissedBeforeHired(day=in_figures(person.hired_on), field="dismissed_on")
    return PersonDismissed(person_id=person.id, dismissed_on=on, reason=_line(reason))


def bring_back(person: Person) -> PersonReturned:
    """Take a dismissed employee back."""
    if person.dismissed_on is None:
        raise no.NotDismissed
    return PersonReturned(person_id=person.id)


def facts_of(person: Person) -> Facts:
    """Return the facts about a person, without the id."""
    return Facts(**{name: getattr(person, name) for name in Facts.__struct_fields__})


def teaches(posts: Iterable[str], edition: Edition) -> bool:
    """Tell whether the nomenclature of teachers (постановление № 225) or the edition names one of the posts."""
    titles = [name_key(entry.title) for entry in edition.entries("positions")]
    return any(
        plain.startswith("педагог") or nomenclature.teaches(plain) or any(title in plain for title in titles)
        for plain in map(name_key, posts)
    )


def experience_shown(facts: Facts, today: date) -> Decimal | None:
    """Return the years of teaching today as the form of a card shows them: to a hundredth, rounded down."""
    years = facts.experience_at(today)
    return None if years is None else years.quantize(Decimal("0.01"), ROUND_DOWN).normalize()


def heads(posts: Iterable[str]) -> bool:
    """Tell whether one of the posts is the head's: «директор», «и. о. директора», but no deputy and no secretary."""
    return any(
        post.startswith("директор") or (post.startswith(("и. о.", "и.о.", "исполняющ")) and "директор" in post)
        for post in map(str.lower, posts)
    )


def leads(posts: Iterable[str]) -> bool:
    """Tell whether one of the posts is the head's or a deputy's (постановление № 225, раздел II)."""
    return heads(posts) or any(post.lower().startswith("заместител") for post in posts)


def is_novice(facts: Facts, today: date) -> bool:
    """Tell whether the person is in the first three years of teaching; not when the experience is unknown."""
    years = facts.experience_at(today)
    return years is not None and years < NOVICE_YEARS


def is_young(facts: Facts, today: date) -> bool:
    """Tell whether the person is under 35."""
    return facts.born_after(add_months(today, -12 * YOUNG)) is True


def count(people: Iterable[Person], edition: Edition, *, today: date) -> StaffCounted:
    """Count the teachers whose main work is here (СПО-1, разделы 3.2 и 3.7.1)."""
    teachers = [
        one
        for one in people
        if one.dismissed_on is None and one.employment in COUNTED_EMPLOYMENT and teaches(one.posts, edition)
    ]
    return StaffCounted(
        as_of=today,
        teachers=len(teachers),
        novices=sum(is_novice(one, today) for one in teachers),
        under_35=sum(is_young(one, today) for one in teachers),
    )


def count_again(counted: StaffCounted, told: StaffCounted | None) -> StaffCounted | None:
    """Return the event with the figures; None when they have not changed."""
    if told is not None and msgspec.structs.replace(told, as_of=counted.as_of) == counted:
        return None
    return counted


def _line(text: str) -> str:
    return " ".join(spelling.cyrillic(spelling.composed(text)).split())
