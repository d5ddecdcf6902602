"""Which rules are in force on a day, and how the college calls itself on its documents."""

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
    """What stands above the college's own documents."""

    full_name: str
    name: str
    founder: str = ""
    place: str = ""
    address: str = ""


class EditionAdoptedV1(Event, frozen=True, kw_only=True, tag="programs.edition_adopted.v1"):
    """The college began to live by the edition it came with; nobody could add a dictionary or a unit to one yet."""

    about: ClassVar[str] = "edition_id"

    edition_id: str
    edition: regulation_v1.Edition

    def upcast(self) -> "EditionAdopted":
        """Return the edition with its dictionaries, units and terms by name."""
        return EditionAdopted(edition_id=self.edition_id, edition=self.edition.upcast())


class EditionAdopted(Event, frozen=True, kw_only=True, tag="programs.edition_adopted.v2"):
    """The college began to live by the edition it came with, before the region published one."""

    about: ClassVar[str] = "edition_id"
    was: ClassVar[type[Event] | None] = EditionAdoptedV1

    edition_id: str
    edition: Edition


class OrganizationDescribed(Event, frozen=True, kw_only=True, tag="programs.organization_described.v1"):
    """The college wrote what stands above its documents: names, founder, place, address."""

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
    """Begin with the bundled edition when nothing else is known."""
    return None if list(known) else EditionAdopted(edition_id=first.edition, edition=first)


def describe(letterhead: Letterhead, before: Letterhead | None) -> OrganizationDescribed | None:
    """Write what stands above the documents; saying the same again is no fact."""
    tidied = Letterhead(**{name: _line(getattr(letterhead, name)) for name in Letterhead.__struct_fields__})
    return None if tidied == before else OrganizationDescribed(name=tidied.name, letterhead=tidied)


def _line(text: str) -> str:
    return " ".join(text.split())
