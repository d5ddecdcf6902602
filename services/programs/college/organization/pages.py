"""The page of the college itself: its card, its letterhead, its rules."""

from services.programs.college.organization import queries
from services.programs.college.organization.commands import (
    DescribeOrganization,
    SetWorkWeek,
    describe_organization,
    set_work_week,
)
from services.programs.college.organization.model import KEEPERS
from shared.calendar import year
from shared.contracts import terms
from shared.db import Tx
from shared.doors import View, page, wish
from shared.service import Nav
from shared.web.forms import Form

SEEN_BY = "Страницу видят директор, куратор и отдел кадров."


async def show_organization(tx: Tx, form: Form = Form()) -> View:
    """Show the college's card, letterhead and rules."""
    edition = await queries.edition(tx, tx.today)
    context = {
        "card": await queries.card(tx),
        "edition": edition,
        "editions": await queries.editions(tx),
        "terms": terms.told(edition),
        "week": await queries.work_week(tx),
        "acts": [year(tx.today.year), year(tx.today.year + 1)],
        "form": form,
    }
    return View("organization/college.html", context, title="Наш колледж", seen_by=SEEN_BY)


DOORS = [
    page("/organization", show_organization, who=KEEPERS, impersonal="the college and its rules"),
    *wish(
        "/organization/descriptions",
        DescribeOrganization,
        describe_organization,
        who=KEEPERS,
        page=show_organization,
        then="/organization",
        flash="Бланк сохранён: так он будет выглядеть на новых документах.",
    ),
    *wish(
        "/organization/work-weeks",
        SetWorkWeek,
        set_work_week,
        who=KEEPERS,
        page=show_organization,
        then="/organization",
        flash="Рабочая неделя сохранена: по ней считаются новые сроки. Уже назначенные дни не меняются.",
    ),
]

NAV = [Nav("Наш колледж", "/organization", "Организация", KEEPERS, order=64)]
