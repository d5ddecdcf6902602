"""What is seen of organizations: their cards, and how the exchange with each stands."""

from datetime import datetime
from typing import Literal

import msgspec

from services.registry.network.organization.model import KEEPERS, OrganizationUnknown
from shared.db import Tx
from shared.service import Task


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
    def said(self) -> str:
        """The exchange in words."""
        if self.suspended_at is not None:
            return "обмен приостановлен"
        if self.alarm:
            return "обмен остановлен: нужна проверка"
        if self.contact_at is None:
            return "ждём первой связи"
        if self.silent:
            return "нет связи"
        return "догоняем" if self.heard < (self.told or 0) else "получено всё"


class Asked(msgspec.Struct, frozen=True):
    """What is looked for in the list."""

    q: str = ""
    municipality: str = ""


ALL = Asked()


class _Municipality(msgspec.Struct, frozen=True):
    municipality: str


async def organizations(tx: Tx, asked: Asked = ALL) -> list[OrganizationView]:
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


async def tasks(tx: Tx) -> list[Task]:
    """What waits for whoever keeps the register: organizations that never spoke, or whose exchange stopped."""
    if not tx.actor.has(*KEEPERS):
        return []
    found = await organizations(tx)
    if not found:
        return [
            Task(
                title="Подключите первый колледж",
                why="Пока в реестре нет ни одной организации: мониторингу не от кого получать данные.",
                action="Подключить",
                url="/organizations/new",
            )
        ]
    waits = [one for one in found if one.suspended_at is None]
    return [_task(one) for one in waits if one.alarm or one.contact_at is None or one.offered_key]


def _task(one: OrganizationView) -> Task:
    url = f"/organizations/{one.organization}"
    if one.alarm:
        why = "Присланное не сошлось с тем, что было раньше, поэтому дальше не принимаем. Сверьте обе стороны."
        return Task(
            title=f"{one.name}: обмен остановлен", why=why, action="Разобраться", url=url, state="late", pill="тревога"
        )
    if one.offered_key:
        why = "Колледж просит верить ему под новым ключом. Сверьте отпечаток голосом и примите ключ."
        return Task(title=f"{one.name} меняет ключ", why=why, action="Сверить", url=url, pill="новый ключ")
    return Task(
        title=f"{one.name} ещё не на связи",
        why="Организация подключена, но её установка ни разу не вышла на связь. Передайте ей ключ и адрес региона.",
        action="Что передать",
        url=url,
        pill="ждём первой связи",
    )


async def called(tx: Tx) -> dict[str, str]:
    """Return what people call the colleges, by the names of their contours."""
    rows = await tx.connection.fetch("select organization, name from organization")
    return {row["organization"]: row["name"] for row in rows}
