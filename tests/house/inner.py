"""Private texts that people of a college wrote, each with a marker by which a leak can be found."""

import re
import zipfile
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from uuid import UUID

import msgspec
from litestar.handlers import HTTPRouteHandler

from deploy.demo.words import OWN
from deploy.demo.work import rows as assessed
from services.programs.outside.publication.commands import PublishCard, WriteCard, publish_card, write_card
from services.programs.outside.publication.queries import own as own_card
from services.programs.outside.route_request.commands import RequestRoute, request_route
from services.programs.outside.route_request.queries import own as own_route
from services.programs.pairing.need.commands import AssessDifficulties, assess_difficulties
from services.programs.pairing.pair.commands import Decline, GiveNotice, decline, give_notice
from services.programs.work.activity.commands import ReportResult, report_result
from services.programs.work.meeting.commands import RecordMeeting, record_meeting
from shared.actor import Role, system
from shared.db import Tx
from shared.doors import Who
from shared.identity import accounts, grants
from tests.house.lived import Lived

# What is said, and by which accounts it may be read: nobody else, whatever role they hold.
DIARY = "росомаха-дневник"
WORDS = "росомаха-слова"
REQUEST = "росомаха-запрос"
RESULT = "росомаха-результат"
DECLINED = "росомаха-отказ"
NOTICE = "росомаха-предупреждение"
ROUTE = "росомаха-маршрут"
ABOUT = "росомаха-о-себе"
READERS: Mapping[str, frozenset[str]] = {
    DIARY: frozenset({"mentor", "mentee"}),
    WORDS: frozenset({"mentee"}),
    REQUEST: frozenset({"mentee", "mentor", "curator"}),
    RESULT: frozenset({"mentor", "mentee", "curator", "head", "only-council"}),
    DECLINED: frozenset({"zhdanova", "maltseva", "curator", "head"}),
    NOTICE: frozenset({"soboleva", "usoltsev", "shadrin", "curator", "head"}),
    ROUTE: frozenset({"ilinyh"}),
    ABOUT: frozenset({"kashkarov"}),
}
CONSENTED = {ROUTE: "ilinyh", ABOUT: "kashkarov"}


@dataclass(frozen=True)
class Inner:
    """A college in which people wrote all of these texts."""

    year: Lived

    @asynccontextmanager
    async def acting(self, login: str) -> AsyncGenerator[Tx, None]:
        """Open a transaction of the college as one of its people."""
        contour = self.year.contours["btlh"]
        async with contour.gate.transaction() as tx:
            account = await accounts.by_login(tx, login)
            assert account is not None
            actor = await contour.gate.actor(tx, account.id)
        async with contour.services[0].transaction(actor) as tx:
            yield tx


async def said(year: Lived) -> Inner:
    """Let people write what must stay inside, and publish what they consent to."""
    inner = Inner(year)
    programs, pairs = await _programs(year), await _pairs(year)
    async with inner.acting("mentee") as tx:
        rows = tuple(msgspec.structs.replace(row, words=WORDS) for row in assessed(OWN["Шубина"]))
        await assess_difficulties(tx, AssessDifficulties(rows=rows, request=REQUEST, words_shared=False))
        program_id, activity_id = programs["mentee"]
        report = ReportResult(program_id=program_id, activity_id=activity_id, product=RESULT)
        await report_result(tx, report)
    async with inner.acting("mentor") as tx:
        meeting = RecordMeeting(
            program_id=program_id, held_on=tx.today, form="onsite", topic=DIARY, content=DIARY, next_step=DIARY
        )
        await record_meeting(tx, meeting)
    async with inner.acting("maltseva") as tx:
        await decline(tx, Decline(pair_id=pairs["maltseva"], reason=DECLINED))
    async with inner.acting("soboleva") as tx:
        await give_notice(tx, GiveNotice(pair_id=pairs["soboleva"], reason=NOTICE))
    await _consented(inner)
    await _council(year)
    return inner


async def _consented(inner: Inner) -> None:
    async with inner.acting("kashkarov") as tx:
        await write_card(tx, WriteCard(domains=("method",), about_self=ABOUT))
        preview = (await own_card(tx)).preview
        assert preview is not None
        await publish_card(tx, PublishCard(seen=preview.seen))
    async with inner.acting("ilinyh") as tx:
        offer = (await own_route(tx)).offer
        assert offer is not None
        await request_route(tx, RequestRoute(request=ROUTE, seen=offer.seen))


