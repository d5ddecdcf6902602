"""Every read of a person's data is written down, whatever door it goes through; a door without people says why.

Each door of each contour is opened by somebody who may. Whoever's name the answer shows must be in the access log under
that very request, except the reader; a door that is declared impersonal shows no name.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from html import unescape
from uuid import UUID

import httpx
import pytest
from litestar.handlers import HTTPRouteHandler

from shared.actor import system
from shared.contour import Contour, application
from shared.db import Tx
from shared.doors import Door
from shared.identity import accounts, retelling
from shared.identity.deeds import Deed, note
from shared.identity.reads import Ledger
from tests.house.inner import PARAMETER, filled, opened, things
from tests.house.lived import Lived
from tests.house.test_budget import DECLARED

LOGINS = {
    "btlh": ("head", "curator", "hr", "mentor", "mentee", "maltseva", "soboleva"),
    "region": ("ministry", "tutor", "methodist", "operator"),
    "federation": ("observer", "operator"),
}
# Doors that nobody has reason to open here: they end or begin a session, or stream for ever.
APART = re.compile(r"/(login|sessions|invites?|live|static)\b")
# In a region and the federation no account is an employee's.
ACCOUNTS = re.compile(r"(/api)?/(accounts|access-journal|profile)\b|/$")
# Doors through which people see themselves alone.
OWN = frozenset(
    {
        "/card", "/api/card", "/my-route", "/api/my-route", "/my-trace", "/difficulties", "/api/own-assessments",
        "/profile", "/profile/journal", "/profile/reads",
        # The head's own notice, and a list of nobody, in the demo.
        "/api/announcements/{announcement_id:uuid}", "/api/suggested-needs",
    }
)  # fmt: skip
# No person is in these, and nobody here can open them: for contours alone, not ready, no code asked for, two streams.
UNSEEN = frozenset(
    {
        "/api/sync/news", "/exchange/statement/{stream:str}/{other:str}", "/profile/code", "/readyz", "/exchange/keys",
        # No list waits in the demo.
        "/api/staff-lists/{list_id:uuid}", "/people/lists/{list_id:uuid}",
        # Neither is there: nothing was typed and left, and nobody of the demo has a code on the phone.
        "/kept-forms/{form_id:uuid}", "/profile/recovery-codes/new",
    }
)  # fmt: skip
MOST = 6
# How many people open one door: a page may show each of them something else.
OFTEN = 3


@dataclass
class Seen:
    """What came of opening every door: what was wrong, which doors answered, which of them were written down."""

    wrong: list[str] = field(default_factory=list)
    answered: Counter[str] = field(default_factory=Counter)
    written: set[str] = field(default_factory=set)


def spelled(name: str) -> re.Pattern[str]:
    """Return what finds «Шубина Лидия Викторовна» and «Шубина Л. В.» in a text."""
    surname, given, *_ = name.split()
    return re.compile(rf"\b{surname} ({given}\b|{given[0]}\.)")


MENTORS = "select person_id as id, name from mentor"


async def names(year: Lived, contour: str) -> dict[UUID, re.Pattern[str]]:
    """Return how everybody whom a contour knows by name is spelled there; namesakes are left out."""
    running = year.contours[contour].services
    sql = {
        "btlh": ["select id, surname || ' ' || given_name || ' ' || patronymic as name from person"],
        "region": [MENTORS, "select person_id as id, name from route where name <> ''"],
        "federation": [],
    }[contour]  # fmt: skip
    found: dict[UUID, str] = {}
    for statement, one in zip(sql, running, strict=False):
        async with one.transaction(system("test")) as tx:
            found |= {row["id"]: row["name"] for row in await tx.connection.fetch(statement)}
    short = [re.sub(r"(\w+ \w).*", r"\1", name) for name in found.values()]
    return {id: spelled(name) for id, name in found.items() if short.count(re.sub(r"(\w+ \w).*", r"\1", name)) == 1}


async def addresses(year: Lived, contour: str) -> dict[frozenset[str], list[dict[str, object]]]:
    """Return what fills the parameters of a contour's paths."""
    async with year.contours[contour].gate.transaction() as tx:
        rows = await tx.connection.fetch("select id as account_id from account order by person_id limit 3")
        for row in rows:
            await note(tx, row["account_id"], Deed.INVITED)
    known: dict[frozenset[str], list[dict[str, object]]] = {frozenset({"account_id"}): [dict(row) for row in rows]}
    if contour == "btlh":
        known |= {frozenset(names): ids for names, ids in (await things(year)).items()}
    if contour == "region":
        for service, sql in IN_REGION:
            running = next(one for one in year.contours[contour].services if one.service.name == service)
            async with running.transaction(system("test")) as tx:
                rows = await tx.connection.fetch(sql)
            known.setdefault(frozenset(rows[0].keys()), []).extend(dict(row) for row in rows)
    below = {"btlh": "btlh", "region": "btlh", "federation": "region"}[contour]
    words: dict[str, object] = {
        "edition_id": "altai-2023", "step": 1, "figure": "needing", "contour": below, "organization": below,
    }  # fmt: skip
    known[frozenset({"name"})] = [{"name": "start"}, {"name": "invalid"}]
    return known | {frozenset({name}): [{name: word}] for name, word in words.items()}


