"""A page for each of the seven steps: its needs, its content, and its forms."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from services.routes.people.request.model import READERS, TUTORS
from services.routes.route.diagnosis.commands import NoteDifficulties, NoteStrengths, note_difficulties, note_strengths
from services.routes.route.product.commands import RecordProduct, record_product
from services.routes.route.product.model import KINDS
from services.routes.route.reflection.commands import (
    ReflectOnDifficulty,
    ReflectOnImage,
    reflect_on_difficulty,
    reflect_on_image,
)
from services.routes.route.roadmap import commands as roadmap
from services.routes.route.roadmap.model import PARTS, ActivityUnknown
from services.routes.route.roadmap.queries import activity
from services.routes.route.route.commands import ShareImage, WriteImage, share_image, write_image
from services.routes.route.route.model import ENTRY, LAST, STEPS, StepUnknown
from services.routes.route.route.queries import route
from services.routes.route.step.commands import CompleteStep, complete_step
from services.routes.route.step.model import needs, ready
from services.routes.route.step.queries import PAGES, SEEN_BY, domain_words, of_step, progress, rail
from shared.db import Tx
from shared.doors import SHOWN, Door, View, page, wish
from shared.web.forms import Form


async def show_step(tx: Tx, route_id: UUID, step: int, form: Form = Form()) -> View:
    """Show one step."""
    if step not in STEPS:
        raise StepUnknown
    found = await route(tx, route_id)
    there = await progress(tx, route_id)
    context = {
        "route": found,
        "steps": rail(found),
        "step": step,
        "title": STEPS[step],
        "needs": needs(step, there),
        "entered": set(ENTRY[step]) <= set(found.done),
        "waits_for": [f"{before}. {STEPS[before]}" for before in ENTRY[step] if before not in found.done],
        "completed": step in found.done,
        "ready": ready(step, there),
        "early": step == LAST and tx.today < found.ends_on,
        "may_write": found.mine and tx.actor.has(*TUTORS) and not found.finished,
        "today": tx.today,
        "form": form,
        **await of_step(tx, found, step),
    }
    return View(f"step/{PAGES[step]}.html", context, title=f"{step}. {STEPS[step]}", seen_by=SEEN_BY)


async def show_image(tx: Tx, route_id: UUID, form: Form = Form()) -> View:
    """Show step 1."""
    return await show_step(tx, route_id, 1, form)


async def show_strengths(tx: Tx, route_id: UUID, form: Form = Form()) -> View:
    """Show step 2."""
    return await show_step(tx, route_id, 2, form)


async def show_difficulties(tx: Tx, route_id: UUID, form: Form = Form()) -> View:
    """Show step 3."""
    return await show_step(tx, route_id, 3, form)


async def show_roadmap(tx: Tx, route_id: UUID, form: Form = Form()) -> View:
    """Show step 4."""
    return await show_step(tx, route_id, 4, form)


async def show_products(tx: Tx, route_id: UUID) -> View:
    """Show step 5."""
    return await show_step(tx, route_id, 5)


async def show_corrections(tx: Tx, route_id: UUID) -> View:
    """Show step 6."""
    return await show_step(tx, route_id, 6)


async def show_reflection(tx: Tx, route_id: UUID, form: Form = Form()) -> View:
    """Show step 7."""
    return await show_step(tx, route_id, 7, form)


async def show_activity(tx: Tx, route_id: UUID, activity_id: UUID, form: Form = Form()) -> View:
    """Show an activity with the forms that record its product, change it, or remove it."""
    found = await route(tx, route_id)
    shown = await activity(tx, activity_id)
    if shown.route_id != route_id:
        raise ActivityUnknown
    context = {
        "route": found,
        "activity": shown,
        "part": PARTS[shown.part],
        "domain": (await domain_words(tx, found))[shown.domain],
        "agreed": 4 in found.done,
        "may_write": found.mine and tx.actor.has(*TUTORS) and shown.state == "planned",
        "kinds": list(KINDS.items()),
        "kind": KINDS.get(shown.product_kind, "") if shown.product_kind else "",
        "today": tx.today,
        "form": form,
    }
    return View("step/activity.html", context, title=shown.title, seen_by=SEEN_BY)


ROUTE = "/routes/{route_id:uuid}"
ACTIVITY = "/routes/{route_id:uuid}/activities/{activity_id:uuid}"
SHOWS = (show_image, show_strengths, show_difficulties, show_roadmap, show_products, show_corrections, show_reflection)


def _wished(
    path: str, command: Any, act: Any, show: Any, back: str, flash: str | Callable[..., str], answer: str = ""
) -> tuple[Door, ...]:
    """Declare a wish of a step; its form leads back to one of the route's pages."""

    def then(command: Any, done: Any) -> str:
        route_id = command.route_id if hasattr(command, "route_id") else done
        return f"/routes/{route_id}/{back}".rstrip("/")

    return wish(path, command, act, who=TUTORS, page=show, then=then, flash=flash, answer=answer)


