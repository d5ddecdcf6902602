"""A route: when it may be opened, and which of its steps may be entered."""

from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec

from shared.contracts import terms
from shared.contracts.regulation import Edition
from shared.contracts.routes import RouteOpened, StepCompleted
from shared.errors import Conflict, Forbidden, Invalid, NotFound, gathering
from shared.event import Event

# The algorithm of R4.2.2: the title of each step, and the steps that must be completed before it may be entered.
STEPS = {
    1: "Самоопределение",
    2: "Достижения",
    3: "Затруднения",
    4: "Дорожная карта",
    5: "Реализация",
    6: "Корректировка",
    7: "Рефлексия",
}
LAST = 7
ENTRY: dict[int, tuple[int, ...]] = {1: (), 2: (1,), 3: (1,), 4: (2, 3), 5: (4,), 6: (4,), 7: (5, 6)}


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """The stored state of a route."""

    id: UUID
    organization: str
    person_id: UUID
    edition: str | None
    tutor: str
    opened_on: date
    ends_on: date
    done: frozenset[int]
    withdrawn_on: date | None = None
    asked_by: str | None = None
    asked_name: str | None = None
    asked_reason: str | None = None


class RouteFramed(Event, frozen=True, kw_only=True, tag="routes.route_framed.v1"):
    """A route began under this edition of the rules. The request names the teacher, as long as the consent holds."""

    about: ClassVar[str] = "route_id"
    happened: ClassVar[str] = "Открыт маршрут"

    route_id: UUID
    edition: str


class RouteTaken(Event, frozen=True, kw_only=True, tag="routes.route_taken.v1"):
    """A tutor became responsible for a route; the first tutor gives no reason."""

    about: ClassVar[str] = "route_id"
    happened: ClassVar[str] = "Маршрут принял другой тьютор"

    route_id: UUID
    tutor: str
    tutor_name: str
    reason: str = ""


class HandoverAsked(Event, frozen=True, kw_only=True, tag="routes.handover_asked.v1"):
    """A tutor asked the tutor of a route to hand it over, and said why."""

    about: ClassVar[str] = "route_id"
    happened: ClassVar[str] = "Маршрут просит другой тьютор"

    route_id: UUID
    tutor: str
    tutor_name: str
    reason: str


class HandoverClosed(Event, frozen=True, kw_only=True, tag="routes.handover_closed.v1"):
    """A request to hand a route over came to nothing: its tutor refused, or whoever asked took it back."""

    about: ClassVar[str] = "route_id"
    happened: ClassVar[str] = "Закрыта просьба о передаче маршрута"

    route_id: UUID
    tutor: str


class ImageWritten(Event, frozen=True, kw_only=True, tag="routes.image_written.v1"):
    """A teacher's image of the professional they want to become was written down (step 1)."""

    about: ClassVar[str] = "route_id"
    happened: ClassVar[str] = "Записан образ себя"

    route_id: UUID
    text: str


class ImageShared(Event, frozen=True, kw_only=True, tag="routes.image_shared.v1"):
    """The teacher shared the image of step 1 with others at the centre, or stopped sharing it."""

    about: ClassVar[str] = "route_id"
    happened: ClassVar[str] = "Образ себя открыт тьютору"

    route_id: UUID
    shared: bool


class EarlyEndExplained(Event, frozen=True, kw_only=True, tag="routes.early_end_explained.v1"):
    """A tutor said why all seven steps of a route are completed before its last day; the reason stays inside."""

    about: ClassVar[str] = "route_id"
    happened: ClassVar[str] = "Названа причина досрочного завершения маршрута"

    route_id: UUID
    reason: str


class RouteUnknown(NotFound):
    """Такого маршрута нет или он вам не виден."""


class NotYourRoute(Forbidden):
    """Этот маршрут ведёт другой тьютор. Попросите передать его вам: он решит сам."""


class RouteExists(Conflict):
    """У этого педагога уже есть маршрут: второй не открывают (Положение, п. 1.2)."""


class RouteTooShort(Invalid):
    """Маршрут рассчитан не меньше чем на {least} (основание: {clause}): поставьте дату не раньше {day:%d.%m.%Y}."""


class RouteTooLong(Invalid):
    """Маршрут рассчитан не больше чем на {most} (основание: {clause}): поставьте дату не позже {day:%d.%m.%Y}."""


class OpenedTooFar(Invalid):
    """Маршрут открывают не раньше чем за год до сегодняшнего дня и не позже чем через год."""


class StepUnknown(NotFound):
    """В маршруте семь шагов (Положение, п. 4.2.2), такого среди них нет."""


class StepClosed(Conflict):
    """Шаг «{step}» ещё закрыт: сначала завершите {before} (Положение, п. 4.2.2)."""


class StepDone(Conflict):
    """Этот шаг уже завершён."""


class RouteFinished(Conflict):
    """Маршрут завершён: его больше не меняют."""


class ConsentWithdrawn(Conflict):
    """Педагог отозвал согласие: маршрут остановлен, имя и запрос стёрты (152-ФЗ, ст. 9 и 21)."""


class EndsEarly(Invalid):
    """Маршрут рассчитан до {ends:%d.%m.%Y}: напишите, почему он завершается раньше (Положение, п. 1.2)."""


