"""Pages of programs: the list, one program on its time line, the draft, the conclusion."""

from typing import Any
from uuid import UUID

from services.programs.college.organization import queries as organization
from services.programs.college.paper import queries as signed
from services.programs.pairing.pair import queries as pairs
from services.programs.work.program import checks, commands, completion, lists, model, papers, queries, steps
from services.programs.work.program.choices import choices
from services.programs.work.program.model import MARKS, MODES
from services.programs.work.program.plan import lacks
from services.programs.work.program.progress import ProgramCard
from services.programs.work.program.who import DATES_SEEN_BY, HEAD, LISTERS, SEEN_BY
from shared.actor import Role
from shared.contracts import terms
from shared.contracts.regulation import Edition
from shared.db import Tx
from shared.doors import SHOWN, SIGNED_IN, View, page, wish
from shared.listing import Order
from shared.service import Nav
from shared.web import times
from shared.web.forms import Form
from shared.web.papers import paper


async def show_programs(tx: Tx, asked: lists.ProgramFilter = lists.ALL, order: Order = Order()) -> View:  # noqa: B008 — frozen
    """Show the programs by state, and the mentees who have none yet."""
    every = await queries.programs(tx)
    lacking = steps.without_program(await pairs.pairs(tx), every)
    me = tx.actor.person_id
    context = {
        "programs": await lists.listed(tx, asked, order),
        "every": len(every),
        "counts": {state: len([c for c in every if c.stage in stages]) for state, stages in lists.GROUPS.items()},
        **_bounds(await organization.edition(tx, tx.today)),
        "staff": queries.sees_all(tx),
        "own": [one for one in lacking if me in (one.pair.mentor.person_id, one.side.person_id)],
        "lacking": [one for one in lacking if me not in (one.pair.mentor.person_id, one.side.person_id)],
    }
    return View("program/programs.html", context, title="Программы", seen_by=SEEN_BY)


async def show_program(tx: Tx, program_id: UUID, form: Form = Form()) -> View:
    """Show one program: time line, difficulties, activities, next step, documents, diary."""
    card = await queries.program(tx, program_id)
    pair = await pairs.pair(tx, card.pair_id)
    marks = [(row.title, row.due, row.accepted) for row in card.activities]
    own = tx.actor.person_id in (card.mentor_id, card.mentee_id)
    context = {
        "program": card,
        "pair": pair,
        "line": times.timeline(card.plan.starts_on, card.plan.ends_on, tx.today, marks),
        "step": steps.next_step(card, tx.actor, tx.today),
        "mode": MODES[card.plan.mode],
        "marks": MARKS,
        "own": own,
        "mentoring": tx.actor.person_id == card.mentor_id,
        "approving": tx.actor.has(Role.HEAD) and card.stage == "sent",
        "lacks": lacks(card.plan, await organization.edition_called(tx, card.edition)) if card.stage == "draft" else [],
        "meetings": await queries.last_met(tx, program_id) if card.meetings else [],
        "versions": await queries.versions(tx, program_id),
        "files": await signed.papers(tx, program_id),
        "dates_seen_by": DATES_SEEN_BY,
        "form": form,
    }
    return View("program/program.html", context, title=card.title, seen_by=SEEN_BY)


async def show_edit(tx: Tx, program_id: UUID, form: Form = Form()) -> View:
    """Show a draft to the mentor and mentee who write it."""
    card = await _own(tx, program_id)
    assessed = await commands.assessed(tx, card.mentee_id)
    edition = await commands.edition_to_write(tx, card.edition, assessed)
    difficulties = dict(assessed.difficulties) if assessed else {}
    context = {
        "program": card,
        "editable": card.stage in ("draft", "returned"),
        **_bounds(edition),
        "modes": list(MODES.items()),
        "difficulties": [
            (domain, edition.word("domains", domain), f"отмечено: {edition.word('levels', difficulties[domain])}")
            for domain in (assessed.hardest_first(edition) if assessed else ())
        ],
        "outdated": bool(assessed and assessed.outdated(edition)),
        "mentee": card.mentee,
        "own": tx.actor.person_id == card.mentee_id,
        "strong": assessed.strengths if assessed else (),
        "domains": list(edition.words("domains").items()),
        "lacks": lacks(card.plan, edition),
        "activity": None,
        **choices(card.plan, edition),
        "form": form,
    }
    return View("program/edit.html", context, title="Пишем программу", seen_by=SEEN_BY)


