"""Two organizations in one database, of the same people and numbers: neither sees, changes or counts the other."""

import re
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx
import msgspec
import pytest

from deploy.databases import with_database
from services.programs.app import SERVICE
from shared.actor import Role, system
from shared.doors import Door
from shared.event import Envelope
from shared.identity import accounts, sessions, tokens
from shared.identity.recognize import cookie_name
from shared.rebuild import rebuild_service
from shared.web.accounts import keeping, opening
from shared.web.app import compose
from shared.web.live import Live
from shared.wish import Upload
from tests.conftest import FreshContour
from tests.house.inner import PARAMETER, filled, opened
from tests.house.organizations import CURATOR, HEAD, MENTEE, MENTOR, Life, lived
from tests.house.strange import wished
from tests.house.test_hostile import Almighty, Rehearsed, nothing, sent, silence
from tests.programs.college import HOME, NOON
from tests.programs.visit import OpenCollege, Visitor, open_college

HOSTED = "bgpk"
WALKERS = {
    HEAD: (Role.HEAD,),
    CURATOR: (Role.CURATOR,),
    MENTOR: (Role.TEACHER,),
    MENTEE: (Role.TEACHER,),
    "кадры": (Role.HR,),
    "совет": (Role.COUNCIL,),
    "оператор": (Role.OPERATOR,),
}
# What differs between two answers to the same question: when a file was packed, the id of the request.
PASSING = re.compile(
    rb'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ|"instance":"[0-9a-f]{16}"|name="_(?:once|seen|owner)" value="[^"]*"'
)
# What is asked of an id of nothing here has an answer: an empty list.
LISTED = ("/api/needs/{person_id:uuid}/assessments",)
Answers = dict[tuple[str, str], tuple[int, bytes]]


@dataclass
class Both:
    """A contour with two organizations: what the people of the first were shown before the second lived, and after."""

    college: OpenCollege
    lives: dict[str, Life] = field(default_factory=dict)
    before: Answers = field(default_factory=dict)
    after: dict[str, Answers] = field(default_factory=dict)

    def other(self, organization: str) -> Life:
        return self.lives[HOSTED if organization == HOME else HOME]


@pytest.fixture(scope="module")
async def both(fresh_contour: FreshContour) -> AsyncGenerator[Both, None]:
    async with open_college(fresh_contour, lambda: NOON) as college:
        both = Both(college)
        both.lives[HOME] = await lived(college.running, HOME)
        visitors = await enter(college, both.lives[HOME])
        both.before = await walked(visitors, both.lives[HOME])
        both.lives[HOSTED] = await lived(college.running, HOSTED)
        both.after[HOME] = await walked(visitors, both.lives[HOME])
        both.after[HOSTED] = await walked(await enter(college, both.lives[HOSTED]), both.lives[HOSTED])
        yield both


async def enter(college: OpenCollege, life: Life) -> dict[str, Visitor]:
    visitors = {
        who: await college.enter(*roles, person_id=life.people.get(who), organization=life.organization)
        for who, roles in WALKERS.items()
    }
    async with college.gate.transaction(system("test", life.organization)) as tx:
        account = await accounts.account_of_person(tx, life.people[MENTOR])
        assert account is not None
        life.ids["account_id"] = account.id
    return visitors


def doors() -> Iterator[Door]:
    """Every door of the service, and those where accounts are kept."""
    yield from (door for subject in SERVICE.subjects for door in subject.doors)
    yield from keeping.DOORS
    yield from [*opening.DOORS, *opening.SHEETS]


def addresses(life: Life) -> list[str]:
    """Every address at which something of the organization is read."""
    ids: dict[str, object] = {**life.ids}
    found = ["/"]
    for door in doors():
        if door.method == "GET":
            found += [filled(door.path, ids | {"person_id": life.people[who]}) for who in (MENTOR, MENTEE)]
    return list(dict.fromkeys(found))


async def walked(visitors: Mapping[str, Visitor], life: Life) -> Answers:
    """Return what each of these people is answered everywhere."""
    answers = {}
    for who, visitor in visitors.items():
        for path in addresses(life):
            answer = await visitor.http.get(path)
            answers[who, path] = (answer.status_code, PASSING.sub(b"", opened(answer.content)))
    return answers


async def test_nobody_is_shown_anything_else_because_another_organization_lives_beside(both: Both) -> None:
    assert len(both.before) > 300
    pdf = [key for key in both.before if key[1].endswith(".pdf")]
    changed = [key for key, shown in both.before.items() if key not in pdf and both.after[HOME][key] != shown]
    assert changed == []


@pytest.mark.parametrize("organization", [HOME, HOSTED])
async def test_no_answer_holds_a_word_or_an_id_of_the_other(organization: str, both: Both) -> None:
    own, other = both.lives[organization], both.other(organization)
    answers = both.after[organization]
    shown = [(key, secret) for key, (_, text) in answers.items() for secret in other.secrets if secret.encode() in text]
    assert shown == []
    assert sum(own.mark.encode() in text for _, text in answers.values()) > 30, "nothing was shown at all"
    # 422: there is nothing to put into the draft of an order.
    assert {status for status, _ in answers.values()} <= {200, 403, 404, 422}
    assert sum(status == 200 for status, _ in answers.values()) > 150


