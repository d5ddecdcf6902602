"""Pages of organizations: the list, enrolling one, its card and what to hand over to it."""

from base64 import b64decode

from services.registry.network.organization import queries
from services.registry.network.organization.commands import (
    CorrectOrganization,
    EnrollOrganization,
    RenewKey,
    ResumeOrganization,
    SuspendOrganization,
    correct_organization,
    enroll_organization,
    renew_key,
    resume_organization,
    suspend_organization,
)
from services.registry.network.organization.model import KEEPERS, READERS
from services.registry.network.organization.places import MUNICIPALITIES, ZONES
from shared.db import Tx
from shared.doors import View, page, wish
from shared.service import Nav
from shared.sync.statement import fingerprint
from shared.web.forms import Form

SEEN_BY = (
    "Список видят министерство, методисты, тьюторы и оператор; муниципальный координатор — только свои организации."
)


def _places() -> dict[str, object]:
    return {
        "municipalities": [(one.title, one.title) for one in MUNICIPALITIES],
        "zones": list(ZONES.items()),
    }


async def show_organizations(tx: Tx, asked: queries.OrganizationFilter = queries.ALL) -> View:
    """Show the organizations of the region."""
    context = {
        "organizations": await queries.organizations(tx, asked),
        "asked": asked,
        "municipalities": await queries.municipalities(tx),
        "may_change": tx.actor.has(*KEEPERS),
    }
    return View("organization/organizations.html", context, title="Организации", seen_by=SEEN_BY)


async def show_enrolment(tx: Tx, form: Form = Form()) -> View:
    """Show the form that enrolls a college."""
    return View("organization/enrolment.html", {"form": form, **_places()}, title="Подключить колледж", seen_by=SEEN_BY)


async def show_organization(tx: Tx, organization: str, form: Form = Form()) -> View:
    """Show one organization: its card, the exchange, what to hand over."""
    found = await queries.organization(tx, organization)
    context = {
        "organization": found,
        "form": form,
        "may_change": tx.actor.has(*KEEPERS),
        "fingerprint": fingerprint(b64decode(found.public_key)),
        "offered": fingerprint(b64decode(found.offered_key)) if found.offered_key else "",
        "zone": ZONES.get(found.time_zone, found.time_zone),
    }
    return View("organization/organization.html", context, title=found.name, seen_by=SEEN_BY)


async def show_correction(tx: Tx, organization: str, form: Form = Form()) -> View:
    """Show the form that corrects a card."""
    found = await queries.organization(tx, organization)
    context = {"organization": found, "form": form, **_places()}
    return View("organization/correction.html", context, title=f"Исправить карточку: {found.name}", seen_by=SEEN_BY)


def _card(command: CorrectOrganization | RenewKey | SuspendOrganization | ResumeOrganization, done: None) -> str:
    return f"/organizations/{command.organization}"


DOORS = [
    page("/organizations", show_organizations, who=READERS, impersonal="organizations and their keys"),
    page("/organizations/new", show_enrolment, who=KEEPERS, impersonal="organizations and their keys"),
    *wish(
        "/organizations",
        EnrollOrganization,
        enroll_organization,
        who=KEEPERS,
        page=show_enrolment,
        then=lambda command, done: f"/organizations/{command.organization}",
        flash=lambda command, done: f"«{command.name}» подключён. Осталось передать колледжу ключ и адрес региона.",
    ),
    page(
        "/organizations/{organization:str}", show_organization, who=READERS, impersonal="organizations and their keys"
    ),
    page(
        "/organizations/{organization:str}/correction",
        show_correction,
        who=KEEPERS,
        impersonal="organizations and their keys",
    ),
    *wish(
        "/organizations/{organization:str}/corrections",
        CorrectOrganization,
        correct_organization,
        who=KEEPERS,
        page=show_correction,
        then=_card,
        flash="Карточка исправлена. Её новая редакция разослана всем.",
    ),
    *wish(
        "/organizations/{organization:str}/key-renewals",
        RenewKey,
        renew_key,
        who=KEEPERS,
        page=show_organization,
        then=_card,
        flash="Новый ключ принят: колледж перейдёт на него сам, прежний больше не действует.",
    ),
    *wish(
        "/organizations/{organization:str}/suspensions",
        SuspendOrganization,
        suspend_organization,
        who=KEEPERS,
        page=show_organization,
        then=_card,
        flash="Обмен приостановлен. Всё, что пришло раньше, осталось.",
    ),
    *wish(
        "/organizations/{organization:str}/resumptions",
        ResumeOrganization,
        resume_organization,
        who=KEEPERS,
        page=show_organization,
        then=_card,
        flash="Обмен возобновлён.",
    ),
]

NAV = [Nav("Организации", "/organizations", "Реестр", READERS, order=60)]
