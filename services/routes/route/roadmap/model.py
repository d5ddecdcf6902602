"""A roadmap of four parts, agreed once, then changed only by corrections that give their reason."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

import msgspec

from services.routes.route.route.model import Route, enter
from shared.contracts.regulation import Edition
from shared.errors import Conflict, Invalid, NotFound, gathering
from shared.event import Event

Part = Literal["courses", "trials", "projects", "measures"]
State = Literal["planned", "done", "dropped"]


class PartOf(msgspec.Struct, frozen=True):
    """A part of the roadmap: its letter in the regulation, its short title, and what belongs to it."""

    letter: str
    name: str
    title: str


# R4.2.2, position 4.
PARTS: dict[Part, PartOf] = {
    "courses": PartOf("а", "Курсы", "обучение по программам дополнительного профессионального образования"),
    "trials": PartOf("б", "Пробы", "пробно-поисковые действия, новые для педагога, вместе с обучающимися"),
    "projects": PartOf("в", "Проекты", "инновационные программы, педагогические проекты, исследования"),
    "measures": PartOf("г", "Меры", "другие меры и мероприятия по порядку"),
}


class Activity(msgspec.Struct, frozen=True, kw_only=True):
    """The stored state of an activity."""

    id: UUID
    route_id: UUID
    part: Part
    title: str
    starts_on: date
    due_on: date
    domain: str
    expected: str
    state: State


class Roadmap(msgspec.Struct, frozen=True):
    """The state of the roadmap of a route: agreed or not, its version, its parts."""

    version: int
    parts: frozenset[Part]

    @property
    def agreed(self) -> bool:
        """Tell whether the teacher agreed to it."""
        return self.version > 0


class ActivityPlanned(Event, frozen=True, kw_only=True, tag="routes.activity_planned.v1"):
    """An activity was put into a roadmap."""

    about: ClassVar[str] = "route_id"
    happened: ClassVar[str] = "Добавлено мероприятие"

    activity_id: UUID
    route_id: UUID
    part: Part
    title: str
    starts_on: date
    due_on: date
    domain: str
    expected: str


class ActivityChanged(Event, frozen=True, kw_only=True, tag="routes.activity_changed.v1"):
    """An activity of a roadmap was changed."""

    about: ClassVar[str] = "route_id"
    happened: ClassVar[str] = "Изменено мероприятие"

    activity_id: UUID
    route_id: UUID
    title: str
    starts_on: date
    due_on: date
    expected: str


class ActivityRemoved(Event, frozen=True, kw_only=True, tag="routes.activity_removed.v1"):
    """An activity was removed from a roadmap that was not agreed yet."""

    about: ClassVar[str] = "route_id"
    happened: ClassVar[str] = "Убрано мероприятие"

    activity_id: UUID
    route_id: UUID


class ActivityDropped(Event, frozen=True, kw_only=True, tag="routes.activity_dropped.v1"):
    """An activity of an agreed roadmap will not be done, and why."""

    about: ClassVar[str] = "route_id"
    happened: ClassVar[str] = "Мероприятие отменено"

    activity_id: UUID
    route_id: UUID
    reason: str


class ActivityFinished(Event, frozen=True, kw_only=True, tag="routes.activity_finished.v1"):
    """An activity was done: its product is recorded."""

    about: ClassVar[str] = "route_id"
    happened: ClassVar[str] = "Мероприятие завершено"

    activity_id: UUID
    route_id: UUID


class RoadmapAgreed(Event, frozen=True, kw_only=True, tag="routes.roadmap_agreed.v1"):
    """The teacher agreed to the roadmap: its first version."""

    about: ClassVar[str] = "route_id"
    happened: ClassVar[str] = "Согласована дорожная карта"

    route_id: UUID
    agreed_on: date


class RoadmapCorrected(Event, frozen=True, kw_only=True, tag="routes.roadmap_corrected.v1"):
    """An agreed roadmap was corrected: what changed, why, and the number of the new version (step 6)."""

    about: ClassVar[str] = "route_id"
    happened: ClassVar[str] = "Изменена дорожная карта"

    route_id: UUID
    version: int
    what: str
    reason: str


class ActivityUnknown(NotFound):
    """Такого мероприятия нет или оно вам не видно."""


class OutsideRoute(Invalid):
    """Мероприятие должно уложиться в маршрут: с {opens:%d.%m.%Y} по {ends:%d.%m.%Y}."""


class EndsBeforeStart(Invalid):
    """Мероприятие заканчивается раньше, чем начинается."""


class DomainUnknown(Invalid):
    """Выберите область из списка (Положение, п. 4.2.2)."""


class ReasonMissing(Invalid):
    """Дорожная карта уже согласована: напишите, почему её меняете (Положение, п. 4.2.2, позиция 6)."""


class ActivityClosed(Conflict):
    """Это мероприятие уже закрыто: его не меняют."""


class AlreadyAgreed(Conflict):
    """Дорожная карта уже согласована; изменения вносит корректировка (шаг 6)."""


class PartsMissing(Conflict):
    """В дорожной карте нет части {parts}. Нужно хотя бы одно мероприятие в каждой из четырёх (Положение, п. 4.2.2)."""


class AgreedLater(Invalid):
    """Согласие ещё не получено: поставьте сегодняшний день или раньше."""


class RoadmapClosed(Conflict):
    """Реализация завершена, дорожную карту больше не меняют."""


def plan(
    route: Route, roadmap: Roadmap, activity: Activity, *, edition: Edition, reason: str
) -> tuple[ActivityPlanned | RoadmapCorrected, ...]:
    """Put an activity into a roadmap."""
    _changeable(route, roadmap)
    _check(route, activity)
    if activity.domain not in edition.words("domains"):
        raise DomainUnknown(field="domain")
    planned = ActivityPlanned(
        activity_id=activity.id,
        route_id=route.id,
        part=activity.part,
        title=activity.title,
        starts_on=activity.starts_on,
        due_on=activity.due_on,
        domain=activity.domain,
        expected=activity.expected,
    )
    return planned, *_corrected(
        roadmap, route, f"добавлено «{activity.title}», срок {activity.due_on:%d.%m.%Y}", reason
    )


def change(
    route: Route, roadmap: Roadmap, activity: Activity, changed: Activity, *, reason: str
) -> tuple[ActivityChanged | RoadmapCorrected, ...]:
    """Change an activity that is still to be done."""
    _changeable(route, roadmap)
    _planned(activity)
    _check(route, changed)
    event = ActivityChanged(
        activity_id=activity.id,
        route_id=route.id,
        title=changed.title,
        starts_on=changed.starts_on,
        due_on=changed.due_on,
        expected=changed.expected,
    )
    return event, *_corrected(roadmap, route, _difference(activity, changed), reason)


def drop(
    route: Route, roadmap: Roadmap, activity: Activity, *, reason: str
) -> tuple[ActivityRemoved | ActivityDropped | RoadmapCorrected, ...]:
    """Remove an activity: without a trace from a draft, with a reason from an agreed roadmap."""
    _changeable(route, roadmap)
    _planned(activity)
    if not roadmap.agreed:
        return (ActivityRemoved(activity_id=activity.id, route_id=route.id),)
    corrected = _corrected(roadmap, route, f"снято «{activity.title}»", reason)
    return ActivityDropped(activity_id=activity.id, route_id=route.id, reason=reason), *corrected


def finish(route: Route, activity: Activity) -> ActivityFinished:
    """Close an activity that has its product."""
    enter(route, 5)
    _planned(activity)
    return ActivityFinished(activity_id=activity.id, route_id=route.id)


def agree(route: Route, roadmap: Roadmap, *, agreed_on: date, today: date) -> RoadmapAgreed:
    """Agree on a roadmap that has every part."""
    enter(route, 4)
    if roadmap.agreed:
        raise AlreadyAgreed
    if missing := [f"«{one.letter}»" for part, one in PARTS.items() if part not in roadmap.parts]:
        raise PartsMissing(parts=", ".join(missing))
    if agreed_on > today:
        raise AgreedLater(field="agreed_on")
    return RoadmapAgreed(route_id=route.id, agreed_on=agreed_on)


def _changeable(route: Route, roadmap: Roadmap) -> None:
    if 5 in route.done:
        raise RoadmapClosed
    enter(route, 6 if roadmap.agreed else 4)


def _planned(activity: Activity) -> None:
    if activity.state != "planned":
        raise ActivityClosed


def _check(route: Route, activity: Activity) -> None:
    with gathering() as each:
        with each:
            if activity.starts_on < route.opened_on:
                raise OutsideRoute(opens=route.opened_on, ends=route.ends_on, field="starts_on")
        with each:
            if activity.due_on < activity.starts_on:
                raise EndsBeforeStart(field="due_on")
            if activity.due_on > route.ends_on:
                raise OutsideRoute(opens=route.opened_on, ends=route.ends_on, field="due_on")


def _corrected(roadmap: Roadmap, route: Route, what: str, reason: str) -> tuple[RoadmapCorrected, ...]:
    if not roadmap.agreed:
        return ()
    if not reason.strip():
        raise ReasonMissing(field="reason")
    return (RoadmapCorrected(route_id=route.id, version=roadmap.version + 1, what=what, reason=reason),)


def _difference(was: Activity, now: Activity) -> str:
    changes = []
    if was.title != now.title:
        changes.append(f"теперь называется «{now.title}»")
    if was.due_on != now.due_on:
        changes.append(f"срок {was.due_on:%d.%m.%Y} → {now.due_on:%d.%m.%Y}")
    if was.starts_on != now.starts_on:
        changes.append(f"начало {was.starts_on:%d.%m.%Y} → {now.starts_on:%d.%m.%Y}")
    if was.expected != now.expected:
        changes.append(f"ожидаем «{now.expected}»")
    return f"«{was.title}»: " + ("; ".join(changes) or "без изменений в сроках")
