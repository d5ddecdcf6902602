"""Views of routes: the list, the head of a route, the image of step 1, the counts."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from services.routes.route.route.model import STEPS, RouteUnknown, entered
from shared.db import Tx
from shared.shown import Whose


class RouteFilter(msgspec.Struct, frozen=True):
    """The filter of the list of routes."""

    q: str = ""
    whose: Literal["mine", "all"] = "mine"


ALL = RouteFilter()


class RouteView(msgspec.Struct, frozen=True, kw_only=True):
    """A route as the list and the head of its page show it."""

    id: UUID
    organization: str
    organization_name: str
    person_id: UUID
    name: str
    post: str
    subject: str
    edition: str | None
    tutor_name: str
    mine: bool
    opened_on: date
    ends_on: date
    done: list[int]
    withdrawn_on: date | None
    ended_early_for: str | None
    asked_by: str | None
    asked_name: str | None
    asked_reason: str | None

    @property
    def finished(self) -> bool:
        """Tell whether all seven steps are done."""
        return 7 in self.done

    @property
    def open_steps(self) -> list[int]:
        """The steps that are open now."""
        return [] if self.withdrawn_on else entered(frozenset(self.done))

    @property
    def standing(self) -> str:
        """The state of the route, in words."""
        if self.withdrawn_on:
            return "остановлен: согласие отозвано"
        return "завершён" if self.finished else ", ".join(f"{step}. {STEPS[step]}" for step in self.open_steps)


class ImageView(msgspec.Struct, frozen=True):
    """The image of step 1; `text` is None for a reader with whom it was not shared."""

    text: str | None
    written_at: datetime
    told_by: str
    shared_at: datetime | None


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How many routes there are, without names."""

    waiting: int
    going: int
    finished: int
    organizations: int


class _Done(msgspec.Struct, frozen=True):
    done: frozenset[int]


class AtStep(msgspec.Struct, frozen=True):
    """How many routes have a step open."""

    step: int
    routes: int


async def routes(tx: Tx, asked: RouteFilter = ALL) -> list[RouteView]:
    """Return the routes that the actor guides, or all in the actor's scope."""
    return await tx.many(
        RouteView,
        """select r.id, r.organization, coalesce(o.name, r.organization) as organization_name, r.person_id,
                  coalesce(nullif(r.name, ''), 'Имя стёрто') as name, r.post, r.subject, r.edition, r.withdrawn_on,
                  r.ended_early_for, r.asked_by, r.asked_name, r.asked_reason,
                  r.tutor_name, r.tutor = $1 as mine, r.opened_on, r.ends_on,
                  array(select number from step where route_id = r.id order by number) as done
           from route r left join organization o using (organization)
           where ($2 = 'all' or r.tutor = $1) and r.name ilike '%' || $3 || '%'
           order by replace(lower(r.name), 'ё', 'е'), r.id""",
        tx.actor.id, asked.whose, asked.q.strip().replace("%", ""),
    )  # fmt: skip


async def route(tx: Tx, route_id: UUID) -> RouteView:
    """Return the head of one route."""
    found = await tx.maybe(
        RouteView,
        """select r.id, r.organization, coalesce(o.name, r.organization) as organization_name, r.person_id,
                  coalesce(nullif(r.name, ''), 'Имя стёрто') as name, r.post, r.subject, r.edition, r.withdrawn_on,
                  r.ended_early_for, r.asked_by, r.asked_name, r.asked_reason,
                  r.tutor_name, r.tutor = $1 as mine, r.opened_on, r.ends_on,
                  array(select number from step where route_id = r.id order by number) as done
           from route r left join organization o using (organization) where r.id = $2""",
        tx.actor.id, route_id,
    )  # fmt: skip
    if found is None:
        raise RouteUnknown
    return found


async def guided(tx: Tx, route_id: UUID) -> list[Whose]:
    """Return whose route it is."""
    found = await route(tx, route_id)
    return [Whose(found.organization, found.person_id)]


async def image(tx: Tx, route_id: UUID) -> ImageView | None:
    """Return the image of step 1: its text only to the tutor of the route, or to all once it is shared."""
    return await tx.maybe(
        ImageView,
        """select case when i.shared_at is not null or r.tutor = $1 then i.text end as text, i.written_at,
                  i.told_by, i.shared_at
           from image i join route r on r.id = i.route_id where i.route_id = $2""",
        tx.actor.id, route_id,
    )  # fmt: skip


async def counts(tx: Tx) -> Counts:
    """Return how many routes there are and how many teachers wait."""
    return await tx.one(
        Counts,
        """select (select count(*) from request where state = 'waiting') as waiting,
                  (select count(*) from route r
                   where withdrawn_on is null
                   and not exists (select 1 from step where route_id = r.id and number = 7)) as going,
                  (select count(*) from step where number = 7) as finished,
                  (select count(distinct organization) from route) as organizations""",
    )


async def at_steps(tx: Tx) -> list[AtStep]:
    """Return how many routes have each step open; steps 5 and 6 go side by side."""
    found = await tx.many(
        _Done,
        "select array(select number from step where route_id = r.id) as done from route r where withdrawn_on is null",
    )
    opened = [step for route in found for step in entered(route.done)]
    return [AtStep(step, opened.count(step)) for step in STEPS]
