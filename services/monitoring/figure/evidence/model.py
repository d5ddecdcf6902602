"""The titles of facts, and how much of a fact is shown. Pure."""

from datetime import date, datetime
from typing import Any

import msgspec

from services.monitoring.figure.declared.model import FIGURES
from shared.contracts.programs import FromCollege
from shared.contracts.routes import ToOrganization
from shared.event import CONSENT, Envelope, Label, Told, declared, leaving, marked, name_of, names_of, newest
from shared.words import written

FOLLOWS = {
    "facts": "Каждый факт — единица в этом числе.",
    "people": "Число считает людей: один человек бывает в нескольких фактах, и один факт говорит о нескольких.",
    "amount": "Число — в самом факте, последнем на этот день.",
}
# Every fact that a college or the centre tells can be opened, whether or not a figure counts it.
CONTRACTS: dict[str, type[Told]] = {
    name: told
    for base in (FromCollege, ToOrganization)
    for told in declared(base)
    if newest(told)
    for name in names_of(told)
}
SPEAKERS = frozenset(name.partition(".")[0] for name in CONTRACTS)
# Numbers and days are counted, documents are public; all other fields are about people, or only for machines.
SHOWN = {"figure": "число или день для показателей", "public duty": "номер документа"}
HIDDEN = {"code": "слово справочника или номер дела", "pseudonym": "номер вместо имени"}
BY_CONSENT = "по согласию человека"
MOST = 100


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """A fact behind a figure: its number in its stream, since when it is true, its document, when it arrived."""

    number: int
    day: date
    document: str
    received_at: datetime


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """A figure, how many facts are behind it, and some of them, the newest first."""

    value: int
    total: int
    facts: list[Fact]


class KeptEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event as the region stores it; `hash` is the chain's hash up to it, in hexadecimal."""

    stream: str
    epoch: int
    number: int
    hash: str
    event: bytes
    received_at: datetime


class FieldLine(msgspec.Struct, frozen=True):
    """A field of a fact: its label, its value if that is shown, and why the field may leave the organization."""

    label: str
    value: str
    ground: str


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """A fact in words; `told_at` is the moment by the clock of the organization that told it."""

    title: str
    name: str
    told_at: datetime | None
    lines: list[FieldLine]


def speaker_of(figure: str) -> str:
    """Return the service that told the facts behind a figure."""
    return name_of(FIGURES[figure].told).partition(".")[0]


def explain(event: bytes) -> Explained:
    """Put a fact into words; people are not shown, only that the fact is about people."""
    try:
        envelope = msgspec.json.decode(event, type=Envelope)
        values = msgspec.json.decode(envelope.data, type=dict[str, Any])
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return Explained(title="Факт, который не разобрать", name="", told_at=None, lines=[])
    contract = CONTRACTS.get(envelope.type)
    if contract is None:
        return Explained(title="Другой факт", name=envelope.type, told_at=envelope.time, lines=[])
    labels = marked(contract, Label)
    grounds = {field: mark.ground for field, mark in leaving(contract).items() if mark is not None}
    lines = [_line(labels[field].text, ground, values.get(field)) for field, ground in grounds.items()]
    return Explained(title=contract.happened, name=envelope.type, told_at=envelope.time, lines=lines)


def _line(label: str, ground: str, value: object) -> FieldLine:
    if ground in SHOWN:
        return FieldLine(label, _in_words(value), SHOWN[ground])
    return FieldLine(label, "", BY_CONSENT if ground.startswith(CONSENT) else HIDDEN[ground])


def _in_words(value: object) -> str:
    """Return a value in words; a told value may be anything."""
    text = "—" if value is None else str(value)
    try:
        return written(date.fromisoformat(text))
    except ValueError:
        return text if len(text) <= MOST else f"{text[:MOST]}…"
