"""Pages of choosing: «Кому нужен наставник», and the proposal of a pair in four steps."""

from typing import Any

from services.programs.college.organization import queries as organization
from services.programs.college.person import queries as people
from services.programs.pairing.need import commands as need_commands
from services.programs.pairing.need import queries as needs
from services.programs.pairing.need.model import KEEPERS, READERS
from services.programs.pairing.pair import commands
from services.programs.pairing.pair.model import load_warning
from services.programs.pairing.pair.who import CURATOR
from services.programs.pairing.selection import proposal, queries
from services.programs.pairing.selection.model import Candidate
from services.programs.pairing.selection.proposal import REGIMES, Draft
from shared.actor import Role
from shared.contracts.regulation import Edition
from shared.db import Tx
from shared.doors import SHOWN, Flash, View, page, wish
from shared.listing import Choice, Order, Sort, alphabetical, listing
from shared.service import Nav
from shared.web import forms
from shared.web.forms import Form

SEEN_BY = "Список видят директор, куратор и совет наставников. В регион уходит только сама отметка, без имени."
SORTS = {
    "name": Sort("По фамилии", lambda one: alphabetical(one.need.person.full_name)),
    "reason": Sort("По основанию", lambda one: one.need.reason_word),
    "marked": Sort("По дате отметки", lambda one: one.need.marked_on),
    "difficult": Sort("По числу затруднений", lambda one: len(one.need.difficult) if one.need.assessed_on else None),
    "pair": Sort("По паре: сначала без неё", lambda one: one.pair is not None),
}
PAIRED = [("", "С парой и без"), ("without", "Без пары"), ("with", "Есть пара")]
# How many mentors are shown with every reason; the others are in a table below.
OFFERED = 3


async def show_needs(
    tx: Tx,
    asked: queries.NeedFilter = queries.EVERYBODY,
    order: Order = Order(),  # noqa: B008 — frozen
    form: Form = Form(),
) -> View:
    """Show who needs a mentor and who has one, who may need one, and when the list was reviewed."""
    edition = await organization.edition(tx, tx.today)
    marked = await needs.marks(tx)
    unmarked = [one for one, teacher in await needs.teachers(tx, edition) if teacher.teaches and one.id not in marked]
    reasons = list(edition.words("need_reasons").items())
    occurring = {row.reason: row.reason_word for row in await needs.needs(tx)}
    context = {
        "needs": listing(
            "/needs",
            asked,
            order,
            await queries.needing(tx, asked),
            sorts=SORTS,
            choices=[
                Choice("pair", "Пара", PAIRED),
                Choice("reason", "Основание", [("", "Любое основание"), *{**dict(reasons), **occurring}.items()]),
            ],
            hint="Фамилия, должность, предмет",
        ),
        "marked": len(marked),
        "alone": len(await queries.needing(tx, queries.ALONE)),
        "suggestions": await needs.suggestions(tx),
        "refresh": await needs.refresh(tx),
        "people": [(str(one.id), f"{one.short}, {one.post}") for one in unmarked],
        "reasons": reasons,
        "staff": await people.count(tx),
        "form": form.of("MarkNeed"),
        "may_mark": tx.actor.has(*KEEPERS),
        "may_propose": tx.actor.has(Role.CURATOR),
    }
    chosen_from = tuple(one.id for one in unmarked) if tx.actor.has(*KEEPERS) else ()
    return View("selection/needs.html", context, title="Кому нужен наставник", seen_by=SEEN_BY, about=chosen_from)


