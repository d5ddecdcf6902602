"""A diagnosis in the domains of R4.2.2: of strengths (step 2) or of difficulties (step 3)."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

import msgspec

from services.routes.route.route.model import Route, enter
from shared.contracts.regulation import Edition
from shared.errors import Invalid, gathering
from shared.event import Event

Kind = Literal["strengths", "difficulties"]
STEP_OF: dict[Kind, int] = {"strengths": 2, "difficulties": 3}

# The levels of a strength: the regulation has no scale for them. The levels of a difficulty are in the edition.
STRENGTHS = {
    "none": "пока не опора",
    "some": "получается",
    "sure": "уверенно",
    "teaches": "могу учить других",
}
# The level that means «no difficulty».
NO_DIFFICULTY = "none"


class Mark(msgspec.Struct, frozen=True):
    """The mark of one domain: its level, and the evidence for it."""

    domain: str
    level: str
    evidence: str = ""


class DiagnosisNoted(Event, frozen=True, kw_only=True, tag="routes.diagnosis_noted.v1"):
    """A teacher's strengths or difficulties were diagnosed; earlier diagnoses stay beside it."""

    about: ClassVar[str] = "route_id"
    happened: ClassVar[str] = "Записана диагностика"

    diagnosis_id: UUID
    route_id: UUID
    kind: Kind
    held_on: date
    marks: tuple[Mark, ...]
    note: str


class DomainUnknown(Invalid):
    """Области «{domain}» нет в словаре (Положение, п. 4.2.2)."""


class DomainTwice(Invalid):
    """Область «{domain}» отмечена дважды."""


class LevelUnknown(Invalid):
    """Такого уровня нет: выберите из списка."""


class DomainsMissing(Invalid):
    """Отметьте все области (Положение, п. 4.2.2). Не хватает: {domains}."""


class NoStrength(Invalid):
    """Отметьте хотя бы одну область, на которую педагог может опереться."""


class HeldLater(Invalid):
    """Диагностика ещё не прошла: поставьте сегодняшний день или раньше."""


def levels(kind: Kind, edition: Edition) -> dict[str, str]:
    """Return the levels of a kind of diagnosis, with their titles."""
    return STRENGTHS if kind == "strengths" else edition.words("levels")


def note(
    route: Route,
    *,
    id: UUID,
    kind: Kind,
    marks: tuple[Mark, ...],
    note: str,
    held_on: date,
    edition: Edition,
    today: date,
) -> DiagnosisNoted:
    """Record a diagnosis; it must have every domain once."""
    enter(route, STEP_OF[kind])
    with gathering() as each:
        with each:
            if held_on > today:
                raise HeldLater(field="held_on")
        with each:
            _check(marks, edition, levels(kind, edition))
            if kind == "strengths" and all(mark.level == NO_DIFFICULTY for mark in marks):
                raise NoStrength(field="marks")
    return DiagnosisNoted(diagnosis_id=id, route_id=route.id, kind=kind, held_on=held_on, marks=marks, note=note)


def _check(marks: tuple[Mark, ...], edition: Edition, levels: dict[str, str]) -> None:
    domains = edition.words("domains")
    for domain, times in Counter(mark.domain for mark in marks).items():
        if domain not in domains:
            raise DomainUnknown(domain=_plain(domain), field="marks")
        if times > 1:
            raise DomainTwice(domain=domains[domain], field="marks")
    if any(mark.level not in levels for mark in marks):
        raise LevelUnknown(field="marks")
    if missing := [title for code, title in domains.items() if code not in {mark.domain for mark in marks}]:
        raise DomainsMissing(domains=", ".join(missing), field="marks")


def deficits(diagnoses: Iterable[tuple[Mark, ...]]) -> list[str]:
    """Return the domains with a difficulty in any of the diagnoses."""
    hard = [mark.domain for marks in diagnoses for mark in marks if mark.level != NO_DIFFICULTY]
    return list(dict.fromkeys(hard))


def _plain(text: str) -> str:
    return text.replace("{", "").replace("}", "")[:60]
