"""«Что обо мне ушло из колледжа»: only about the actor."""

from services.programs.home.trace import queries
from shared.actor import Role
from shared.db import Tx
from shared.doors import SHOWN, SIGNED_IN, View, page, roles
from shared.service import Nav

SEEN_BY = "Эту страницу видите только вы."
TITLE = "Что обо мне ушло из колледжа"


async def show_trace(tx: Tx) -> View:
    """Show what left the college about the actor."""
    context = {"trace": await queries.own(tx), "person_id": tx.actor.person_id}
    return View("trace/trace.html", context, title=TITLE, seen_by=SEEN_BY)


DOORS = [page("/my-trace", show_trace, who=SIGNED_IN, reads=SHOWN)]

NAV = [
    Nav(
        "Что обо мне ушло",
        "/my-trace",
        "Связь",
        roles(Role.TEACHER, Role.MENTOR, Role.MENTEE, Role.CURATOR),
        order=95,
    )
]
