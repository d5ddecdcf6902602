"""What a region tells the federation and when, and what it withholds to protect small groups. Pure."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

import msgspec

from services.monitoring.figure.declared.figure import Passport
from services.monitoring.figure.declared.model import EDITION, PASSPORTS, passports, within
from services.monitoring.figure.indicator.model import Figures
from shared.actor import EVERYTHING, Actor, Role
from shared.contracts.monitoring import IndicatorReported
from shared.errors import Conflict, Forbidden, Invalid

READERS = frozenset({Role.OFFICIAL, Role.OPERATOR})


class NotWholeRegion(Forbidden):
    """Федерации сообщают числа всего края, а вам видна его часть. Отправить может тот, кто видит все организации."""


class NobodyToReport(Conflict):
    """Пока ни одна организация не подключена: сообщать федерации нечего."""


class Impossible(Invalid):
    """Такого сообщения не может быть: {reason}."""


class Protection(msgspec.Struct, frozen=True):
    """From a day on, a told count must be zero or at least this many people."""

    valid_from: date
    least: int
    clause: str


PROTECTIONS = (
    Protection(
        valid_from=date(2023, 2, 27),
        least=5,
        clause="152-ФЗ, ст. 3 п. 9 и ст. 5 ч. 5: уходят только обезличенные и не избыточные сведения; "
        "само число — принятая практика, нормы нет",
    ),
)

# Each count with the counts that include all its people; from the widest to the finest.
WITHIN = within()
FINENESS = {name: place for place, name in enumerate(WITHIN)}

# Every group that can be computed from what is told: the counts, and the rest of one without the counts inside it.
GROUPS: tuple[dict[str, int], ...] = (
    {"teachers": 1},
    {"involved": 1},
    {"teachers": 1, "involved": -1},
    {"needing": 1},
    {"teachers": 1, "needing": -1},
    {"needing_with_pair": 1},
    {"involved": 1, "needing_with_pair": -1},
    {"needing": 1, "needing_with_pair": -1},
    {"teachers": 1, "involved": -1, "needing": -1, "needing_with_pair": 1},
    {"pairs": 1},
    {"programs": 1},
)


class Reported(msgspec.Struct, frozen=True, kw_only=True):
    """A value as it was told; `number` is its number among all values that the region told."""

    organization: str
    number: int
    indicator: str
    edition: str
    unit: str
    day: date
    as_of: datetime
    part: int | None
    whole: int | None
    withheld: bool
    least: int
    organizations: int
    behind: int

    @property
    def passport(self) -> Passport | None:
        """The indicator's passport; None when its edition is unknown here."""
        return passports(self.edition).get(self.indicator)

    @property
    def title(self) -> str:
        """The title of the indicator."""
        return self.passport.name if self.passport else f"{self.indicator}, редакция {self.edition}"

    @property
    def applies(self) -> bool:
        """Whether the value exists: a share of nobody is not zero (V25)."""
        return self.unit != "%" or self.whole != 0

    @property
    def value(self) -> float | None:
        """The indicator's value; None where it was withheld or does not apply."""
        if self.part is None or self.unit != "%":
            return self.part
        return 100 * self.part / self.whole if self.whole else None

    @property
    def shown(self) -> bool:
        """Whether there is a value to show."""
        return self.value is not None


# A day later than tomorrow is refused; one day is allowed because clocks differ.
AHEAD = timedelta(days=1)


def check(told: IndicatorReported, now: datetime) -> None:
    """Refuse impossible values; a hostile region can spoil only its own row."""
    first = PROTECTIONS[0].valid_from
    if not first <= told.as_of.date() <= (now + AHEAD).date() or not first <= told.day <= (now + AHEAD).date():
        raise Impossible(reason="оно не о том времени")
    if told.behind > told.organizations:
        raise Impossible(reason="отстающих больше, чем организаций")


def protection(on: date) -> Protection:
    """Return the rule in force on a day; nothing is told of a day before the first rule."""
    return max((one for one in PROTECTIONS if one.valid_from <= on), key=lambda one: one.valid_from)


def withheld(counts: Mapping[str, int], least: int) -> frozenset[str]:
    """Return the counts that must not be told, so that no group of fewer than `least` people can be computed.

    For a small group its finest count is withheld. A count inside a withheld count would bound it from below, so
    it is withheld too. Nothing tells whether a withheld count was itself small: that would reveal others.
    """
    hidden: set[str] = set()
    for group in GROUPS:
        people = sum(sign * counts[name] for name, sign in group.items())
        if 0 < people < least and hidden.isdisjoint(group):
            hidden.add(max(group, key=lambda name: FINENESS[name]))
    for name, wider in WITHIN.items():
        if not hidden.isdisjoint(wider):
            hidden.add(name)
    return frozenset(hidden)


def draw_up(region: Figures, *, day: date, now: datetime, organizations: int, behind: int) -> list[IndicatorReported]:
    """Return the report of the whole region: every indicator, without the counts that would reveal small groups."""
    least = protection(day).least
    hidden = withheld({name: getattr(region, name) for name in WITHIN}, least)

    def told(name: str) -> int | None:
        return None if not name or name in hidden else getattr(region, name)

    return [
        IndicatorReported(
            indicator=passport.code,
            edition=EDITION,
            unit=passport.unit,
            day=day,
            as_of=now,
            part=told(passport.of),
            whole=told(passport.by),
            withheld=not hidden.isdisjoint({passport.of, passport.by}),
            least=least,
            organizations=organizations,
            behind=behind,
        )
        for passport in PASSPORTS
    ]


# A change of only the day and the moment is not told.
NEWS = ("edition", "unit", "part", "whole", "withheld", "least", "organizations", "behind")


def news(found: Collection[IndicatorReported], last: Collection[Reported]) -> list[IndicatorReported]:
    """Return the values that differ from those told last: the same value is never told twice."""
    before = {one.indicator: tuple(getattr(one, field) for field in NEWS) for one in last}
    return [one for one in found if before.get(one.indicator) != tuple(getattr(one, field) for field in NEWS)]


def due(found: Collection[IndicatorReported], last: Collection[Reported]) -> list[IndicatorReported]:
    """Return the daily report: the changes, once a day; again on the same day only when fewer organizations lag behind.

    It starts only after a person has sent the first report.
    """
    if not found or not last:
        return []
    latest = max(last, key=lambda one: one.number)
    first = next(iter(found))
    if latest.day >= first.day and first.behind >= latest.behind:
        return []
    return news(found, last)


def check_sender(actor: Actor) -> None:
    """Refuse an actor who does not see the whole region: the sums would cover a part of it."""
    if actor.organizations != EVERYTHING:
        raise NotWholeRegion
