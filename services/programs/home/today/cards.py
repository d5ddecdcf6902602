"""What stands beside the work queue: the college for those who see it whole, their own program for the others."""

from datetime import date, timedelta

from services.programs.college.person import queries as people
from services.programs.home.today import queries
from services.programs.work.program import queries as programs
from services.programs.work.program.progress import ProgramCard
from services.programs.work.program.who import SEE_ALL
from shared.contracts import terms
from shared.contracts.coverage import covered_in_words
from shared.db import Tx
from shared.service import Glance
from shared.words import counted, in_words, plural

SOON = timedelta(days=45)
FEW = 3
WEEK = timedelta(days=7)


def school_year(today: date) -> date:
    """The first of September that began this school year."""
    return date(today.year if today.month >= 9 else today.year - 1, 9, 1)


async def glances(tx: Tx) -> list[Glance]:
    """Return the small cards of a curator, head or council member; a teacher's are the programs that they are in."""
    today = tx.today
    if not tx.actor.has(*SEE_ALL):
        running = [card for card in await programs.programs(tx) if card.stage == "started"]
        return [_mine(one, tx.actor.person_id == one.mentee_id, today) for one in running[:FEW]]
    shown = [await _year(tx, today), await _soon(tx, today), await _told(tx)]
    return [glance for glance in shown if glance is not None]


def _mine(program: ProgramCard, mentee: bool, today: date) -> Glance:
    with_whom = f"Наставник — {program.mentor}" if mentee else f"Наставляемый — {program.mentee}"
    met = counted(program.meetings, "встреча", "встречи", "встреч") if program.meetings else "Встреч ещё не было"
    if program.next_meeting is not None and program.next_meeting >= today:
        met += f", следующая {_day(program.next_meeting)}"
    elif program.last_meeting is not None:
        met += f", последняя {_day(program.last_meeting)}"
    month = terms.month_now(program.plan.starts_on, program.plan.ends_on, today)
    count = len(program.activities)
    whole = plural(count, "мероприятия", "мероприятий", "мероприятий")
    return Glance(
        title="Ваша программа" if mentee else "Программа, которую вы ведёте",
        lines=(f"{with_whom}, до {in_words(program.plan.ends_on)}", *([f"Идёт {month}."] if month else []), f"{met}."),
        meter=(program.done, count, f"Сделано {program.done} из {count} {whole}") if count else None,
        link=("Открыть программу", f"/programs/{program.id}"),
        person_ids=(program.mentor_id, program.mentee_id),
    )


async def _year(tx: Tx, today: date) -> Glance:
    since = school_year(today)
    year = await queries.year(tx, since)
    covered = await queries.coverage(tx, today)
    running = "Пока ни одна программа не идёт"
    if year.running:
        running = counted(year.running, "программа идёт", "программы идут", "программ идёт")
    over = [
        counted(year.completed, "завершена", "завершены", "завершено") if year.completed else "",
        counted(year.stopped, "прекращена", "прекращены", "прекращено") if year.stopped else "",
    ]
    meter = (covered.covered, covered.needing, covered_in_words(covered.covered, covered.needing))
    return Glance(
        title=f"Год {since.year}/{(since.year + 1) % 100:02}",
        lines=(", ".join([running, *filter(None, over)]),),
        meter=meter if covered.needing else None,
        link=("Программы", "/programs"),
    )


async def _soon(tx: Tx, today: date) -> Glance | None:
    ending = await queries.ending(tx, today + SOON)
    if not ending:
        return None
    known = {person.id: person.short for person in await people.people(tx, people.StaffFilter(state="all"))}
    lines = tuple(f"{_day(one.ends_on)}: {known.get(one.mentee_id, 'наставляемый')}" for one in ending)
    return Glance(
        title="Скоро подводить итог",
        lines=lines[:5],
        link=("Программы, которые идут", "/programs?state=running"),
        person_ids=tuple(one.mentee_id for one in ending[:5]),
    )


def _day(day: date) -> str:
    return in_words(day).rpartition(" ")[0]


async def _told(tx: Tx) -> Glance:
    count = await queries.told_since(tx, tx.now - WEEK)
    facts = counted(count, "факт", "факта", "фактов")
    sent = f"За неделю {facts}: пары, программы, встречи, показатели." if count else "За неделю ничего не ушло."
    kept = "Дневники, самооценки и тексты согласий остались здесь."
    return Glance(title="Что ушло в регион", lines=(sent, kept), link=("Посмотреть обмен", "/exchange"))
