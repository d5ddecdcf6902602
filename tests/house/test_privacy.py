"""Who may read what: words stay where they were said, somebody else's thing is as one that is not there."""

import base64
import re
from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx
import pytest

from deploy.contours import SERVICES
from deploy.databases import with_database
from shared import db
from shared.actor import Role
from shared.doors import SIGNED_IN, Mark
from shared.identity import tokens
from shared.migrations import TABLES
from tests.house import inner
from tests.house.inner import CONSENTED, READERS, Inner, filled, opened, text_of, things, who_of
from tests.house.lived import Lived
from tests.house.strange import wished

# A stream that never ends, readiness while no exchange runs, and what a session does to itself.
APART = ("/readyz", "/live", "/static", "/sessions", "/login", "/invite", "/profile")
LOGINS = ("mentee", "mentor", "curator", "head", "hr", "only-council", "guschin", "soboleva")


@pytest.fixture(scope="session")
async def said(year: Lived) -> Inner:
    told = await inner.said(year)
    await year.exchange()
    return told


async def key_of(year: Lived, contour: str, login: str) -> dict[str, str]:
    async with year.contours[contour].gate.transaction() as tx:
        return {"authorization": f"Bearer {await tokens.issue_token(tx, login)}"}


@pytest.mark.parametrize("login", LOGINS)
async def test_inner_words_are_read_only_by_whom_they_were_said_to(login: str, said: Inner) -> None:
    ids = await things(said.year)
    seen: dict[str, set[str]] = {}
    wrong = []
    async with said.year.browser("btlh") as browser:
        browser.headers.update(await key_of(said.year, "btlh", login))
        for method, path, _ in said.year.routes("btlh"):
            if method != "GET" or path.startswith(APART) or path.endswith(".pdf"):
                continue
            names = tuple(inner.PARAMETER.findall(path))
            for one in ids.get(names, []) if names else [{}]:
                answer = await browser.get(filled(path, one))
                if answer.status_code >= 500:
                    wrong.append(f"{path}: {answer.status_code}")
                content = opened(answer.content)
                for word in READERS:
                    if word.encode() in content:
                        seen.setdefault(word, set()).add(path)
    assert wrong == []
    allowed = {word for word, readers in READERS.items() if login in readers}
    assert {word: paths for word, paths in seen.items() if word not in allowed} == {}
    assert allowed - seen.keys() == set(), "what one may read is nowhere to be read"


SAME_BUT = re.compile(
    rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|name=\"_(csrf|once)\" value=\"[^\"]*\"|<time [^>]*>[^<]*</time>"
    rb"|<a class=\"pill dot [^>]*>[^<]*</a>|\"instance\":\"[0-9a-f]*\""
)


def said_of(answer: httpx.Response) -> tuple[int, bytes, list[str]]:
    """An answer without what differs between any two: ids, tokens, the moment, how long the line has been silent."""
    told = sorted(name for name in answer.headers if name not in ("x-request-id", "content-length"))
    return answer.status_code, SAME_BUT.sub(b"", answer.content), told


@pytest.mark.parametrize("login", ["lapteva", "guschin"])
async def test_somebody_elses_thing_answers_as_one_that_is_not_there(login: str, said: Inner) -> None:
    """Of the pair, program, people and papers of two others, through every door this person has."""
    others = await of_others(said)
    absent = dict.fromkeys(others, uuid4())
    wrong = []
    count = 0
    async with said.year.browser("btlh", login) as browser:
        csrf = (await browser.get("/my-route")).text.split('name="_csrf" value="')[1].split('"')[0]
        for method, path, handler in said.year.routes("btlh"):
            door = handler.opt.get("door")
            who = who_of(handler)
            if door is None or (isinstance(who, Mark) and who != SIGNED_IN):
                continue
            if not isinstance(who, Mark) and not {Role.MENTOR, Role.MENTEE} & who:
                continue
            if not (set(inner.PARAMETER.findall(path)) | set(wished(door.wish, others))) & others.keys():
                continue
            answers = []
            for ids in (others, absent):
                count += 1
                body = {name: value for name, value in wished(door.wish, ids).items() if f"{{{name}:" not in path}
                if door.kind == "wish":
                    headers = {"x-csrf-token": csrf}
                    answer = await browser.post(filled(path, ids), json=body, headers=headers)
                elif method == "POST":
                    answer = await browser.post(filled(path, ids), data={"_csrf": csrf, **typed(body)})
                else:
                    answer = await browser.get(filled(path, ids))
                answers.append(said_of(answer))
            if answers[0] != answers[1] or answers[0][0] not in (403, 404):
                wrong.append((f"{method} {path}", [answer[0] for answer in answers]))
    assert wrong == []
    assert count > 80


