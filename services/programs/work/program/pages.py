"""Pages of programs: the list, one program on its time line, writing it, its results, its diary, its end."""

from typing import Any
from uuid import UUID

from services.programs.college.organization import queries as organization
from services.programs.pairing.pair import queries as pairs
from services.programs.work.program import carrying, commands, model, papers, queries, running, steps, term
from services.programs.work.program.events import Direction
from services.programs.work.program.model import DIRECTIONS, MODES
from services.programs.work.program.queries import Asked, ProgramCard
from services.programs.work.program.refusals import ProgramUnknown
from services.programs.work.program.running import MARKS
from services.programs.work.program.who import CURATOR, HEAD, LISTERS
from shared.actor import Role
from shared.contracts import terms
from shared.contracts.programs import MEETING_FORMS
from shared.contracts.regulation import Edition
from shared.db import Tx
from shared.doors import SIGNED_IN, View, page, wish
from shared.service import Nav
from shared.web import times
from shared.web.forms import Form
from shared.web.papers import paper

SEEN_BY = "Программу видят наставник, наставляемый, куратор, директор и совет наставников."
THE_TWO = "Слова дневника видите только вы двое. Куратор видит даты встреч и результаты."
# What colleges usually do: offered while typing, anything else may be written.
FORMS = (
    "консультация",
    "взаимопосещение занятий",
    "открытое занятие",
    "мастер-класс",
    "разработка материалов",
    "курсы повышения квалификации",
    "самообразование",
)


async def show_programs(tx: Tx, asked: Asked = Asked()) -> View:  # noqa: B008 — frozen
    """Show the programs by state, and who has none yet."""
    every = await queries.programs(tx)
    chosen = await queries.programs(tx, asked) if asked.state != "all" else every
    lacking = steps.without_program(await pairs.pairs(tx), every)
    me = tx.actor.person_id
    context = {
        "programs": chosen,
        "every": len(every),
        "counts": {state: len([c for c in every if c.stage in stages]) for state, stages in GROUPS.items()},
        **_bounds(await organization.edition(tx, tx.today)),
        "asked": asked,
        "staff": queries.sees_all(tx),
        "own": [one for one in lacking if me in (one.pair.mentor.person_id, one.side.person_id)],
        "lacking": [one for one in lacking if me not in (one.pair.mentor.person_id, one.side.person_id)],
    }
    return View("program/programs.html", context, title="Программы", seen_by=SEEN_BY)


GROUPS = {"written": ("draft", "sent", "returned"), "running": ("started",), "over": ("completed", "stopped")}


async def show_program(tx: Tx, program_id: UUID, form: Form = Form()) -> View:
    """Show one program: its time line, difficulties, activities, next step, documents, diary."""
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
        "lacks": model.lacks(card.plan, await organization.edition_called(tx, card.edition))
        if card.stage == "draft"
        else [],
        "meetings": await queries.meetings(tx, program_id) if card.meetings else [],
        "versions": await queries.versions(tx, program_id),
        "form": form,
    }
    return View("program/program.html", context, title=card.title, seen_by=SEEN_BY)


async def show_edit(tx: Tx, program_id: UUID, form: Form = Form()) -> View:
    """Show a draft to the two who write it."""
    card = await _own(tx, program_id)
    edition = await organization.edition_called(tx, card.edition)
    assessed = await commands.assessed(tx, card.mentee_id)
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
        "strong": assessed.strengths if assessed else (),
        "domains": list(edition.words("domains").items()),
        "lacks": model.lacks(card.plan, edition),
        "activity": None,
        **_activity_choices(card, edition),
        "form": form,
    }
    return View("program/edit.html", context, title="Пишем программу", seen_by=SEEN_BY)


def _bounds(edition: Edition) -> dict[str, str]:
    """Return how long a program may be, with the clause: «от 3 месяцев до года»."""
    said = terms.from_to(edition, "program_min", "program_max")
    return {"bounds": said, "clause": edition.term("program_min").clause}


def _activity_choices(card: ProgramCard, edition: Edition) -> dict[str, Any]:
    hard = [(one.domain, f"{one.title} — {one.level_word}") for one in card.difficulties]
    known = {domain for domain, _ in hard}
    strong = [(code, edition.word("domains", code)) for code in card.plan.strengths if code not in known]
    worked = [("Затруднения", hard), *([("Сильные стороны", strong)] if strong else [])]
    directions: list[tuple[Direction, str]] = list(DIRECTIONS.items())
    return {"worked": worked, "directions": directions, "forms": FORMS}


