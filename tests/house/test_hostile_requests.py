"""Requests that no browser sends: broken addresses, headers, cookies, bodies, files. Each gets a clear answer."""

import gc
from collections.abc import AsyncGenerator

import httpx
import pytest

from tests.house.lived import Lived, token

BROKEN_PATHS = (
    "/%zz", "/%00", "/people/%00", "/people?q=%00", "/people?q=%ff%fe", "/people?%00=1", "/people?q=" + "a" * 60_000,
    "/" + "a" * 60_000, "/people?" + "q=1&" * 15_000, "/people?q[]=1", "//people", "/static/%00",
    "/static/..%2f..%2fapp.py",
    "/static/%2e%2e/frame.py", "/exchange/statement/%00/%00", "/invites/%00", "/invites/" + "x" * 5000,
    "/exchange/handover/%0d%0a", "/people/list.xlsx?x=%0d%0aSet-Cookie:a=b",
)  # fmt: skip
BROKEN_HEADERS: tuple[dict[bytes, bytes], ...] = (
    {b"cookie": b"\xff\xfe=\xff"},
    {b"cookie": b"podrost-btlh=" + b"a" * 43},
    {b"cookie": b"podrost-btlh-flash=W1tb"},
    {b"cookie": b"podrost-btlh-flash=WzEsMl0="},
    {b"cookie": b"podrost-btlh-flash=%ff\xff; podrost-btlh-device=" + b"." * 3000},
    {b"cookie": b";" * 5000},
    {b"authorization": b"Bearer \xff"},
    {b"authorization": b""},
    {b"referer": b"http://[::1"},
    {b"origin": b"http://["},
    {b"host": b"\xff"},
    {b"content-length": b"abc"},
    {b"user-agent": b"\xff" * 3000},
    {b"x-forwarded-for": b"\xff\x00"},
)


@pytest.fixture(params=["in", "out"])
async def browser(request: pytest.FixtureRequest, year: Lived) -> AsyncGenerator[httpx.AsyncClient, None]:
    """A browser in which the curator is signed in, and one in which nobody is."""
    async with year.browser("btlh", "curator" if request.param == "in" else None) as browser:
        yield browser


def plainly(answer: httpx.Response) -> None:
    """The answer is of ours: no error of the server, dressed as every answer, leading nowhere else."""
    assert answer.status_code < 500, answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "Traceback" not in answer.text
    if "location" in answer.headers:
        assert answer.headers["location"].startswith("/")
        assert not answer.headers["location"].startswith("//")
        assert "\r" not in answer.headers["location"]


async def test_broken_addresses_and_headers_are_answered_plainly(browser: httpx.AsyncClient) -> None:
    for path in BROKEN_PATHS:
        plainly(await browser.get(path))
    for headers in BROKEN_HEADERS:
        plainly(await browser.get("/people", headers=headers))
        plainly(await browser.post("/needs", headers=headers, content=b"a=b"))


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE"])
async def test_other_methods_change_nothing(method: str, browser: httpx.AsyncClient) -> None:
    for path in ("/", "/people", "/api/people", "/login", "/healthz", "/nowhere"):
        answer = await browser.request(method, path)
        plainly(answer)
        assert answer.status_code in (303, 401, 403, 404, 405), f"{method} {path}"


@pytest.mark.parametrize(
    "next",
    ["//evil.test", "/\\evil.test", "https:evil.test", "/x\r\nSet-Cookie: a=b", "/login?next=//evil.test", "\x00"],
)
async def test_the_login_leads_only_to_our_own_pages(next: str, year: Lived) -> None:
    async with year.browser("btlh") as browser:
        page = await browser.get("/login", params={"next": next})
        form = {"login": "curator", "password": "podrost-demo-2026", "next": next, "_csrf": token(page.text)}
        answer = await browser.post("/sessions", data=form)
        assert answer.status_code == 303
        assert answer.headers["location"] == "/"
        assert "set-cookie: a=b" not in str(answer.headers).lower()


EDGE = b"ograda"


def part(name: bytes, value: bytes, rest: bytes = b"", type: bytes = b"") -> bytes:
    head = b'Content-Disposition: form-data; name="' + name + b'"' + rest + b"\r\n"
    return head + (b"Content-Type: " + type + b"\r\n" if type else b"") + b"\r\n" + value


def parts(*all: bytes) -> bytes:
    return b"".join(b"--" + EDGE + b"\r\n" + one + b"\r\n" for one in all) + b"--" + EDGE + b"--\r\n"


