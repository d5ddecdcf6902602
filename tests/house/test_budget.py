"""How many statements each page costs for each role that may open it: a budget for every page and for the frame.

A statement is what reaches PostgreSQL as a query, one that sets the scope too; BEGIN, COMMIT and the note once a minute
that a session was seen are not counted. `run.py bench budget` prints the table.
"""

import json
import os
import re
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from deploy.contours import SERVICES, services_of
from deploy.docs import OWN
from shared.actor import Actor, Role
from shared.contour import Contour
from shared.doors import Door
from shared.web.desk import Desk
from shared.web.security import Secured
from tests.house.lived import Lived

FRAME = 3
LOGINS = {
    "btlh": ("head", "curator", "mentor", "mentee", "hr", "maltseva", "soboleva"),
    "region": ("ministry", "tutor", "operator"),
    "federation": ("observer", "operator"),
}
BEYOND = re.compile(r"\s*(begin|commit|rollback|savepoint|release|update session set seen_at)", re.IGNORECASE)
LINK = re.compile(r'href="(/[^"#?]*)"')
# What is asked before anybody is known.
APART = re.compile(r"/(login|invites?)\b")
# How many statements a page may ask, whoever opens it. More needs a reason, less a smaller number here.
BUDGET = {
    "btlh": {
        "/": 13,
        "/api": 6,
        "/access-journal": 6,
        "/accounts": 6,
        "/accounts/new": 8,
        "/accounts/sheets": 8,
        # Also which roles follow from facts, and what waits there for a second person.
        "/accounts/{account_id}": 10,
        "/acts": 8,
        "/acts/new": 8,
        "/acts/{act_id}": 13,
        "/announcements": 7,
        "/announcements/new": 6,
        "/announcements/{announcement_id}": 7,
        "/announcements/{announcement_id}/correction": 7,
        "/card": 12,
        "/difficulties": 9,
        "/exchange": 8,
        "/exchange/facts": 5,
        "/exchange/repairs": 11,
        "/exchange/streams": 7,
        "/help": 6,
        "/help/{name}": 6,
        "/my-route": 13,
        "/my-trace": 10,
        # With the pair of each person, whose names may be of the dismissed, and the editions of the pairs.
        "/needs": 15,
        "/needs/{person_id}": 11,
        "/organization": 10,
        "/pairs": 9,
        "/pairs/new": 13,
        "/pairs/order": 14,
        # Also who of those that have not answered has an account to answer with.
        "/pairs/{pair_id}": 15,
        "/pairs/{pair_id}/consent": 13,
        "/people": 9,
        "/people/new": 6,
        "/people/upload": 7,
        "/people/{person_id}": 7,
        "/people/{person_id}/correction": 7,
        "/people/{person_id}/naming": 8,
        "/problems": 6,
        "/problems/{name}": 6,
        "/profile": 8,
        "/profile/journal": 6,
        "/profile/code/new": 5,
        # Also what the region told.
        "/profile/reads": 8,
        "/profile/tokens/new": 5,
        "/programs": 11,
        "/programs/{program_id}": 14,
        "/programs/{program_id}/activities/{activity_id}": 9,
        "/programs/{program_id}/comparison": 10,
        "/programs/{program_id}/complete": 9,
        "/programs/{program_id}/corrections": 10,
        "/programs/{program_id}/diary": 11,
    },
    "region": {
        "/": 6,
        "/api": 6,
        "/access-journal": 4,
        "/accounts": 4,
        "/accounts/new": 3,
        "/accounts/{account_id}": 5,
        "/exchange": 12,
        "/exchange/facts": 3,
        "/exchange/keys": 3,
        "/exchange/repairs": 15,
        "/exchange/streams": 7,
        "/help": 6,
        "/help/{name}": 6,
        "/mentors": 10,
        "/mentors/{organization}/{person_id}": 6,
        "/monitoring": 8,
        "/monitoring/completeness": 5,
        "/monitoring/organizations/{organization}": 6,
        "/monitoring/organizations/{organization}/facts/{speaker}/{number}": 6,
        "/monitoring/organizations/{organization}/figures/{figure}": 8,
        "/monitoring/reports": 10,
        "/organizations": 6,
        "/organizations/new": 4,
        "/organizations/{organization}": 5,
        "/organizations/{organization}/correction": 5,
        "/problems": 6,
        "/problems/{name}": 6,
        "/profile": 5,
        "/profile/journal": 4,
        "/profile/code/new": 4,
        "/profile/tokens/new": 4,
        "/regulation": 6,
        "/regulation/{edition_id}": 7,
        "/requests": 5,
        "/requests/{organization}/{person_id}": 7,
        "/route-counts": 7,
        "/routes": 7,
        "/routes/{route_id}": 10,
        "/routes/{route_id}/corrections": 11,
        "/routes/{route_id}/difficulties": 9,
        "/routes/{route_id}/image": 7,
        "/routes/{route_id}/products": 11,
        "/routes/{route_id}/reflection": 11,
        "/routes/{route_id}/roadmap": 11,
        "/routes/{route_id}/strengths": 9,
    },
    "federation": {
        "/": 6,
        "/api": 6,
        "/access-journal": 4,
        "/accounts": 4,
        "/accounts/new": 3,
        "/accounts/{account_id}": 5,
        "/exchange": 8,
        "/exchange/facts": 3,
        "/exchange/keys": 3,
        "/exchange/repairs": 11,
        "/exchange/streams": 7,
        "/help": 6,
        "/help/{name}": 6,
        "/monitoring/regions": 6,
        "/monitoring/regions/{organization}": 7,
        "/problems": 6,
        "/problems/{name}": 6,
        "/profile": 5,
        "/profile/journal": 4,
        "/profile/code/new": 4,
        "/profile/tokens/new": 4,
        "/regions": 5,
        "/regions/new": 4,
        "/regions/{organization}": 5,
    },
}
# Pages that nothing in the demo leads these people to: forms of what nobody there is about to do.
UNSEEN: dict[str, set[str]] = {
    "btlh": {
        "/acts/new",
        # Only an operator's; this college has none.
        "/exchange/keys",
        "/pairs/{pair_id}/addendum/{person_id}",
        "/people/lists/{list_id}",
        "/profile/code",
        "/profile/recovery-codes/new",
        # Its form's own page, and one statement more.
        "/kept-forms/{form_id}",
        "/programs/{program_id}/edit",
    },
    "region": {
        "/profile/code",
        "/profile/reads",
        "/kept-forms/{form_id}",
        "/profile/recovery-codes/new",
        "/routes/{route_id}/activities/{activity_id}",
    },
    "federation": {"/profile/code", "/profile/reads", "/profile/recovery-codes/new", "/kept-forms/{form_id}"},
}


