"""After a withdrawn consent the words are gone on both sides, and the chain is still intact."""

import asyncio
import base64
from collections.abc import AsyncGenerator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

import msgspec
import pytest

from deploy.contours import services_of
from deploy.databases import with_database
from deploy.verify import compare
from services.programs.college.organization.commands import adopt_first_edition
from services.programs.home.trace import queries as traces
from services.programs.outside.publication import commands as cards
from services.programs.outside.publication import queries as card_views
from services.programs.outside.route_request import commands as asking
from services.programs.outside.route_request import queries as route_views
from services.registry.network.organization.commands import EnrollOrganization, enroll_organization
from services.registry.people.mentor import queries as register
from services.registry.regulation.edition.clock import publish_first_edition
from services.routes.people.request import queries as requests
from services.routes.route.route import commands as routes
from services.routes.route.route import model as route_rules
from services.routes.route.route import queries as route_queries
from shared import db, personal
from shared.actor import system
from shared.config import Peer
from shared.contour import Contour, open_contour
from shared.contracts.programs import MentorPublished, RouteRequested
from shared.db import Tx
from shared.event import name_of
from shared.rebuild import rebuild_service
from shared.sync import keys, persons
from tests.conftest import FreshContour
from tests.house.lived import exchanged
from tests.house.test_privacy import everything_in
from tests.programs import scene
from tests.programs.college import NOON
from tests.programs.scene import ERMOLIN, SHUBINA
from tests.registry.region import OFFICIAL, TUTOR

ABOUT, ASKED, NAME = "росомаха-о-себе", "росомаха-запрос", "Ермолин Геннадий Аркадьевич"
COUNT_KEYS = "select count(*) filter (where key is not null), count(*) from sync.person_key"


@dataclass
class Land:
    """A region and a college, both open; nothing runs in the background."""

    contours: dict[str, Contour]
    postgres: str
    minutes: Iterator[int] = field(default_factory=count)

    @asynccontextmanager
    async def at(self, service: str, person: UUID | None = None) -> AsyncGenerator[Tx, None]:
        """Open a transaction of a service, as one of the college's people or as the system."""
        services = {running.service.name: running for one in self.contours.values() for running in one.services}
        actor = {"registry": OFFICIAL, "routes": TUTOR}.get(service, system("test"))
        async with services[service].transaction(actor, at=NOON + timedelta(minutes=next(self.minutes))) as tx:
            if person is not None:
                scene.teacher(tx, person)
            yield tx

    async def exchange(self, *, minds: bool = False) -> None:
        """Let everything told reach the other side; `minds`: and let the college look around once more."""
        await exchanged(self.contours, streams=2)
        if minds:
            async with asyncio.timeout(20):
                while await self._lacks():
                    await exchanged(self.contours, streams=2)

    async def _lacks(self) -> bool:
        return bool(await persons.lacking(self.contours["region"].sync, "programs.btlh"))

    def admin(self, contour: str) -> str:
        return with_database(self.postgres, self.contours[contour].config.logins["sync"].rpartition("/")[2])

    async def said_in(self, contour: str, *words: str) -> list[str]:
        """Return which of the words are anywhere in a contour's database in a readable form."""
        content = await everything_in(self.admin(contour))
        forms = {word: (word, word.upper(), msgspec.json.encode(word).decode().strip('"')) for word in words}
        found = [word for word in words for form in forms[word] if form.encode() in content]
        found += [word for word in words if base64.b64encode(word.encode()).rstrip(b"=")[:-2] in content]
        return sorted({*found, *await self.unsealed_in(contour, *words)})

    async def unsealed_in(self, contour: str, *words: str) -> set[str]:
        """Return which of the words can be unsealed with a key that is left in either contour."""
        secrets = []
        for name in self.contours:
            connection = await db.connect(self.admin(name))
            secrets += [row["key"] for row in await connection.fetch("select key from sync.person_key") if row["key"]]
            await connection.close()
        connection = await db.connect(self.admin(contour))
        rows = await connection.fetch(
            "select stream, event from sync.known where position('\"sealed\"' in convert_from(event, 'UTF8')) > 0"
        )
        await connection.close()
        return {word for row in rows for secret in secrets for word in words if word in opened(dict(row), secret)}

    async def rebuilt(self) -> list[str]:
        """Return the tables of any service that differ after a rebuild."""
        found = []
        for name, contour in self.contours.items():
            for running in contour.services:
                rebuilt = await rebuild_service(self.admin(name), running.service, name)
                found += [f"{running.service.name}.{table}" for table in rebuilt.differing]
        return found

    async def keys_in(self, contour: str) -> tuple[int, int]:
        """Return how many keys a contour has, and how many it ever had."""
        connection = await db.connect(self.admin(contour))
        try:
            alive, all = await connection.fetchrow(COUNT_KEYS)  # type: ignore[misc]  # a count is always there
            return alive, all
        finally:
            await connection.close()


