"""Whose data an answer shows: found in the answer itself, so that no page can forget to say it. Pure.

A person is a field of one of the names PEOPLE that holds ids, or the `id` of a struct with `is_person`. Whose
organization it is, says the field `organization` of the same struct or of one around it, else the reader's own.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import msgspec

PEOPLE = frozenset(
    {"person_id", "person_ids", "mentor_id", "mentee_id", "mentee_ids", "curator_id", "author_id", "candidates"}
)
# What cannot hold a person: most fields of most rows.
PLAIN = frozenset({str, bytes, int, float, bool, date, datetime, Decimal, type(None)})


class Whose(msgspec.Struct, frozen=True, order=True):
    """A person of an organization."""

    organization: str
    person_id: UUID


def people_in(answer: object, home: str) -> frozenset[Whose]:
    """Return the people whose data a page's context, a JSON answer or a part of one shows; `home` is the reader's."""
    return frozenset(_found(answer, home))


def _found(answer: object, home: str) -> Iterator[Whose]:
    if answer.__class__ in PLAIN:
        return
    if isinstance(answer, msgspec.Struct):
        home = _organization(getattr(answer, "organization", None), home)
        if getattr(answer, "is_person", False):
            yield from _named(getattr(answer, "id", None), home)
        for name in answer.__struct_fields__:
            yield from _field(name, getattr(answer, name), home)
    elif isinstance(answer, Mapping):
        home = _organization(answer.get("organization"), home)
        for name, value in answer.items():
            yield from _field(name, value, home)
    elif isinstance(answer, list | tuple | set | frozenset):
        for value in answer:
            yield from _found(value, home)


def _organization(told: object, home: str) -> str:
    return told if isinstance(told, str) and told else home


def _field(name: object, value: object, home: str) -> Iterator[Whose]:
    if name in PEOPLE:
        yield from _named(value, home)
    else:
        yield from _found(value, home)


def _named(value: object, home: str) -> Iterator[Whose]:
    for one in value if isinstance(value, list | tuple | set | frozenset) else (value,):
        if isinstance(one, UUID):
            yield Whose(home, one)