IN_REGION = (
    ("registry", "select organization, person_id from mentor order by person_id limit 3"),
    ("routes", "select organization, person_id from request order by person_id limit 3"),
    ("routes", "select id as route_id from route order by id"),
    ("routes", "select route_id, id as activity_id from activity order by id limit 3"),
    ("monitoring", """
        select split_part(stream, '.', 2) as organization, split_part(stream, '.', 1) as speaker, seq as number
        from sync.known where stream = 'programs.btlh' and position('person_id' in convert_from(event, 'UTF8')) > 0
        order by seq limit 3"""),
)  # fmt: skip


def fillings(path: str, known: dict[frozenset[str], list[dict[str, object]]]) -> Iterator[str]:
    """Yield addresses of a path, with things that exist."""
    wanted = frozenset(PARAMETER.findall(path))
    if wanted in known:
        yield from (filled(path, ids) for ids in known[wanted][:MOST])
    elif not wanted:
        yield path
    elif all(frozenset({name}) in known for name in wanted):
        yield filled(path, {name: known[frozenset({name})][0][name] for name in wanted})


def text_of(answer: httpx.Response) -> str:
    """Return what a reader can read of an answer: of a page the words, of a document those inside."""
    body = opened(answer.content).decode("utf-8", "replace")
    if "html" in answer.headers.get("content-type", ""):
        body = body[body.index("<main") :]
    if not answer.headers.get("content-type", "").startswith("application/json"):
        body = re.sub(r"<[^>]*>", " ", body)
    return re.sub(r"\s+", " ", unescape(body))


async def look(
    contour: Contour, browser: httpx.AsyncClient, door: Door, path: str, me: UUID | None,
    known: dict[UUID, re.Pattern[str]], seen: Seen,
) -> bool:  # fmt: skip
    """Open one address; tell whether it answered."""
    answer = await browser.get(path)
    if answer.status_code != 200:
        return False
    await contour.gate.ledger.write(contour.gate.transaction)
    async with contour.gate.transaction() as tx:
        rows = await tx.connection.fetch(
            "select unnest(people) as id from access_log where request_id = $1", answer.headers["x-request-id"]
        )
    noted = {row["id"] for row in rows}
    seen.answered[door.path] += 1
    if noted:
        seen.written.add(door.path)
    text = text_of(answer)
    shown = {id for id, spelling in known.items() if id != me and spelling.search(text)}
    missing = shown if door.impersonal else shown - noted
    if door.path.startswith("/profile"):  # it names whoever read, to the person whom they read about
        missing = set()
    if missing:
        spelled = sorted(known[id].pattern for id in missing)
        seen.wrong.append(f"{path} ({door.impersonal or 'reads'}): {len(missing)} of {len(shown)}: {spelled[:4]}")
    return True