MULTIPART = b"multipart/form-data; boundary=" + EDGE
FORM = b"application/x-www-form-urlencoded"


def oddities(csrf: bytes) -> dict[str, tuple[bytes, bytes]]:
    """Bodies by what is odd about them, each with its content type."""
    own = part(b"_csrf", csrf)
    typed = b"_csrf=" + csrf
    return {
        "no boundary": (b"multipart/form-data", parts(own)),
        "another boundary": (b"multipart/form-data; boundary=z", parts(own)),
        "a huge boundary": (b"multipart/form-data; boundary=" + b"z" * 5000, parts(own)),
        "1,000 parts": (MULTIPART, parts(own, *(part(b"rows.%d.domain" % n, b"1") for n in range(999)))),
        "2,000 parts": (MULTIPART, parts(own, *(part(b"a%d" % n, b"1") for n in range(2000)))),
        "a huge name": (MULTIPART, parts(own, part(b"n" * 100_000, b"1"))),
        "zeros": (MULTIPART, parts(own, part(b"n\x00", b"\x00"))),
        "no UTF-8": (MULTIPART, parts(own, part(b"\xff", b"\xff"))),
        "the token as a file": (MULTIPART, parts(part(b"_csrf", csrf, b'; filename="a"'))),
        "no disposition": (MULTIPART, parts(own, b"X: y\r\n\r\nabc")),
        "cut off": (MULTIPART, parts(own, part(b"file", b"a" * 1000, b'; filename="a.xlsx"'))[:-30]),
        "a header in a file's name": (MULTIPART, parts(own, part(b"file", b"PK", b'; filename="a\r\nX-Evil: 1"'))),
        "an unknown charset": (MULTIPART, parts(own, part(b"x", b"a", b"", b"text/plain; charset=bogus"))),
        "JSON": (b"application/json", b'{"_csrf": 1}'),
        "no type": (b"\xff/\xff", typed),
        "very long": (FORM, typed + b"&reason=" + b"b" * 900_000),
        "very many": (FORM, typed + b"".join(b"&rows.%d.domain=method" % n for n in range(40_000))),
        "odd rows": (FORM, typed + "&rows.².domain=1&rows.99999999999999999999.domain=2&rows..=1&rows=1".encode()),
        "broken signs": (FORM, typed + b"&reason=%zz%ff%00&person_id=%ed%a0%80"),
        "too much": (FORM, b"a=" + b"b" * 1_100_000),
    }


# The framework leaves the file of a part that it gave up on to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_bodies_that_no_browser_sends_are_refused_plainly(year: Lived) -> None:
    async with year.browser("btlh", "curator") as browser:
        csrf = token((await browser.get("/profile")).text)
        for path in ("/needs", "/staff-lists", "/organization/descriptions"):
            for odd, (type, body) in oddities(csrf.encode()).items():
                answer = await browser.post(path, content=body, headers={b"content-type": type})
                plainly(answer)
                assert answer.status_code >= 400, f"{odd} at {path}: {answer.status_code}"
    async with year.browser("btlh", "mentee") as browser:
        csrf = token((await browser.get("/profile")).text)
        for odd, (type, body) in oddities(csrf.encode()).items():
            answer = await browser.post("/assessments", content=body, headers={b"content-type": type})
            plainly(answer)
            assert answer.status_code >= 400, odd
    gc.collect()


FILES = {
    "cut.xlsx": b"PK\x03\x04" + b"\x00" * 300,
    "empty.xlsx": b"PK\x05\x06" + b"\x00" * 18,
    "old.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 1000,
    "page.xlsx": b"<html><body>x</body></html>",
    "../../etc/passwd": b"root:x:0:0",
    "a\r\nX-Evil: 1.xlsx": b"\x00" * 100,
    "\u202exslx.exe": b"MZ" * 100,
    "list.csv": "ФИО;Должность\n=cmd|calc;\x00\n".encode("cp1251"),
}


async def test_files_that_are_no_staff_list_are_refused_with_a_reason(year: Lived) -> None:
    async with year.browser("btlh", "hr") as browser:
        csrf = token((await browser.get("/people/upload")).text)
        for name, content in FILES.items():
            answer = await browser.post("/staff-lists", data={"_csrf": csrf}, files={"file": (name, content)})
            plainly(answer)
            assert answer.status_code == 422, name
            assert 'class="error"' in answer.text or "summary" in answer.text, name
            assert "x-evil" not in answer.headers
