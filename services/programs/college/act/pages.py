"""Pages of the introduction order: preparing, reading, signing, and its files."""

from uuid import UUID

from services.programs.college.act import model, papers, queries
from services.programs.college.act.checks import check_signature
from services.programs.college.act.commands import (
    DiscardAct,
    DraftAct,
    RedraftAct,
    SignAct,
    discard_act,
    draft_act,
    redraft_act,
    sign_act,
)
from services.programs.college.act.model import KEEPERS, READERS, SIGNERS
from services.programs.college.act.queries import ActView
from services.programs.college.organization import queries as organization
from services.programs.college.paper import queries as signed
from services.programs.college.person import queries as people
from shared.db import Tx
from shared.doors import SHOWN, View, page, wish
from shared.service import Nav
from shared.web.forms import Form
from shared.web.papers import paper

SEEN_BY = "Приказ видят все сотрудники колледжа. В регион уходят его номер и дата."


async def show_acts(tx: Tx) -> View:
    """Show the order in force, the draft and those before."""
    acts = await queries.acts(tx)
    everybody = {one.id: one for one in await people.people(tx, people.ALL)}
    context = {
        "acts": acts,
        "current": next((one for one in acts if one.state == "in force"), None),
        "draft": next((one for one in acts if one.state == "draft"), None),
        "before": [one for one in acts if one.state == "superseded"],
        "people": everybody,
        "may_prepare": tx.actor.has(*KEEPERS),
    }
    return View("act/acts.html", context, title="Приказ о внедрении", seen_by=SEEN_BY, unread=("people",))


async def show_new(tx: Tx, form: Form = Form()) -> View:
    """Show the form that prepares the order."""
    context = {
        "form": form.of("DraftAct"),
        "people": await _choices(tx),
        "today": tx.today,
        "current": await queries.in_force(tx),
        "draft": await queries.drafted(tx),
    }
    chosen_from = tuple(await people.ids(tx))
    return View("act/new.html", context, title="Подготовить приказ", seen_by=SEEN_BY, about=chosen_from)


async def _choices(tx: Tx) -> list[tuple[str, str]]:
    return [(str(one.id), f"{one.short}, {one.post or 'должность не указана'}") for one in await people.people(tx)]


async def show_act(tx: Tx, act_id: UUID, form: Form = Form()) -> View:
    """Show an order: its content, and the next step."""
    act = await queries.act(tx, act_id)
    curator = await people.person(tx, act.draft.curator_id)
    head = await people.head(tx)
    card = await organization.card(tx)
    doubts = model.doubts(
        queries.curator(curator, await organization.edition(tx, tx.today)), head_id=head.id if head else None
    )
    files = await signed.papers(tx, act_id) if act.signed else []
    context = {
        "act": act,
        "form": form,
        "curator": curator,
        "card": card,
        "head": head,
        "doubts": doubts if act.state == "draft" else (),
        "proposed": " ".join(queries.named(curator).split()),
        "people": await _choices(tx) if act.state == "draft" else [],
        "today": tx.today,
        "may_sign": tx.actor.has(*SIGNERS),
        "may_edit": tx.actor.has(*KEEPERS),
        "paper": await papers.content(tx, act, files[0] if files else None),
        "files": files,
    }
    chosen_from = tuple(await people.ids(tx)) if act.state == "draft" else ()
    return View("act/act.html", context, title=_title(act), seen_by=SEEN_BY, about=chosen_from)


def _title(act: ActView) -> str:
    return f"Приказ № {act.number}" if act.number else "Проект приказа о внедрении"


def act_url(command: RedraftAct | SignAct, done: None) -> str:
    """Return the address of an order."""
    return f"/acts/{command.act_id}"


DOORS = [
    page("/acts", show_acts, who=READERS, reads=SHOWN),
    page("/acts/new", show_new, who=KEEPERS, reads=SHOWN),
    *wish(
        "/acts",
        DraftAct,
        draft_act,
        who=KEEPERS,
        page=show_new,
        then=lambda command, act_id: f"/acts/{act_id}",
        flash="Проект готов. Проверьте слова и сроки; номер и дату поставит директор.",
        answer="act_id",
    ),
    page("/acts/{act_id:uuid}", show_act, who=READERS, reads=SHOWN),
    *wish(
        "/acts/{act_id:uuid}/corrections",
        RedraftAct,
        redraft_act,
        who=KEEPERS,
        page=show_act,
        then=act_url,
        flash="Проект исправлен.",
    ),
    *wish(
        "/acts/{act_id:uuid}/signatures",
        SignAct,
        sign_act,
        who=SIGNERS,
        page=show_act,
        check=check_signature,
        then=act_url,
        flash=lambda command, done: f"Приказ № {command.number} подписан. Система наставничества введена.",
    ),
    *wish(
        "/acts/{act_id:uuid}/removals",
        DiscardAct,
        discard_act,
        who=KEEPERS,
        page=show_act,
        then="/acts",
        flash="Проект удалён. Действующий приказ остался как был.",
    ),
    *paper("/acts/{act_id:uuid}/order", papers.order, who=READERS, reads=papers.curator_of),
]

NAV = [Nav("Приказ о внедрении", "/acts", "Организация", READERS, order=61)]
