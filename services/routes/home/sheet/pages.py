"""The page of a whole route: its years on one ribbon, its seven steps, its difficulties, and what to do next."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from services.routes.network.edition.queries import edition
from services.routes.people.request.model import READERS, TUTORS
from services.routes.route.diagnosis.model import NO_DIFFICULTY
from services.routes.route.diagnosis.queries import Diagnosis, diagnoses
from services.routes.route.roadmap.model import PARTS
from services.routes.route.roadmap.queries import ActivityView, activities, corrections
from services.routes.route.route.commands import (
    AskForRoute,
    CloseHandover,
    HandOver,
    ask_for_route,
    close_handover,
    hand_over,
)
from services.routes.route.route.model import STEPS
from services.routes.route.route.queries import RouteView, route
from services.routes.route.step.model import needs, ready
from services.routes.route.step.queries import PAGES, SEEN_BY, progress, rail
from shared.contracts import terms
from shared.contracts.regulation import Edition
from shared.db import Tx
from shared.doors import SHOWN, View, page, wish
from shared.web import times
from shared.web.forms import Form


class DomainRow(msgspec.Struct, frozen=True, kw_only=True):
    """A domain: its level in each diagnosis of a route, and the activities against it."""

    title: str
    levels: list[str]
    activities: list[str]
    bare: bool


class Next(msgspec.Struct, frozen=True, kw_only=True):
    """The one thing to do now."""

    step: int
    title: str
    url: str
    ready: bool
    needs: list[str]


async def show_route(tx: Tx, route_id: UUID, form: Form = Form()) -> View:
    """Show a route."""
    found = await route(tx, route_id)
    rules = await edition(tx, found.edition)
    held = await progress(tx, route_id)
    plans = await activities(tx, route_id)
    hard = await diagnoses(tx, route_id, "difficulties")
    steps = [] if found.finished else [step for step in found.open_steps if step != 6]
    context = {
        "route": found,
        "steps": rail(found),
        "next": [
            Next(
                step=step,
                title=STEPS[step],
                url=f"/routes/{route_id}/{PAGES[step]}",
                ready=ready(step, held),
                needs=[need.what for need in needs(step, held) if not need.met],
            )
            for step in steps
        ],
        "ribbon": _ribbon(found, plans, tx) if plans else None,
        "held_on": [one.held_on for one in hard],
        "domains": _domains(rules, hard, plans),
        "corrections": (await corrections(tx, route_id))[:3],
        "may_ask": tx.actor.has(*TUTORS) and not found.mine and not found.asked_by and not found.withdrawn_on,
        "asking": found.asked_by == tx.actor.id,
        "year": _year(found, tx),
        "form": form,
    }
    return View("sheet/route.html", context, title=f"Маршрут: {found.name}", seen_by=SEEN_BY)


def _ribbon(found: RouteView, plans: Sequence[ActivityView], tx: Tx) -> times.Ribbon:
    lanes = [
        (
            one.name,
            [
                (plan.title, plan.starts_on, plan.due_on)
                for plan in plans
                if plan.part == part and plan.state != "dropped"
            ],
        )
        for part, one in PARTS.items()
    ]
    return times.ribbon(found.opened_on, found.ends_on, tx.today, lanes)


def _domains(rules: Edition, hard: Sequence[Diagnosis], plans: Sequence[ActivityView]) -> list[DomainRow]:
    """Return every domain that was ever a difficulty, with its levels and activities."""
    rows = []
    for domain in rules.entries("domains"):
        levels = [one.level(domain.code) for one in hard]
        if not any(level not in ("", NO_DIFFICULTY) for level in levels):
            continue
        against = [plan.title for plan in plans if plan.domain == domain.code and plan.state != "dropped"]
        rows.append(
            DomainRow(
                title=domain.title,
                levels=[rules.word("levels", level) if level else "—" for level in levels],
                activities=against,
                bare=not against and levels[-1] != NO_DIFFICULTY,
            )
        )
    return rows


def _year(found: RouteView, tx: Tx) -> str:
    """Return the present year of the route, in words."""
    day = tx.today
    if found.finished:
        return "завершён"
    if day < found.opened_on:
        return "ещё не начался"
    return terms.year_now(found.opened_on, found.ends_on, day) or "срок вышел"


def _to_route(command: AskForRoute | CloseHandover, done: None) -> str:
    return f"/routes/{command.route_id}"


DOORS = [
    page("/routes/{route_id:uuid}", show_route, who=READERS, reads=SHOWN),
    *wish(
        "/routes/{route_id:uuid}/handover-requests",
        AskForRoute,
        ask_for_route,
        who=TUTORS,
        page=show_route,
        then=_to_route,
        flash="Просьба отправлена. Тьютор маршрута увидит её у себя и решит.",
    ),
    *wish(
        "/routes/{route_id:uuid}/handovers",
        HandOver,
        hand_over,
        who=TUTORS,
        page=show_route,
        then="/routes",
        flash="Маршрут передан.",
    ),
    *wish(
        "/routes/{route_id:uuid}/handover-refusals",
        CloseHandover,
        close_handover,
        who=TUTORS,
        page=show_route,
        then=_to_route,
        flash="Просьба снята: маршрут остаётся у прежнего тьютора.",
    ),
]
