"""Whatever stands in an address: no door answers with our failure, and every answer is a page or a problem in words."""

from collections.abc import Iterator
from urllib.parse import quote, urlencode
from uuid import uuid4

import httpx
import pytest

from shared.doors import Door
from tests.house.inner import PARAMETER, filled
from tests.house.lived import Lived
from tests.house.strange import wished
from tests.house.test_hostile import as_form, ids_of, rehearsal

# What stands where a parameter is: a Russian word, too much of it, signs of a path, no sign at all, a tree, half a sign
# in two encodings, a number that no column holds, and an id of nothing.
STRANGE = {
    "cyrillic": quote("люди"),
    "long": quote("я" * 3_000),
    "slash": "..%2F..%2Fetc%2Fpasswd",
    "nul": "a%00b",
    "emoji": quote("🌲"),
    "half": "%D0",
    "surrogate": "%ED%A0%80",
    "huge": "9" * 30,
    "line": "a%0D%0Ax-y:%20z",
    "other": str(uuid4()),
}
# What begins or ends the session itself, waits for ever, or speaks with contours has tests of its own.
APART = ("/sessions", "/login", "/live", "/static", "/api/sync")
CASES = [("btlh", "curator"), ("region", "ministry"), ("federation", "observer")]


def addresses(path: str, ids: dict[str, object]) -> Iterator[str]:
    """Yield a path with each of its parameters made strange in turn, and the others right."""
    for name in PARAMETER.findall(path):
        for strange in STRANGE.values():
            yield filled(path, {**ids, name: strange})


def wrong_with(answer: httpx.Response, path: str) -> str:
    """Return what is wrong with an answer; empty when nothing is."""
    kind = answer.headers.get("content-type", "")
    if answer.status_code >= 500:
        return "our failure"
    if answer.status_code == 303:
        return "" if answer.headers["location"].isascii() else "an address that is no header"
    if answer.status_code < 400:
        return ""
    if path.startswith("/api/"):
        return "" if "json" in kind and answer.json().get("detail") else "no problem in words"
    return "" if "html" in kind and "<h1" in answer.text else "no page"


@pytest.mark.parametrize(("contour", "login"), CASES, ids=[contour for contour, _ in CASES])
async def test_whatever_stands_in_an_address_is_answered_with_a_page(contour: str, login: str, year: Lived) -> None:
    ids, wrong, count = await ids_of(year, contour), [], 0
    async with rehearsal(year, contour, login, in_browser=True) as browser:
        for method, path, handler in year.routes(contour):
            door = handler.opt.get("door")
            if not isinstance(door, Door) or path.startswith(APART):
                continue
            missing = set(PARAMETER.findall(path)) - ids.keys()
            assert not missing, f"{path} is not tried: ids_of knows no {missing}"
            for address in addresses(path, ids):
                answer = await asked(browser, method, address, door, ids)
                count += 1
                if problem := wrong_with(answer, path):
                    wrong.append(f"{method} {path} as {address[:90]}: {answer.status_code}, {problem}")
    if wrong:
        pytest.fail("\n".join(wrong[:60]))
    assert count > 200


async def asked(
    browser: httpx.AsyncClient, method: str, address: str, door: Door, ids: dict[str, object]
) -> httpx.Response:
    """Ask a door; a wish comes with what it would take."""
    if method == "GET":
        return await browser.get(address)
    body = {} if door.wish is None else wished(door.wish, ids)
    body = {name: value for name, value in body.items() if name not in PARAMETER.findall(door.path)}
    if door.kind == "wish":
        return await browser.post(address, json=body)
    content = urlencode(as_form(body)).encode()
    return await browser.post(address, content=content, headers={"content-type": "application/x-www-form-urlencoded"})