TYPES = {name_of(one): one for one in (MentorPublished, RouteRequested)}


def opened(row: dict[str, Any], secret: bytes) -> str:
    """Return the text of an event with a key, if it is the right key."""
    envelope = msgspec.json.decode(row["event"])
    data, id = msgspec.json.encode(envelope["data"]), UUID(envelope["id"])
    type: Any = TYPES[envelope["type"]]
    try:
        return str(personal.shown(data, type, stream=row["stream"], id=id, secret=secret))
    except personal.Unopened:
        return ""


@pytest.fixture
async def land(fresh_contour: FreshContour, postgres: str) -> AsyncGenerator[Land, None]:
    region = await fresh_contour("region", "region")
    peer = Peer("region", keys.text_of(keys.read(region.key).public))
    college = await fresh_contour("college", "btlh", upper=peer)
    async with AsyncExitStack() as stack:
        open = {
            c.contour: await stack.enter_async_context(open_contour(c, services_of(c.kind))) for c in (region, college)
        }
        land = Land(open, postgres)
        public = keys.text_of(keys.read(college.key).public)
        async with land.at("registry") as tx:
            await publish_first_edition(tx)
            card = EnrollOrganization(
                organization="btlh", name="БТЛХ", full_name="БТЛХ", municipality="biysk", public_key=public
            )
            await enroll_organization(tx, card)
        async with land.at("programs") as tx:
            await adopt_first_edition(tx)
            await scene.working(tx)
        yield land


async def publish(land: Land) -> None:
    async with land.at("programs", ERMOLIN) as tx:
        await cards.write_card(tx, cards.WriteCard(domains=("method",), about_self=ABOUT))
        own = await card_views.own(tx)
        assert own.preview is not None
        await cards.publish_card(tx, cards.PublishCard(seen=own.preview.seen))


async def ask(land: Land) -> None:
    async with land.at("programs", SHUBINA) as tx:
        offer = (await route_views.own(tx)).offer
        assert offer is not None
        await asking.request_route(tx, asking.RequestRoute(request=ASKED, seen=offer.seen))


async def open_route(land: Land) -> UUID:
    async with land.at("routes") as tx:
        return await routes.open_route(
            tx,
            routes.OpenRoute(
                organization="btlh", person_id=SHUBINA, opened_on=scene.TODAY, ends_on=scene.TODAY.replace(year=2030)
            ),
        )


async def withdraw(land: Land) -> None:
    async with land.at("programs", ERMOLIN) as tx:
        await cards.withdraw_card(tx, cards.WithdrawCard())
    async with land.at("programs", SHUBINA) as tx:
        await asking.withdraw_route(tx, asking.WithdrawRoute())


async def register_of(land: Land) -> list[str]:
    async with land.at("registry") as tx:
        return [f"{card.name}: {card.about_self}" for card in (await register.mentors(tx)).mentors]


async def lines_of(land: Land, person: UUID) -> list[tuple[str, str]]:
    """Return what a person sees of the facts that left about them, with the words that can be read."""
    async with land.at("programs", person) as tx:
        trace = await traces.own(tx)
    return [(fact.left.title, " ".join(line.value for line in fact.left.lines)) for fact in trace.facts]


