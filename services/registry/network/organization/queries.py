"""Views of organizations: their cards, and the state of the exchange with each."""

from datetime import datetime
from typing import Literal

import msgspec

from services.registry.network.organization.model import OrganizationUnknown
from shared.db import Tx


class OrganizationView(msgspec.Struct, frozen=True, kw_only=True):
    """An organization with the state of its exchange."""

    organization: str
    name: str
    full_name: str
    municipality: str
    time_zone: str
    public_key: str
    key_since: datetime
    offered_key: str | None
    offered_at: datetime | None
    enrolled_at: datetime
    suspended_at: datetime | None
    suspended_for: str | None
    heard: int
    told: int | None
    contact_at: datetime | None
    alarm: str | None
    silent: bool

    @property
    def state(self) -> Literal["ok", "wait", "late", ""]:
        """The color of the exchange's pill."""
        if self.suspended_at is not None:
            return ""
        if self.alarm:
            return "late"
        return "wait" if self.contact_at is None or self.silent or self.heard < (self.told or 0) else "ok"

    @property
    def exchange(self) -> str:
        """The state of the exchange in words."""
        if self.suspended_at is not None:
            return "обмен приостановлен"
        if self.alarm:
            return "обмен остановлен: нужна проверка"
        if self.contact_at is None:
            return "ждём первой связи"
        if self.silent:
            return "нет связи"
        return "догоняем" if self.heard < (self.told or 0) else "получено всё"


class OrganizationFilter(msgspec.Struct, frozen=True):
    """The filter of the list."""

    q: str = ""
    municipality: str = ""


ALL = OrganizationFilter()


class _Municipality(msgspec.Struct, frozen=True):
    municipality: str


async def organizations(tx: Tx, asked: OrganizationFilter = ALL) -> list[OrganizationView]:
    """Return the organizations in the actor's scope."""
    return await tx.many(
        OrganizationView,
        """select o.organization, o.name, o.full_name, o.municipality, o.time_zone, o.public_key, o.enrolled_at,
                  o.key_since, encode(k.public_key, 'base64') as offered_key, k.at as offered_at,
                  o.suspended_at, o.suspended_for, coalesce(f.seq, 0) as heard, f.told_seq as told,
                  f.contact_at, f.alarm, coalesce(f.contact_at < $3::timestamptz - interval '1 minute', false) as silent
           from organization o left join sync.followed f on f.stream = 'programs.' || o.organization
                left join sync.offered_key k on k.speaker = o.organization and k.public_key <> f.public_key
                     and not exists (select 1 from sync.retired_key r where r.public_key = k.public_key)
           where (o.full_name ilike '%' || $1 || '%' or o.name ilike '%' || $1 || '%')
             and ($2 = '' or o.municipality = $2)
           order by o.municipality, replace(lower(o.name), 'ё', 'е')""",
        asked.q.replace("%", ""), asked.municipality, tx.now,
    )  # fmt: skip


async def organization(tx: Tx, organization: str) -> OrganizationView:
    """Return one organization."""
    found = await tx.maybe(
        OrganizationView,
        """select o.organization, o.name, o.full_name, o.municipality, o.time_zone, o.public_key, o.enrolled_at,
                  o.key_since, encode(k.public_key, 'base64') as offered_key, k.at as offered_at,
                  o.suspended_at, o.suspended_for, coalesce(f.seq, 0) as heard, f.told_seq as told,
                  f.contact_at, f.alarm, coalesce(f.contact_at < $2::timestamptz - interval '1 minute', false) as silent
           from organization o left join sync.followed f on f.stream = 'programs.' || o.organization
                left join sync.offered_key k on k.speaker = o.organization and k.public_key <> f.public_key
                     and not exists (select 1 from sync.retired_key r where r.public_key = k.public_key)
           where o.organization = $1""",
        organization, tx.now,
    )  # fmt: skip
    if found is None:
        raise OrganizationUnknown
    return found


async def municipalities(tx: Tx) -> list[str]:
    """Return the municipalities where there is an organization."""
    rows = await tx.many(_Municipality, "select distinct municipality from organization order by 1")
    return [row.municipality for row in rows]


async def called(tx: Tx) -> dict[str, str]:
    """Return the titles of the colleges, by the names of their contours."""
    rows = await tx.connection.fetch("select organization, name from organization")
    return {row["organization"]: row["name"] for row in rows}
