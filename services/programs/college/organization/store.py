"""Stores editions and the letterhead: locks, reads for decisions, and the only writes to their tables."""

import msgspec

from services.programs.college.organization.model import EditionAdopted, Letterhead, OrganizationDescribed, WorkWeekSet
from shared.contracts.registry import OrganizationEnrolled, RegulationPublished
from shared.contracts.regulation import Edition
from shared.db import Tx
from shared.journal import Apply

apply = Apply()
record = apply.record


@apply.on(OrganizationEnrolled)
async def _enrolled(tx: Tx, event: OrganizationEnrolled) -> None:
    await tx.run(
        """insert into college (slug, name, full_name, municipality, time_zone) values ($1, $2, $3, $4, $5)
           on conflict (slug) do update set name = excluded.name, full_name = excluded.full_name,
             municipality = excluded.municipality, time_zone = excluded.time_zone""",
        event.organization, event.name, event.full_name, event.municipality, event.time_zone,
    )  # fmt: skip


@apply.on(RegulationPublished)
async def _published(tx: Tx, event: RegulationPublished) -> None:
    await _keep(tx, event.edition, published=True)


@apply.on(EditionAdopted)
async def _adopted(tx: Tx, event: EditionAdopted) -> None:
    await _keep(tx, event.edition, published=False)


async def _keep(tx: Tx, edition: Edition, *, published: bool) -> None:
    """Store an edition; one that the region published replaces the bundled one and is never changed."""
    await tx.run(
        """insert into edition (edition_id, valid_from, valid_to, edition, published, known_at, place)
           values ($1, $2, $3, $4, $5, $6, (select coalesce(max(place), 0) + 1 from edition))
           on conflict (edition_id) do update set valid_from = excluded.valid_from, valid_to = excluded.valid_to,
             edition = excluded.edition, published = true, known_at = excluded.known_at, place = excluded.place
           where not edition.published and excluded.published""",
        edition.edition, edition.valid_from, edition.valid_to, msgspec.to_builtins(edition), published, tx.now,
    )  # fmt: skip


@apply.on(OrganizationDescribed)
async def _described(tx: Tx, event: OrganizationDescribed) -> None:
    head = event.letterhead
    await tx.run(
        """insert into letterhead (full_name, name, founder, place, address, described_at)
           values ($1, $2, $3, $4, $5, $6)
           on conflict (organization) do update set full_name = excluded.full_name, name = excluded.name,
             founder = excluded.founder, place = excluded.place, address = excluded.address,
             described_at = excluded.described_at""",
        head.full_name, head.name, head.founder, head.place, head.address, tx.now,
    )  # fmt: skip


@apply.on(WorkWeekSet)
async def _week(tx: Tx, event: WorkWeekSet) -> None:
    await tx.run(
        """insert into work_week (week, holidays, yearly, ground, set_at) values ($1, $2, $3, $4, $5)
           on conflict (organization) do update set week = excluded.week, holidays = excluded.holidays,
             yearly = excluded.yearly, ground = excluded.ground, set_at = excluded.set_at""",
        event.week, list(event.holidays), list(event.yearly), event.ground, tx.now,
    )  # fmt: skip


async def lock(tx: Tx) -> None:
    """Wait for others who write the college's card or adopt an edition."""
    await tx.run("select pg_advisory_xact_lock(hashtext('programs.organization'))")


async def letterhead(tx: Tx) -> Letterhead | None:
    """Return the letterhead; None when the college has not written one."""
    return await tx.maybe(
        Letterhead,
        "select full_name, name, founder, place, address from letterhead where organization = $1",
        tx.organization,
    )
