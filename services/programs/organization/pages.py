"""The page of the college itself: its card, its letterhead, the rules it lives by."""

from services.programs.organization import queries
from services.programs.organization.commands import DescribeOrganization, describe_organization
from services.programs.organization.model import KEEPERS
from shared.contracts.regulation import Term
from shared.db import Tx
from shared.service import Nav
from shared.web.doors import View, form, page
from shared.web.forms import Form
from shared.web.words import counted

SEEN_BY = "Страницу видят директор, куратор и отдел кадров."

TERMS = {
    "program_months_min": "Самая короткая программа наставничества",
    "program_months_max": "Самая длинная программа вместе с продлениями",
    "route_years_min": "Самый короткий индивидуальный маршрут",
    "route_years_max": "Самый длинный индивидуальный маршрут",
    "needs_refresh": "Список тех, кому нужен наставник, обновляют",
    "exit_notice": "О досрочном отказе предупреждают за",
    "group_mentees_min": "Наименьшая группа наставляемых",
    "mentees_warning": "О нагрузке наставника предупреждаем с",
}
UNITS = {
    "months": ("месяц", "месяца", "месяцев"),
    "years": ("год", "года", "лет"),
    "working_days": ("рабочий день", "рабочих дня", "рабочих дней"),
    "per_year": ("раз в год", "раза в год", "раз в год"),
    "people": ("человек", "человека", "человек"),
}


async def show_organization(tx: Tx, form: Form = Form()) -> View:
    """Show the college's card, letterhead and rules."""
    edition = await queries.edition(tx, await queries.today(tx))
    context = {
        "card": await queries.card(tx),
        "edition": edition,
        "editions": await queries.editions(tx),
        "terms": [(TERMS.get(term.code, term.code), _said(term), term.clause) for term in edition.terms],
        "form": form,
    }
    return View("organization/college.html", context, title="Наш колледж", seen_by=SEEN_BY)


def _said(term: Term) -> str:
    return counted(term.value, *UNITS[term.unit])


DOORS = [
    page("/organization", show_organization, who=KEEPERS),
    form(
        "/organization",
        DescribeOrganization,
        describe_organization,
        page=show_organization,
        who=KEEPERS,
        then="/organization",
        said="Бланк сохранён: так он будет выглядеть на новых документах.",
    ),
]

NAV = [Nav("Наш колледж", "/organization", "Организация", KEEPERS, order=64)]