@pytest.mark.parametrize("organization", [HOME, HOSTED])
async def test_an_id_of_the_other_is_an_id_of_nothing_in_every_address(organization: str, both: Both) -> None:
    own, other = both.lives[organization], both.other(organization)
    wrong, count = [], 0
    async with (
        almighty(both, organization, MENTOR) as program,
        almighty(both, organization, MENTOR, in_person=True) as browser,
    ):
        for door in doors():
            if door.method != "GET":
                continue
            asking = browser if door.in_person else program
            for name, foreign in strange_ids(PARAMETER.findall(door.path), own, other):
                absent = uuid4()
                known: dict[str, object] = {**own.ids, "person_id": own.people[MENTOR]}
                theirs = await asking.get(filled(door.path, known | {name: foreign}))
                nobodys = await asking.get(filled(door.path, known | {name: absent}))
                count += 1
                missed = 200 if door.path in LISTED else 404
                if told(theirs, foreign) != told(nobodys, absent) or theirs.status_code != missed:
                    wrong.append((door.path, name, theirs.status_code, nobodys.status_code))
    assert wrong == []
    assert count > 30


@pytest.mark.parametrize("organization", [HOME, HOSTED])
async def test_a_wish_that_names_an_id_of_the_other_is_refused_as_one_of_nothing(organization: str, both: Both) -> None:
    own, other = both.lives[organization], both.other(organization)
    wrong, refused = [], 0
    async with almighty(both, organization, MENTOR) as program:
        for door in doors():
            if door.kind != "wish" or door.wish is None or Upload in door.wish.__annotations__.values():
                continue
            for name, foreign in strange_ids([field.name for field in msgspec.structs.fields(door.wish)], own, other):
                absent = uuid4()
                theirs, nobodys = [await wish(program, door, own, name, id) for id in (foreign, absent)]
                refused += theirs.status_code == 404
                if told(theirs, foreign) != told(nobodys, absent) or theirs.status_code >= 500:
                    wrong.append((door.path, name, theirs.text, nobodys.text))
    assert wrong == []
    assert refused > 30


def strange_ids(names: list[str], own: Life, other: Life) -> Iterator[tuple[str, UUID]]:
    """Every id that these names ask for, of the other organization."""
    for name in names:
        plain = re.sub(r"ids$", "id", name)
        if plain in other.ids:
            yield name, other.ids[plain]
        elif plain in ("person_id", "mentor_id", "mentee_id", "curator_id"):
            yield name, other.people[MENTEE if plain == "mentee_id" else MENTOR]


async def wish(program: httpx.AsyncClient, door: Door, own: Life, name: str, id: UUID) -> httpx.Response:
    """Send a wish that is well meant but for one id."""
    fixed = set(PARAMETER.findall(door.path))
    ids: dict[str, object] = {
        **own.ids, "person_id": own.people[MENTEE], "mentee_id": own.people[MENTEE], "mentor_id": own.people[MENTOR],
        "curator_id": own.people[CURATOR],
    }  # fmt: skip
    body = wished(door.wish, ids | {name: id, name.removesuffix("s"): id})
    body = {said: value for said, value in body.items() if said not in fixed}
    return await program.request("POST", filled(door.path, ids | {name: id}), **sent(door, body))


def told(answer: httpx.Response, id: UUID) -> tuple[int, bytes]:
    """What an answer says whatever the id was."""
    return answer.status_code, PASSING.sub(b"", answer.content).replace(str(id).encode(), b"")


@asynccontextmanager
async def almighty(
    both: Both, organization: str, who: str, *, in_person: bool = False
) -> AsyncGenerator[httpx.AsyncClient, None]:
    """A program of somebody of an organization, before whom every door opens, and behind whom nothing is changed.

    `in_person`: their browser instead of a program.
    """
    real = both.college
    gate = Almighty(real.gate.config, real.gate.pool, real.gate.services, real.gate.hasher, real.gate.clock)
    async with gate.transaction(system("test", organization)) as tx:
        account = await accounts.account_of_person(tx, both.lives[organization].people[who])
        assert account is not None
        key = await tokens.make_token(tx, account.id, "проверка")
        session = await sessions.open_session(tx, account.id, passed=True, agent="", address="")
    running = real.running
    rehearsed = Rehearsed(running.service, running.config, running.pool, running.clock)
    app: Any = compose([rehearsed], gate, live=Live(), broken=nothing, exchange=silence)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://btlh.test") as client:
        if in_person:
            client.cookies.set(cookie_name(real.gate.config), session)
        else:
            client.headers["authorization"] = f"Bearer {key}"
        yield client


async def test_each_fact_is_written_and_told_as_its_own_organizations(both: Both) -> None:
    async with both.college.running.transaction(system("test")) as tx:
        written = {
            organization: [row["name"] for row in await tx.connection.fetch(WRITTEN, organization)]
            for organization in (HOME, HOSTED)
        }
        streams = {row["stream"]: row["seq"] for row in await tx.connection.fetch("select stream, seq from sync.head")}
        for organization, life in both.lives.items():
            rows = await tx.connection.fetch("select event, name from sync.outbox where stream = $1", life_of(life))
            assert {msgspec.json.decode(row["event"], type=Envelope).source for row in rows} == {f"/{organization}"}
            assert len(rows) == streams[life_of(life)]
            told = b"".join(row["event"] for row in rows)
            assert [one for one in both.other(organization).secrets if one.encode() in told] == []
    # The contour's own organization also adopted the rules that both live by.
    assert written[HOSTED] == [name for name in written[HOME] if not name.startswith("programs.edition_adopted.")]
    assert set(streams) == {f"programs.{HOME}", f"programs.{HOSTED}"}
    assert streams[f"programs.{HOME}"] == streams[f"programs.{HOSTED}"] > 5


def life_of(life: Life) -> str:
    return f"programs.{life.organization}"


WRITTEN = "select name from journal where organization = $1 order by position"


async def test_tables_come_back_the_same_from_the_journal_of_both(both: Both, postgres: str) -> None:
    database = both.college.running.config.logins["programs"].rpartition("/")[2]
    rebuilt = await rebuild_service(with_database(postgres, database), SERVICE, HOME)
    assert rebuilt.differing == []
    assert rebuilt.events > 60
