"""Views of regions: their cards, and the state of the exchange with each."""

from datetime import datetime
from typing import Literal

import msgspec

from services.monitoring.federation.region.model import RegionUnknown
from shared.db import Tx
from shared.silence import SILENT_AFTER


class RegionView(msgspec.Struct, frozen=True, kw_only=True):
    """A region with the state of its exchange: what it announced, what arrived, what is shown, what is parked."""

    organization: str
    name: str
    public_key: str
    enrolled_at: datetime
    suspended_at: datetime | None
    suspended_for: str | None
    told: int
    held: int
    shown: int
    parked: int
    contact_at: datetime | None
    alarm: str | None
    silent: bool

    @property
    def state(self) -> Literal["ok", "wait", "late", ""]:
        """The color of the exchange's pill."""
        if self.suspended_at is not None:
            return ""
        if self.alarm or self.parked:
            return "late"
        return "ok" if self.complete else "wait"

    @property
    def complete(self) -> bool:
        """Whether everything that the region announced is shown and the region was heard a moment ago."""
        heard = self.contact_at is not None and not self.silent and self.shown >= self.told
        return heard and not self.parked and not self.alarm and self.suspended_at is None

    @property
    def exchange(self) -> str:
        """The state of the exchange in words."""
        if self.suspended_at is not None:
            return "обмен приостановлен"
        if self.alarm:
            return "обмен остановлен: нужна проверка"
        if self.contact_at is None:
            return "ждём первой связи"
        if self.parked:
            return "часть отложена"
        if self.silent:
            return "нет связи"
        return "получено всё" if self.shown >= self.told else "догоняем"


async def regions(tx: Tx) -> list[RegionView]:
    """Return the regions in the actor's scope, by name."""
    return await tx.many(
        RegionView,
        """select r.organization, r.name, r.public_key, r.enrolled_at, r.suspended_at, r.suspended_for,
                  greatest(coalesce(f.told_seq, 0), coalesce(f.seq, 0)) as told, coalesce(f.seq, 0) as held,
                  coalesce(h.seq, 0) as shown,
                  (select count(*) from parked p where p.stream = 'monitoring.' || r.organization) as parked,
                  f.contact_at, f.alarm, coalesce(f.contact_at < $1, false) as silent
           from region r
           left join sync.followed f on f.stream = 'monitoring.' || r.organization
           left join heard h on h.stream = f.stream
           order by replace(lower(r.name), 'ё', 'е')""",
        tx.now - SILENT_AFTER,
    )


async def region(tx: Tx, organization: str) -> RegionView:
    """Return one region."""
    found = next((one for one in await regions(tx) if one.organization == organization), None)
    if found is None:
        raise RegionUnknown
    return found


async def called(tx: Tx) -> dict[str, str]:
    """Return the titles of the regions, by the names of their contours."""
    rows = await tx.connection.fetch("select organization, name from region")
    return {row["organization"]: row["name"] for row in rows}