class ImageMissing(Conflict):
    """Сначала запишите образ — пока открывать нечего."""


class AlreadyYours(Conflict):
    """Этот маршрут и так ведёте вы."""


class AlreadyAsked(Conflict):
    """Тьютора уже попросили передать маршрут: {name}. Дождитесь ответа."""


class NobodyAsked(Conflict):
    """Просьбы передать этот маршрут нет: её отозвали, или на неё уже ответили."""


def bounds(opened_on: date, edition: Edition) -> tuple[date, date]:
    """Return the earliest and the latest last day of a route that begins on a day."""
    return terms.last_day(edition, "route_min", opened_on), terms.last_day(edition, "route_max", opened_on)


def open(
    *,
    id: UUID,
    organization: str,
    person_id: UUID,
    edition: Edition,
    opened_on: date,
    ends_on: date,
    today: date,
) -> RouteOpened:
    """Open a route; refuse a term that the rules do not allow."""
    shortest, longest = bounds(opened_on, edition)
    with gathering() as each:
        with each:
            if abs((opened_on - today).days) > 366:
                raise OpenedTooFar(field="opened_on")
        with each:
            if ends_on < shortest:
                low, clause = terms.in_words(edition, "route_min"), edition.term("route_min").clause
                raise RouteTooShort(least=low, clause=clause, day=shortest, field="ends_on")
            if ends_on > longest:
                high, clause = terms.in_words(edition, "route_max"), edition.term("route_max").clause
                raise RouteTooLong(most=high, clause=clause, day=longest, field="ends_on")
    return RouteOpened(
        route_id=id, organization=organization, person_id=person_id, opened_on=opened_on, ends_on=ends_on
    )


def guide(route: Route, tutor: str) -> None:
    """Refuse anybody who does not guide this route."""
    if route.tutor != tutor:
        raise NotYourRoute


def ask(route: Route, *, tutor: str, tutor_name: str, reason: str) -> HandoverAsked:
    """Ask the tutor of a route to hand it over: nobody takes another's route by themselves."""
    if route.tutor == tutor:
        raise AlreadyYours
    if route.withdrawn_on is not None:
        raise ConsentWithdrawn
    if route.asked_by is not None:
        raise AlreadyAsked(name=route.asked_name or "другой тьютор")
    return HandoverAsked(route_id=route.id, tutor=tutor, tutor_name=tutor_name, reason=reason)


def hand_over(route: Route, *, tutor: str, asked_by: str) -> RouteTaken:
    """Agree, as the tutor of a route, that whoever asked leads it from now on; `asked_by` is who was on the screen."""
    guide(route, tutor)
    if route.asked_by is None or route.asked_by != asked_by:
        raise NobodyAsked
    return RouteTaken(
        route_id=route.id, tutor=route.asked_by, tutor_name=route.asked_name or "", reason=route.asked_reason or ""
    )


def close_handover(route: Route, *, tutor: str) -> HandoverClosed:
    """Refuse to hand a route over, or take one's own request back."""
    if tutor not in (route.tutor, route.asked_by):
        raise NotYourRoute
    if route.asked_by is None:
        raise NobodyAsked
    return HandoverClosed(route_id=route.id, tutor=tutor)


def enter(route: Route, step: int) -> None:
    """Refuse work in a step that is not open; the content of an open one may grow until the route is finished."""
    if step not in STEPS:
        raise StepUnknown
    if route.withdrawn_on is not None:
        raise ConsentWithdrawn
    if 7 in route.done:
        raise RouteFinished
    missing = [before for before in ENTRY[step] if before not in route.done]
    if missing:
        before = " и ".join(f"шаг {number} «{STEPS[number]}»" for number in missing)
        raise StepClosed(step=STEPS[step], before=before)


def entered(done: frozenset[int]) -> list[int]:
    """Return the steps that are open now: entered and not completed."""
    return [step for step, before in ENTRY.items() if step not in done and done.issuperset(before)]


def complete(route: Route, step: int, *, today: date) -> StepCompleted:
    """Complete a step."""
    if step in route.done:
        raise StepDone
    enter(route, step)
    following = entered(route.done | {step})
    return StepCompleted(
        organization=route.organization,
        route_id=route.id,
        person_id=route.person_id,
        step=step,
        next_step=min(following, default=0),
        completed_on=today,
    )


def explain(route: Route, step: int, *, reason: str, today: date) -> tuple[EarlyEndExplained, ...]:
    """Say why the last step is completed before the last day of the route; nothing to say in its time (R1.2)."""
    if step != LAST or today >= route.ends_on:
        return ()
    if not reason.strip():
        raise EndsEarly(ends=route.ends_on, field="reason")
    return (EarlyEndExplained(route_id=route.id, reason=reason.strip()),)


def write_image(route: Route, text: str) -> ImageWritten:
    """Write the image of step 1."""
    enter(route, 1)
    return ImageWritten(route_id=route.id, text=text)


def share_image(route: Route, *, written: bool, shared: bool) -> ImageShared:
    """Share the image with others at the centre, or stop sharing it."""
    if not written:
        raise ImageMissing
    return ImageShared(route_id=route.id, shared=shared)
