"""Pages of the rules: the edition in force, earlier ones, and the form that publishes a new one."""

import msgspec

from services.registry.regulation.edition import queries
from services.registry.regulation.edition.commands import (
    PublishRegulation,
    UploadRegulation,
    publish_regulation,
    read_regulation,
    upload_regulation,
)
from services.registry.regulation.edition.model import PUBLISHERS
from shared.actor import Role
from shared.contracts import terms
from shared.contracts.regulation import Edition
from shared.db import Tx
from shared.doors import SIGNED_IN, File, View, file, page, wish
from shared.service import Nav
from shared.web.forms import Form

SEEN_BY = "Правила видят все, кто вошёл; публикует их регион."
TITLE = "Положение и правила"


def _sheet(edition: Edition) -> dict[str, object]:
    return {
        "edition": edition,
        "terms": terms.told(edition),
        "dictionaries": edition.dictionaries,
    }


async def show_rules(tx: Tx, form: Form = Form()) -> View:
    """Show the edition in force and the list of all editions."""
    current = await queries.edition_in_force(tx)
    return await _rules(tx, current, form)


async def show_edition(tx: Tx, edition_id: str) -> View:
    """Show one edition, also one no longer in force."""
    return await _rules(tx, await queries.edition(tx, edition_id), Form())


async def _rules(tx: Tx, shown: Edition | None, form: Form) -> View:
    current = await queries.edition_in_force(tx)
    context = {
        "editions": await queries.editions(tx),
        "current": current.edition if current else "",
        "sheet": _sheet(shown) if shown else None,
        "may_publish": tx.actor.has(*PUBLISHERS),
        "form": form,
    }
    return View("edition/rules.html", context, title=TITLE, seen_by=SEEN_BY)


async def download(tx: Tx, edition_id: str) -> File:
    """Return an edition as a JSON file, to start the next one from."""
    content = msgspec.json.format(msgspec.json.encode(await queries.edition(tx, edition_id)), indent=2)
    return File(name=f"{edition_id}.json", media_type="application/json", content=content)


DOORS = [
    page("/regulation", show_rules, who=SIGNED_IN, impersonal="the rules"),
    page("/regulation/{edition_id:str}", show_edition, who=SIGNED_IN, impersonal="the rules"),
    file("/regulation/{edition_id:str}/edition.json", download, who=SIGNED_IN, impersonal="the rules"),
    *wish(
        "/editions",
        PublishRegulation,
        publish_regulation,
        who=PUBLISHERS,
        answer="edition",
        json_only="an edition has hundreds of fields: a person brings it as a file",
    ),
    *wish(
        "/edition-files",
        UploadRegulation,
        upload_regulation,
        who=PUBLISHERS,
        page=show_rules,
        then=lambda command, edition_id: f"/regulation/{edition_id}",
        flash="Редакция опубликована. Её получит каждая организация; начатое по прежней редакции живёт по ней.",
        upload=True,
        before=read_regulation,
        form_only="a program posts the edition itself to /api/editions",
    ),
]

NAV = [Nav(TITLE, "/regulation", "Реестр", frozenset(Role), order=80)]
