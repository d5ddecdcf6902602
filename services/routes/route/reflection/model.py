"""Reflection on each difficulty and on the whole (R4.2.2, position 7)."""

from typing import ClassVar
from uuid import UUID

from services.routes.route.route.model import Route, enter
from shared.contracts.regulation import Edition
from shared.errors import Conflict, Invalid
from shared.event import Event


class DifficultyReflected(Event, frozen=True, kw_only=True, tag="routes.difficulty_reflected.v1"):
    """A teacher judged what became of one difficulty."""

    about: ClassVar[str] = "route_id"
    happened: ClassVar[str] = "Записана рефлексия по затруднению"

    route_id: UUID
    domain: str
    level: str
    text: str


class ImageReflected(Event, frozen=True, kw_only=True, tag="routes.image_reflected.v1"):
    """A teacher judged how near they came to the image of step 1, from 1 to 10."""

    about: ClassVar[str] = "route_id"
    happened: ClassVar[str] = "Записано, насколько близок образ"

    route_id: UUID
    mark: int
    text: str


class NotADifficulty(Conflict):
    """В этой области затруднений не отмечали, размышлять не о чем."""


class LevelUnknown(Invalid):
    """Такого уровня нет: выберите из списка."""


def reflect_on_difficulty(
    route: Route, *, domain: str, level: str, text: str, deficits: list[str], edition: Edition
) -> DifficultyReflected:
    """Judge what became of a difficulty that was diagnosed."""
    enter(route, 7)
    if domain not in deficits:
        raise NotADifficulty
    if level not in edition.words("levels"):
        raise LevelUnknown(field="level")
    return DifficultyReflected(route_id=route.id, domain=domain, level=level, text=text)


def reflect_on_image(route: Route, *, mark: int, text: str) -> ImageReflected:
    """Judge how near the image is."""
    enter(route, 7)
    return ImageReflected(route_id=route.id, mark=mark, text=text)
