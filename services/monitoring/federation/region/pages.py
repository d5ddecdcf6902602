"""Pages of regions: the list, enrolling one, its card and what to hand over to it."""

from services.monitoring.federation.region import queries
from services.monitoring.federation.region.commands import (
    CorrectRegion,
    EnrollRegion,
    ResumeRegion,
    SuspendRegion,
    correct_region,
    enroll_region,
    resume_region,
    suspend_region,
)
from services.monitoring.federation.region.model import KEEPERS, READERS
from shared.db import Tx
from shared.doors import View, page, wish
from shared.service import Nav
from shared.web.forms import Form

SEEN_BY = "Федеральный наблюдатель и оператор. Людей и организаций здесь нет: регионы присылают только числа."


async def show_regions(tx: Tx) -> View:
    """Show the regions that are enrolled here."""
    context = {"regions": await queries.regions(tx), "may_change": tx.actor.has(*KEEPERS)}
    return View("region/regions.html", context, "Подключённые регионы", SEEN_BY)


async def show_enrolment(tx: Tx, form: Form = Form()) -> View:
    """Show the form that enrolls a region."""
    return View("region/enrolment.html", {"form": form}, "Подключить регион", SEEN_BY)


async def show_region(tx: Tx, organization: str, form: Form = Form()) -> View:
    """Show one region: its card, the exchange, what to hand over."""
    found = await queries.region(tx, organization)
    context = {"region": found, "form": form, "may_change": tx.actor.has(*KEEPERS)}
    return View("region/region.html", context, found.name, SEEN_BY)


def _card(command: CorrectRegion | SuspendRegion | ResumeRegion | EnrollRegion, done: None) -> str:
    return f"/regions/{command.organization}"


DOORS = [
    page("/regions", show_regions, who=READERS, impersonal="regions and their keys"),
    page("/regions/new", show_enrolment, who=KEEPERS, impersonal="regions and their keys"),
    *wish(
        "/regions",
        EnrollRegion,
        enroll_region,
        who=KEEPERS,
        page=show_enrolment,
        then=_card,
        flash=lambda command, done: f"«{command.name}» подключён. Осталось передать региону файл подключения.",
    ),
    page("/regions/{organization:str}", show_region, who=READERS, impersonal="regions and their keys"),
    *wish(
        "/regions/{organization:str}/corrections",
        CorrectRegion,
        correct_region,
        who=KEEPERS,
        page=show_region,
        then=_card,
        flash="Карточка исправлена.",
    ),
    *wish(
        "/regions/{organization:str}/suspensions",
        SuspendRegion,
        suspend_region,
        who=KEEPERS,
        page=show_region,
        then=_card,
        flash="Обмен приостановлен. Всё, что пришло раньше, осталось.",
    ),
    *wish(
        "/regions/{organization:str}/resumptions",
        ResumeRegion,
        resume_region,
        who=KEEPERS,
        page=show_region,
        then=_card,
        flash="Обмен возобновлён.",
    ),
]

NAV = [Nav("Подключённые регионы", "/regions", "Реестр", READERS, order=60)]