@dataclass(eq=False)
class Counter:
    """Counts the statements of a contour while it is switched on."""

    asked: list[str] = field(default_factory=list)

    def __call__(self, query: object) -> None:
        text = str(getattr(query, "query", ""))
        if not BEYOND.match(text):
            self.asked.append(text)


@asynccontextmanager
async def counting(contour: Contour) -> AsyncGenerator[Counter, None]:
    """Count what every pool of a contour sends."""
    counter = Counter()
    pools = [contour.sync, contour.gate.pool, *(running.pool for running in contour.services)]
    held = []
    for pool in pools:
        connections = [await pool.acquire() for _ in range(pool.get_max_size())]
        held += connections
        for connection in connections:
            connection.add_query_logger(counter)
        for connection in connections:
            await pool.release(connection)
    try:
        yield counter
    finally:
        for pool in pools:
            await pool.expire_connections()


@dataclass(frozen=True, order=True)
class PageCost:
    """The cost of one page for one person: statements and time."""

    contour: str
    page: str
    login: str
    statements: int
    ms: float


def named(page: str) -> str:
    """Return a path as the table has it: parameters without their types."""
    return re.sub(r":\w+\}", "}", page)


class Routes:
    """Finds the page of an address: a path with parameters covers all its things."""

    def __init__(self, year: Lived, contour: str) -> None:
        paths = {path for method, path, handler in year.routes(contour) if method == "GET" and is_page(handler)}
        # A word stands before a parameter: «/people/new» is no person.
        self.pages = sorted(paths, key=lambda path: ("{" in path, path))
        self.patterns = [re.compile(re.sub(r"\{\w+:\w+\}", "[^/]+", path)) for path in self.pages]

    def page(self, path: str) -> str | None:
        """The page of an address; None where it is no page."""
        found = zip(self.pages, self.patterns, strict=True)
        return next((page for page, pattern in found if pattern.fullmatch(path)), None)