async def _council(year: Lived) -> None:
    gate = year.contours["btlh"].gate
    async with gate.transaction() as tx:
        if await accounts.by_login(tx, "only-council") is None:
            head = await accounts.by_login(tx, "head")
            assert head is not None
            assert head.password_hash is not None
            account_id = await accounts.create_account(tx, "only-council", "Проверяющий", [Role.COUNCIL])
            await accounts.keep_password(tx, account_id, head.password_hash)
            assert await grants.grants_of(tx, account_id)


async def _rows(year: Lived, sql: str) -> list[dict[str, object]]:
    running = year.contours["btlh"].services[0]
    async with running.transaction(system("test")) as tx:
        return [dict(row) for row in await tx.connection.fetch(sql)]


async def _logins(year: Lived) -> dict[UUID, str]:
    async with year.contours["btlh"].gate.transaction() as tx:
        rows = await tx.connection.fetch("select person_id, login from account where person_id is not null")
    return {row["person_id"]: row["login"] for row in rows}


async def _programs(year: Lived) -> dict[str, tuple[UUID, UUID]]:
    """The running programs: by the mentee's login, the program and an activity without a result."""
    logins = await _logins(year)
    found = {}
    for row in await _rows(year, RUNNING):
        assert isinstance(row["mentee_id"], UUID)
        found[logins[row["mentee_id"]]] = (UUID(str(row["id"])), UUID(str(row["activity_id"])))
    return found


async def _pairs(year: Lived) -> dict[str, UUID]:
    """The pairs by the login of each who is in them."""
    logins = await _logins(year)
    rows = await _rows(year, "select pair_id, person_id from participant")
    return {logins[UUID(str(row["person_id"]))]: UUID(str(row["pair_id"])) for row in rows}


RUNNING = """
    select distinct on (p.id) p.id, p.mentee_id, (a ->> 'id')::uuid as activity_id
    from program p, jsonb_array_elements(p.plan -> 'activities') a
    where p.stage = 'started' and (a ->> 'id')::uuid not in (select activity_id from result)
    order by p.id, a ->> 'id'
"""

PARAMETER = re.compile(r"\{(\w+):\w+\}")


def filled(path: str, ids: Mapping[str, object]) -> str:
    """A path with its parameters filled."""
    return PARAMETER.sub(lambda found: str(ids[found[1]]), path)


def opened(content: bytes) -> bytes:
    """The bytes of an answer, those of a packed document unpacked."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(BytesIO(content)) as packed:
        return b"\n".join(packed.read(name) for name in packed.namelist())


def who_of(handler: HTTPRouteHandler) -> Who:
    who: Who = handler.opt["who"]
    return who


Ids = list[dict[str, object]]


async def things(year: Lived) -> dict[tuple[str, ...], Ids]:
    """Return the ids of everything in the college that has an address, by the names of path parameters."""
    people = await _rows(year, "select distinct mentee_id as person_id from program where stage = 'started'")
    found = {
        "pair_id": await _rows(year, "select id as pair_id from pair"),
        "pair_id person_id": await _rows(year, "select pair_id, person_id from participant"),
        "program_id": await _rows(year, "select id as program_id from program"),
        "program_id activity_id": await _rows(year, ACTIVITIES),
        "program_id correction_id": await _rows(year, "select program_id, id as correction_id from correction"),
        "person_id": people,
        "act_id": await _rows(year, "select id as act_id from act"),
        "order_id": await _rows(year, "select id as order_id from pairing_order"),
        "list_id": await _rows(year, "select id as list_id from staff_list"),
        "paper_id": await _rows(year, "select id as paper_id from paper"),
        "announcement_id": await _rows(year, "select id as announcement_id from announcement"),
    }
    return {tuple(names.split()): ids for names, ids in found.items()}


ACTIVITIES = """
    select distinct on (p.id) p.id as program_id, (a ->> 'id')::uuid as activity_id
    from program p, jsonb_array_elements(p.plan -> 'activities') a
"""


def text_of(value: object) -> bytes:
    """Return a row or an event as bytes to search in."""
    return value if isinstance(value, bytes) else msgspec.json.encode(value, enc_hook=str)
