"""A regulation as dated data: terms and dictionaries with their clauses. What began under an edition keeps it."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import msgspec

Code = Annotated[str, msgspec.Meta(pattern="^[a-z0-9_-]{1,60}$")]


class Term(msgspec.Struct, frozen=True):
    """A number that the regulation or a law sets, in its unit, with the clause."""

    code: Code
    value: int
    unit: Literal["months", "years", "working_days", "per_year", "people"]
    clause: str


class Entry(msgspec.Struct, frozen=True):
    """A word of a dictionary: what is chosen, how it is called, and the clause that names it."""

    code: Code
    title: str
    clause: str
    note: str = ""


class Edition(msgspec.Struct, frozen=True, kw_only=True):
    """One edition of the rules, in force from a day; `valid_to` is the first day it is no longer in force."""

    edition: Code
    title: str
    source: str
    valid_from: date
    valid_to: date | None = None
    terms: tuple[Term, ...]
    forms: tuple[Entry, ...]
    kinds: tuple[Entry, ...]
    domains: tuple[Entry, ...]
    need_reasons: tuple[Entry, ...]
    levels: tuple[Entry, ...]
    end_reasons: tuple[Entry, ...]
    positions: tuple[Entry, ...]

    def term(self, code: str) -> Term:
        """Return a term by its code; KeyError when the edition does not set it."""
        return {term.code: term for term in self.terms}[code]

    def word(self, dictionary: str, code: str) -> str:
        """Return how a code of a dictionary is called; the code itself when the edition does not know it."""
        entries: tuple[Entry, ...] = getattr(self, dictionary)
        return next((entry.title for entry in entries if entry.code == code), code)


FIRST = Path(__file__).parent / "editions" / "altai-2023.json"


def first_edition() -> Edition:
    """Return the edition that the platform begins with: the regulation of 27 February 2023."""
    return msgspec.json.decode(FIRST.read_bytes(), type=Edition)