def typed(body: Mapping[str, object]) -> dict[str, str]:
    """A wish as a form carries it, for fields of one value."""
    return {name: str(value) for name, value in body.items() if not isinstance(value, list | dict)}


async def of_others(said: Inner) -> dict[str, object]:
    """The pair and the program of mentor and mentee, with what is inside."""
    ids = await things(said.year)
    async with said.acting("mentee") as tx:
        [program] = await tx.connection.fetch(
            "select id, pair_id, mentor_id, mentee_id from program where mentee_id = $1", tx.actor.person_id
        )
    own = [one for one in ids["program_id", "activity_id"] if one["program_id"] == program["id"]]
    [correction] = [one for one in ids["program_id", "correction_id"] if one["program_id"] == program["id"]]
    return {
        "program_id": program["id"],
        "pair_id": program["pair_id"],
        "person_id": program["mentor_id"],
        "mentee_id": program["mentee_id"],
        "activity_id": own[0]["activity_id"],
        "correction_id": correction["correction_id"],
    }


async def test_hr_is_given_no_content_of_mentoring(said: Inner) -> None:
    others = await of_others(said)
    async with said.year.browser("btlh", "hr") as browser:
        for path in ("/programs/{program_id}", "/programs/{program_id}/program.docx", "/api/programs/{program_id}",
                     "/api/programs/{program_id}/meetings"):  # fmt: skip
            answer = await browser.get(path.format(**others))
            assert answer.status_code == 404, path
        for path in ("/programs", "/needs", "/api/programs", "/api/needs"):
            assert (await browser.get(path)).status_code == 403


async def test_the_council_reads_of_colleagues_only_what_mentoring_needs(said: Inner) -> None:
    async with said.year.browser("btlh", "only-council") as browser:
        for path in ("/api/needs", "/api/suggested-needs"):
            for one in (await browser.get(path)).json():
                assert not {"birth_date", "birth_year", "load", "education", "dismissed_for"} & one["person"].keys()
        assert (await browser.get("/api/needs")).json() != []


OTHERS = ("bgpk", "едагогический колледж")
OF_ONE = (
    "/monitoring/organizations/{0}/figures/pairs", "/monitoring/organizations/{0}/facts/programs/1",
    "/api/monitoring/{0}/pairs", "/monitoring/organizations/{0}", "/organizations/{0}", "/api/organizations/{0}",
    "/mentors/{0}/00000000-0000-4000-8000-000000000000", "/exchange/statement/programs.{0}/{0}",
    "/exchange/statement/registry.all/{0}",
)  # fmt: skip


async def test_a_municipal_coordinator_sees_one_organization_everywhere(said: Inner) -> None:
    leaks = []
    async with said.year.browser("region", "biysk") as browser:
        for method, path, _ in said.year.routes("region"):
            if method == "GET" and "{" not in path and not path.startswith(APART):
                content = opened((await browser.get(path)).content).decode("utf-8", "replace")
                leaks += [f"{path}: {word}" for word in OTHERS if word in content]
        assert leaks == []
        for path in OF_ONE:
            other, absent = [await browser.get(path.format(one)) for one in ("bgpk", "neverwas")]
            assert said_of(other) == said_of(absent), path
            assert other.status_code == 404
        assert (await browser.get("/monitoring/organizations/btlh")).status_code == 200


