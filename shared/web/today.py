"""«Сегодня»: the home of every role is what waits for it."""

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from shared.web.bind import actor_of
from shared.web.desk import Desk, Visitor
from shared.web.doors import SIGNED_IN, View


def today(desk: Desk) -> HTTPRouteHandler:
    """Return the handler of the home page."""

    async def show_today(request: Visitor) -> Response[bytes]:
        tasks = await desk.tasks(actor_of(request))
        shown = {"tasks": tasks, "glances": await desk.glances(actor_of(request))}
        view = View("today.html", shown, "Сегодня", "Вы: эти дела ждут только вас.")
        return await desk.page(request, view, waiting=len(tasks))

    handler: HTTPRouteHandler = get("/", opt={"who": SIGNED_IN}, include_in_schema=False)(show_today)
    return handler
