"""Stores the facts that organizations tell: rows with the days on which they were true and the event's number."""

import msgspec

from shared.contracts.programs import (
    MeetingHeld,
    MentorPublished,
    MentorWithdrawn,
    NeedLifted,
    NeedMarked,
    PairEnded,
    PairStarted,
    ProgramCompleted,
    ProgramCorrected,
    ProgramStarted,
    StaffCounted,
    SystemIntroduced,
)
from shared.contracts.registry import OrganizationEnrolled
from shared.contracts.routes import RouteOpened, StepCompleted
from shared.db import Tx
from shared.journal import Apply

apply = Apply(apart=True)


def _number(tx: Tx) -> int:
    """Return the number of the present event in its stream."""
    assert tx.origin is not None
    return tx.origin.seq


@apply.on(OrganizationEnrolled)
async def _(tx: Tx, event: OrganizationEnrolled) -> None:
    assert tx.origin is not None
    await tx.run(
        """insert into organization (organization, name, full_name, municipality, time_zone, enrolled_at)
           values ($1, $2, $3, $4, $5, $6)
           on conflict (organization) do update
           set name = excluded.name, full_name = excluded.full_name, municipality = excluded.municipality,
               time_zone = excluded.time_zone""",
        event.organization, event.name, event.full_name, event.municipality, event.time_zone, tx.origin.at,
    )  # fmt: skip


@apply.on(StaffCounted)
async def _(tx: Tx, event: StaffCounted) -> None:
    await tx.run(
        """insert into staff (as_of, teachers, novices, under_35, number, known_at) values ($1, $2, $3, $4, $5, $6)
           on conflict (organization, as_of) do update
           set teachers = excluded.teachers, novices = excluded.novices, under_35 = excluded.under_35,
               number = excluded.number""",
        event.as_of, event.teachers, event.novices, event.under_35, _number(tx), tx.now,
    )  # fmt: skip


@apply.on(SystemIntroduced)
async def _(tx: Tx, event: SystemIntroduced) -> None:
    await tx.run(
        """insert into introduction (act_id, order_number, signed_on, curator_id, number, known_at)
           values ($1, $2, $3, $4, $5, $6)
           on conflict (organization, act_id) do nothing""",
        event.act_id, event.number, event.signed_on, event.curator_id, _number(tx), tx.now,
    )  # fmt: skip


@apply.on(NeedMarked)
async def _(tx: Tx, event: NeedMarked) -> None:
    await tx.run(
        """insert into need (person_id, since, reason, number, known_at) values ($1, $2, $3, $4, $5)
           on conflict (organization, person_id) where until is null do update set reason = excluded.reason""",
        event.person_id, event.marked_on, event.reason, _number(tx), tx.now,
    )  # fmt: skip


@apply.on(NeedLifted)
async def _(tx: Tx, event: NeedLifted) -> None:
    await tx.run(
        "update need set until = $3 where organization = $1 and person_id = $2 and until is null",
        tx.organization, event.person_id, event.lifted_on,
    )  # fmt: skip


@apply.on(PairStarted)
async def _(tx: Tx, event: PairStarted) -> None:
    await tx.run(
        """insert into pair (pair_id, mentor_id, mentee_ids, form, kinds, order_number, since, number, known_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        event.pair_id, event.mentor_id, list(event.mentee_ids), event.form, list(event.kinds), event.order_number,
        event.started_on, _number(tx), tx.now,
    )  # fmt: skip


@apply.on(PairEnded)
async def _(tx: Tx, event: PairEnded) -> None:
    await tx.run(
        "update pair set until = $3, end_reason = $4 where organization = $1 and pair_id = $2",
        tx.organization, event.pair_id, event.ended_on, event.reason,
    )  # fmt: skip


@apply.on(ProgramStarted)
async def _(tx: Tx, event: ProgramStarted) -> None:
    await tx.run(
        """insert into program (program_id, pair_id, mentee_id, starts_on, ends_on, edition, domains, activities,
             number, known_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""",
        event.program_id, event.pair_id, event.mentee_id, event.starts_on, event.ends_on, event.edition,
        list(event.domains), event.activities, _number(tx), tx.now,
    )  # fmt: skip


@apply.on(ProgramCorrected)
async def _(tx: Tx, event: ProgramCorrected) -> None:
    await tx.run(
        "update program set ends_on = $3, activities = $4 where organization = $1 and program_id = $2",
        tx.organization, event.program_id, event.ends_on, event.activities,
    )  # fmt: skip


@apply.on(MeetingHeld)
async def _(tx: Tx, event: MeetingHeld) -> None:
    await tx.run(
        "insert into meeting (program_id, held_on, form, number, known_at) values ($1, $2, $3, $4, $5)",
        event.program_id, event.held_on, event.form, _number(tx), tx.now,
    )  # fmt: skip


@apply.on(ProgramCompleted)
async def _(tx: Tx, event: ProgramCompleted) -> None:
    await tx.run(
        """update program
           set completed_on = $3, outcomes = $4, activities_done = $5, activities = $6, completed_number = $7
           where organization = $1 and program_id = $2""",
        tx.organization, event.program_id, event.completed_on, msgspec.to_builtins(event.outcomes),
        event.activities_done, event.activities, _number(tx),
    )  # fmt: skip


@apply.on(MentorPublished)
async def _(tx: Tx, event: MentorPublished) -> None:
    await tx.run(
        """insert into mentor (person_id, since, number, known_at) values ($1, $2, $3, $4)
           on conflict (organization, person_id, since) do update set until = null, number = excluded.number""",
        event.person_id, event.consented_on, _number(tx), tx.now,
    )  # fmt: skip


@apply.on(MentorWithdrawn)
async def _(tx: Tx, event: MentorWithdrawn) -> None:
    await tx.run(
        "update mentor set until = $3 where organization = $1 and person_id = $2 and until is null",
        tx.organization, event.person_id, event.withdrawn_on,
    )  # fmt: skip


@apply.on(RouteOpened)
async def _(tx: Tx, event: RouteOpened) -> None:
    await tx.run(
        """insert into route (organization, route_id, person_id, opened_on, ends_on, number, known_at)
           values ($1, $2, $3, $4, $5, $6, $7)""",
        event.organization, event.route_id, event.person_id, event.opened_on, event.ends_on, _number(tx), tx.now,
    )  # fmt: skip


@apply.on(StepCompleted)
async def _(tx: Tx, event: StepCompleted) -> None:
    await tx.run(
        """update route set step = $3, finished_on = case when $3 = 0 then $4::date end
           where organization = $1 and route_id = $2""",
        event.organization, event.route_id, event.next_step, event.completed_on,
    )  # fmt: skip
