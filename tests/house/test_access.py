"""The access matrix, made from the route table: every role at every door, with own and others' things; never a 5xx."""

import re
from collections.abc import AsyncGenerator, Iterator
from uuid import uuid4

import httpx
import pytest

from deploy.contours import services_of
from deploy.docs import OWN, access
from shared.actor import Role
from shared.doors import ANYONE, SIGNED_IN, Who, shown_again
from shared.identity import accounts, tokens
from tests.house.lived import Lived, token

PARAMETER = re.compile(r"\{(\w+):(\w+)\}")
# Doors that end or change the session itself, the stream that never ends, and readiness, which is 503 while no exchange
# runs: they have tests of their own.
APART = ("/readyz", "/sessions", "/login", "/live", "/static", "/invite", "/profile", "/accounts")


def asked(path: str, what: str) -> str:
    """Return a path with its parameters filled: an id of nothing, or a text that is not an id."""
    absent = {"uuid": str(uuid4()), "int": "987654", "str": "nobody"}
    malformed = {"uuid": "1'; drop table person; --", "int": "много", "str": "..%2f..%2fetc%2fpasswd"}
    values = absent if what == "absent" else malformed
    for name, kind in PARAMETER.findall(path):
        path = path.replace(f"{{{name}:{kind}}}", values[kind])
    return path


def open_to(who: Who, roles: frozenset[Role]) -> bool:
    return who in (ANYONE, SIGNED_IN) or (isinstance(who, frozenset) and bool(who & roles))


async def account_of(year: Lived, contour: str, role: Role) -> str:
    """Return an account with one role."""
    gate = year.contours[contour].gate
    login = f"only-{role}"
    async with gate.transaction() as tx:
        if await accounts.by_login(tx, login) is None:
            anybody = await accounts.by_login(tx, SOMEBODY[contour])
            assert anybody is not None
            assert anybody.password_hash is not None
            account_id = await accounts.create_account(tx, login, "Проверяющий", [role])
            await accounts.keep_password(tx, account_id, anybody.password_hash)
    return login


async def key_of(year: Lived, contour: str, login: str) -> dict[str, str]:
    """Return the headers of a program of that person: its refusals come without a page around them."""
    async with year.contours[contour].gate.transaction() as tx:
        return {"authorization": f"Bearer {await tokens.issue_token(tx, login)}"}


# What a guard says; a rule of a service may refuse the same person in other words.
SHUT = "попросите куратора организации дать доступ"
SOMEBODY = {"btlh": "head", "region": "ministry", "federation": "observer"}
CONTOURS = tuple(SOMEBODY)
CASES = [(contour, role) for contour in CONTOURS for role in Role]
BODIES = (b"{", b"[" * 50_000, b'{"person_id": 7}', b"\xff\xfe", b"null")


@pytest.mark.parametrize(("contour", "role"), CASES, ids=[f"{contour}-{role}" for contour, role in CASES])
async def test_a_role_opens_exactly_its_doors(contour: str, role: Role, year: Lived) -> None:
    login = await account_of(year, contour, role)
    wrong: list[str] = []
    count = 0
    async with year.browser(contour, login) as browser:
        browser.headers.update(await key_of(year, contour, login))
        for method, path, who in doors(year, contour):
            count += 1
            shut = not open_to(who, frozenset({role}))
            answer = await browser.request(method, asked(path, "absent"))
            if shut and answer.status_code != 403:
                wrong.append(f"{method} {path}: {answer.status_code} to {role}")
            if not shut and (answer.status_code >= 500 or answer.status_code == 401 or SHUT in answer.text):
                wrong.append(f"{method} {path}: {answer.status_code} to {role}, who may")
    assert wrong == []
    assert count > (60 if contour != "federation" else 20)


