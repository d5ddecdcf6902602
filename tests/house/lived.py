"""A region, its two colleges and the federation after the demo's year, with every event exchanged."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import httpx
import msgspec
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from litestar.types import ASGIApp

from deploy import demo
from deploy.contours import DEMO, FEDERATION, services_of
from deploy.demo.stage import PASSWORD
from deploy.verify import compare
from shared.config import Config, Peer
from shared.contour import Contour, application, open_contour
from shared.sync import contour as exchange
from shared.sync import keys
from shared.sync.loops import Stop
from shared.web.security import Secured
from tests.cheap import CHEAP
from tests.conftest import FreshContour


@dataclass
class Lived:
    """The four contours, open, by name."""

    contours: dict[str, Contour]

    @cached_property
    def applications(self) -> dict[str, ASGIApp]:
        """The application of each contour, made once, as its process makes it once for all its visitors."""
        return {name: application(contour) for name, contour in self.contours.items()}

    def routes(self, contour: str) -> Iterator[tuple[str, str, HTTPRouteHandler]]:
        """Every route of a contour: its method, its path, its handler."""
        secured = self.applications[contour]
        assert isinstance(secured, Secured)
        assert isinstance(secured.app, Litestar)
        for route in secured.app.routes:
            if isinstance(route, HTTPRoute):
                for handler in route.route_handlers:
                    if isinstance(handler, HTTPRouteHandler) and "who" in handler.opt:
                        for method in handler.http_methods & {"GET", "POST"}:
                            yield str(method), route.path, handler

    @asynccontextmanager
    async def browser(self, contour: str, login: str | None = None) -> AsyncGenerator[httpx.AsyncClient, None]:
        """A browser at a contour, signed in as a person of the demo, or not signed in."""
        app: Any = self.applications[contour]
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{contour}.test") as client:
            if login is not None:
                page = await client.get("/login")
                form = {"login": login, "password": PASSWORD, "_csrf": token(page.text)}
                answer = await client.post("/sessions", data=form)
                assert answer.status_code == 303, answer.text
            yield client

    async def exchange(self, *, agreed: bool = False) -> None:
        """Let everything told since reach the other side; `agreed`: until both sides have said so."""
        await exchanged(self.contours, agreed=agreed)


def token(page: str) -> str:
    """The form token of a page."""
    return page.split('name="_csrf" value="')[1].split('"')[0]


@asynccontextmanager
async def lived(fresh_contour: FreshContour, nats_above_url: str) -> AsyncGenerator[Lived, None]:
    """Fill the contours with the year, exchange everything, and keep the contours open."""
    configs = await _contours(fresh_contour, nats_above_url)
    await demo.fill(configs)
    async with AsyncExitStack() as stack:
        open = {c.contour: await stack.enter_async_context(open_contour(c, services_of(c.kind))) for c in configs}
        await exchanged(open)
        yield Lived({name: await _cheaply_guarded(contour) for name, contour in open.items()})


async def _cheaply_guarded(contour: Contour) -> Contour:
    """Give everybody the demo's password, with a hash that is cheap to check."""
    async with contour.gate.transaction() as tx:
        await tx.run("update account set password_hash = $1 where password_hash is not null", CHEAP.hash(PASSWORD))
    return replace(contour, gate=replace(contour.gate, hasher=CHEAP))


async def _contours(fresh_contour: FreshContour, nats_above_url: str) -> list[Config]:
    region, *colleges = DEMO
    above = msgspec.structs.replace(await fresh_contour(FEDERATION.kind, FEDERATION.name), nats_url=nats_above_url)
    upper = Peer(FEDERATION.name, keys.text_of(keys.read(above.key).public), nats_url=nats_above_url)
    first = await fresh_contour(region.kind, region.name, upper=upper)
    key = keys.text_of(keys.read(first.key).public)
    peer = Peer(contour=region.name, public_key=key)
    others = [await fresh_contour(one.kind, one.name, upper=peer) for one in colleges]
    titles = {one.name: one.title for one in (*DEMO, FEDERATION)}
    return [msgspec.structs.replace(config, title=titles[config.contour]) for config in (first, *others, above)]


async def exchanged(contours: dict[str, Contour], *, streams: int = 4, agreed: bool = False) -> None:
    """Run the exchange until both sides of every stream are equal and every service has taken everything in."""
    # Who asks stops before who answers: else a last question waits for its answer until its patience ends.
    below_first = sorted(contours.values(), key=lambda one: ("college", "region", "federation").index(one.config.kind))
    work = []
    for one in below_first:
        stop = Stop()
        work.append((stop, asyncio.create_task(exchange.run(one.services, one.config, one.sync, stop))))
    try:
        async with asyncio.timeout(30):
            while not await _even(contours, streams) or (agreed and not await _agreed(contours)):
                await asyncio.sleep(0.1)
    finally:
        for stop, task in work:
            stop.set()
            await task


async def _even(contours: dict[str, Contour], streams: int) -> bool:
    compared = await compare([one.config for one in contours.values()])
    if len(compared) < streams or any(one.wrong for one in compared):
        return False
    for contour in contours.values():
        for running in contour.services:
            behind = await running.pool.fetchval(
                BEHIND, [f"{name.split('.')[0]}" for name in running.service.interest], running.service.name
            )
            if behind:
                return False
    return True


async def _agreed(contours: dict[str, Contour]) -> bool:
    return not any([await contour.sync.fetchval(UNCONFIRMED, list(contours)) for contour in contours.values()])


UNCONFIRMED = """
    select count(*) from sync.followed f
    where left_at is null and seq > 0 and speaker = any($1)
      and not exists (select from sync.agreed a where (a.stream, a.seq) = (f.stream, f.seq))
"""

BEHIND = """
    select count(*) from (select stream, max(seq) as seq from sync.known group by stream) k
    left join heard h using (stream)
    where split_part(k.stream, '.', 1) = any($1) and k.seq > coalesce(h.seq, 0)
      and not exists (select from sync.head s where s.stream = k.stream and split_part(s.stream, '.', 1) = $2)
"""