def doors(year: Lived, contour: str) -> Iterator[Door]:
    for method, path, handler in year.routes(contour):
        door = door_of(handler)
        if method == "GET" and door is not None and not APART.match(path.removeprefix("/api")):
            yield door


def door_of(handler: HTTPRouteHandler) -> Door | None:
    found = handler.opt.get("door")
    return found if isinstance(found, Door) else None


async def opened_by(year: Lived, contour: str, login: str, seen: Seen) -> None:
    """Open every door of a contour as one of its people."""
    real = year.contours[contour]
    own = replace(real, gate=replace(real.gate, ledger=Ledger()))
    async with own.gate.transaction() as tx:
        account = await accounts.by_login(tx, login)
    if account is None:
        return
    known, places = await names(year, contour), await addresses(year, contour)
    applications = dict(year.applications)
    guest = Lived({contour: own})
    guest.__dict__["applications"] = applications | {contour: application(own)}
    async with guest.browser(contour, login) as browser:
        for door in doors(year, contour):
            if seen.answered[door.path] >= (OFTEN if door.path in DECLARED else 1):
                continue
            for path in fillings(door.path, places):
                if await look(own, browser, door, path, account.person_id, known, seen):
                    break


@pytest.mark.parametrize("contour", LOGINS)
async def test_whoever_is_shown_is_written_down_through_every_door(contour: str, year: Lived) -> None:
    seen = Seen()
    for login in LOGINS[contour]:
        await opened_by(year, contour, login, seen)
    if seen.wrong:
        pytest.fail("\n".join(sorted(set(seen.wrong))))
    # A form's page stands once more where the form is posted; it is enough that it was opened under its own address.
    every = {door.path: door for door in doors(year, contour) if door.kind != "page" or door.path in DECLARED}
    answered = set(seen.answered)
    personal = {path for path, door in every.items() if not door.impersonal}
    silent = (personal & answered) - seen.written - OWN
    silent = {path for path in silent if contour == "btlh" or not ACCOUNTS.match(path)}
    unseen = every.keys() - answered - UNSEEN
    if silent or unseen:
        pytest.fail(f"opened, and nothing was written down: {sorted(silent)}; not opened: {sorted(unseen)}")


async def test_what_the_region_reads_reaches_the_person_the_day_after(year: Lived) -> None:
    """An official opens a mentor's card; the next day its owner reads in the college that one did, and what."""
    region, college = year.contours["region"], year.contours["btlh"]
    async with region.services[0].transaction(system("test")) as tx:
        person = await tx.value("select person_id from mentor where organization = 'btlh' order by person_id limit 1")
    async with college.gate.transaction() as tx:
        login = await login_of(tx, person)
    async with year.browser("region", "ministry") as browser:
        assert (await browser.get(f"/mentors/btlh/{person}")).status_code == 200
    tomorrow = replace(region.gate, clock=lambda: region.gate.clock() + timedelta(days=1))
    await retelling.write(region.gate)
    assert await retelling.tell(region.gate) == 0, "the day is not over"
    assert await retelling.tell(tomorrow) == 1
    assert await retelling.tell(tomorrow) == 0, "told once"
    await year.exchange()
    async with year.browser("btlh", login) as browser:
        page = text_of(await browser.get("/profile/reads"))
    assert "мониторинг, министерство реестр наставников края" in page.partition("В крае")[2]


async def login_of(tx: Tx, person_id: UUID) -> str:
    """Return the login of a person, with the password of the demo; open an account when there is none."""
    known = await tx.value("select login from account where person_id = $1", person_id)
    if known is None:
        await accounts.create_account(tx, "read-about", "Читаемый", person_id=person_id)
    login = str(known or "read-about")
    account, head = await accounts.by_login(tx, login), await accounts.by_login(tx, "head")
    assert account is not None
    assert head is not None
    assert head.password_hash is not None
    await accounts.keep_password(tx, account.id, head.password_hash)
    return login
