"""What stands beside the work queue of those who see the whole college: the year, what ends soon, what left."""

from datetime import date, timedelta

from services.programs.glance import queries
from services.programs.need import queries as needs
from services.programs.organization import queries as organization
from services.programs.pair import queries as pairs
from services.programs.person import queries as people
from services.programs.program.who import SEE_ALL
from shared.db import Tx
from shared.documents.names import in_words, plural
from shared.service import Glance

SOON = timedelta(days=45)
WEEK = timedelta(days=7)


def school_year(today: date) -> date:
    """The first of September that began this school year."""
    return date(today.year if today.month >= 9 else today.year - 1, 9, 1)


async def glances(tx: Tx) -> list[Glance]:
    """Return the small cards of a curator, head or council member; a teacher has none."""
    if not tx.actor.has(*SEE_ALL):
        return []
    today = await organization.today(tx)
    shown = [await _year(tx, today), await _soon(tx, today), await _told(tx)]
    return [glance for glance in shown if glance is not None]


async def _year(tx: Tx, today: date) -> Glance:
    since = school_year(today)
    year = await queries.year(tx, since)
    needing = (await needs.marks(tx)).keys()
    paired = await pairs.mentees_in_pairs(tx)
    running = "Пока ни одна программа не идёт"
    if year.running:
        running = plural(year.running, "программа идёт", "программы идут", "программ идёт")
    over = [
        plural(year.completed, "завершена", "завершены", "завершено") if year.completed else "",
        plural(year.stopped, "прекращена", "прекращены", "прекращено") if year.stopped else "",
    ]
    have = len(needing & paired)
    meter = (have, len(needing), f"{have} из {len(needing)} педагогов, которым нужен наставник, его имеют")
    return Glance(
        title=f"Год {since.year}/{(since.year + 1) % 100:02}",
        lines=(", ".join([running, *filter(None, over)]),),
        meter=meter if needing else None,
        link=("Программы", "/programs"),
    )


async def _soon(tx: Tx, today: date) -> Glance | None:
    ending = await queries.ending(tx, today + SOON)
    if not ending:
        return None
    known = {person.id: person.short for person in await people.people(tx, people.Asked(state="all"))}
    lines = tuple(f"{_day(one.ends_on)}: {known.get(one.mentee_id, 'наставляемый')}" for one in ending)
    return Glance(
        title="Скоро подводить итог", lines=lines[:5], link=("Программы, которые идут", "/programs?state=running")
    )


def _day(day: date) -> str:
    return in_words(day).rpartition(" ")[0]


async def _told(tx: Tx) -> Glance:
    count = await queries.told_since(tx, tx.now - WEEK)
    facts = plural(count, "факт", "факта", "фактов")
    said = f"За неделю {facts}: пары, программы, встречи, показатели." if count else "За неделю ничего не ушло."
    kept = "Дневники, самооценки и тексты согласий остались здесь."
    return Glance(title="Что ушло в регион", lines=(said, kept), link=("Посмотреть обмен", "/exchange"))