async def test_the_words_are_read_where_they_were_meant_to_be_and_lie_sealed_everywhere_else(land: Land) -> None:
    await publish(land)
    await ask(land)
    await land.exchange()

    assert await register_of(land) == [f"{NAME}: {ABOUT}"]
    async with land.at("routes") as tx:
        [waiting] = await requests.requests(tx)
    assert (waiting.name, waiting.request) == ("Шубина Лариса Викторовна", ASKED)
    for contour, schemas in (("region", "sync"), ("btlh", "sync")):
        content = await everything_in(land.admin(contour), schemas)
        assert not [word for word in (ABOUT, ASKED, "Ермолин", "Шубина") if word.encode() in content], contour
    connection = await db.connect(land.admin("btlh"))
    journal = await connection.fetch("select event::text from programs.journal where event::text ~ $1", "росомаха")
    await connection.close()
    assert journal == []
    assert await land.rebuilt() == []
    # Each service reads what it needs, and the others nothing.
    seen = {}
    for running in land.contours["region"].services:
        seen[running.service.name] = await running.pool.fetch(
            "select purpose from sync.person_key where key is not null"
        )
    assert {name: [row["purpose"] for row in rows] for name, rows in seen.items()} == {
        "registry": ["publication"], "routes": ["route"], "monitoring": [],
    }  # fmt: skip


async def test_after_a_withdrawal_the_words_are_nowhere_and_the_chain_is_whole(land: Land) -> None:
    await publish(land)
    await ask(land)
    await land.exchange()
    await open_route(land)
    await land.exchange()
    assert await land.said_in("region", ABOUT, ASKED, NAME) == sorted([ABOUT, ASKED, NAME])
    assert await land.keys_in("region") == await land.keys_in("btlh") == (2, 2)

    await withdraw(land)
    await land.exchange()

    assert await land.said_in("region", ABOUT, ASKED, "Ермолин", "Шубина") == []
    assert await land.said_in("btlh", ABOUT, ASKED) == []
    assert await land.keys_in("region") == await land.keys_in("btlh") == (0, 2)
    compared = await compare([one.config for one in land.contours.values()])
    assert not any(one.wrong for one in compared)
    assert await land.rebuilt() == []
    assert await register_of(land) == []
    async with land.at("routes") as tx:
        assert await requests.requests(tx) == []
        [route] = await route_queries.routes(tx)
        assert (route.name, route.post, route.standing) == ("Имя стёрто", "", "остановлен: согласие отозвано")
        with pytest.raises(route_rules.ConsentWithdrawn):
            await routes.write_image(tx, routes.WriteImage(route_id=route.id, text="Мастер"))


async def test_who_consents_again_is_known_again_under_a_new_key(land: Land) -> None:
    await publish(land)
    await ask(land)
    await land.exchange()
    await open_route(land)
    await land.exchange()
    await withdraw(land)
    await publish(land)
    await ask(land)
    await land.exchange()

    assert await register_of(land) == [f"{NAME}: {ABOUT}"]
    async with land.at("routes") as tx:
        [route] = await route_queries.routes(tx)
    assert (route.name, route.withdrawn_on) == ("Шубина Лариса Викторовна", None)
    async with land.at("programs", SHUBINA) as tx:
        own = await route_views.own(tx)
    assert own.request is not None
    assert own.route is not None
    assert (own.request.state, own.route.withdrawn_on) == ("opened", None)
    assert await land.keys_in("region") == await land.keys_in("btlh") == (2, 4)
    assert await land.rebuilt() == []


async def test_a_person_reads_what_left_about_them_until_it_is_erased(land: Land) -> None:
    await publish(land)
    titles = dict(await lines_of(land, ERMOLIN))
    assert ABOUT in titles["Ваша карточка наставника опубликована"]

    await withdraw_card(land)
    [withdrawn, published, _] = await lines_of(land, ERMOLIN)

    assert withdrawn[0] == "Ваша карточка наставника отозвана"
    assert ABOUT not in published[1]
    assert "стёрто 24.11.2026" in published[1]


async def withdraw_card(land: Land) -> None:
    async with land.at("programs", ERMOLIN) as tx:
        await cards.withdraw_card(tx, cards.WithdrawCard())
