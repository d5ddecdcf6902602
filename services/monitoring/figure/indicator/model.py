"""Figures of organizations, their shares and their sums. Pure."""

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

import msgspec

from services.monitoring.figure.declared.model import COVERAGE, FIGURES
from shared.actor import Role

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
