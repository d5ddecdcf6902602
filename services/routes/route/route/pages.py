"""Pages of a request with its answers, of the list of routes, and of their counts."""

from uuid import UUID

from services.routes.network.edition.queries import NoRules, edition_on, edition_today
from services.routes.people.request import queries as requests
from services.routes.people.request.commands import DeclineRoute, decline_route
from services.routes.people.request.model import COUNTERS, READERS, TUTORS
from services.routes.route.route import queries
from services.routes.route.route.commands import OpenRoute, open_route
from services.routes.route.route.model import STEPS, bounds
from shared import words
from shared.contracts import terms
from shared.db import Tx
from shared.doors import SHOWN, View, page, wish
from shared.freshness import freshness
from shared.service import Nav
from shared.web import charts
from shared.web.forms import Form

COUNTS_SEEN_BY = "Министерство, тьюторы, методисты и оператор: только числа, без имён."
SEEN_BY = "Маршрут видят тьютор и методисты ЦНППМ. В колледж уходит только то, какой шаг идёт."


async def show_request(tx: Tx, organization: str, person_id: UUID, form: Form = Form()) -> View:
    """Show one request with both answers: open a route, or not now."""
    request = await requests.request(tx, organization, person_id)
    day = tx.today
    rules, problem = await edition_today(tx), ""
    try:
        await edition_on(tx, day)
    except NoRules as refusal:
        problem = refusal.message
    context = {
        "request": request,
        "form": form,
        "opens": day,
        "ends": bounds(day, rules)[1],
        "length": terms.between(rules, "route_min", "route_max"),
        "clause": rules.term("route_min").clause,
        "problem": problem,
        "difficulties": [
            (rules.word("domains", domain), rules.word("levels", level))
            for domain, level in request.difficulties.items()
        ],
        "strengths": [rules.word("domains", domain) for domain in request.strengths],
        "may_open": tx.actor.has(*TUTORS) and request.state != "opened",
    }
    return View("route/request.html", context, title=request.name, seen_by=SEEN_BY)


async def show_routes(tx: Tx, asked: queries.RouteFilter = queries.ALL) -> View:
    """Show the routes that the actor guides, or all."""
    rules = await edition_today(tx)
    context = {
        "length": terms.between(rules, "route_min", "route_max"),
        "routes": await queries.routes(tx, asked),
        "asked": asked,
        "waiting": await requests.waiting(tx),
    }
    return View("route/routes.html", context, title="Маршруты", seen_by=SEEN_BY)


async def show_counts(tx: Tx) -> View:
    """Show how many routes there are and in which steps, without names."""
    steps = await queries.at_steps(tx)
    chart = charts.bars("Маршруты по шагам", [(f"{one.step}. {STEPS[one.step]}", one.routes) for one in steps])
    counts = await queries.counts(tx)
    going = words.counted(counts.going, "маршрут", "маршрута", "маршрутов")
    sentence = (
        f"Сейчас {words.plural(counts.going, 'идёт', 'идут', 'идёт')} {going}; столбик — сколько из них на этом шаге."
    )
    context = {"counts": counts, "chart": chart, "sentence": sentence, "fresh": await freshness(tx)}
    return View("route/counts.html", context, title="Маршруты края", seen_by=COUNTS_SEEN_BY)


DOORS = [
    page("/requests/{organization:str}/{person_id:uuid}", show_request, who=READERS, reads=SHOWN),
    *wish(
        "/route-requests/{organization:str}/{person_id:uuid}/routes",
        OpenRoute,
        open_route,
        who=TUTORS,
        page=show_request,
        then=lambda command, route_id: f"/routes/{route_id}",
        flash="Маршрут открыт. Начните с первого шага — самоопределения.",
        answer="route_id",
    ),
    *wish(
        "/route-requests/{organization:str}/{person_id:uuid}/refusals",
        DeclineRoute,
        decline_route,
        who=TUTORS,
        page=show_request,
        then="/requests",
        flash="Ответ отправлен в колледж. Причину педагогу скажете вы сами.",
    ),
    page("/routes", show_routes, who=READERS, reads=SHOWN),
    page("/route-counts", show_counts, who=COUNTERS, impersonal="numbers of routes"),
]

NAV = [
    Nav("Маршруты", "/routes", "Маршруты", READERS, order=31),
    Nav("Маршруты края", "/route-counts", "Маршруты", COUNTERS, order=35),
]
