"""Views of the steps: the progress of a route."""

from typing import Any
from uuid import UUID

import msgspec

from services.routes.network.edition.queries import edition
from services.routes.people.request.queries import request
from services.routes.route.diagnosis.model import STEP_OF, Kind, Mark, deficits, levels
from services.routes.route.diagnosis.queries import diagnoses
from services.routes.route.reflection.queries import closeness, reflections
from services.routes.route.roadmap.model import PARTS, Part
from services.routes.route.roadmap.queries import activities, agreement, corrections
from services.routes.route.route.model import STEPS
from services.routes.route.route.queries import RouteView, image
from services.routes.route.step.model import Progress
from shared.calendar import add_months
from shared.db import Tx

SEEN_BY = "Маршрут видят тьютор и методисты ЦНППМ. В колледж уходит только то, какой шаг идёт."
# Where the work of each step is done.
PAGES = {1: "image", 2: "strengths", 3: "difficulties", 4: "roadmap", 5: "products", 6: "corrections", 7: "reflection"}


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """What a route has by now, as a row."""

    image: bool
    strengths: bool
    diagnoses: list[tuple[Mark, ...]]
    parts: frozenset[Part]
    agreed: bool
    planned: int
    reflected: frozenset[str]
    closeness: bool

    @property
    def progress(self) -> Progress:
        """The progress that the gates check."""
        return Progress(
            image=self.image,
            strengths=self.strengths,
            difficulties=bool(self.diagnoses),
            deficits=frozenset(deficits(self.diagnoses)),
            parts=self.parts,
            agreed=self.agreed,
            planned=self.planned,
            reflected=self.reflected,
            closeness=self.closeness,
        )


async def progress(tx: Tx, route_id: UUID) -> Progress:
    """Return what a route has by now."""
    held = await tx.one(
        Held,
        """select exists (select 1 from image where route_id = r.id) as image,
                  exists (select 1 from diagnosis where route_id = r.id and kind = 'strengths') as strengths,
                  (select coalesce(jsonb_agg(marks), '[]') from diagnosis
                   where route_id = r.id and kind = 'difficulties') as diagnoses,
                  array(select distinct part from activity where route_id = r.id and state <> 'dropped') as parts,
                  exists (select 1 from roadmap where route_id = r.id) as agreed,
                  (select count(*) from activity where route_id = r.id and state = 'planned') as planned,
                  array(select domain from reflection where route_id = r.id) as reflected,
                  exists (select 1 from closeness where route_id = r.id) as closeness
           from (select $1::uuid as id) r""",
        route_id,
    )
    return held.progress


async def of_step(tx: Tx, route: RouteView, step: int) -> dict[str, Any]:
    """Return the content of the page of a step, without its gate."""
    match step:
        case 1:
            return {"image": await image(tx, route.id)}
        case 2:
            return await _diagnosis(tx, route, "strengths")
        case 3:
            return await _diagnosis(tx, route, "difficulties")
        case 7:
            return await _reflection(tx, route)
        case _:
            return await _roadmap(tx, route)


def rail(found: RouteView) -> list[dict[str, str]]:
    """Return the seven steps as the page shows them: done, open now, or ahead; an entered one leads to its page."""
    now = set(found.open_steps)
    return [
        {
            "title": title,
            "state": "done" if step in found.done else "now" if step in now else "",
            "url": f"/routes/{found.id}/{PAGES[step]}" if step in found.done or step in now else "",
        }
        for step, title in STEPS.items()
    ]


async def domain_words(tx: Tx, route: RouteView) -> dict[str, str]:
    """Return the titles of the domains in the edition of a route."""
    return (await edition(tx, route.edition)).words("domains")


async def _diagnosis(tx: Tx, route: RouteView, kind: Kind) -> dict[str, Any]:
    """Return the diagnoses of a kind, and what was marked before: in the last one, or in the request."""
    rules = await edition(tx, route.edition)
    noted = await diagnoses(tx, route.id, kind)
    asked = await request(tx, route.organization, route.person_id)
    requested = asked.difficulties if kind == "difficulties" else dict.fromkeys(asked.strengths, "sure")
    start = {mark.domain: mark.level for mark in noted[-1].marks} if noted else requested
    return {
        "kind": kind,
        "number": STEP_OF[kind],
        "domains": rules.entries("domains"),
        "levels": list(levels(kind, rules).items()),
        "level_words": levels(kind, rules),
        "start": start,
        "evidence": {mark.domain: mark.evidence for mark in noted[-1].marks} if noted else {},
        "diagnoses": noted,
    }


async def _roadmap(tx: Tx, route: RouteView) -> dict[str, Any]:
    rules = await edition(tx, route.edition)
    plans = await activities(tx, route.id)
    hard = deficits(one.marks for one in await diagnoses(tx, route.id, "difficulties"))
    covered = {plan.domain for plan in plans if plan.state != "dropped"}
    return {
        "activities": plans,
        "parts": [(part, one, [plan for plan in plans if plan.part == part]) for part, one in PARTS.items()],
        "part_options": [(part, f"{one.letter}) {one.name.lower()}", one.title) for part, one in PARTS.items()],
        "domain_options": list(rules.words("domains").items()),
        "domain_words": rules.words("domains"),
        "bare": [rules.word("domains", domain) for domain in hard if domain not in covered],
        "whole": all(any(plan.part == part and plan.state != "dropped" for plan in plans) for part in PARTS),
        "agreement": await agreement(tx, route.id),
        "corrections": await corrections(tx, route.id),
        "first_due": min(add_months(tx.today, 12), route.ends_on),
    }


async def _reflection(tx: Tx, route: RouteView) -> dict[str, Any]:
    rules = await edition(tx, route.edition)
    noted = await diagnoses(tx, route.id, "difficulties")
    written = {one.domain: one for one in await reflections(tx, route.id)}
    return {
        "image": await image(tx, route.id),
        "deficits": [
            {
                "code": domain,
                "title": rules.word("domains", domain),
                "levels": [rules.word("levels", one.level(domain)) for one in noted if one.level(domain)],
                "written": written.get(domain),
            }
            for domain in deficits(one.marks for one in noted)
        ],
        "level_options": list(rules.words("levels").items()),
        "level_words": rules.words("levels"),
        "closeness": await closeness(tx, route.id),
    }
