"""Reads programs with their progress: the list, one program, its meetings and versions."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from services.programs.college.organization import queries as organization
from services.programs.college.paper.model import Words
from services.programs.college.person import queries as people
from services.programs.college.person.queries import Name, PersonCard, named, short
from services.programs.work.program.changes import change_in_words
from services.programs.work.program.events import Activity, Mark, Plan
from services.programs.work.program.model import DIRECTIONS, STAGES, Stage
from services.programs.work.program.progress import ActivityRow, CorrectionRow, Met, ProgramCard, Progress, Version
from services.programs.work.program.refusals import ProgramUnknown
from services.programs.work.program.who import SEE_ALL
from shared.contracts.regulation import Edition
from shared.db import Tx, once


class _StoredResult(msgspec.Struct, frozen=True, kw_only=True):
    activity_id: UUID
    product: str
    link: str
    reported_on: date
    mark: Mark | None
    note: str
    level_now: str | None
    marked_on: date | None


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    pair_id: UUID
    mentor_id: UUID
    mentee_id: UUID
    stage: Stage
    version: int
    plan: Plan
    edition: str
    edited_by: UUID | None
    edited_at: datetime
    comment: str
    sent_on: date | None
    approved_on: date | None
    approved_by: UUID | None
    outcomes: dict[str, str]
    conclusion: str
    completion_reason: str
    over_on: date | None
    results: list[_StoredResult]
    corrections: list[CorrectionRow]
    meetings: int
    last_meeting: date | None
    next_meeting: date | None


# The selects of tasks: programs with the names of mentor and mentee, and a row for each of the two.
PROGRAM = "program p join person g on g.id = p.mentor_id join person e on e.id = p.mentee_id"
TITLE = {"mentor": named("g"), "mentee": named("e")}
THE_TWO = "cross join lateral (values (p.mentor_id), (p.mentee_id)) two (id)"


class Between(msgspec.Struct, frozen=True):
    """The mentor and the mentee of a program, for the facts of a task; TITLE is its select."""

    mentor: Name
    mentee: Name

    @property
    def title(self) -> str:
        """«Ермолин Г. А. → Шубина Л. В.»."""
        return f"{short(self.mentor)} → {short(self.mentee)}"


@once
async def programs(tx: Tx) -> list[ProgramCard]:
    """Return the programs that the actor may see: all for curator, head and council, a teacher's own."""
    return await _cards(tx, await _rows(tx, None))


async def program(tx: Tx, program_id: UUID) -> ProgramCard:
    """Return one program, if the actor may see it."""
    cards = await _cards(tx, await _rows(tx, program_id))
    if not cards:
        raise ProgramUnknown
    return cards[0]


async def the_two(tx: Tx, program_id: UUID) -> tuple[UUID, UUID]:
    """Return the mentor and the mentee of a program, if the actor may see it."""
    card = await program(tx, program_id)
    return card.mentor_id, card.mentee_id


async def _rows(tx: Tx, program_id: UUID | None) -> list[_Row]:
    return await tx.many(
        _Row,
        """select p.id, p.pair_id, p.mentor_id, p.mentee_id, p.stage, p.version, p.plan, p.edition, p.edited_by,
                  p.edited_at, p.comment, p.sent_on, p.approved_on, p.approved_by, p.outcomes, p.conclusion,
                  p.completion_reason, p.over_on,
                  coalesce((select jsonb_agg(to_jsonb(r) - '{organization,program_id,reported_by}'::text[])
                            from result r where r.program_id = p.id), '[]') as results,
                  coalesce((select jsonb_agg(to_jsonb(c) order by c.proposed_at)
                            from correction_now c where c.program_id = p.id), '[]') as corrections,
                  (select count(*)::int from meeting m where m.program_id = p.id) as meetings,
                  (select max(held_on) from meeting m where m.program_id = p.id) as last_meeting,
                  (select next_on from meeting m where m.program_id = p.id order by held_on desc, recorded_at desc
                   limit 1) as next_meeting
           from program p
           where ($1::uuid is null or p.id = $1) and ($2 or $3 in (p.mentor_id, p.mentee_id))
           order by p.over_on is not null, p.over_on desc, p.edited_at desc, p.id""",
        program_id, sees_all(tx), tx.actor.person_id,
    )  # fmt: skip


