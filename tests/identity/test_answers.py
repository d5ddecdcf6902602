"""Every answer is dressed, every body is weighed, nothing malformed is our fault, and the log keeps no secrets."""

import json
import logging
from dataclasses import replace
from typing import Any

import httpx
import msgspec
import pytest
import structlog

from shared import log
from shared.actor import Role
from shared.web.security import CSP, Secured
from tests.identity.house import Browser, House


async def of_every_kind(house: House) -> dict[str, httpx.Response]:
    browser, staff = house.browser(), await house.entered(Role.CURATOR)
    token = await staff.token("/profile")
    return {
        "page": await staff.get("/curators"),
        "login": await browser.get("/login"),
        "redirect": await browser.get("/curators"),
        "api": await staff.get("/api/who"),
        "api 401": await browser.get("/api/who"),
        "403": await staff.http.post("/hall"),
        "404": await browser.get("/no/such/page"),
        "api 404": await staff.get("/api/nothing"),
        "405": await staff.http.post("/api/who", headers={"x-csrf-token": token}),
        "500": await staff.get("/broken"),
        "static": await browser.get("/static/app.css"),
        "static 404": await browser.get("/static/no.css"),
        "health": await browser.get("/healthz"),
        "traversal": await browser.get("/static/%2e%2e/%2e%2e/app.py"),
    }


async def test_every_kind_of_answer_carries_the_headers(house: House) -> None:
    answers = await of_every_kind(house)
    statuses = {kind: answer.status_code for kind, answer in answers.items()}
    assert statuses == {
        "page": 200, "login": 200, "redirect": 303, "api": 200, "api 401": 401, "403": 403, "404": 404, "api 404": 404,
        "405": 405, "500": 500, "static": 200, "static 404": 404, "health": 200, "traversal": 404,
    }  # fmt: skip
    for kind, answer in answers.items():
        headers = answer.headers
        assert headers["content-security-policy"] == CSP, kind
        assert headers["x-content-type-options"] == "nosniff", kind
        assert headers["referrer-policy"] == "same-origin", kind
        assert headers["cross-origin-opener-policy"] == "same-origin", kind
        assert "camera=()" in headers["permissions-policy"], kind
        assert len(headers["x-request-id"]) == 16, kind
        assert "strict-transport-security" not in headers, kind
        assert "access-control-allow-origin" not in headers, kind
        assert ("no-store" in headers["cache-control"]) == (kind != "static"), kind


async def test_the_api_describes_itself_to_whoever_is_signed_in(house: House) -> None:
    staff, stranger = await house.entered(Role.CURATOR), house.browser()
    described = (await staff.get("/api/openapi.json")).json()
    assert described["openapi"] == "3.1.0"
    assert described["paths"]["/api/greetings"]["post"]["requestBody"]
    page = await staff.get("/api")
    assert (page.status_code, page.headers["content-security-policy"]) == (200, CSP)
    assert 'href="/api"' in (await staff.get("/profile")).text
    assert (await stranger.get("/api/openapi.json")).status_code == 401
    assert (await stranger.get("/api")).headers["location"] == "/login?next=%2Fapi"


async def test_the_type_of_a_problem_is_an_address_that_explains_it(house: House) -> None:
    staff, stranger = await house.entered(Role.CURATOR), house.browser()
    headers = {"x-csrf-token": await staff.token("/profile")}
    problems = [
        (await staff.http.post("/api/greetings", content=body, headers=headers)).json()
        for body in (b"{}", b"{", b'{"text": "", "role": "admin"}')
    ]
    problems.append((await stranger.get("/api/who")).json())
    assert [problem["type"] for problem in problems] == [
        f"/problems/{name}" for name in ("wrong-fields", "malformed", "wrong-fields", "not-signed-in")
    ]
    assert [[error["field"] for error in problem.get("errors", ())] for problem in problems] == [
        ["text"], [], ["text", "role"], [],
    ]  # fmt: skip
    listed = (await stranger.get("/problems")).text
    for problem in problems:
        page = await stranger.get(problem["type"])
        assert page.status_code == 200
        assert "Что делать" in page.text
        assert f'href="{problem["type"]}"' in listed
    assert (await stranger.get("/problems/no-such-thing")).status_code == 404