def _bounds(edition: Edition) -> dict[str, str]:
    """Return the allowed term of a program, with the clause: «от 3 месяцев до года»."""
    bounds = terms.from_to(edition, "program_min", "program_max")
    return {"bounds": bounds, "clause": edition.term("program_min").clause}


async def show_completion(tx: Tx, program_id: UUID, form: Form = Form()) -> View:
    """Show the form in which the mentor writes the conclusion."""
    card = await _own(tx, program_id)
    edition = await organization.edition_called(tx, card.edition)
    context = {
        "program": card,
        "levels": list(edition.words("levels").items()),
        "unfinished": completion.unfinished(card.rules(), edition, tx.today) if card.stage == "started" else "",
        "least": terms.genitive(edition, "program_min"),
        "mentoring": tx.actor.person_id == card.mentor_id,
        "form": form,
    }
    return View("program/completion.html", context, title="Завершить программу", seen_by=SEEN_BY)


async def _own(tx: Tx, program_id: UUID) -> ProgramCard:
    card = await queries.program(tx, program_id)
    model.check_own(card.rules(), tx.actor.person_id)
    return card


def _to(place: str) -> Any:
    return lambda command, _: f"/programs/{command.program_id}{place}"


def _after_writing(command: commands.WriteProgram, _: int) -> str:
    place = "" if command.send else "/edit#activities" if command.activity else "/edit"
    return f"/programs/{command.program_id}{place}"


def _written(command: commands.WriteProgram, _: int) -> str:
    if command.send:
        return "Программа отправлена директору на утверждение."
    return "Мероприятие добавлено, остальное сохранено." if command.activity else "Сохранено."


ONE_FORM = "The editor's one form saves its text with an activity and with the sending: see WriteProgram."
PROGRAM = "/programs/{program_id:uuid}"

DOORS = [
    page("/programs", show_programs, who=LISTERS, reads=SHOWN),
    *wish("/programs", commands.DraftProgram, commands.draft_program, who=SIGNED_IN, page=show_programs,
          then=lambda _, program_id: f"/programs/{program_id}/edit",
          flash="Черновик готов: затруднения и сильные стороны взяты из самооценки.", answer="program_id"),
    page(PROGRAM, show_program, who=SIGNED_IN, reads=SHOWN),
    page(f"{PROGRAM}/edit", show_edit, who=SIGNED_IN, reads=SHOWN),
    *wish(f"{PROGRAM}/drafts", commands.WriteProgram, commands.write_program, who=SIGNED_IN, page=show_edit,
          then=_after_writing, flash=_written, answer="version"),
    *wish(f"{PROGRAM}/activities", commands.AddActivity, commands.add_activity, who=SIGNED_IN, answer="activity_id",
          json_only=ONE_FORM),
    *wish(f"{PROGRAM}/submissions", commands.SendProgram, commands.send_program, who=SIGNED_IN, json_only=ONE_FORM),
    *wish(f"{PROGRAM}/approvals", commands.ApproveProgram, commands.approve_program, who=HEAD, page=show_program,
          check=checks.check_approval, then=_to(""), flash="Программа утверждена и началась."),
    *wish(f"{PROGRAM}/returns", commands.ReturnProgram, commands.return_program, who=HEAD, page=show_program,
          then=_to(""), flash="Программа возвращена с замечанием."),
    page(f"{PROGRAM}/complete", show_completion, who=SIGNED_IN, reads=SHOWN),
    *wish(f"{PROGRAM}/completions", commands.CompleteProgram, commands.complete_program, who=SIGNED_IN,
          page=show_completion, check=checks.check_completion, then=_to(""),
          flash="Программа завершена. Спасибо вам обоим."),
    *paper(f"{PROGRAM}/program", papers.program, who=SIGNED_IN, reads=queries.the_two),
    *paper(f"{PROGRAM}/progress", papers.progress, who=SIGNED_IN, reads=queries.the_two),
]  # fmt: skip

NAV = [Nav("Программы", "/programs", "Наставничество", LISTERS, order=30)]