async def show_proposal(tx: Tx, draft: Draft = Draft(), form: Form = Form()) -> View:  # noqa: B008 — frozen
    """Show a step of the proposal: for whom, which mentor, on what terms, and the check before it is sent."""
    if form.wish:
        draft = proposal.draft_of(form)
    mentees = await queries.mentees(tx, draft.mentee_ids)
    offered = await queries.mentors(tx, mentees) if mentees else []
    mentor = next((one for one in offered if one.known.id == draft.mentor_id and not one.refused), None)
    reading = forms.read(commands.ProposePair, proposal.typed(draft))
    if not form.wish and draft.step == "check":
        form = await proposal.checked(tx, reading)
    step = proposal.step_of(draft, form, mentees=bool(mentees), mentor=mentor is not None)
    edition = await organization.edition(tx, tx.today)
    context = {
        "step": step,
        "steps": proposal.steps(step, draft),
        "draft": draft,
        "to": draft.to,
        "mentees": mentees,
        "mentor": mentor,
        "form": form if form.wish else Form(wish=commands.ProposePair.__name__, typed=proposal.typed(draft)),
        **(await _whom(tx) if step == "mentees" else {}),
        **(_offered(offered) if step == "mentor" else {}),
        **(_terms(edition) if step in ("terms", "check") else {}),
        **(await _forms(tx, edition, mentor, mentees) if step == "terms" and mentor else {}),
        "warning": load_warning(mentor.known.short, len(mentor.known.mentees), len(mentees), edition) if mentor else "",
    }
    return View(
        f"selection/{step}.html",
        context,
        title="Предложить пару",
        seen_by="Пока вы не отправили, об этом никто не узнает.",
    )


async def _whom(tx: Tx) -> dict[str, Any]:
    every = await queries.needing(tx)
    return {"needing": sorted(every, key=lambda one: one.pair is not None)}


def _offered(offered: list[Candidate]) -> dict[str, Any]:
    able = [one for one in offered if not one.refused]
    return {
        "first": able[:OFFERED],
        "others": able[OFFERED:],
        "refused": [one for one in offered if one.refused],
    }


async def _forms(tx: Tx, edition: Edition, mentor: Candidate, mentees: list[queries.Mentee]) -> dict[str, Any]:
    """Return the forms that may be chosen for these people, and why not the others."""
    refused = await queries.forms_refused(tx, mentor.known.id, mentees)
    words = edition.words("forms")
    return {
        "forms": [(form, words[form]) for form, why in refused.items() if why is None],
        "not_forms": [(words[form], why.message) for form, why in refused.items() if why is not None],
    }


def _terms(edition: Edition) -> dict[str, Any]:
    return {
        "kinds": [
            (entry.code, entry.title, entry.note) if entry.note else (entry.code, entry.title)
            for entry in edition.entries("kinds")
        ],
        "regimes": REGIMES,
        "form_words": edition.words("forms"),
        "kind_words": edition.words("kinds"),
    }


async def propose(tx: Tx, command: commands.ProposePair) -> proposal.Proposed:
    """Propose a pair; return a warning when the mentor will have many."""
    pair_id = await commands.propose_pair(tx, command)
    return proposal.Proposed(pair_id, await commands.load_warning(tx, pair_id))


def _proposed(command: commands.ProposePair, done: proposal.Proposed) -> Flash:
    sent = "Предложение отправлено. Наставник и наставляемые увидят его у себя."
    return Flash(f"{sent} {done.warning}".strip(), "wait" if done.warning else "ok")


DOORS = [
    page("/needs", show_needs, who=READERS, reads=SHOWN),
    *wish("/needs", need_commands.MarkNeed, need_commands.mark_need, who=KEEPERS, page=show_needs, then="/needs",
          flash="Отмечено. Теперь педагог оценит свои затруднения и сильные стороны."),
    *wish("/needs/waivers", need_commands.LeaveUnmarked, need_commands.leave_unmarked, who=KEEPERS, page=show_needs,
          then="/needs", flash="Записали: сейчас наставник не нужен. Напомним через год."),
    *wish("/needs/confirmations", need_commands.ConfirmNeeds, need_commands.confirm_needs, who=KEEPERS,
          page=show_needs, then="/needs",
          flash="Список подтверждён. Следующий раз — через год (Положение, п. 4.1.3)."),
    page("/pairs/new", show_proposal, who=CURATOR, reads=SHOWN),
    *wish("/pairs", commands.ProposePair, propose, who=CURATOR, page=show_proposal,
          then=lambda _, done: f"/pairs/{done.pair_id}", flash=_proposed),
]  # fmt: skip

NAV = [Nav("Кому нужен наставник", "/needs", "Наставничество", READERS, order=10)]
