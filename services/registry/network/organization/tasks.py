"""Tasks of those who keep the register: organizations that never connected, or whose exchange stopped."""

from typing import Any

import msgspec

from services.registry.network.organization.model import KEEPERS
from shared.actor import Role
from shared.tasks import Kind, Row, Task

ROLES: tuple[Role, ...] = tuple(sorted(KEEPERS))


class _Nothing(msgspec.Struct, frozen=True):
    pass


class _Enrolled(msgspec.Struct, frozen=True):
    name: str
    alarm: bool
    offers_key: bool


def _to_enroll(_: Row[_Nothing]) -> Task:
    return Task(
        title="Подключите первый колледж",
        why="Пока в реестре нет ни одной организации: мониторингу не от кого получать данные.",
        action="Подключить",
        url="/organizations/new",
    )


def _to_see(row: Row[_Enrolled]) -> Task:
    name, url = row.facts.name, f"/organizations/{row.thing}"
    if row.facts.alarm:
        why = "Присланное не сошлось с тем, что было раньше, поэтому дальше не принимаем. Сверьте обе стороны."
        return Task(
            title=f"{name}: обмен остановлен", why=why, action="Разобраться", url=url, state="late", pill="тревога"
        )
    if row.facts.offers_key:
        why = "Колледж просит верить ему под новым ключом. Сверьте отпечаток голосом и примите ключ."
        return Task(title=f"{name} меняет ключ", why=why, action="Сверить", url=url, pill="новый ключ")
    return Task(
        title=f"{name} ещё не на связи",
        why="Организация подключена, но её установка ни разу не вышла на связь. Передайте ей ключ и адрес региона.",
        action="Что передать",
        url=url,
        pill="ждём первой связи",
    )


OFFERED = """exists (select from sync.offered_key k where k.speaker = o.organization and k.public_key <> f.public_key
                      and not exists (select from sync.retired_key r where r.public_key = k.public_key))"""

TASKS: list[Kind[Any]] = [
    Kind(
        name="organization.enroll",
        shape=_Nothing,
        says=_to_enroll,
        rows="(select) nobody where not exists (select from organization)",
        roles=ROLES,
        facts={},
    ),
    Kind(
        name="organization.exchange",
        shape=_Enrolled,
        says=_to_see,
        rows=f"""organization o left join sync.followed f on f.stream = 'programs.' || o.organization
                 where o.suspended_at is null and (f.alarm is not null or f.contact_at is null or {OFFERED})""",
        thing="o.organization",
        roles=ROLES,
        since="o.enrolled_at",
        facts={"name": "o.name", "alarm": "coalesce(f.alarm, '') <> ''", "offers_key": OFFERED},
    ),
]
