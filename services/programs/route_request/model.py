"""How a teacher asks the centre for a route, and with which consent (Положение, пп. 1.2 и 4.2.2)."""

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import ClassVar
from uuid import UUID

import msgspec

from shared.contracts.programs import RouteRequested
from shared.errors import Conflict, Forbidden
from shared.event import Event

STEPS = (
    "Самоопределение",
    "Диагностика достижений",
    "Диагностика затруднений",
    "Дорожная карта",
    "Реализация",
    "Корректировка",
    "Рефлексия",
)


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, and what the centre would learn of them."""

    person_id: UUID
    name: str
    post: str
    subject: str
    difficulties: dict[str, str]
    strengths: tuple[str, ...]


class RouteConsented(Event, frozen=True, kw_only=True, tag="programs.route_consented.v1"):
    """A teacher consented that the centre learns exactly what this wording says, to open a route."""

    about: ClassVar[str] = "person_id"

    person_id: UUID
    request_id: UUID
    request: str
    wording: str
    wording_hash: str
    consented_on: date


class NotHere(Forbidden):
    """Маршрут просит тот, кто работает в колледже."""


class AlreadyAsked(Conflict):
    """Вы уже обратились: центр ещё не ответил."""


class HasRoute(Conflict):
    """У вас уже есть индивидуальный маршрут."""


class Changed(Conflict):
    """Пока вы читали, ваши данные изменились. Посмотрите ещё раз, что именно уйдёт."""


def lines(asking: Asking, domains: Mapping[str, str], levels: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what would leave besides the request, field by field."""
    hard = [f"{domains.get(code, code)} — {levels.get(level, level)}" for code, level in asking.difficulties.items()]
    strong = [domains.get(code, code) for code in asking.strengths]
    return [
        ("Фамилия, имя, отчество", asking.name),
        ("Должность", asking.post or "—"),
        ("Предмет", asking.subject or "—"),
        ("Затруднения", "; ".join(hard) or "не отмечены"),
        ("Сильные стороны", ", ".join(strong) or "не отмечены"),
    ]


def wording(asking: Asking, shown: list[tuple[str, str]], organization: str) -> str:
    """Return the text of the consent; the request itself is added in the teacher's own words."""
    said = [
        f"Я, {asking.name} ({organization}), прошу ЦНППМ открыть мне индивидуальный образовательный маршрут "
        "(Положение, п. 4.2.2) и даю согласие на передачу центру:"
    ]
    said += [f"— {title.lower()}: {value};" for title, value in shown[1:]]
    said.append("— мой запрос, как я его напишу.")
    said.append(
        "Цель — тьюторское сопровождение маршрута 4–5 лет. Слова дневника и самооценки не передаются. "
        "Согласие отдельное, действует, пока идёт маршрут, отозвать можно через куратора или тьютора (152-ФЗ, ст. 9)."
    )
    return "\n".join(said)


def wording_hash(text: str) -> str:
    """Return the version of a text."""
    return sha256(text.encode()).hexdigest()


def ask(
    asking: Asking | None,
    *,
    request_id: UUID,
    request: str,
    text: str,
    seen: str,
    waiting: bool,
    running: bool,
    today: date,
) -> tuple[RouteConsented, RouteRequested]:
    """Ask for a route, by a consent to exactly the text that was seen."""
    if asking is None:
        raise NotHere
    if waiting:
        raise AlreadyAsked
    if running:
        raise HasRoute
    if seen != wording_hash(text):
        raise Changed
    consented = RouteConsented(
        person_id=asking.person_id,
        request_id=request_id,
        request=request,
        wording=text,
        wording_hash=seen,
        consented_on=today,
    )
    asked = RouteRequested(request=request, consented_on=today, **msgspec.structs.asdict(asking))
    return consented, asked
