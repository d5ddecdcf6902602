"""What a region tells the federation, what it withholds so that no figure points to few people, and when. Pure."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

import msgspec

from services.monitoring.figure.declared.figure import Passport
from services.monitoring.figure.declared.model import EDITION, PASSPORTS, within
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
    """From a day on: behind no figure that leaves may stand fewer people than this, unless nobody does."""

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

# Each count with those that hold everybody it counts; from the widest to the finest.
WITHIN = within()
FINENESS = {name: place for place, name in enumerate(WITHIN)}

# Everybody who can be counted from what is told: the counts, and what is left of one when others are taken away.
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
    """A value as it was told: `number` is its place among all that the region told."""

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
        """What the indicator means; None when this side does not know its edition."""
        known = {passport.code: passport for passport in PASSPORTS if self.edition == EDITION}
        return known.get(self.indicator)

    @property
    def title(self) -> str:
        """How the indicator is called."""
        return self.passport.name if self.passport else f"{self.indicator}, редакция {self.edition}"

    @property
    def applies(self) -> bool:
        """A share of nobody is not zero: there is no such value (V25)."""
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


# Clocks differ; nobody knows tomorrow.
AHEAD = timedelta(days=1)


def check(told: IndicatorReported, now: datetime) -> None:
    """Refuse what no region can say of itself; a region that means harm spoils only its own row."""
    first = PROTECTIONS[0].valid_from
    if not first <= told.as_of.date() <= (now + AHEAD).date() or not first <= told.day <= (now + AHEAD).date():
        raise Impossible(reason="оно не о том времени")
    if told.behind > told.organizations:
        raise Impossible(reason="отстающих больше, чем организаций")


def protection(on: date) -> Protection:
    """Return the rule in force on a day; before the first there was nobody to tell."""
    return max((one for one in PROTECTIONS if one.valid_from <= on), key=lambda one: one.valid_from)


def withheld(counts: Mapping[str, int], least: int) -> frozenset[str]:
    """Return the counts that must not be told, so that no group of fewer than `least` people can be computed.

    A small group takes its finest count away. What lies within a count that is withheld would bound it from below, so
    that goes too; and nothing says whether a withheld count was itself small, because that would give others away.
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
    """Return what may be told of the whole region: every indicator, without what would point to few people."""
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


# The day and the moment alone are no news.
NEWS = ("edition", "unit", "part", "whole", "withheld", "least", "organizations", "behind")


def news(found: Collection[IndicatorReported], last: Collection[Reported]) -> list[IndicatorReported]:
    """Return what differs from what was told last: the same is never told twice."""
    before = {one.indicator: tuple(getattr(one, field) for field in NEWS) for one in last}
    return [one for one in found if before.get(one.indicator) != tuple(getattr(one, field) for field in NEWS)]


def due(found: Collection[IndicatorReported], last: Collection[Reported]) -> list[IndicatorReported]:
    """Return what the clock tells: news, once a day; again on the same day only when fewer organizations lag behind.

    It goes on with what a person has begun: before somebody sent the first report, nothing goes by itself.
    """
    if not found or not last:
        return []
    latest = max(last, key=lambda one: one.number)
    first = next(iter(found))
    if latest.day >= first.day and first.behind >= latest.behind:
        return []
    return news(found, last)


def check_sender(actor: Actor) -> None:
    """Refuse whoever does not see the whole region: the sums would be of a part."""
    if actor.organizations != EVERYTHING:
        raise NotWholeRegion
