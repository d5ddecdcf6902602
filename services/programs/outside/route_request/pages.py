"""«Мой маршрут»: a teacher asks the centre, and sees the seven steps."""

from typing import Any

from services.programs.college.organization import queries as organization
from services.programs.outside.route_request import checks, commands, queries
from services.programs.outside.route_request.model import STEPS
from services.programs.outside.route_request.queries import Route
from services.programs.outside.route_request.who import TEACHERS
from shared.contracts import terms
from shared.db import Tx
from shared.doors import SHOWN, View, page, wish
from shared.service import Nav
from shared.web.forms import Form

SEEN_BY = "Эту страницу видите только вы. Центр увидит то, что названо в согласии."


async def show_route(tx: Tx, form: Form = Form()) -> View:
    """Show one's own route, or how to ask for it."""
    own = await queries.own(tx)
    edition = await organization.edition(tx, tx.today)
    context = {
        "own": own,
        "steps": steps(own.route) if own.route else [],
        "length": terms.between(edition, "route_min", "route_max"),
        "program": terms.genitive(edition, "program_max"),
        "form": form,
    }
    return View("route_request/route.html", context, title="Мой маршрут", seen_by=SEEN_BY)


def steps(route: Route) -> list[dict[str, Any]]:
    """Return the seven steps, each done, open or ahead."""
    return [
        {
            "title": title,
            "state": "done" if str(number) in route.done else "now" if number == route.next_step else "",
        }
        for number, title in enumerate(STEPS, 1)
    ]


DOORS = [
    page("/my-route", show_route, who=TEACHERS, reads=SHOWN),
    *wish("/my-route/requests", commands.RequestRoute, commands.request_route, who=TEACHERS, page=show_route,
          check=checks.check_request, then="/my-route", flash="Запрос ушёл в центр. Ответ появится здесь."),
    *wish("/my-route/withdrawals", commands.WithdrawRoute, commands.withdraw_route, who=TEACHERS, page=show_route,
          check=checks.check_withdrawal, then="/my-route",
          flash="Согласие отозвано: имя и запрос стёрты здесь, и центр стирает их у себя."),
]  # fmt: skip

NAV = [Nav("Мой маршрут", "/my-route", "Наставничество", TEACHERS, order=65)]
