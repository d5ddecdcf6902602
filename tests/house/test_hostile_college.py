"""A hostile college with a valid key: whatever it tells, other colleges' figures and pages do not change."""

import secrets
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import msgspec
import pytest

from deploy.contours import services_of
from services.monitoring.figure.indicator import queries as indicators
from services.monitoring.figure.indicator.model import Figures
from services.registry.network.organization.commands import EnrollOrganization, enroll_organization
from services.registry.people.mentor import queries as register
from services.registry.regulation.edition.commands import publish
from services.routes.people.request import queries as requests
from shared.actor import EVERYTHING, Actor, Role
from shared.contour import Contour, application, open_contour
from shared.contracts import programs as told
from shared.contracts.registry import OrganizationEnrolled, OrganizationSuspended
from shared.contracts.regulation import first_edition
from shared.contracts.routes import RouteOpened, StepCompleted
from shared.event import Told, name_of, purpose_of, seal
from shared.identity import accounts, tokens
from shared.sync import follower, keys, persons, wire
from shared.sync.core import Accept, Link, Position, chained, start
from shared.sync.keys import Key, text_of
from shared.sync.projector import Projector
from tests import telling
from tests.conftest import FreshContour
from tests.house.strange import drawn, hostile, wished

OFFICIAL = Actor(id="account:test", roles=frozenset({Role.OFFICIAL}), organizations=EVERYTHING)
EVENTS = [one for one in vars(told).values() if isinstance(one, type) and issubclass(one, told.FromCollege)]
EVENTS.remove(told.FromCollege)
MENTOR, MENTEE, PAIR, PROGRAM = (UUID(int=n, version=4) for n in range(1, 5))
DAY = date(2026, 9, 1)


@dataclass
class College:
    """An attacker with a college's key and stream, who can sign anything."""

    name: str
    key: Key = field(default_factory=lambda: Key(secrets.token_bytes(32)))
    at: Position | None = None

    @property
    def stream(self) -> str:
        return f"programs.{self.name}"

    async def tell(self, region: Contour, *events: Told | bytes) -> None:
        """Send events in frames as large as they may be, and let the region take them in."""
        waiting: list[bytes] = []
        await self.hand(region, *(event for event in events if isinstance(event, Told)))
        for said in events:
            event = said if isinstance(said, bytes) else telling.told(said, stream=self.stream, at=datetime.now(UTC))
            if waiting and (len(waiting) == 100 or sum(map(len, [*waiting, event])) > 200_000):
                assert isinstance(await self.send(region, waiting), Accept)
                waiting = []
            waiting.append(event)
        assert isinstance(await self.send(region, waiting), Accept)
        await heard(region)

    async def hand(self, region: Contour, *events: Told) -> None:
        """Hand over the keys of what will be told."""
        now, reader = datetime.now(UTC), keys.read(region.config.key)
        held = telling.keys_for(self.stream, events)
        message = persons.written(self.key, reader.public, self.stream, held, now=now)
        assert await persons.take(region.sync, reader, self.key.public, message, now=now)

    async def send(self, region: Contour, events: list[bytes]) -> follower.Taken:
        """Send one frame; return the region's verdict."""
        at = self.at or start(self.stream)
        links, hash = [], at.hash
        for seq, event in enumerate(events, at.seq + 1):
            hash = chained(hash, event)
            links.append(Link(at.epoch, seq, hash, event))
        frame = wire.write(self.key.frame(self.stream, at, links))
        verdict = await follower.take(region.sync, self.key.public, frame, now=datetime.now(UTC))
        if isinstance(verdict, Accept):
            self.at = Position(at.epoch, links[-1].seq, hash)
        return verdict


async def heard(region: Contour) -> None:
    """Let every service take in the known events; it must end soon."""
    begun = time.process_time()
    for running in region.services:
        projector = Projector(running)
        while await projector.step():
            assert time.process_time() - begun < 20


