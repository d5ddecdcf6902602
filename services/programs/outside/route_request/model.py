"""How a teacher asks the centre for a route, and with which consent (Положение, пп. 1.2 и 4.2.2)."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

import msgspec

from shared.consent import agree
from shared.contracts.programs import RouteRequested, RouteWithdrawn
from shared.contracts.regulation import Edition
from shared.errors import Conflict, Forbidden
from shared.event import Event, SealedFor

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
    """The teacher who asks, and what the centre would learn of them."""

    person_id: UUID
    name: str
    post: str
    subject: str
    difficulties: dict[str, str]
    strengths: tuple[str, ...]


class RouteConsented(Event, frozen=True, kw_only=True, tag="programs.route_consented.v1"):
    """A teacher consented that the centre learns exactly what this wording says, to open a route."""

    about: ClassVar[str] = "person_id"
    happened: ClassVar[str] = "Дано согласие на маршрут"

    person_id: UUID
    request_id: UUID
    request: Annotated[str, SealedFor("route")]
    wording: Annotated[str, SealedFor("route")]
    wording_hash: str
    consented_on: date


class NotHere(Forbidden):
    """Маршрут просит тот, кто работает в колледже."""


class AlreadyAsked(Conflict):
    """Вы уже обратились: центр ещё не ответил."""


class HasRoute(Conflict):
    """У вас уже есть индивидуальный маршрут."""


class NothingToWithdraw(Conflict):
    """Согласия на передачу данных центру нет: отзывать нечего."""


def lines(asking: Asking, edition: Edition) -> list[tuple[str, str]]:
    """Return what would leave besides the request, field by field, in the words of an edition."""
    hard = [
        f"{edition.word('domains', code)} — {edition.word('levels', level)}"
        for code, level in asking.difficulties.items()
    ]
    strong = [edition.word("domains", code) for code in asking.strengths]
    return [
        ("Фамилия, имя, отчество", asking.name),
        ("Должность", asking.post or "—"),
        ("Предмет", asking.subject or "—"),
        ("Затруднения", "; ".join(hard) or "не отмечены"),
        ("Сильные стороны", ", ".join(strong) or "не отмечены"),
    ]


def wording(asking: Asking, shown: list[tuple[str, str]], organization: str, length: str) -> str:
    """Return the text of the consent; the request itself is added in the teacher's own words; `length`: «4–5 лет»."""
    paragraphs = [
        f"Я, {asking.name} ({organization}), прошу ЦНППМ открыть мне индивидуальный образовательный маршрут "
        "(Положение, п. 4.2.2) и даю согласие на передачу центру:"
    ]
    paragraphs += [f"— {title.lower()}: {value};" for title, value in shown[1:]]
    paragraphs.append("— мой запрос, как я его напишу.")
    paragraphs.append(
        f"Цель — тьюторское сопровождение маршрута {length}. Слова дневника и самооценки не передаются. "
        "Согласие отдельное, действует, пока идёт маршрут; отозвать его можно в любой день на этой же странице: "
        "имя и запрос будут стёрты, маршрут остановится (152-ФЗ, ст. 9 и 21)."
    )
    return "\n".join(paragraphs)


def withdraw(person_id: UUID, *, consented: bool, today: date) -> RouteWithdrawn:
    """Withdraw the consent to be known at the centre: what was sent can no longer be read there or here."""
    if not consented:
        raise NothingToWithdraw
    return RouteWithdrawn(person_id=person_id, withdrawn_on=today)


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
    """Ask for a route, by a consent to exactly the text that was shown."""
    if asking is None:
        raise NotHere
    if waiting:
        raise AlreadyAsked
    if running:
        raise HasRoute
    agreed = agree(text, seen=seen)
    consented = RouteConsented(
        person_id=asking.person_id,
        request_id=request_id,
        request=request,
        wording=agreed.wording,
        wording_hash=agreed.wording_hash,
        consented_on=today,
    )
    asked = RouteRequested(request=request, consented_on=today, **msgspec.structs.asdict(asking))
    return consented, asked
