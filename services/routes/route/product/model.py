"""The product of an activity: a thing that can be shown, with the teacher's own attitude to it (R4.2.2, position 5)."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from services.routes.route.roadmap.model import Activity
from services.routes.route.route.model import Route, enter
from shared.errors import Invalid
from shared.event import Event

ProductKind = Literal[
    "diagnostics", "guidelines", "technology", "method", "lessons", "scenario", "certificate", "other"
]
KINDS: dict[str, str] = {
    "diagnostics": "пакет педагогических диагностик",
    "guidelines": "методические рекомендации",
    "technology": "технология",
    "method": "методика",
    "lessons": "разработки занятий",
    "scenario": "сценарий воспитательного мероприятия",
    "certificate": "документ об обучении",
    "other": "другое",
}


class ProductRecorded(Event, frozen=True, kw_only=True, tag="routes.product_recorded.v1"):
    """An activity has a product; the teacher's attitude to it stays inside."""

    about: ClassVar[str] = "route_id"
    happened: ClassVar[str] = "Записан продукт"

    activity_id: UUID
    route_id: UUID
    kind: ProductKind
    title: str
    attitude: str
    made_on: date


class MadeLater(Invalid):
    """Продукт ещё не готов: поставьте сегодняшний день или раньше."""


class MadeBefore(Invalid):
    """Мероприятие начинается {starts:%d.%m.%Y}, раньше продукта у него нет. Если начали раньше, исправьте начало."""


def record(
    route: Route,
    activity: Activity,
    *,
    kind: ProductKind,
    title: str,
    attitude: str,
    made_on: date,
    today: date,
) -> ProductRecorded:
    """Record the product of an activity."""
    enter(route, 5)
    if made_on > today:
        raise MadeLater(field="made_on")
    if made_on < activity.starts_on:
        raise MadeBefore(starts=activity.starts_on, field="made_on")
    return ProductRecorded(
        activity_id=activity.id, route_id=route.id, kind=kind, title=title, attitude=attitude, made_on=made_on
    )
