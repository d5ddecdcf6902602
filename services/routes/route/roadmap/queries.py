"""Views of a roadmap: its activities, its corrections, the agreement."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from services.routes.route.roadmap.model import PARTS, ActivityUnknown, Part, State
from shared.db import Tx


class ActivityView(msgspec.Struct, frozen=True, kw_only=True):
    """An activity with its product, if it is done."""

    id: UUID
    route_id: UUID
    part: Part
    title: str
    starts_on: date
    due_on: date
    domain: str
    expected: str
    state: State
    dropped_for: str | None
    product_kind: str | None
    product_title: str | None
    attitude: str | None
    made_on: date | None
    recorded_at: datetime | None
    told_by: str | None

    @property
    def letter(self) -> str:
        """The letter of its part in the regulation."""
        return PARTS[self.part].letter


class CorrectionView(msgspec.Struct, frozen=True):
    """A version of the roadmap: what changed, and why."""

    version: int
    what: str
    reason: str
    at: datetime


class Agreement(msgspec.Struct, frozen=True):
    """When the teacher agreed, who wrote it down and when, and how many versions there have been."""

    agreed_on: date
    version: int
    told_by: str
    told_at: datetime | None


async def activities(tx: Tx, route_id: UUID) -> list[ActivityView]:
    """Return the activities of a route by their due dates."""
    return await tx.many(
        ActivityView,
        """select a.id, a.route_id, a.part, a.title, a.starts_on, a.due_on, a.domain, a.expected, a.state,
                  a.dropped_for, p.kind as product_kind, p.title as product_title, p.attitude, p.made_on,
                  p.recorded_at, p.told_by
           from activity a left join product p on p.activity_id = a.id
           where a.route_id = $1 order by a.due_on, a.id""",
        route_id,
    )


async def activity(tx: Tx, activity_id: UUID) -> ActivityView:
    """Return one activity."""
    found = await tx.maybe(
        ActivityView,
        """select a.id, a.route_id, a.part, a.title, a.starts_on, a.due_on, a.domain, a.expected, a.state,
                  a.dropped_for, p.kind as product_kind, p.title as product_title, p.attitude, p.made_on,
                  p.recorded_at, p.told_by
           from activity a left join product p on p.activity_id = a.id where a.id = $1""",
        activity_id,
    )
    if found is None:
        raise ActivityUnknown
    return found


async def corrections(tx: Tx, route_id: UUID) -> list[CorrectionView]:
    """Return the corrections of a roadmap, the newest first."""
    return await tx.many(
        CorrectionView,
        "select version, what, reason, at from correction where route_id = $1 order by version desc",
        route_id,
    )


async def agreement(tx: Tx, route_id: UUID) -> Agreement | None:
    """Return when the roadmap was agreed; None while it is a draft."""
    return await tx.maybe(
        Agreement, "select agreed_on, version, told_by, told_at from roadmap where route_id = $1", route_id
    )
