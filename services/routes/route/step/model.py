"""The gates of the seven steps (R4.2.2): what each must have before it is completed."""

from collections.abc import Callable

import msgspec

from services.routes.route.roadmap.model import PARTS, Part
from services.routes.route.route.model import STEPS
from shared.errors import Conflict


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """What a route has by now."""

    image: bool
    strengths: bool
    difficulties: bool
    deficits: frozenset[str]
    parts: frozenset[Part]
    agreed: bool
    planned: int
    reflected: frozenset[str]
    closeness: bool


class Need(msgspec.Struct, frozen=True):
    """One thing that a step needs, in words."""

    what: str
    met: Callable[[Progress], bool]


class Needed(msgspec.Struct, frozen=True):
    """A need, and whether it is met."""

    what: str
    met: bool


def _part(part: Part) -> Need:
    return Need(f"{PARTS[part].letter}) {PARTS[part].title}", lambda progress: part in progress.parts)


EXIT: dict[int, tuple[Need, ...]] = {
    1: (Need("образ профессионала, которым педагог хочет стать", lambda progress: progress.image),),
    2: (Need("диагностика достижений по всем областям", lambda progress: progress.strengths),),
    3: (Need("диагностика затруднений по всем областям", lambda progress: progress.difficulties),),
    4: (
        *(_part(part) for part in PARTS),
        Need("согласие педагога с дорожной картой", lambda progress: progress.agreed),
    ),
    5: (
        Need(
            "у каждого мероприятия — продукт и отношение к нему, или причина, почему его сняли",
            lambda p: p.planned == 0,
        ),
    ),
    6: (Need("завершена реализация: корректировка идёт рядом с ней", lambda progress: progress.planned == 0),),
    7: (
        Need("рефлексия по каждому затруднению", lambda progress: progress.deficits <= progress.reflected),
        Need("насколько педагог приблизился к желаемому образу", lambda progress: progress.closeness),
    ),
}
# Completing the work completes its corrections: they run side by side.
TOGETHER: dict[int, tuple[int, ...]] = {5: (5, 6), 6: (5, 6)}


class StepNotReady(Conflict):
    """Шаг «{step}» ещё не завершить. Не хватает: {missing} (Положение, п. 4.2.2)."""


def needs(step: int, progress: Progress) -> list[Needed]:
    """Return the needs of a step, each with whether it is met."""
    return [Needed(need.what, need.met(progress)) for need in EXIT[step]]


def ready(step: int, progress: Progress) -> bool:
    """Tell whether a step has everything it needs."""
    return all(need.met for need in needs(step, progress))


def finish(step: int, progress: Progress) -> tuple[int, ...]:
    """Return the steps that are completed together with this one, or refuse when something is missing."""
    if missing := [need.what for need in needs(step, progress) if not need.met]:
        raise StepNotReady(step=STEPS[step], missing="; ".join(missing))
    return TOGETHER.get(step, (step,))
