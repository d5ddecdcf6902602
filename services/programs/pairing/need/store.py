"""Stores needs and assessments: locks, reads for decisions, and the only writes to their tables."""

from datetime import date
from uuid import UUID

from services.programs.pairing.need.model import (
    DifficultiesAssessed,
    LostNeed,
    Need,
    NeedReviewed,
    NeedsConfirmed,
)
from shared.contracts.programs import NeedLifted, NeedMarked
from shared.db import Tx
from shared.journal import Apply

apply = Apply()
record = apply.record


@apply.on(NeedMarked)
async def _marked(tx: Tx, event: NeedMarked) -> None:
    await tx.run(
        "insert into need (person_id, reason, marked_on, marked_at) values ($1, $2, $3, $4)",
        event.person_id, event.reason, event.marked_on, tx.now,
    )  # fmt: skip
    await _looked_at(tx, event.person_id, event.marked_on)


@apply.on(NeedLifted)
async def _lifted(tx: Tx, event: NeedLifted) -> None:
    await tx.run(
        "update need set lifted_on = $2, lifted_for = $3 where person_id = $1 and lifted_on is null",
        event.person_id, event.lifted_on, event.reason,
    )  # fmt: skip
    await _looked_at(tx, event.person_id, event.lifted_on)


@apply.on(NeedReviewed)
async def _reviewed(tx: Tx, event: NeedReviewed) -> None:
    await _looked_at(tx, event.person_id, event.reviewed_on)


@apply.on(NeedsConfirmed)
async def _confirmed(tx: Tx, event: NeedsConfirmed) -> None:
    for person_id in event.person_ids:
        await _looked_at(tx, person_id, event.confirmed_on)


async def _looked_at(tx: Tx, person_id: UUID, day: date) -> None:
    await tx.run(
        """insert into review (person_id, reviewed_on) values ($1, $2)
           on conflict (person_id) do update set reviewed_on = excluded.reviewed_on""",
        person_id, day,
    )  # fmt: skip


@apply.on(DifficultiesAssessed)
async def _assessed(tx: Tx, event: DifficultiesAssessed) -> None:
    await tx.run(
        """insert into assessment (id, person_id, difficulties, strengths, request, words_shared, edition, assessed_on,
             assessed_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        event.assessment_id, event.person_id, event.difficulties, event.strengths, event.request, event.words_shared,
        event.edition, event.assessed_on, tx.now,
    )  # fmt: skip
    await tx.run(
        "insert into assessment_words (assessment_id, person_id, words, shared) values ($1, $2, $3, $4)",
        event.assessment_id, event.person_id, event.words, event.words_shared,
    )  # fmt: skip


async def lock(tx: Tx) -> None:
    """Wait for others who change the list of those who need a mentor."""
    await tx.run("select pg_advisory_xact_lock(hashtext('programs.need ' || $1))", tx.organization)


async def lost_by_dismissal(tx: Tx, person_id: UUID) -> LostNeed | None:
    """Return the last mark of a person, if a dismissal took it; call after lock()."""
    return await tx.maybe(
        LostNeed,
        """select person_id, reason, lifted_on from (
               select * from need where person_id = $1 order by marked_at desc limit 1) last
           where lifted_for = 'dismissed'""",
        person_id,
    )


async def marked(tx: Tx, person_id: UUID) -> Need | None:
    """Return the mark of a person, if there is one; call after lock()."""
    return await tx.maybe(
        Need,
        "select person_id, reason, marked_on from need where person_id = $1 and lifted_on is null",
        person_id,
    )