def sealed(event: Told) -> bytes:
    return seal(event, id=uuid4(), source="/anybody", time=datetime.now(UTC))


def raw(
    name: str, data: object, *, subject: str = "person:1", at: str = "2026-11-20T00:00:00Z", id: UUID | None = None
) -> bytes:
    """An envelope around anything."""
    body = data if isinstance(data, bytes) else msgspec.json.encode(data)
    return msgspec.json.encode(
        {
            "specversion": "1.0", "id": str(id or uuid4()), "source": "/good", "type": name, "subject": subject,
            "time": at, "data": msgspec.Raw(body),
        }
    )  # fmt: skip


HONEST: list[Told] = [
    told.StaffCounted(as_of=DAY, teachers=40, novices=3, under_35=8),
    told.SystemIntroduced(act_id=uuid4(), number="1-л", signed_on=DAY, curator_id=MENTOR),
    told.NeedMarked(person_id=MENTEE, reason="novice", marked_on=DAY),
    told.PairStarted(
        pair_id=PAIR, mentor_id=MENTOR, mentee_ids=(MENTEE,), form="teacher-teacher", kinds=("traditional",),
        order_number="2-л", started_on=DAY,
    ),
    told.ProgramStarted(
        program_id=PROGRAM, pair_id=PAIR, mentee_id=MENTEE, starts_on=DAY, ends_on=date(2027, 5, 31),
        edition="altai-2023", domains=("method",), activities=4,
    ),
    told.MeetingHeld(program_id=PROGRAM, held_on=DAY, form="onsite"),
    told.MentorPublished(
        person_id=MENTOR, name="Ермолин Геннадий Аркадьевич", post="преподаватель", subject="", category="",
        experience_years=12, domains=("method",), about_self="", mentees_now=1, consented_on=DAY,
    ),
]  # fmt: skip


@asynccontextmanager
async def region(fresh_contour: FreshContour) -> AsyncGenerator[tuple[Contour, College, College], None]:
    """A region with an honest college that has told its facts, and a hostile one."""
    good, evil = College("good"), College("evil")
    config = await fresh_contour("region", "region")
    async with open_contour(config, services_of("region")) as contour:
        registry = next(running for running in contour.services if running.service.name == "registry")
        async with registry.transaction(OFFICIAL) as tx:
            await publish(tx, first_edition())
            for one in (good, evil):
                card = EnrollOrganization(
                    organization=one.name, name=one.name, full_name=one.name, municipality="biysk",
                    public_key=text_of(one.key.public),
                )  # fmt: skip
                await enroll_organization(tx, card)
        await heard(contour)
        await good.tell(contour, *HONEST)
        yield contour, good, evil


@dataclass(frozen=True)
class Seen:
    """What the region shows of the honest college."""

    figures: Figures
    mentors: list[register.MentorCard]
    requests: list[requests.RequestView]


async def seen(contour: Contour) -> Seen:
    services = {running.service.name: running for running in contour.services}
    async with services["monitoring"].transaction(OFFICIAL) as tx:
        [figures] = [row for row in await indicators.figures(tx, tx.today) if row.organization == "good"]
    async with services["registry"].transaction(OFFICIAL) as tx:
        cards = [card for card in (await register.mentors(tx)).mentors if card.organization == "good"]
    async with services["routes"].transaction(OFFICIAL) as tx:
        waiting = [one for one in await requests.requests(tx) if one.organization == "good"]
    return Seen(figures, cards, waiting)


def about_others() -> list[Told | bytes]:
    """Return well-formed events about things of another college."""
    return [
        sealed(told.PairEnded(pair_id=PAIR, ended_on=DAY, reason="completed")),
        sealed(
            told.ProgramCompleted(program_id=PROGRAM, completed_on=DAY, outcomes=(), activities_done=9, activities=9)
        ),
        sealed(told.NeedLifted(person_id=MENTEE, reason="mistake", lifted_on=DAY)),
        sealed(told.MentorWithdrawn(person_id=MENTOR, withdrawn_on=DAY)),
        sealed(told.MeetingHeld(program_id=PROGRAM, held_on=DAY, form=None)),
        *HONEST,
    ]


