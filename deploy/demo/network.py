"""A dozen more organizations of the demo's region, all invented, whose years came as signed frames by file.

Their facts are made up by rule: the same organization on the same day always tells the same.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from shared.contracts.programs import (
    MeetingHeld,
    NeedLifted,
    NeedMarked,
    Outcome,
    PairEnded,
    PairStarted,
    ProgramCompleted,
    ProgramStarted,
    StaffCounted,
    SystemIntroduced,
)
from shared.contracts.regulation import first_edition
from shared.event import Told

YEARS = 5
EDITION = first_edition().edition
FORMS: tuple[Literal["onsite", "online"], ...] = ("onsite", "onsite", "online")


@dataclass(frozen=True)
class Organization:
    """An invented college: its teachers, the needs it marks in a year, and in how many of ten cases it finds a mentor.

    `brought` is how many days ago its last file came.
    """

    slug: str
    name: str
    municipality: str
    teachers: int
    needs: int
    finds: int
    brought: int


NETWORK = (
    Organization("rubtsovsk-stroy", "Рубцовский строительный техникум (пример)", "rubtsovsk", 44, 6, 8, 1),
    Organization("rubtsovsk-med", "Рубцовский медицинский колледж (пример)", "rubtsovsk", 38, 4, 7, 3),
    Organization("zarinsk", "Заринский техникум промышленных технологий (пример)", "zarinsk", 29, 4, 6, 2),
    Organization("novoaltaysk", "Новоалтайский лицей профессий (пример)", "novoaltaysk", 33, 5, 9, 1),
    Organization("slavgorod", "Славгородский аграрный техникум (пример)", "slavgorod", 31, 4, 5, 9),
    Organization("yarovoe", "Яровской техникум химических технологий (пример)", "yarovoe", 18, 3, 6, 20),
    Organization("belokurikha", "Белокурихинский колледж сервиса (пример)", "belokurikha", 22, 3, 9, 2),
    Organization("aleysk", "Алейский технологический техникум (пример)", "aleysk", 26, 4, 8, 34),
    Organization("biysk-mech", "Бийский механический колледж (пример)", "biysk", 41, 6, 8, 1),
    Organization("barnaul-kultura", "Барнаульский колледж культуры (пример)", "barnaul", 47, 6, 7, 4),
    Organization("pavlovsk", "Павловский сельский лицей (пример)", "pavlovsky", 17, 2, 5, 12),
    Organization("talmenka", "Тальменский техникум ремёсел (пример)", "talmensky", 24, 3, 7, 6),
)


@dataclass(frozen=True)
class Fact:
    """What was told, and on which day."""

    on: date
    event: Told


@dataclass
class Life:
    """An organization's facts up to today, made up from its name."""

    one: Organization
    today: date
    chance: random.Random = field(init=False)
    facts: list[Fact] = field(default_factory=list)
    orders: int = 0

    def __post_init__(self) -> None:
        """Begin with the same chance each time."""
        self.chance = random.Random(self.one.slug)  # noqa: S311 — the same facts for the same name; nothing secret

    def lived(self) -> list[Fact]:
        """Return every fact, the oldest first."""
        first = date(self.today.year - YEARS, self.today.month, 1)
        introduced = first + timedelta(days=self.chance.randint(60, 180))
        act = SystemIntroduced(act_id=self._id(), number=self._number(), signed_on=introduced, curator_id=self._id())
        self._tell(introduced, act)
        for year in range(first.year, self.today.year + 1):
            self._year(year, introduced)
        return sorted((fact for fact in self.facts if first <= fact.on <= self.today), key=lambda fact: fact.on)

    def _year(self, year: int, introduced: date) -> None:
        begins = date(year, 9, 5)
        teachers = self.one.teachers + self.chance.randint(-2, 2)
        counted = StaffCounted(
            as_of=begins, teachers=teachers, novices=self.one.needs + self.chance.randint(0, 2), under_35=teachers // 4
        )
        self._tell(begins, counted)
        for _ in range(self.one.needs):
            marked = begins + timedelta(days=self.chance.randint(3, 60))
            if marked > introduced:
                self._need(marked)

    def _need(self, marked: date) -> None:
        person = self._id()
        reasons = ("novice", "novice", "novice", "new-workplace", "new-position", "attestation", "own-request")
        self._tell(marked, NeedMarked(person_id=person, reason=self.chance.choice(reasons), marked_on=marked))
        if self.chance.randint(1, 10) <= self.one.finds:
            self._pair(person, marked + timedelta(days=self.chance.randint(9, 35)))
        else:
            lifted = marked + timedelta(days=self.chance.randint(250, 330))
            self._tell(lifted, NeedLifted(person_id=person, reason="settled", lifted_on=lifted))

    def _pair(self, mentee: UUID, started: date) -> None:
        pair = self._id()
        kinds = self.chance.choice((("traditional",), ("traditional", "virtual"), ("situational",), ("short-term",)))
        begun = PairStarted(
            pair_id=pair, mentor_id=self._id(), mentee_ids=(mentee,), form="teacher-teacher", kinds=kinds,
            order_number=self._number(), started_on=started,
        )  # fmt: skip
        self._tell(started, begun)
        if self.chance.randint(1, 12) == 1:  # some leave before there is a program
            ended = started + timedelta(days=self.chance.randint(20, 60))
            reason = self.chance.choice(("mentor-left", "mentee-left", "dismissed"))
            self._tell(ended, PairEnded(pair_id=pair, ended_on=ended, reason=reason))
            return
        self._program(pair, mentee, started + timedelta(days=self.chance.randint(6, 16)))

    def _program(self, pair: UUID, mentee: UUID, starts: date) -> None:
        program, ends = self._id(), starts + timedelta(days=self.chance.randint(120, 300))
        domains = tuple(self.chance.sample(("method", "subject", "psychology", "ict", "upbringing", "law"), 3))
        count = self.chance.randint(4, 7)
        begun = ProgramStarted(
            program_id=program, pair_id=pair, mentee_id=mentee, starts_on=starts, ends_on=ends, edition=EDITION,
            domains=domains, activities=count,
        )  # fmt: skip
        self._tell(starts, begun)
        for held in self._meetings(starts, ends):
            form = self.chance.choice(FORMS)
            self._tell(held, MeetingHeld(program_id=program, held_on=held, form=form))
        completed = ends + timedelta(days=self.chance.randint(-3, 9))
        outcomes = tuple(
            Outcome(
                domain, self.chance.choice(("high", "medium")), self.chance.choice(("low", "none", "low", "medium"))
            )
            for domain in domains
        )
        done = count - self.chance.randint(0, 1)
        told = ProgramCompleted(
            program_id=program, completed_on=completed, outcomes=outcomes, activities_done=done, activities=count
        )
        self._tell(completed, told)
        self._tell(completed, PairEnded(pair_id=pair, ended_on=completed, reason="completed"))
        self._tell(completed, NeedLifted(person_id=mentee, reason="completed", lifted_on=completed))

    def _meetings(self, starts: date, ends: date) -> Iterator[date]:
        held = starts + timedelta(days=self.chance.randint(3, 12))
        while held < ends:
            yield held
            held += timedelta(days=self.chance.randint(18, 40))

    def _tell(self, on: date, event: Told) -> None:
        self.facts.append(Fact(on, event))

    def _id(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)

    def _number(self) -> str:
        self.orders += 1
        return f"{self.orders + 20}-о"