async def show_activity(tx: Tx, program_id: UUID, activity_id: UUID, form: Form = Form()) -> View:
    """Show one activity: to change in a draft, to report, mark and move in a running program."""
    card = await queries.program(tx, program_id)
    model.find(card.plan, activity_id)
    edition = await organization.edition_called(tx, card.edition)
    own = tx.actor.person_id in (card.mentor_id, card.mentee_id)
    context = {
        "program": card,
        "activity": next(row for row in card.activities if row.id == activity_id),
        "own": own,
        "mentoring": tx.actor.person_id == card.mentor_id,
        "editable": own and card.stage in ("draft", "returned"),
        "marks": MARKS,
        "levels": list(edition.words("levels").items()),
        **_activity_choices(card, edition),
        "form": form,
    }
    return View("program/activity.html", context, title="Мероприятие", seen_by=SEEN_BY)


async def show_diary(tx: Tx, program_id: UUID, form: Form = Form()) -> View:
    """Show the diary of the two, and where a meeting is recorded."""
    card = await _own(tx, program_id)
    context = {
        "program": card,
        "meetings": await queries.meetings(tx, program_id),
        "meeting_forms": list(MEETING_FORMS.items()),
        "today": tx.today,
        "running": card.stage == "started",
        "form": form,
    }
    return View("program/diary.html", context, title="Дневник пары", seen_by=THE_TWO)


async def show_corrections(tx: Tx, program_id: UUID, form: Form = Form()) -> View:
    """Show what is proposed to change, what was, and where a change is proposed."""
    card = await queries.program(tx, program_id)
    edition = await organization.edition_called(tx, card.edition)
    context = {
        "program": card,
        "open": [one for one in card.corrections if one.state == "open"],
        "decided": [one for one in card.corrections if one.state != "open"],
        "own": tx.actor.person_id in (card.mentor_id, card.mentee_id) and card.stage == "started",
        "curating": tx.actor.has(Role.CURATOR),
        "latest": term.latest(card.plan.starts_on, edition),
        "most": terms.genitive(edition, "program_max"),
        "clause": edition.term("program_max").clause,
        "versions": await queries.versions(tx, program_id),
        **_activity_choices(card, edition),
        "form": form,
    }
    return View("program/corrections.html", context, title="Исправления программы", seen_by=SEEN_BY)


async def show_completion(tx: Tx, program_id: UUID, form: Form = Form()) -> View:
    """Show where the mentor draws the conclusion."""
    card = await _own(tx, program_id)
    edition = await organization.edition_called(tx, card.edition)
    context = {
        "program": card,
        "levels": list(edition.words("levels").items()),
        "unfinished": running.unfinished(card.rules(), edition, tx.today) if card.stage == "started" else "",
        "least": terms.genitive(edition, "program_min"),
        "mentoring": tx.actor.person_id == card.mentor_id,
        "form": form,
    }
    return View("program/completion.html", context, title="Завершить программу", seen_by=SEEN_BY)


async def _own(tx: Tx, program_id: UUID) -> ProgramCard:
    card = await queries.program(tx, program_id)
    if tx.actor.person_id not in (card.mentor_id, card.mentee_id):
        raise ProgramUnknown
    return card


def _to(place: str) -> Any:
    return lambda command, _: f"/programs/{command.program_id}{place}"


def _met(command: carrying.RecordMeeting, doubt: str) -> str:
    return f"Встреча записана. {doubt}".strip()


PROGRAM = "/programs/{program_id:uuid}"
ACTIVITY = f"{PROGRAM}/activities/{{activity_id:uuid}}"
CORRECTION = f"{PROGRAM}/corrections/{{correction_id:uuid}}"