async def test_row_level_security_shows_nothing_of_others_by_itself(said: Inner) -> None:
    contour = said.year.contours["btlh"]
    connection = await db.connect(contour.config.logins["programs"])

    async def counted(scope: str, person: str) -> dict[str, int]:
        async with connection.transaction():
            await connection.execute(db.SCOPE, scope, "btlh", person)
            asked = {"diary": DIARY_OF, "words": WORDS_OF, "journal": "select count(*) from programs.journal"}
            return {name: await connection.fetchval(sql) for name, sql in asked.items()}

    async with said.acting("mentee") as tx:
        shubina = str(tx.actor.person_id)
    async with said.acting("lapteva") as tx:
        lapteva = str(tx.actor.person_id)
    try:
        own = await counted("btlh", shubina)
        assert own["diary"] > 0
        assert own["words"] > 0
        assert await counted("btlh", lapteva) == {"diary": 0, "words": 0, "journal": 0}
        assert await counted("btlh", "") == {"diary": 0, "words": 0, "journal": 0}
        assert await counted("bgpk", "") == {"diary": 0, "words": 0, "journal": 0}
        for table in ("person", "meeting", "assessment", "pair", "program", "participant", "addendum", "card"):
            async with connection.transaction():
                await connection.execute(db.SCOPE, "bgpk", "bgpk", shubina)
                assert await connection.fetchval(f"select count(*) from programs.{table}") == 0
    finally:
        await connection.close()


DIARY_OF = f"select count(*) from programs.diary where content = '{inner.DIARY}'"
WORDS_OF = f"select count(*) from programs.assessment_words where words::text like '%{inner.WORDS}%'"


async def everything_in(dsn: str, schemas: str = "%") -> bytes:
    """Every value of every table of a database, past row-level security, events as they were sealed."""
    connection = await asyncpg.connect(dsn)
    try:
        tables = await connection.fetch(
            "select format('%I.%I', schemaname, tablename) as name from pg_tables"
            " where schemaname not in ('pg_catalog', 'information_schema') and schemaname like $1",
            schemas,
        )
        found = []
        for table in tables:
            for row in await connection.fetch(f"select * from {table['name']}"):
                found += [text_of(value) for value in row.values() if value is not None]
        return b"\n".join(found)
    finally:
        await connection.close()


def kept_in(folder: Path) -> bytes:
    """Everything that a broker keeps in its files; what a frame packs as base64 is unpacked."""
    raw = b"\n".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    return raw + b"\n".join(base64.b64decode(found + b"==") for found in re.findall(rb"[A-Za-z0-9+/]{16,}", raw))


async def test_nothing_inner_crosses_the_border_without_a_consent(said: Inner, postgres: str, scratch: Path) -> None:
    region, college = (said.year.contours[name].config for name in ("region", "btlh"))
    database = region.logins["registry"].rpartition("/")[2]
    outside = {"the region's database": await everything_in(with_database(postgres, database))}
    home = college.logins["programs"].rpartition("/")[2]
    outside["the college's outbox"] = await everything_in(with_database(postgres, home), "sync")
    if (scratch / "nats").exists():
        outside["the broker's files"] = kept_in(scratch / "nats")
    names = await surnames(said)
    for place, content in outside.items():
        leaked = [word for word in (*(READERS.keys() - CONSENTED.keys()), *names) if word.encode() in content]
        assert leaked == [], place
    assert all(word.encode() in outside["the region's database"] for word in CONSENTED)


async def test_without_a_scope_no_row_of_any_organization_is_seen(year: Lived, postgres: str) -> None:
    there, seen = dict[str, int](), dict[str, int]()
    for name, contour in year.contours.items():
        for service in SERVICES[contour.config.kind]:
            login = contour.config.logins[service]
            ruler = await asyncpg.connect(with_database(postgres, login.rpartition("/")[2]))
            stranger = await db.connect(login)
            tables = [row["name"] for row in await ruler.fetch(TABLES, service) if row["has_organization"]]
            for table in tables:
                count = f"select count(*) from {table}"
                there[f"{name}: {table}"] = await ruler.fetchval(count)
                seen[f"{name}: {table}"] = await stranger.fetchval(count)
            await stranger.close()
            await ruler.close()
    assert {place: count for place, count in seen.items() if count} == {}
    assert sum(count > 0 for count in there.values()) >= 10, "in an empty database there is nothing to hide"


async def surnames(said: Inner) -> set[str]:
    """The people of the college who consented to nothing."""
    async with said.acting("hr") as tx:
        rows = await tx.connection.fetch("select surname, id from person")
        consented = await tx.connection.fetch(
            "select person_id as id from route_request union select person_id from card where published is not null"
        )
    open = {row["id"] for row in consented}
    assert len(open) >= len(CONSENTED)
    return {row["surname"] for row in rows} - {row["surname"] for row in rows if row["id"] in open} - OF_THE_REGION


# People of the region itself.
OF_THE_REGION = {"Тимохина", "Лобанова", "Кайгородов", "Зырянова"}