@pytest.mark.parametrize(("contour", "role"), CASES, ids=[f"{contour}-{role}" for contour, role in CASES])
async def test_bad_input_is_never_our_fault(contour: str, role: Role, year: Lived) -> None:
    """Each door gets every kind of bad input once, from the first role that may use it."""
    wrong: list[str] = []
    async with year.browser(contour, await account_of(year, contour, role)) as browser:
        csrf = token((await browser.get("/profile")).text)
        for method, path, who in doors(year, contour):
            if role != next((one for one in Role if open_to(who, frozenset({one}))), None):
                continue
            for what in ("absent", "malformed") if PARAMETER.search(path) else ("absent",):
                wrong += [
                    f"{method} {path} {what}: {answer.status_code} to {role}"
                    async for answer in knock(browser, method, asked(path, what), csrf)
                    if answer.status_code >= 500 or answer.status_code == 401 or SHUT in answer.text
                ]
    assert wrong == []


def doors(year: Lived, contour: str) -> Iterator[tuple[str, str, Who]]:
    """Return the routes of a contour that do not change the session."""
    for method, path, handler in year.routes(contour):
        if not path.startswith(APART):
            yield method, path, handler.opt["who"]


async def knock(browser: httpx.AsyncClient, method: str, path: str, csrf: str) -> AsyncGenerator[httpx.Response, None]:
    """Try a door with every kind of input."""
    if method == "GET":
        yield await browser.get(path)
        yield await browser.get(path, params={"on": "завтра", "q": "\x00", "municipality": "я" * 300, "state": "?"})
        return
    if path.startswith("/api/"):
        headers = {"content-type": "application/json", "x-csrf-token": csrf}
        for body in BODIES:
            yield await browser.post(path, content=body, headers=headers)
        return
    yield await browser.post(path, data={"_csrf": csrf})
    yield await browser.post(path, data={"_csrf": csrf, "person_id": "x", "number": "\x00", "signed_on": "31.02"})
    yield await browser.post(path, data={"_csrf": csrf}, files={"file": ("список.xlsx", b"PK\x03\x04broken")})


@pytest.mark.parametrize("contour", CONTOURS)
async def test_a_stranger_is_led_to_the_login_and_a_program_is_told_401(contour: str, year: Lived) -> None:
    wrong = []
    async with year.browser(contour) as browser:
        for method, path, handler in year.routes(contour):
            if handler.opt["who"] == ANYONE:
                continue
            address = asked(path, "absent")
            answer = await (browser.get(address) if method == "GET" else browser.post(address))
            if path.startswith("/api/"):
                right = answer.status_code == 401
            else:
                right = answer.status_code == 303 and answer.headers["location"].startswith("/login")
            if not right:
                wrong.append(f"{method} {path}: {answer.status_code}")
    assert wrong == []


@pytest.mark.parametrize("contour", CONTOURS)
async def test_a_change_without_the_form_token_is_refused(contour: str, year: Lived) -> None:
    wrong = []
    async with year.browser(contour, SOMEBODY[contour]) as browser:
        for method, path, _ in year.routes(contour):
            if method == "POST":
                answer = await browser.post(asked(path, "absent"), data={"a": "b"})
                if answer.status_code != 403 and answer.status_code != 404:
                    wrong.append(f"{path}: {answer.status_code}")
    assert wrong == []


@pytest.mark.parametrize("contour", CONTOURS)
def test_every_route_is_a_declared_door_and_stands_in_the_table_of_doors(contour: str, year: Lived) -> None:
    kind = year.contours[contour].config.kind
    services = [*services_of(kind), *(service.at(kind) for service in OWN)]
    declared = [subject.doors for service in services for subject in service.subjects]
    every = [door for some in declared for door in some]
    doors = [door for some in declared for door in [*some, *shown_again(some, every)]]
    routes = {(method, path): handler for method, path, handler in year.routes(contour)}
    static = {("GET", "/static/{file_path:path}")}
    assert routes.keys() - static == {(door.method, door.path) for door in doors}
    assert {handler.opt.get("door") for route, handler in routes.items() if route not in static} == set(doors)
    listed = access()
    assert [door.path for door in doors if f"`{door.method} {door.path}`" not in listed] == []
