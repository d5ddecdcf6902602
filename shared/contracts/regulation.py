"""A regulation as dated data: terms, units, dictionaries, clauses. What began under an edition keeps it."""

from datetime import date
from pathlib import Path
from typing import Annotated

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
        known = (entry for one in self.dictionaries if one.code == dictionary for entry in one.entries)
        return next((entry.title for entry in known if entry.code == code), code)


FIRST = Path(__file__).parent / "editions" / "altai-2023.json"


def first_edition() -> Edition:
    """Return the edition that the platform begins with: the regulation of 27 February 2023."""
    return msgspec.json.decode(FIRST.read_bytes(), type=Edition)
