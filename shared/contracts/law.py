"""The acts that an order rests on, as dated data: an order names those in force on its day.

The bundled list holds federal acts. A region names its own by a dictionary `legal_basis` of its edition, which then
replaces the bundled list for orders under that edition.
"""

from datetime import date
from pathlib import Path

import msgspec

from shared.contracts.regulation import Edition

BASIS = "legal_basis"
EDITIONS = Path(__file__).parent / "editions"


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """An act as it is named after «в соответствии с»; `valid_to` is the first day it is no longer in force.

    An act that is not `confirmed` is never named: somebody has yet to check on which days it is in force.
    """

    code: str
    named: str
    valid_from: date
    valid_to: date | None = None
    source: str
    confirmed: bool = True


ACTS: tuple[Act, ...] = msgspec.json.decode((EDITIONS / "acts.json").read_bytes(), type=tuple[Act, ...])

# What the regulation says of each kind of mentoring (п. 4.1.5), for the orders that fix pairs.
KINDS: dict[str, str] = msgspec.json.decode((EDITIONS / "kinds.json").read_bytes(), type=dict[str, str])


def rule_of_kind(edition: Edition, code: str) -> str:
    """Return what the rules say of a kind of mentoring: its note in the edition, else the bundled words, if any."""
    notes = {entry.code: entry.note for entry in edition.entries("kinds")}
    return notes.get(code) or KINDS.get(code, "")


def basis(edition: Edition, day: date) -> tuple[str, ...]:
    """Return what an order of this day names after «в соответствии с», before the organization's own regulation."""
    own = next((one.entries for one in edition.dictionaries if one.code == BASIS), None)
    if own is not None:
        return tuple(entry.title for entry in own)
    return tuple(
        act.named
        for act in ACTS
        if act.confirmed and act.valid_from <= day and (act.valid_to is None or day < act.valid_to)
    )
