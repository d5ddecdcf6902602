"""Tasks: a first region to enroll, regions that never connected, regions that fell behind."""

from typing import Any

import msgspec

from services.monitoring.federation.region.model import KEEPERS, READERS
from services.monitoring.federation.region.queries import RegionView
from shared.silence import SILENT_AFTER
from shared.tasks import NOW, Kind, Row, Task


class _Nothing(msgspec.Struct, frozen=True):
    pass


def _to_enroll(_: Row[_Nothing]) -> Task:
    return Task(
        title="Подключите первый регион",
        why="Пока ни один регион не подключён: наблюдателю нечего видеть.",
        action="Подключить",
        url="/regions/new",
    )


def _to_see(row: Row[RegionView]) -> Task:
    one = row.facts
    why = "Числа этого региона могут быть неполны."
    if one.alarm:
        why = "Присланное не сошлось с тем, что было раньше, поэтому дальше не принимаем. Сверьте обе стороны."
    elif one.contact_at is None:
        why = "Регион подключён, но его установка ни разу не вышла на связь. Передайте ей файл подключения."
    elif one.parked:
        why = "Часть присланного получена, но не учтена: причина на странице «Обмен», «Что разобрать»."
    elif one.silent:
        why = "Показываем последнее, что он сообщил; с тех пор могло измениться."
    url = f"/regions/{one.organization}"
    return Task(
        title=f"{one.name}: {one.exchange}", why=why, action="Посмотреть", url=url, state=one.state, pill=one.exchange
    )


# A region and its exchange, in the columns of RegionView.
FACTS = {
    "organization": "r.organization",
    "name": "r.name",
    "public_key": "r.public_key",
    "enrolled_at": "r.enrolled_at",
    "suspended_at": "r.suspended_at",
    "suspended_for": "r.suspended_for",
    "told": "greatest(coalesce(f.told_seq, 0), coalesce(f.seq, 0))",
    "held": "coalesce(f.seq, 0)",
    "shown": "coalesce(h.seq, 0)",
    "parked": "(select count(*) from parked p where p.stream = 'monitoring.' || r.organization)",
    "contact_at": "f.contact_at",
    "alarm": "f.alarm",
    "silent": f"coalesce(f.contact_at < {NOW} - interval '{SILENT_AFTER.total_seconds()} seconds', false)",
}
# As RegionView.complete says.
COMPLETE = f"""(f.contact_at is not null and not {FACTS["silent"]} and {FACTS["shown"]} >= {FACTS["told"]}
                and {FACTS["parked"]} = 0 and coalesce(f.alarm, '') = '')"""

TASKS: list[Kind[Any]] = [
    Kind(
        name="region.enroll",
        shape=_Nothing,
        says=_to_enroll,
        rows="(select) nobody where not exists (select from region)",
        roles=tuple(sorted(KEEPERS)),
        facts={},
    ),
    Kind(
        name="region.exchange",
        shape=RegionView,
        says=_to_see,
        rows=f"""region r left join sync.followed f on f.stream = 'monitoring.' || r.organization
                 left join heard h using (stream) where r.suspended_at is null and not {COMPLETE}""",
        thing="r.organization",
        roles=tuple(sorted(READERS)),
        since="f.contact_at",
        facts=FACTS,
    ),
]