DOORS = [
    page("/programs", show_programs, who=LISTERS),
    *wish("/programs", commands.DraftProgram, commands.draft_program, who=SIGNED_IN, page=show_programs,
          then=lambda _, program_id: f"/programs/{program_id}/edit",
          flash="Черновик готов: затруднения и сильные стороны взяты из самооценки.", answer="program_id"),
    page(PROGRAM, show_program, who=SIGNED_IN),
    page(f"{PROGRAM}/edit", show_edit, who=SIGNED_IN),
    *wish(f"{PROGRAM}/drafts", commands.WriteProgram, commands.write_program, who=SIGNED_IN, page=show_edit,
          then=_to("/edit"), flash="Сохранено.", answer="version"),
    *wish(f"{PROGRAM}/activities", commands.AddActivity, commands.add_activity, who=SIGNED_IN, page=show_edit,
          then=_to("/edit#activities"), flash="Мероприятие добавлено.", answer="activity_id"),
    page(ACTIVITY, show_activity, who=SIGNED_IN),
    *wish(f"{ACTIVITY}/changes", commands.ChangeActivity, commands.change_activity, who=SIGNED_IN,
          page=show_activity, then=_to("/edit#activities"), flash="Сохранено."),
    *wish(f"{ACTIVITY}/removals", commands.DropActivity, commands.drop_activity, who=SIGNED_IN, page=show_activity,
          then=_to("/edit#activities"), flash="Убрано."),
    *wish(f"{PROGRAM}/submissions", commands.SendProgram, commands.send_program, who=SIGNED_IN, page=show_edit,
          then=_to(""), flash="Программа отправлена директору на утверждение."),
    *wish(f"{PROGRAM}/approvals", commands.ApproveProgram, commands.approve_program, who=HEAD, page=show_program,
          then=_to(""), flash="Программа утверждена и началась."),
    *wish(f"{PROGRAM}/returns", commands.ReturnProgram, commands.return_program, who=HEAD, page=show_program,
          then=_to(""), flash="Программа возвращена с замечанием."),
    page(f"{PROGRAM}/diary", show_diary, who=SIGNED_IN),
    *wish(f"{PROGRAM}/meetings", carrying.RecordMeeting, carrying.record_meeting, who=SIGNED_IN, page=show_diary,
          then=_to("/diary"), flash=_met, answer="warning"),
    *wish(f"{ACTIVITY}/results", carrying.ReportResult, carrying.report_result, who=SIGNED_IN, page=show_activity,
          then=_to(""), flash="Результат записан."),
    *wish(f"{ACTIVITY}/marks", carrying.MarkActivity, carrying.mark_activity, who=SIGNED_IN, page=show_activity,
          then=_to(""), flash="Отметка поставлена."),
    *wish(f"{ACTIVITY}/moves", carrying.MoveActivity, carrying.move_activity, who=SIGNED_IN, page=show_activity,
          then=_to("/corrections"), flash="Предложение отправлено куратору.", answer="correction_id"),
    page(f"{PROGRAM}/corrections", show_corrections, who=SIGNED_IN),
    *wish(f"{PROGRAM}/additions", carrying.AddToRunning, carrying.add_to_running, who=SIGNED_IN,
          page=show_corrections, then=_to("/corrections"), flash="Предложение отправлено куратору.",
          answer="correction_id"),
    *wish(f"{PROGRAM}/extensions", carrying.ExtendProgram, carrying.extend_program, who=SIGNED_IN,
          page=show_corrections, then=_to("/corrections"), flash="Предложение отправлено куратору.",
          answer="correction_id"),
    *wish(f"{CORRECTION}/approvals", carrying.ApproveCorrection, carrying.approve_correction, who=CURATOR,
          page=show_corrections, then=_to("/corrections"), flash="Исправление принято: у программы новая редакция.",
          answer="version"),
    *wish(f"{CORRECTION}/returns", carrying.ReturnCorrection, carrying.return_correction, who=CURATOR,
          page=show_corrections, then=_to("/corrections"), flash="Возвращено."),
    page(f"{PROGRAM}/complete", show_completion, who=SIGNED_IN),
    *wish(f"{PROGRAM}/completions", carrying.CompleteProgram, carrying.complete_program, who=SIGNED_IN,
          page=show_completion, then=_to(""), flash="Программа завершена. Спасибо вам обоим."),
    *paper(f"{PROGRAM}/program", papers.program, who=SIGNED_IN),
]  # fmt: skip

NAV = [Nav("Программы", "/programs", "Наставничество", LISTERS, order=30)]
