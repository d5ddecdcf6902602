"""Figures of organizations, their shares and their sums. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

import msgspec

from services.monitoring.figure.declared.model import COVERAGE, FIGURES
from shared.actor import Role
from shared.words import GAP, plural

READERS = frozenset({Role.OFFICIAL, Role.MUNICIPAL, Role.METHODIST, Role.OPERATOR})


class Organization(msgspec.Struct, frozen=True, kw_only=True):
    """One organization, or several together under a name."""

    organization: str
    name: str
    municipality: str


if TYPE_CHECKING:

    class Figures(Organization, frozen=True, kw_only=True):
        """The figures of one organization, or of several together: a field for each declared figure."""

        def __init__(self, *, organization: str, name: str, municipality: str, **counts: int) -> None: ...

        def __getattr__(self, code: str) -> int: ...
else:
    Figures = msgspec.defstruct(
        "Figures",
        [(code, int) for code in FIGURES],
        bases=(Organization,),
        namespace={"__doc__": "What is counted about one organization, or about several together; never shares."},
        module=__name__,
        frozen=True,
        kw_only=True,
    )

COUNTED = tuple(FIGURES)


def together(figures: Iterable[Figures], *, name: str, municipality: str = "") -> Figures:
    """Add figures up: the shares of several organizations are computed from sums, never averaged."""
    rows = list(figures)
    counted = {field: sum(getattr(row, field) for row in rows) for field in COUNTED}
    return Figures(organization="", name=name, municipality=municipality, **counted)


def by_municipality(figures: Iterable[Figures]) -> list[Figures]:
    """Return one line for each municipality, in alphabetical order."""
    place = attrgetter("municipality")
    rows = sorted(figures, key=place)
    return [together(group, name=name, municipality=name) for name, group in groupby(rows, key=place)]


def coverage(figures: Figures) -> float | None:
    """The share of people with a mentor among those who need one."""
    return COVERAGE.value(figures)


def called(municipality: str) -> str:
    """Return how people call a municipality: «город Бийск» is «Бийск», «Целинный район» stays."""
    return municipality.removeprefix("город ").removeprefix("г. ").removeprefix("г.").strip()


def months(until: date) -> list[date]:
    """Return the last days of the eleven months before a day, and the day itself."""
    last = until.year * 12 + until.month - 1
    firsts = [date(number // 12, number % 12 + 1, 1) for number in range(last - 10, last + 1)]
    return [*(first - timedelta(days=1) for first in firsts), until]


class Covered(msgspec.Struct, frozen=True):
    """How many people needed a mentor on a day, and how many of them were covered."""

    on: date
    needing: int
    covered: int

    @property
    def share(self) -> float | None:
        """The coverage in percent; None where nobody needed a mentor, which is not zero."""
        return 100 * self.covered / self.needing if self.needing else None


def missing(whole: Figures, rows: Iterable[Figures]) -> list[str]:
    """Return what is not in order in figures of a day, each as a sentence; empty when all is."""
    found = []
    if alone := whole.needing - whole.needing_with_pair:
        people = plural(alone, "педагогу нужен наставник", "педагогам нужен наставник", "педагогам нужен наставник")
        found.append(
            f"{alone}{GAP}{people}, но пары нет" + (f" (отмечено {whole.needing})." if alone != whole.needing else ".")
        )
    if idle := whole.needing_with_pair - whole.needing_with_program:
        people = plural(idle, "педагога", "педагогов", "педагогов")
        found.append(f"У {idle}{GAP}{people} есть наставник, но программа не начата.")
    if late := whole.overdue:
        programs = plural(late, "программа идёт", "программы идут", "программ идёт")
        found.append(f"{late}{GAP}{programs} дольше своего срока.")
    found += [f"{row.name}: нет приказа о внедрении системы." for row in rows if not row.introduced]
    return found


class Stage(msgspec.Struct, frozen=True):
    """One step from a need to a result."""

    title: str
    people: int


def path(figures: Figures) -> list[Stage]:
    """From the need to the result, in people: each stage is a part of the one before."""
    return [
        Stage("Нужен наставник", figures.needing),
        Stage("Есть наставник", figures.needing_with_pair),
        Stage("Есть программа", figures.needing_with_program),
        Stage("Завершили программу", figures.needing_done),
    ]