def _completed(command: CompleteStep, done: None) -> str:
    return f"Шаг {command.step} «{STEPS.get(command.step, '')}» завершён."


def _shared(command: ShareImage, done: None) -> str:
    return "Образ открыт методистам ЦНППМ." if command.shared else "Образ снова видите только вы с педагогом."


DOORS: list[Door] = [
    *(page(f"{ROUTE}/{PAGES[step]}", show, who=READERS, reads=SHOWN) for step, show in enumerate(SHOWS, start=1)),
    *_wished(f"{ROUTE}/steps/{{step:int}}/completions", CompleteStep, complete_step, show_step, "", _completed),
    *_wished(f"{ROUTE}/images", WriteImage, write_image, show_image, "image", "Образ записан."),
    *_wished(f"{ROUTE}/image-sharings", ShareImage, share_image, show_image, "image", _shared),
    *_wished(f"{ROUTE}/strengths", NoteStrengths, note_strengths, show_strengths, "strengths", "Достижения записаны."),
    *_wished(
        f"{ROUTE}/difficulties",
        NoteDifficulties,
        note_difficulties,
        show_difficulties,
        "difficulties",
        "Затруднения записаны.",
    ),
    *_wished(
        f"{ROUTE}/activities",
        roadmap.PlanActivity,
        roadmap.plan_activity,
        show_roadmap,
        "roadmap",
        lambda command, done: f"«{command.title}» — в дорожной карте.",
        answer="activity_id",
    ),
    *_wished(
        f"{ROUTE}/agreements",
        roadmap.AgreeRoadmap,
        roadmap.agree_roadmap,
        show_roadmap,
        "",
        "Дорожная карта согласована. Начались реализация и корректировка.",
    ),
    page(ACTIVITY, show_activity, who=READERS, reads=SHOWN),
    *_wished(
        f"{ACTIVITY}/products",
        RecordProduct,
        record_product,
        show_activity,
        "products",
        "Результат записан.",
        answer="route_id",
    ),
    *_wished(
        f"{ACTIVITY}/changes",
        roadmap.ChangeActivity,
        roadmap.change_activity,
        show_activity,
        "roadmap",
        "Мероприятие исправлено.",
        answer="route_id",
    ),
    *_wished(
        f"{ACTIVITY}/removals",
        roadmap.DropActivity,
        roadmap.drop_activity,
        show_activity,
        "roadmap",
        "Мероприятие снято.",
        answer="route_id",
    ),
    *_wished(
        f"{ROUTE}/difficulty-reflections",
        ReflectOnDifficulty,
        reflect_on_difficulty,
        show_reflection,
        "reflection",
        "Рефлексия записана.",
    ),
    *_wished(
        f"{ROUTE}/image-reflections",
        ReflectOnImage,
        reflect_on_image,
        show_reflection,
        "reflection",
        "Оценка записана.",
    ),
]
