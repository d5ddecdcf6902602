"""A regulation as dated data: terms, units, dictionaries, clauses. What began under an edition keeps it."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import msgspec

from shared.errors import Conflict

Code = Annotated[str, msgspec.Meta(pattern="^[a-z0-9_-]{1,60}$")]


class Unit(msgspec.Struct, frozen=True):
    """What a term is counted in: 1 `one`, 2 `few`, 5 `many`; and «не меньше 1» `of_one`."""

    code: Code
    one: str
    few: str
    many: str
    of_one: str


class Term(msgspec.Struct, frozen=True, kw_only=True):
    """What the regulation or a law sets, by name, with the clause.

    The value is a number in a unit (or a bare number), yes or no, an entry of `dictionary`, or a text. A term that is
    not `confirmed` holds, but whoever answers for the rules has yet to find its ground.
    """

    code: Code
    title: str
    value: bool | int | str
    unit: Code | None = None
    dictionary: Code | None = None
    clause: str
    confirmed: bool = True


class Entry(msgspec.Struct, frozen=True):
    """A word of a dictionary: what is chosen, how it is called, and the clause that names it."""

    code: Code
    title: str
    clause: str
    note: str = ""


class Dictionary(msgspec.Struct, frozen=True, kw_only=True):
    """The words that may be chosen somewhere, in their order."""

    code: Code
    title: str
    clause: str = ""
    entries: tuple[Entry, ...]


class TermUnknown(Conflict):
    """В редакции Положения «{edition}» не указано, сколько это: {code}. Новую редакцию публикует регион."""


class NotANumber(Conflict):
    """В редакции Положения «{edition}» вместо числа написано другое: {code}. Новую редакцию публикует регион."""


class DictionaryUnknown(Conflict):
    """В редакции Положения «{edition}» нет словаря {dictionary}. Новую редакцию публикует регион."""


class Edition(msgspec.Struct, frozen=True, kw_only=True):
    """One edition of the rules, in force from a day; `valid_to` is the first day it is no longer in force."""

    edition: Code
    title: str
    source: str
    valid_from: date
    valid_to: date | None = None
    units: tuple[Unit, ...]
    terms: tuple[Term, ...]
    dictionaries: tuple[Dictionary, ...]

    def term(self, code: str) -> Term:
        """Return a term by its code; refuse when the edition does not set it."""
        found = next((term for term in self.terms if term.code == code), None)
        if found is None:
            raise TermUnknown(edition=self.edition, code=code)
        return found

    def has(self, code: str) -> bool:
        """Tell whether the edition sets a term."""
        return any(term.code == code for term in self.terms)

    def number(self, code: str) -> int:
        """Return the number that a term sets, in its unit; refuse when it sets no number."""
        value = self.term(code).value
        if isinstance(value, bool | str):
            raise NotANumber(edition=self.edition, code=code)
        return value

    def unit(self, code: str | None) -> Unit | None:
        """Return a unit by its code; None for a bare number or a unit that the edition does not know."""
        return next((unit for unit in self.units if unit.code == code), None)

    def entries(self, dictionary: str) -> tuple[Entry, ...]:
        """Return the words of a dictionary, in their order; refuse when the edition has no such dictionary."""
        found = next((one for one in self.dictionaries if one.code == dictionary), None)
        if found is None:
            raise DictionaryUnknown(edition=self.edition, dictionary=dictionary)
        return found.entries

    def words(self, dictionary: str) -> dict[str, str]:
        """Return how each code of a dictionary is called, in their order."""
        return {entry.code: entry.title for entry in self.entries(dictionary)}

    def word(self, dictionary: str, code: str) -> str:
        """Return how a code of a dictionary is called; the code itself when the edition does not know either."""
        return self.title_of(dictionary, code) or code

    def title_of(self, dictionary: str, code: str) -> str:
        """Return how the edition itself calls a code of a dictionary; empty when it does not know either."""
        known = (entry for one in self.dictionaries if one.code == dictionary for entry in one.entries)
        return next((entry.title for entry in known if entry.code == code), "")


class KeptEdition(Edition, frozen=True, kw_only=True):
    """An edition among the others that a contour keeps: a code that it does not know, they put in words.

    What was made under another edition stays readable; what may be chosen is still only what this edition lists.
    """

    others: tuple[Edition, ...] = ()

    def word(self, dictionary: str, code: str) -> str:
        """Return how a code of a dictionary is called by this edition, else by the first of the others to know it."""
        titles = (one.title_of(dictionary, code) for one in (self.alone(), *self.others))
        return next(filter(None, titles), code)

    def alone(self) -> Edition:
        """Return the edition as it was published."""
        return Edition(**_fields(self))


def among(editions: Sequence[Edition], edition: Edition) -> KeptEdition:
    """Return one of the editions with the words of the others; `editions` come in the order of `in_order`.

    A code that it lacks is read in the latest edition before it that has the code, else in the latest after it.
    """
    place = next(place for place, one in enumerate(editions) if one.edition == edition.edition)
    return KeptEdition(**_fields(edition), others=(*reversed(editions[:place]), *reversed(editions[place + 1 :])))


def in_order(editions: Iterable[Edition]) -> list[Edition]:
    """Return editions by their first day; those of the same day stay in the order in which they were published."""
    return sorted(editions, key=lambda one: one.valid_from)


def in_force(editions: Iterable[Edition], day: date) -> Edition | None:
    """Return the edition in force on a day: the last to begin of those that have begun and not ended.

    `editions` come in the order in which they were published: of two with the same first day, the later one corrects
    the earlier.
    """
    begun = [
        one for one in in_order(editions) if one.valid_from <= day and (one.valid_to is None or day < one.valid_to)
    ]
    return begun[-1] if begun else None


def _fields(edition: Edition) -> dict[str, Any]:
    return {name: getattr(edition, name) for name in Edition.__struct_fields__}


FIRST = Path(__file__).parent / "editions" / "altai-2023.json"


def first_edition() -> Edition:
    """Return the edition that the platform begins with: the regulation of 27 February 2023."""
    return msgspec.json.decode(FIRST.read_bytes(), type=Edition)