def test_the_policy_lets_nothing_in_from_elsewhere() -> None:
    policy = dict(part.strip().split(" ", 1) for part in CSP.split(";"))
    assert policy == {
        "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' data:",
        "font-src": "'self'", "connect-src": "'self'", "form-action": "'self'", "base-uri": "'none'",
        "frame-ancestors": "'none'", "object-src": "'none'",
    }  # fmt: skip


async def test_behind_tls_cookies_are_bound_to_the_host_and_hsts_is_on(house: House) -> None:
    gate = replace(house.gate, config=msgspec.structs.replace(house.config, secure=True))
    browser = Browser(replace(house, app=Secured(house.app.app, gate)))
    answer = await browser.get("/login")

    assert answer.headers["strict-transport-security"].startswith("max-age=63072000")
    (cookie,) = answer.headers.get_list("set-cookie")
    assert cookie.startswith("__Host-podrost-btlh-visitor=")
    assert "; Secure" in cookie
    assert "; Path=/;" in cookie


async def test_a_fault_of_ours_shows_nothing_of_the_inside(house: House) -> None:
    answer = await (await house.entered()).get("/broken")
    assert answer.status_code == 500
    for inside in ("маслоёнок", "Traceback", "ZeroDivisionError", "house.py"):
        assert inside not in answer.text