# Where a form is posted its page stands once more (doors.shown_again); it has a budget under its own address.
DECLARED = frozenset(
    door.path
    for services in (*map(services_of, SERVICES), OWN)
    for service in services
    for subject in service.subjects
    for door in subject.doors
    if door.kind == "page"
)


def is_page(handler: HTTPRouteHandler) -> bool:
    """Whether a door gives a page."""
    door = handler.opt.get("door")
    return isinstance(door, Door) and door.kind == "page" and door.path in DECLARED


async def walked(
    browser: httpx.AsyncClient, counter: Counter, routes: Routes, contour: str, login: str
) -> AsyncGenerator[PageCost, None]:
    """Open every page that links lead to, one of each kind, twice: the second time counts."""
    ahead, seen = ["/", "/profile", "/accounts"], set()
    while ahead:
        path = ahead.pop(0)
        page = routes.page(path)
        if page is None or page in seen or APART.match(path):
            continue
        first = await browser.get(path)
        if first.status_code != 200:
            continue
        seen.add(page)
        ahead += LINK.findall(first.text)
        counter.asked.clear()
        begun = time.perf_counter()
        await browser.get(path)
        taken = round((time.perf_counter() - begun) * 1000, 1)
        yield PageCost(contour, named(page), login, len(counter.asked), taken)


@pytest.mark.parametrize("contour", LOGINS)
async def test_every_page_keeps_its_budget_of_statements(contour: str, year: Lived) -> None:
    lines: list[PageCost] = []
    async with counting(year.contours[contour]) as counter:
        for login in LOGINS[contour]:
            async with year.browser(contour, login) as browser:
                routes = Routes(year, contour)
                lines += [line async for line in walked(browser, counter, routes, contour, login)]
    show(lines)
    over = [line for line in lines if line.statements > BUDGET[contour].get(line.page, 0)]
    assert over == []
    seen = {line.page for line in lines}
    assert {page for page in map(named, Routes(year, contour).pages) if not APART.match(page)} - seen == UNSEEN[contour]


def show(lines: list[PageCost]) -> None:
    """Print the costs, as a table or as JSON."""
    if "PODROST_JSON" in os.environ:
        sys.stdout.writelines(json.dumps(line.__dict__, ensure_ascii=False) + "\n" for line in lines)
        return
    for line in sorted(lines):
        sys.stdout.write(f"{line.contour:11}{line.page:60}{line.login:10}{line.statements:4}{line.ms:8.1f} ms\n")


@pytest.mark.parametrize("contour", LOGINS)
async def test_the_frame_adds_at_most_three_statements_whoever_looks(contour: str, year: Lived) -> None:
    secured = year.applications[contour]
    assert isinstance(secured, Secured)
    assert isinstance(secured.app, Litestar)
    desk: Desk = secured.app.state.desk
    everything = Actor("account:any", roles=frozenset(Role), organizations="*")
    actors = [everything, *(Actor(f"account:{role}", roles=frozenset({role}), organizations="*") for role in Role)]
    async with counting(year.contours[contour]) as counter:
        for actor in actors:
            for _ in range(2):
                counter.asked.clear()
                await desk.waiting(actor)
                await desk.exchange()
            assert len(counter.asked) <= FRAME, (actor.roles, counter.asked)


async def test_the_profile_of_the_curator_costs_eight_statements(year: Lived) -> None:
    async with counting(year.contours["btlh"]) as counter, year.browser("btlh", "curator") as browser:
        for _ in range(2):
            counter.asked.clear()
            assert (await browser.get("/profile")).status_code == 200
        assert len(counter.asked) <= 8, counter.asked
