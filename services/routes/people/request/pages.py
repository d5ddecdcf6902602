"""The page «Ждут маршрута»."""

from services.routes.people.request import queries
from services.routes.people.request.model import READERS, TUTORS
from shared.db import Tx
from shared.doors import SHOWN, View, page
from shared.service import Nav

SEEN_BY = "Имена видят тьюторы и методисты ЦНППМ: педагоги согласились на это, когда просили маршрут."


async def show_requests(tx: Tx) -> View:
    """Show who waits for a route."""
    found = await queries.requests(tx)
    context = {
        "waiting": [one for one in found if one.state == "waiting"],
        "declined": [one for one in found if one.state == "declined"],
        "may_open": tx.actor.has(*TUTORS),
    }
    return View("request/requests.html", context, title="Ждут маршрута", seen_by=SEEN_BY)


DOORS = [page("/requests", show_requests, who=READERS, reads=SHOWN)]

NAV = [Nav("Ждут маршрута", "/requests", "Маршруты", READERS, order=30)]