def of_others() -> list[bytes]:
    """Return events that only the registry or the centre may tell."""
    card = {"name": "Чужое", "full_name": "Чужое", "municipality": "город Барнаул", "time_zone": "Asia/Barnaul"}
    route = uuid4()
    return [
        sealed(OrganizationEnrolled(organization="good", public_key="x", **card)),
        sealed(OrganizationEnrolled(organization="invented", public_key="y", **card)),
        sealed(OrganizationSuspended(organization="good", reason="так захотелось")),
        sealed(RouteOpened(organization="good", route_id=route, person_id=MENTEE, opened_on=DAY, ends_on=DAY)),
        sealed(
            StepCompleted(organization="good", route_id=route, person_id=MENTEE, step=1, next_step=0, completed_on=DAY)
        ),
    ]


def malformed() -> list[bytes]:
    """Return events that no contract declares."""
    pair = wished(told.PairStarted, {}) | {"type": name_of(told.PairStarted)}
    marked = {
        "type": name_of(told.NeedMarked),
        "person_id": str(uuid4()),
        "reason": "novice",
        "marked_on": "2026-09-01",
    }
    many = [str(uuid4())] * 4000
    events = [
        raw(name_of(told.PairStarted), pair | {"pair_id": str(uuid4()), "mentee_ids": many}, subject="pair:many"),
        raw(name_of(told.PairStarted), pair | {"order_number": "я" * 100_000}, subject="pair:long"),
        raw(name_of(told.NeedMarked), marked | {"reason": "\x00"}, subject="person:zero"),
        raw(name_of(told.NeedMarked), b"[" * 200 + b"]" * 200, subject="person:deep"),
        raw(name_of(told.NeedMarked), marked | {"more": [[[[[[1]]]]]] * 1000}, subject="person:more"),
        raw("programs.never_was.v1", {}, subject="x:1"),
        raw(name_of(told.NeedMarked).replace("v1", "v99"), marked, subject="person:99"),
        raw("", {}, subject=""),
        raw("x" * 5000, {}, subject="я" * 5000),
        b"null", b"[]", b'"text"', b"{}", b'{"type": 1, "subject": {}}',
    ]  # fmt: skip
    for number, at in enumerate(("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "yesterday", "")):
        events.append(
            raw(name_of(told.NeedMarked), marked | {"person_id": str(uuid4())}, at=at, subject=f"at:{number}")
        )
    return events


def strange() -> list[bytes]:
    """Return every event with invalid fields."""
    events: list[bytes] = []
    for event in EVENTS:
        for body in drawn(hostile(event, {}), 12):
            said = msgspec.json.decode(as_json(body)) | {"type": name_of(event)}
            id = uuid4()
            if purpose_of(event):
                said = telling.sealed_anyhow(event, said, stream="programs.evil", id=id)
            events.append(raw(name_of(event), said, subject=f"strange:{len(events)}", id=id))
    return events


def as_json(body: Any) -> bytes:
    def plain(value: Any) -> Any:
        match value:
            case str():
                return value.encode("utf-8", "replace").decode()
            case dict():
                return {plain(key): plain(one) for key, one in value.items()}
            case list():
                return [plain(one) for one in value[:300]]
            case float() if value != value or abs(value) == float("inf"):
                return None
            case int() if abs(value) > 2**63 - 1:
                return float(value)
        return value

    return msgspec.json.encode(plain(body))


PAGES = {
    "ministry": ("/", "/monitoring", "/monitoring/completeness", "/monitoring/organizations/evil", "/organizations",
                 "/monitoring/organizations.xlsx", "/mentors", "/mentors?page=2", "/exchange", "/api/monitoring",
                 "/api/completeness", "/api/mentors", "/route-counts"),
    "tutor": ("/", "/requests", "/routes", "/api/route-requests"),
}  # fmt: skip


@asynccontextmanager
async def visitor(contour: Contour, login: str, role: Role) -> AsyncGenerator[httpx.AsyncClient, None]:
    async with contour.gate.transaction() as tx:
        await accounts.create_account(tx, login, "Проверяющий", [role], organizations=EVERYTHING)
        key = await tokens.issue_token(tx, login)
    transport = httpx.ASGITransport(application(contour), raise_app_exceptions=False)  # type: ignore[arg-type]  # the same protocol
    async with httpx.AsyncClient(transport=transport, base_url="http://region.test") as client:
        client.headers["authorization"] = f"Bearer {key}"
        yield client


@pytest.mark.parametrize("harm", [about_others, of_others, malformed, strange])
async def test_nothing_that_a_college_tells_changes_another_or_breaks_a_page(
    harm: Any, fresh_contour: FreshContour
) -> None:
    async with region(fresh_contour) as (contour, good, evil):
        before = await seen(contour)
        assert before.figures.pairs == before.figures.programs == len(before.mentors) == 1

        await evil.tell(contour, *harm())

        assert await seen(contour) == before
        async with (
            visitor(contour, "ministry", Role.OFFICIAL) as ministry,
            visitor(contour, "tutor", Role.TUTOR) as tutor,
        ):
            for browser, paths in ((ministry, PAGES["ministry"]), (tutor, PAGES["tutor"])):
                for path in paths:
                    begun = time.process_time()
                    answer = await browser.get(path)
                    assert answer.status_code == 200, f"{path}: {answer.status_code}"
                    assert time.process_time() - begun < 2, path
        await good.tell(contour, sealed(told.NeedMarked(person_id=uuid4(), reason="novice", marked_on=DAY)))
        assert (await seen(contour)).figures.needing == before.figures.needing + 1


async def test_a_frame_with_a_million_people_or_of_another_is_not_taken(fresh_contour: FreshContour) -> None:
    async with region(fresh_contour) as (contour, good, evil):
        before = await seen(contour)
        people = b'["' + b'","'.join([str(uuid4()).encode()] * 1_000_000) + b'"]'
        assert isinstance(await evil.send(contour, [raw(name_of(told.PairStarted), people)]), wire.Malformed)
        assert isinstance(await evil.send(contour, [b"[" * 100_000 + b"]" * 100_000]), wire.Malformed)
        stolen = College("good", key=evil.key, at=good.at)
        lifted = sealed(told.NeedLifted(person_id=MENTEE, reason="mistake", lifted_on=DAY))
        assert isinstance(await stolen.send(contour, [lifted]), follower.Unasked)
        await heard(contour)
        assert await seen(contour) == before


async def test_figures_and_words_beyond_all_measure_are_parked(fresh_contour: FreshContour) -> None:
    async with region(fresh_contour) as (contour, _, evil):
        published = HONEST[-1]
        assert isinstance(published, told.MentorPublished)
        beyond: list[Told] = [
            told.StaffCounted(as_of=DAY, teachers=-5, novices=0, under_35=0),
            told.StaffCounted(as_of=date(2026, 9, 2), teachers=2**31, novices=0, under_35=0),
            msgspec.structs.replace(published, person_id=uuid4(), name="я" * 100_000),
            msgspec.structs.replace(published, person_id=uuid4(), about_self="я" * 10_001),
            msgspec.structs.replace(published, person_id=uuid4(), domains=("method",) * 5000),
        ]
        await evil.tell(contour, *beyond)
        for running in contour.services:
            async with running.transaction(OFFICIAL) as tx:
                # Monitoring reads no words, so none are too long for it.
                parked = await tx.value("select count(*) from parked where stream = 'programs.evil'")
                assert parked == {"registry": 3, "routes": 0, "monitoring": 2}[running.service.name]
