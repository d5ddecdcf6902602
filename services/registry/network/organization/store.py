"""Stores organizations: the reads for decisions, and the only writes to their tables."""

from services.registry.network.organization.model import Organization, OrganizationUnknown
from shared.contracts.registry import OrganizationEnrolled, OrganizationSuspended
from shared.db import Tx
from shared.journal import Apply

apply = Apply()
record = apply.record


@apply.on(OrganizationEnrolled)
async def _enrolled(tx: Tx, event: OrganizationEnrolled) -> None:
    await tx.run(
        """insert into organization (organization, name, full_name, municipality, time_zone, public_key, enrolled_at,
                                     key_since)
           values ($1, $2, $3, $4, $5, $6, $7, $7)
           on conflict (organization) do update set name = excluded.name, full_name = excluded.full_name,
             municipality = excluded.municipality, time_zone = excluded.time_zone, public_key = excluded.public_key,
             suspended_at = null, suspended_for = null,
             key_since = case when organization.public_key = excluded.public_key then organization.key_since
                              else excluded.key_since end""",
        event.organization, event.name, event.full_name, event.municipality, event.time_zone, event.public_key, tx.now,
    )  # fmt: skip


@apply.on(OrganizationSuspended)
async def _suspended(tx: Tx, event: OrganizationSuspended) -> None:
    await tx.run(
        "update organization set suspended_at = $2, suspended_for = $3 where organization = $1",
        event.organization, tx.now, event.reason,
    )  # fmt: skip


async def organization(tx: Tx, slug: str) -> Organization:
    """Lock an organization and return it; NotFound when there is none."""
    await tx.lock("organization", organization=slug)
    found = await tx.maybe(
        Organization,
        """select organization, name, full_name, municipality, time_zone, public_key, suspended_at
           from organization where organization = $1""",
        slug,
    )
    if found is None:
        raise OrganizationUnknown
    return found


async def in_line(tx: Tx) -> None:
    """Lock out other enrollments and renamings until the transaction ends."""
    await tx.run("select pg_advisory_xact_lock(hashtext('registry.organization'))")


async def namesake(tx: Tx, slug: str, name: str) -> str | None:
    """Return the slug of another college with this name, full or short; quotes, capitals and ё do not count."""
    found: str | None = await tx.value(
        """select organization from organization cross join lateral (values (full_name), (name)) known (title)
           where organization <> $1
             and btrim(regexp_replace(translate(lower(title), 'ё', 'е'), '[^[:alnum:]]+', ' ', 'g'))
               = btrim(regexp_replace(translate(lower($2), 'ё', 'е'), '[^[:alnum:]]+', ' ', 'g'))
           order by organization limit 1""",
        slug, name,
    )  # fmt: skip
    return found


async def is_enrolled(tx: Tx, slug: str) -> bool:
    """Tell whether the slug is taken; enrollments at the same moment wait for each other."""
    await in_line(tx)
    return bool(await tx.value("select exists (select 1 from organization where organization = $1)", slug))