def sees_all(tx: Tx) -> bool:
    """Tell whether the actor may see every program of the college."""
    return tx.actor.has(*SEE_ALL) or tx.actor.system


async def _cards(tx: Tx, rows: list[_Row]) -> list[ProgramCard]:
    known = {one.id: one for one in await people.people(tx, people.ALL)} if rows else {}
    editions = {code: await organization.edition_called(tx, code) for code in {row.edition for row in rows}}
    return [_card(row, known, editions[row.edition], tx.today) for row in rows]


def _card(row: _Row, known: dict[UUID, PersonCard], edition: Edition, today: date) -> ProgramCard:
    shown = {"results", "corrections", "edited_by"}
    kept = {result.activity_id: result for result in row.results}
    activities = tuple(_activity(row, one, kept.get(one.id), edition, today) for one in row.plan.activities)
    mentor, mentee = known[row.mentor_id].short, known[row.mentee_id].short
    return ProgramCard(
        **{name: getattr(row, name) for name in row.__struct_fields__ if name not in shown},
        title=f"{mentor} → {mentee}",
        mentor=mentor,
        mentee=mentee,
        state=STAGES[row.stage][0],
        pill=STAGES[row.stage][1],
        editor=known[row.edited_by].short if row.edited_by in known else "",
        difficulties=tuple(
            _progress(row, place, activities, kept, edition) for place in range(len(row.plan.difficulties))
        ),
        strengths=tuple(edition.word("domains", code) for code in row.plan.strengths),
        activities=activities,
        corrections=tuple(_correction(row, one, known, edition) for one in row.corrections),
    )


def _activity(row: _Row, one: Activity, kept: _StoredResult | None, edition: Edition, today: date) -> ActivityRow:
    accepted = kept is not None and kept.mark in ("done", "partly")
    return ActivityRow(
        **msgspec.structs.asdict(one),
        direction_word=DIRECTIONS[one.direction],
        domain_word=edition.word("domains", one.domain),
        result=kept.product if kept else "",
        link=kept.link if kept else "",
        reported_on=kept.reported_on if kept else None,
        mark=kept.mark if kept else None,
        note=kept.note if kept else "",
        late=row.stage == "started" and one.due < today and not accepted,
    )


def _progress(
    row: _Row, place: int, activities: tuple[ActivityRow, ...], kept: dict[UUID, _StoredResult], edition: Edition
) -> Progress:
    difficulty = row.plan.difficulties[place]
    own = [one for one in activities if one.domain == difficulty.domain]
    gone = sum({"done": 1.0, "partly": 0.5}.get(one.mark or "", 0.0) for one in own)
    assessed = [kept[one.id] for one in own if one.id in kept and kept[one.id].level_now]
    latest = max(assessed, key=lambda one: (one.marked_on or date.min, one.activity_id), default=None)
    now = row.outcomes.get(difficulty.domain) or (latest.level_now if latest else "") or ""
    return Progress(
        domain=difficulty.domain,
        title=edition.word("domains", difficulty.domain),
        level=difficulty.level,
        level_word=edition.word("levels", difficulty.level),
        now=now,
        now_word=edition.word("levels", now) if now else "",
        percent=round(100 * gone / len(own)) if own else 0,
        activities=len(own),
    )


def _correction(row: _Row, one: CorrectionRow, known: dict[UUID, PersonCard], edition: Edition) -> CorrectionRow:
    who = known[one.proposed_by].short if one.proposed_by in known else ""
    return msgspec.structs.replace(one, who=who, what=change_in_words(one.change, row.plan, edition))


async def last_met(tx: Tx, program_id: UUID) -> list[Met]:
    """Return the last five meetings, the newest first."""
    return await tx.many(
        Met,
        "select held_on, form from meeting where program_id = $1 order by held_on desc, recorded_at desc limit 5",
        program_id,
    )


async def versions(tx: Tx, program_id: UUID) -> list[Version]:
    """Return the versions of a program since its approval, the newest first."""
    return await tx.many(
        Version, "select number, plan, reason, at from version where program_id = $1 order by number desc", program_id
    )


async def words(tx: Tx, program_id: UUID, number: int) -> Words | None:
    """Return the names known when a version was approved; None for a draft."""
    found = await tx.value("select words from version where program_id = $1 and number = $2", program_id, number)
    return None if found is None else msgspec.convert(found, type=Words)
