"""The edition in force on a day, and the letterhead of the college's documents."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

import msgspec

from shared.actor import Role
from shared.contracts import regulation_v1
from shared.contracts.regulation import Edition
from shared.errors import Conflict
from shared.event import Event

KEEPERS = frozenset({Role.HEAD, Role.HR, Role.CURATOR})


class Letterhead(msgspec.Struct, frozen=True, kw_only=True):
    """The letterhead of the college's own documents."""

    full_name: str
    name: str
    founder: str = ""
    place: str = ""
    address: str = ""


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
    was: ClassVar[type[Event] | None] = EditionAdoptedV1

    edition_id: str
    edition: Edition


class OrganizationDescribed(Event, frozen=True, kw_only=True, tag="programs.organization_described.v1"):
    """The college wrote its letterhead: names, founder, place, address."""

    about: ClassVar[str] = "name"

    name: str
    letterhead: Letterhead


class NoRules(Conflict):
    """На эту дату нет действующей редакции Положения. Редакции публикует регион: спросите его оператора."""


def in_force(editions: Iterable[Edition], day: date) -> Edition:
    """Return the edition in force on a day: the latest that has begun and has not ended."""
    begun = [one for one in editions if one.valid_from <= day and (one.valid_to is None or day < one.valid_to)]
    if not begun:
        raise NoRules
    return max(begun, key=lambda one: one.valid_from)


def adopt(known: Iterable[Edition], first: Edition) -> EditionAdopted | None:
    """Adopt the bundled edition if there is no other."""
    return None if list(known) else EditionAdopted(edition_id=first.edition, edition=first)


def describe(letterhead: Letterhead, before: Letterhead | None) -> OrganizationDescribed | None:
    """Write the letterhead; None when nothing changed."""
    tidied = Letterhead(**{name: _line(getattr(letterhead, name)) for name in Letterhead.__struct_fields__})
    return None if tidied == before else OrganizationDescribed(name=tidied.name, letterhead=tidied)


def _line(text: str) -> str:
    return " ".join(text.split())
