"""Stores regions: the reads for decisions, and the only writes to their table."""

from services.monitoring.federation.region.model import Region, RegionEnrolled, RegionSuspended, RegionUnknown
from shared.db import Tx
from shared.journal import Apply

apply = Apply()
record = apply.record


@apply.on(RegionEnrolled)
async def _enrolled(tx: Tx, event: RegionEnrolled) -> None:
    await tx.run(
        """insert into region (organization, name, public_key, enrolled_at) values ($1, $2, $3, $4)
           on conflict (organization) do update
           set name = excluded.name, public_key = excluded.public_key, suspended_at = null, suspended_for = null""",
        event.organization, event.name, event.public_key, tx.now,
    )  # fmt: skip


@apply.on(RegionSuspended)
async def _suspended(tx: Tx, event: RegionSuspended) -> None:
    await tx.run(
        "update region set suspended_at = $2, suspended_for = $3 where organization = $1",
        event.organization, tx.now, event.reason,
    )  # fmt: skip


async def region(tx: Tx, slug: str) -> Region:
    """Lock a region and return it; NotFound when there is none."""
    await tx.lock("region", organization=slug)
    found = await tx.maybe(
        Region, "select organization, name, public_key, suspended_at from region where organization = $1", slug
    )
    if found is None:
        raise RegionUnknown
    return found


async def is_enrolled(tx: Tx, slug: str) -> bool:
    """Tell whether the slug is taken; enrollments at the same moment wait for each other."""
    await tx.run("select pg_advisory_xact_lock(hashtext('monitoring.region'))")
    return bool(await tx.value("select exists (select 1 from region where organization = $1)", slug))
