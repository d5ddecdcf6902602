"""Stores programs: locks, reads for decisions, and the only writes to their tables."""

from uuid import UUID

import msgspec

from services.programs.work.program.events import (
    CorrectionApproved,
    ProgramApproved,
    ProgramConcluded,
    ProgramDrafted,
    ProgramReturned,
    ProgramSent,
    ProgramStopped,
    ProgramWritten,
)
from services.programs.work.program.model import Program, Stage
from services.programs.work.program.refusals import ProgramUnknown
from shared.contracts.programs import ProgramCompleted, ProgramStarted
from shared.db import Tx
from shared.journal import Apply

apply = Apply()
record = apply.record


@apply.on(ProgramDrafted)
async def _drafted(tx: Tx, event: ProgramDrafted) -> None:
    await tx.run(
        """insert into program (id, pair_id, mentor_id, mentee_id, stage, version, plan, edition, edited_by, edited_at)
           values ($1, $2, $3, $4, 'draft', 1, $5, $6, $7, $8)""",
        event.program_id, event.pair_id, event.mentor_id, event.mentee_id, msgspec.to_builtins(event.plan),
        event.edition, event.by, tx.now,
    )  # fmt: skip


@apply.on(ProgramWritten)
async def _written(tx: Tx, event: ProgramWritten) -> None:
    await tx.run(
        "update program set version = $2, plan = $3, edited_by = $4, edited_at = $5 where id = $1",
        event.program_id, event.version, msgspec.to_builtins(event.plan), event.by, tx.now,
    )  # fmt: skip


@apply.on(ProgramSent)
async def _sent(tx: Tx, event: ProgramSent) -> None:
    await tx.run("update program set stage = 'sent', sent_on = $2 where id = $1", event.program_id, event.sent_on)


@apply.on(ProgramReturned)
async def _returned(tx: Tx, event: ProgramReturned) -> None:
    await tx.run("update program set stage = 'returned', comment = $2 where id = $1", event.program_id, event.comment)


@apply.on(ProgramApproved)
async def _approved(tx: Tx, event: ProgramApproved) -> None:
    await tx.run(
        "update program set approved_on = $2, approved_by = $3, comment = '' where id = $1",
        event.program_id, event.approved_on, event.approved_by,
    )  # fmt: skip
    await tx.run(
        """insert into version (program_id, number, plan, reason, at, words)
            select id, version, plan, 'утверждена', $2, known_words(array[mentor_id, mentee_id])
            from program where id = $1""",
        event.program_id, tx.now,
    )  # fmt: skip


@apply.on(ProgramStarted)
async def _started(tx: Tx, event: ProgramStarted) -> None:
    await tx.run("update program set stage = 'started', edition = $2 where id = $1", event.program_id, event.edition)


@apply.on(CorrectionApproved)
async def _corrected(tx: Tx, event: CorrectionApproved) -> None:
    plan = msgspec.to_builtins(event.plan)
    await tx.run("update program set version = $2, plan = $3 where id = $1", event.program_id, event.version, plan)
    await tx.run(
        """insert into version (program_id, number, plan, reason, at, correction_id, words)
            select $1, $2, $3, $4, $5, $6, known_order() || known_words(array[mentor_id, mentee_id])
            from program where id = $1""",
        event.program_id, event.version, plan, event.reason, tx.now, event.correction_id,
    )  # fmt: skip


@apply.on(ProgramConcluded)
async def _concluded(tx: Tx, event: ProgramConcluded) -> None:
    await tx.run(
        "update program set outcomes = $2, conclusion = $3, completion_reason = $4 where id = $1",
        event.program_id, event.outcomes, event.conclusion, event.reason,
    )  # fmt: skip


@apply.on(ProgramCompleted)
async def _completed(tx: Tx, event: ProgramCompleted) -> None:
    await tx.run(
        "update program set stage = 'completed', over_on = $2 where id = $1", event.program_id, event.completed_on
    )


@apply.on(ProgramStopped)
async def _stopped(tx: Tx, event: ProgramStopped) -> None:
    await tx.run("update program set stage = 'stopped', over_on = $2 where id = $1", event.program_id, event.stopped_on)


async def program(tx: Tx, program_id: UUID) -> Program:
    """Lock a program and return it; the refusal is the same for an absent program and one the actor may not see."""
    await tx.lock("program", id=program_id)
    found = await tx.maybe(
        Program,
        """select p.id, p.pair_id, p.mentor_id, p.mentee_id, p.stage, p.version, p.plan, p.edition,
                  coalesce((select jsonb_agg(jsonb_build_object('activity_id', activity_id, 'mark', mark))
                            from result where program_id = p.id), '[]') as results,
                  array(select id from correction_now where program_id = p.id and state = 'open') as corrections
           from program p where p.id = $1""",
        program_id,
    )
    if found is None:
        raise ProgramUnknown
    return found


async def pair_of(tx: Tx, program_id: UUID) -> UUID:
    """Return the pair of a program without a lock: it never changes, and a pair is locked before its programs."""
    found: UUID | None = await tx.value("select pair_id from program where id = $1", program_id)
    if found is None:
        raise ProgramUnknown
    return found


class Known(msgspec.Struct, frozen=True):
    """A program of a pair: its mentee and its state."""

    id: UUID
    pair_id: UUID
    mentee_id: UUID
    stage: Stage


async def programs_of(tx: Tx, pair_id: UUID) -> list[Known]:
    """Return every program of a pair."""
    return await tx.many(
        Known, "select id, pair_id, mentee_id, stage from program where pair_id = $1 order by id", pair_id
    )
