"""Stores orders: locks, reads for decisions, and the only writes to their table."""

from uuid import UUID

import msgspec

from services.programs.college.act.model import Act, ActDiscarded, ActDrafted, ActSigned, ActUnknown
from shared.contracts.programs import SystemIntroduced
from shared.db import Tx
from shared.journal import Apply

apply = Apply()
record = apply.record


@apply.on(ActDrafted)
async def _drafted(tx: Tx, event: ActDrafted) -> None:
    await tx.run(
        """insert into act (id, state, curator_id, draft, drafted_at) values ($1, 'draft', $2, $3, $4)
           on conflict (id) do update set curator_id = excluded.curator_id, draft = excluded.draft""",
        event.act_id, event.draft.curator_id, msgspec.to_builtins(event.draft), tx.now,
    )  # fmt: skip


@apply.on(ActDiscarded)
async def _discarded(tx: Tx, event: ActDiscarded) -> None:
    await tx.run("update act set state = 'discarded' where id = $1", event.act_id)


@apply.on(ActSigned)
async def _signed(tx: Tx, event: ActSigned) -> None:
    await tx.run(
        "update act set wording = $2, signed_by = $3, signed_at = $4 where id = $1",
        event.act_id, msgspec.to_builtins(event.wording), event.signed_by, tx.now,
    )  # fmt: skip


@apply.on(SystemIntroduced)
async def _introduced(tx: Tx, event: SystemIntroduced) -> None:
    await tx.run(
        "update act set state = 'superseded', ended_on = $1 where state = 'in force' and organization = $2",
        event.signed_on, tx.organization,
    )  # fmt: skip
    await tx.run(
        "update act set state = 'in force', number = $2, signed_on = $3 where id = $1",
        event.act_id, event.number, event.signed_on,
    )  # fmt: skip


async def lock(tx: Tx) -> None:
    """Wait for others who draft or sign: there is one draft and one order in force."""
    await tx.run("select pg_advisory_xact_lock(hashtext('programs.act ' || $1))", tx.organization)


async def act(tx: Tx, act_id: UUID) -> Act:
    """Lock an order and return it; NotFound when there is none."""
    await tx.lock("act", id=act_id)
    found = await tx.maybe(Act, "select id, state, draft, number, signed_on from act where id = $1", act_id)
    if found is None:
        raise ActUnknown
    return found


async def open_draft(tx: Tx) -> UUID | None:
    """Return the draft that is open; call after lock()."""
    found: UUID | None = await tx.value(
        "select id from act where state = 'draft' and organization = $1", tx.organization
    )
    return found


async def in_force(tx: Tx) -> Act | None:
    """Return the order in force; call after lock()."""
    return await tx.maybe(
        Act,
        "select id, state, draft, number, signed_on from act where state = 'in force' and organization = $1",
        tx.organization,
    )
