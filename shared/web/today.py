"""«Сегодня»: the home page of every role shows what waits for the person."""

from shared.actor import Actor
from shared.doors import SHOWN, SIGNED_IN, View, page
from shared.web.desk import Desk


async def show_today(desk: Desk, actor: Actor) -> View:
    """Show what waits for this person, with the summary cards beside it."""
    tasks = await desk.tasks(actor)
    shown = {"tasks": tasks, "glances": await desk.glances(actor)}
    return View("today.html", shown, "Сегодня", "Вы: эти дела ждут только вас.", waiting=len(tasks))


DOORS = [page("/", show_today, who=SIGNED_IN, reads=SHOWN)]
