"""The structs that declare a figure and an indicator. Pure."""

from typing import Literal

import msgspec

from shared.event import Told

# The table of organizations on the region's page, the same table as a file, the page of one organization.
Place = Literal["region", "sheet", "organization"]


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """A figure: its title, the clause it rests on, the facts behind it, and where it is shown.

    `sql` selects the facts: organization, number in the stream, since (the first day on which it is true), until (the
    first day on which it is no longer true, or null), document, person_id, amount. Several statements are added up. It
    may read `mentee` and `running` of the view. `counts` says what one unit is: a fact, a person in the facts, or an
    amount that the last fact gives. `within` names the figures that include everybody whom this one counts; None means
    that it never leaves the region. `heading` is the title of its column; for a part of another figure (`part_of`),
    the words before its number.
    """

    code: str
    title: str
    unit: Literal["чел.", "ед.", "да/нет"]
    clause: str
    told: type[Told]
    sql: tuple[str, ...]
    counts: Literal["facts", "people", "amount"] = "facts"
    heading: str = ""
    part_of: str = ""
    shown: frozenset[Place] = frozenset()
    within: tuple[str, ...] | None = None

    @property
    def called(self) -> str:
        """The heading of a column."""
        return self.heading or self.title


class Passport(msgspec.Struct, frozen=True, kw_only=True):
    """The passport of an indicator, with the fields that state programs use; `of` and `by` are names of figures."""

    code: str
    name: str
    short: str
    unit: Literal["%", "чел.", "ед."]
    period: str
    formula: str
    executor: str
    clause: str
    of: str
    by: str = ""

    def value(self, figures: object) -> float | None:
        """The indicator's value; None where it does not apply, which is not zero (V25)."""
        part: int = getattr(figures, self.of)
        if not self.by:
            return part
        whole: int = getattr(figures, self.by)
        return None if whole == 0 else 100 * part / whole


def at(*places: Place) -> frozenset[Place]:
    """Return where a figure is shown."""
    return frozenset(places)