async def test_a_body_over_a_megabyte_is_refused_and_an_upload_may_have_eight(house: House) -> None:
    browser = await house.entered()
    token = await browser.token("/profile")
    headers = {"x-csrf-token": token}
    over = await browser.http.post("/api/greetings", content=b'{"text": "' + b"a" * (1 << 20) + b'"}', headers=headers)
    assert over.status_code == 413
    assert (await browser.http.post("/hall", data={"text": "a" * (1 << 20)}, headers=headers)).status_code == 413

    async def trickle() -> Any:
        for _ in range(40):
            yield b"a" * (1 << 15)

    assert (await browser.http.post("/api/greetings", content=trickle(), headers=headers)).status_code == 413

    large = {"sheet": ("list.xlsx", b"x" * (5 << 20))}
    taken = await browser.http.post("/files", files=large, headers=headers)
    assert taken.status_code == 303
    too_large = {"sheet": ("list.xlsx", b"x" * (9 << 20))}
    assert (await browser.http.post("/files", files=too_large, headers=headers)).status_code == 413


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"[" * 100_000, 400),
        (b'{"text":' * 50_000, 400),
        (b'{"text": "\xff\xfe"}', 400),
        (b'{"text": ', 400),
        (b"", 422),
        (b'"word"', 422),
        (b'{"text": 5}', 422),
        (b'{"text": "\\ud800"}', 400),
        (b'{"text": "\\u0000"}', 422),
        (b'{"text": "hello", "role": "admin"}', 422),
        (b'{"text": ""}', 422),
    ],
)
async def test_bad_json_is_answered_with_a_reason(house: House, body: bytes, status: int) -> None:
    browser = await house.entered()
    headers = {"x-csrf-token": await browser.token("/profile"), "content-type": "application/json"}
    answer = await browser.http.post("/api/greetings", content=body, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["detail"]
    assert (problem["status"], problem["instance"]) == (status, answer.headers["x-request-id"])


@pytest.mark.parametrize(
    ("body", "media"),
    [
        (b"text=%ff%fe&_csrf=%c3", "application/x-www-form-urlencoded"),
        (b"\xff\xfe=\xff", "application/x-www-form-urlencoded"),
        (b"text=%00", "application/x-www-form-urlencoded"),
        (b"--x\r\ngarbage", "multipart/form-data; boundary=x"),
        (b"garbage", "multipart/form-data"),
        (b"", "multipart/form-data; boundary="),
        (
            b'--x\r\ncontent-disposition: form-data; name="\xff"\r\n\r\n\xff\r\n--x--',
            "multipart/form-data; boundary=x",
        ),
        (b"--x\r\n\r\n\r\n--x--", "multipart/form-data; boundary=x; charset=nope"),
    ],
)
async def test_a_malformed_form_is_never_our_fault(house: House, body: bytes, media: str) -> None:
    browser = await house.entered()
    token = await browser.token("/profile")
    for headers in ({"content-type": media}, {"content-type": media, "x-csrf-token": token}):
        answer = await browser.http.post("/hall", content=body, headers=headers)
        assert answer.status_code < 500


@pytest.mark.parametrize(
    "path",
    ["/login?next=%ff%fe", "/login?%00=%00", "/invites/%ff%fe", "/invites/%00", "/people/not-a-uuid", "/%2e%2e/etc",
     "/curators?" + "a=1&" * 3000],
)  # fmt: skip
async def test_a_malformed_address_is_never_our_fault(house: House, path: str) -> None:
    browser = await house.entered()
    assert (await browser.get(path)).status_code < 500


@pytest.mark.parametrize(
    "headers",
    [
        {"cookie": "podrost-btlh=\xff; =; ;;;"},
        {"cookie": "podrost-btlh=" + "A" * 5000},
        {"cookie": 'podrost-btlh-flash="; podrost-btlh-device=.....'},
        {"authorization": "Bearer \xff"},
        {"authorization": "Basic YTpi"},
        {"x-csrf-token": "\xff"},
        {"content-type": "\xff/\xfe"},
        {"user-agent": "\xff\x00"},
    ],
)
async def test_malformed_headers_are_never_our_fault(house: House, headers: dict[str, str]) -> None:
    raw = {name: value.encode("latin-1") for name, value in headers.items()}
    browser = house.browser()
    assert (await browser.http.get("/profile", headers=raw)).status_code in (303, 401)  # type: ignore[arg-type]
    assert (await browser.http.post("/sessions", headers=raw, data={})).status_code < 500  # type: ignore[arg-type]


async def test_a_request_leaves_one_line_without_what_was_typed(house: House) -> None:
    account = await house.person()
    browser = house.browser()
    with structlog.testing.capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        await browser.http.get("/hall?q=Самойлова")
        await browser.log_in(account.login, "не тот пароль совсем", next="/curators")
        await browser.get("/invites/" + "A" * 43)
    requests = [line for line in lines if line["event"] == "request"]

    assert [(line["method"], line["route"], line["status"]) for line in requests] == [
        ("GET", "/hall", 200),
        ("GET", "/login", 200),
        ("POST", "/sessions", 422),
        ("GET", "/invites/{link}", 404),
    ]
    assert all(len(line["request"]) == 16 and line["ms"] > 0 for line in requests)
    for typed in ("Самойлова", account.login, "не тот пароль", "A" * 43, "curators"):
        assert typed not in str(lines)


def test_the_log_hides_what_slipped_in(capsys: pytest.CaptureFixture[str]) -> None:
    before, root = structlog.get_config(), logging.getLogger()
    handlers, level = list(root.handlers), root.level
    log.configure("info")
    try:
        log.log.info("trouble", password="ёжик", detail="СНИЛС 112-233-445 95, a.b@mail.ru, +7 (385) 212-34-56")
        log.log.info("trouble", reason="postgresql://login:word@host/db " + "A" * 43)
        detail = "duplicate key\nDETAIL:  Key (login)=(samoylova) already exists."
        try:
            raise ValueError(detail)
        except ValueError as error:
            log.log.error("failed", exc_info=error)
        log.log.debug("quiet")
    finally:
        structlog.configure(**before)
        root.handlers[:] = handlers
        root.setLevel(level)
        logging.captureWarnings(False)
    text = capsys.readouterr().err
    lines = [json.loads(line) for line in text.splitlines()]

    assert [line["level"] for line in lines] == ["info", "info", "error"]
    assert lines[0]["password"] == "(hidden)"
    for secret in ("ёжик", "112-233-445", "mail.ru", "212-34-56", "word@", "A" * 43, "samoylova"):
        assert secret not in text


async def test_a_client_that_leaves_is_not_logged_as_our_failure(house: House) -> None:
    asked = iter([{"type": "http.request", "body": b"login=cura", "more_body": True}, {"type": "http.disconnect"}])
    answered: list[Any] = []

    async def receive() -> Any:
        return next(asked, {"type": "http.disconnect"})

    async def send(message: Any) -> None:
        answered.append(message)

    headers = [(b"host", b"podrost.test"), (b"content-type", b"application/x-www-form-urlencoded")]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": "/login", "raw_path": b"/login", "query_string": b"", "root_path": "", "headers": headers,
        "client": ("127.0.0.1", 1), "server": ("podrost.test", 80),
    }  # fmt: skip
    with structlog.testing.capture_logs() as lines:
        await house.app(scope, receive, send)
    assert [line for line in lines if line["log_level"] == "error"] == []
    assert all(one.get("status", 400) < 500 for one in answered)
