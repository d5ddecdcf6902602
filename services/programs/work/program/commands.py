"""The wishes about a program: to write, approve and complete it."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from services.programs.college.organization import queries as organization
from services.programs.college.paper import commands as signed
from services.programs.pairing.need import queries as needs
from services.programs.pairing.pair import commands as pair_commands
from services.programs.pairing.pair import queries as pairs
from services.programs.pairing.pair.queries import PairCard
from services.programs.work.program import changes, completion, model, papers, queries, store
from services.programs.work.program.changes import Change
from services.programs.work.program.events import Activity, Direction, Mode
from services.programs.work.program.model import Assessed, Pair, Program, ProgramText
from services.programs.work.program.plan import find
from services.programs.work.program.refusals import ProgramExists
from shared import ids
from shared.contracts.regulation import KeptEdition
from shared.db import Tx
from shared.errors import refusing
from shared.wish import Line, Note, Text, Wish

Domain = Annotated[str, Meta(min_length=1, max_length=60)]
Domains = Annotated[tuple[Domain, ...], Meta(max_length=30)]


class DraftProgram(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Begin a program; in a group, name the mentee it is for."""

    pair_id: UUID
    mentee_id: UUID


class ActivityText(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an activity says."""

    direction: Direction
    domain: Domain
    title: Annotated[str, Meta(min_length=3, max_length=500)]
    form: Line
    due: date
    product: Line


class WriteProgram(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Replace the text of a draft; `version` is the one that the writer saw.

    The editor is one form: an activity typed into it is added with the text, and `send` sends what was saved, so that
    no button saves one part and loses another.
    """

    program_id: UUID
    version: int
    starts_on: date
    ends_on: date
    mode: Mode
    goal: Note = ""
    tasks: Note = ""
    difficulties: Domains = ()
    strengths: Domains = ()
    no_strength_reason: Note = ""
    activity: ActivityText | None = None
    send: bool = False


class AddActivity(ActivityText, Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Add an activity to a draft."""

    program_id: UUID
    version: int


class ChangeActivity(AddActivity, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Change an activity of a draft."""

    activity_id: UUID


class DropActivity(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Remove an activity from a draft."""

    program_id: UUID
    version: int
    activity_id: UUID


class SendProgram(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Send a draft to the head."""

    program_id: UUID
    version: int


class ReturnProgram(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Return a program with a comment; `version` is the one that the head read."""

    program_id: UUID
    version: int
    comment: Text


class ApproveProgram(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Approve a program; `version` is the one that the head read."""

    program_id: UUID
    version: int


class After(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The level of one difficulty after the program."""

    domain: Domain
    after: Annotated[str, Meta(max_length=60)] = ""


class CompleteProgram(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Complete a program."""

    program_id: UUID
    outcomes: Annotated[tuple[After, ...], Meta(max_length=30)] = ()
    conclusion: Text
    reason: Note = ""


def as_pair(card: PairCard) -> Pair:
    """Return a pair as this subject sees it."""
    rules = card.rules()
    return Pair(
        id=rules.id,
        mentor_id=rules.mentor_id,
        mentee_ids=rules.mentee_ids,
        started_on=rules.started_on,
        active=rules.active,
    )


async def assessed(tx: Tx, person_id: UUID) -> Assessed | None:
    """Return a mentee's own assessment, if there is one."""
    assessment = await needs.assessment(tx, person_id)
    return Assessed(assessment.difficulties, tuple(assessment.strong)) if assessment else None


async def edition_to_write(tx: Tx, program_edition: str, assessed: Assessed | None) -> KeptEdition:
    """Return the edition that a draft is written under: its own, or today's once the mentee assessed under that."""
    own = await organization.edition_called(tx, program_edition)
    now = await organization.edition(tx, tx.today)
    return now if assessed and assessed.outdated(own) and not assessed.outdated(now) else own


async def editor(tx: Tx, program_id: UUID) -> str:
    """Return who changed a draft last, and when, in the college's time zone."""
    card = await queries.program(tx, program_id)
    return f"{card.editor}, {card.edited_at.astimezone(tx.zone):%d.%m в %H:%M}"


async def draft_program(tx: Tx, command: DraftProgram) -> UUID:
    """Begin a program; return its id. Locks the pair, so that a pair that ends at the same moment leaves no draft."""
    await pair_commands.hold_pair(tx, command.pair_id)
    drafted = model.draft(
        as_pair(await pairs.pair(tx, command.pair_id)),
        program_id=ids.new(tx.now),
        mentee_id=command.mentee_id,
        by=tx.actor.person_id,
        assessed=await assessed(tx, command.mentee_id),
        edition=await organization.edition(tx, tx.today),
        today=tx.today,
    )
    with refusing(program_once=ProgramExists):
        await store.record(tx, drafted)
    return drafted.program_id


async def write_program(tx: Tx, command: WriteProgram) -> int:
    """Replace the text of a draft, add the activity typed with it, and send it if asked; return its version."""
    program = await store.program(tx, command.program_id)
    model.check_own(program, tx.actor.person_id)
    assessment = await assessed(tx, program.mentee_id) or Assessed({}, ())
    written = model.write(
        program,
        ProgramText(**{name: getattr(command, name) for name in ProgramText.__struct_fields__}),
        activity=activity(command.activity, ids.new(tx.now)) if command.activity else None,
        by=tx.actor.person_id,
        seen=command.version,
        editor=await editor(tx, program.id),
        pair=as_pair(await pairs.pair(tx, program.pair_id)),
        assessed=assessment,
        edition=await edition_to_write(tx, program.edition, assessment),
    )
    if not command.send:
        await store.record(tx, written)
        return written.version
    changed = written.plan != program.plan
    if changed:
        await store.record(tx, written)
    version = written.version if changed else program.version
    await send_program(tx, SendProgram(program_id=program.id, version=version))
    return version


async def add_activity(tx: Tx, command: AddActivity) -> UUID:
    """Add an activity; return its id."""
    activity_id = ids.new(tx.now)
    await _put(tx, command, activity_id)
    return activity_id


async def change_activity(tx: Tx, command: ChangeActivity) -> None:
    """Change an activity."""
    program = await store.program(tx, command.program_id)
    model.check_own(program, tx.actor.person_id)
    find(program.plan, command.activity_id)
    await _put(tx, command, command.activity_id)


async def _put(tx: Tx, command: AddActivity, activity_id: UUID) -> None:
    program = await store.program(tx, command.program_id)
    model.check_own(program, tx.actor.person_id)
    written = model.put_activity(
        program,
        activity(command, activity_id),
        by=tx.actor.person_id,
        seen=command.version,
        editor=await editor(tx, program.id),
    )
    await store.record(tx, written)


def activity(command: ActivityText, activity_id: UUID) -> Activity:
    """Return the activity that a wish describes."""
    return Activity(
        id=activity_id,
        direction=command.direction,
        domain=command.domain,
        title=command.title,
        form=command.form,
        due=command.due,
        product=command.product,
    )


async def drop_activity(tx: Tx, command: DropActivity) -> None:
    """Remove an activity from a draft."""
    program = await store.program(tx, command.program_id)
    model.check_own(program, tx.actor.person_id)
    dropped = model.drop_activity(
        program,
        command.activity_id,
        by=tx.actor.person_id,
        seen=command.version,
        editor=await editor(tx, program.id),
    )
    await store.record(tx, dropped)


async def send_program(tx: Tx, command: SendProgram) -> None:
    """Send a draft to the head."""
    program = await store.program(tx, command.program_id)
    model.check_own(program, tx.actor.person_id)
    sent = model.send(
        program,
        by=tx.actor.person_id,
        seen=command.version,
        editor=await editor(tx, program.id),
        edition=await organization.edition_called(tx, program.edition),
        today=tx.today,
    )
    await store.record(tx, sent)


async def return_program(tx: Tx, command: ReturnProgram) -> None:
    """Return a program with a comment."""
    program = await store.program(tx, command.program_id)
    model.check_read(program, command.version, await editor(tx, program.id))
    await store.record(tx, model.hand_back(program, comment=command.comment))


async def approve_program(tx: Tx, command: ApproveProgram) -> None:
    """Approve a program: it begins."""
    program = await store.program(tx, command.program_id)
    model.check_read(program, command.version, await editor(tx, program.id))
    events = model.approve(
        program,
        pair=as_pair(await pairs.pair(tx, program.pair_id)),
        by=tx.actor.person_id,
        edition=await organization.edition(tx, tx.today),
        today=tx.today,
    )
    await store.record(tx, *events)
    await _keep(tx, program)


async def _keep(tx: Tx, program: Program) -> None:
    """Keep the version that was just approved as its readers will always see it."""
    version = len(await queries.versions(tx, program.id))
    document = await papers.drawn(tx, program.id)
    two = (program.mentor_id, program.mentee_id)
    await signed.keep(tx, "program", program.id, document, people=two, version=version)


async def hold_program(tx: Tx, program_id: UUID) -> Program:
    """Lock a program until this transaction ends; return its state."""
    return await store.program(tx, program_id)


async def correct_program(tx: Tx, program: Program, change: Change, *, correction_id: UUID, reason: str) -> int:
    """Make a new version from an approved correction; return its number. The caller has locked the program."""
    corrected = changes.correct(
        program,
        change,
        correction_id=correction_id,
        reason=reason,
        edition=await organization.edition_called(tx, program.edition),
        today=tx.today,
    )
    await store.record(tx, corrected)
    await _keep(tx, program)
    return corrected.version


async def complete_program(tx: Tx, command: CompleteProgram) -> None:
    """Complete a program; the last program of a pair completes the pair."""
    await pair_commands.hold_pair(tx, await store.pair_of(tx, command.program_id))
    program = await store.program(tx, command.program_id)
    events = completion.complete(
        program,
        outcomes={one.domain: one.after for one in command.outcomes},
        conclusion=command.conclusion,
        reason=command.reason.strip(),
        by=tx.actor.person_id,
        edition=await organization.edition_called(tx, program.edition),
        today=tx.today,
    )
    await store.record(tx, *events)
    two = (program.mentor_id, program.mentee_id)
    await signed.keep(tx, "result", program.id, await papers.drawn(tx, program.id, as_of=tx.today), people=two)
    await close_pair_if_done(tx, program.pair_id)


async def close_pair_if_done(tx: Tx, pair_id: UUID) -> None:
    """End a pair once every mentee in it has completed a program. The caller has locked the pair."""
    known = await store.programs_of(tx, pair_id)
    card = await pairs.pair(tx, pair_id)
    completed = {one.mentee_id for one in known if one.stage == "completed"}
    if card.rules().active and completed >= {side.person_id for side in card.mentees}:
        await pair_commands.complete_pair(tx, pair_id)
