"""Who may open which door, and from where: deny by default, forms from our own pages only, no way out."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest
from litestar import Litestar, get

from shared.actor import Role
from shared.doors import ANYONE, SIGNED_IN
from shared.web.guards import check_routes, local, to_login
from shared.web.live import Live
from tests.identity.house import PASSWORD, Browser, House


async def test_a_page_leads_to_the_login_and_the_api_says_401(house: House) -> None:
    browser = house.browser()
    page, api = await browser.get("/curators"), await browser.get("/api/curators")
    assert (page.status_code, page.headers["location"], page.content) == (303, "/login?next=%2Fcurators", b"")
    assert (api.status_code, api.json()) == (
        401,
        {
            "type": "/problems/not-signed-in",
            "title": "Нужно войти",
            "status": 401,
            "detail": "Войдите, чтобы продолжить.",
            "instance": api.headers["x-request-id"],
        },
    )


async def test_another_role_gets_403_in_words(house: House) -> None:
    browser = await house.entered(Role.TEACHER)
    page, api = await browser.get("/curators"), await browser.get("/api/curators")
    assert (page.status_code, api.status_code) == (403, 403)
    assert "не для вашей роли" in page.text
    assert "не для вашей роли" in api.json()["detail"]


async def test_a_page_with_a_question_leads_to_the_login_and_back_to_that_question(house: House) -> None:
    answer = await house.browser().get("/curators?page=2&q=a")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=%2Fcurators%3Fpage%3D2%26q%3Da")


async def test_a_form_that_met_an_ended_session_leads_back_to_its_page(house: House) -> None:
    answer = await house.browser().http.post("/hall", data={}, headers={"referer": "http://podrost.test/curators"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=%2Fcurators")


async def test_an_open_page_hears_at_once_that_something_changed_through_a_proxy_too(house: House) -> None:
    browser, live = await house.entered(Role.CURATOR), house.app.app.state.desk.live
    listening = asyncio.create_task(browser.get("/live/programs"))
    while not live.listeners("programs"):
        await asyncio.sleep(0)
    live.changed("programs")
    await asyncio.sleep(0.01)
    live.close()
    answer = await listening

    assert answer.headers["content-type"].startswith("text/event-stream")
    assert (answer.headers["x-accel-buffering"], answer.headers["cache-control"]) == ("no", "no-store")
    assert answer.text.splitlines() == [": listening", "", "event: changed", "data: programs", ""]
    assert not live.listeners("programs"), "whoever has left is not told any more"


async def heard(house: House, browser: Browser) -> "asyncio.Task[httpx.Response]":
    """A page that listens."""
    live = house.app.app.state.desk.live
    before = live.listeners("programs")
    listening = asyncio.create_task(browser.http.get("/live/programs"))
    while live.listeners("programs") == before:
        assert not listening.done(), listening.result().text
        await asyncio.sleep(0)
    return listening


@pytest.fixture
def live(house: House) -> Iterator[Live]:
    """What tells open pages; whoever still listens after the test is let go."""
    live: Live = house.app.app.state.desk.live
    live.closing = False
    yield live
    live.close()


async def test_an_open_page_hears_no_more_once_its_session_has_ended(house: House, live: Live) -> None:
    browser, other = await house.entered(Role.CURATOR), await house.entered(Role.TEACHER)
    listening, another = await heard(house, browser), await heard(house, other)

    await browser.post("/sessions/endings", page="/hall")
    live.changed("programs")
    answer = await listening
    assert answer.text.splitlines() == [": listening", ""]
    assert not another.done(), "the page of somebody else goes on"

    live.close()
    await another


async def test_a_session_keeps_ten_live_pages_and_another_session_its_own(house: House, live: Live) -> None:
    browser, other = await house.entered(Role.CURATOR), await house.entered(Role.TEACHER)
    pages = [await heard(house, browser) for _ in range(10)]

    assert (await browser.http.get("/live/programs")).status_code == 429
    pages.append(await heard(house, other))

    live.close()
    await asyncio.gather(*pages)
    live.closing = False
    await heard(house, browser)


async def test_options_is_not_answered(house: House) -> None:
    browser = await house.entered(Role.CURATOR)
    assert (await browser.http.options("/api/who")).status_code == 403


def test_a_route_that_does_not_say_who_may_use_it_stops_the_start() -> None:
    @get("/open", opt={"who": ANYONE})
    async def open_to_all() -> str:
        return ""

    @get("/mine", opt={"who": SIGNED_IN})
    async def mine() -> str:
        return ""

    @get("/silent")
    async def silent() -> str:
        return ""

    @get("/empty", opt={"who": frozenset()})
    async def empty() -> str:
        return ""

    @get("/word", opt={"who": "curator"})
    async def word() -> str:
        return ""

    check_routes(Litestar([open_to_all, mine], openapi_config=None))
    with pytest.raises(RuntimeError, match="GET /silent, GET /empty, GET /word"):
        check_routes(Litestar([open_to_all, mine, silent, empty, word], openapi_config=None))


async def test_every_route_of_identity_that_is_open_to_anyone_is_known(house: House) -> None:
    app = house.app.app
    public = {
        route.path for route in app.routes for handler in route.route_handlers if handler.opt.get("who") == ANYONE
    }
    assert public == {
        "/login", "/login/code", "/sessions", "/sessions/codes", "/sessions/endings", "/invites/{link:str}",
        "/invites/{link:str}/passwords", "/invite/{link:str}", "/healthz", "/readyz", "/static/{file_path:path}",
        "/help", "/help/{name:str}", "/problems", "/problems/{name:str}", "/hall", "/broken",
    }  # fmt: skip


async def test_a_form_without_its_token_is_refused(house: House) -> None:
    browser = await house.entered()
    for fields in ({}, {"_csrf": ""}, {"_csrf": "A" * 43}, {"_csrf": "ё"}):
        answer = await browser.http.post("/hall", data={"text": "привет", **fields})
        assert answer.status_code == 403
        assert "Страница устарела" in answer.text


async def test_a_token_of_another_session_is_refused(house: House) -> None:
    browser, other = await house.entered(), await house.entered()
    stolen = await other.token("/profile")
    answer = await browser.http.post("/hall", data={"text": "привет", "_csrf": stolen})
    assert answer.status_code == 403


async def test_a_token_from_before_the_login_is_refused_after_it(house: House) -> None:
    account = await house.person()
    browser = house.browser()
    before = await browser.token("/login")
    await browser.log_in(account.login)
    assert (await browser.http.post("/hall", data={"text": "привет", "_csrf": before})).status_code == 403


async def test_the_login_form_too_needs_the_token_of_its_page(house: House) -> None:
    account = await house.person()
    browser = house.browser()
    answer = await browser.http.post("/sessions", data={"login": account.login, "password": PASSWORD})
    assert answer.status_code == 403
    assert browser.session is None


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://podrost.test:8001"},
        {"origin": "http://podrost.test.evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://podrost.test"},
    ],
)
async def test_a_form_from_another_site_is_refused_even_with_a_token(house: House, headers: dict[str, str]) -> None:
    browser = await house.entered()
    token = await browser.token("/profile")
    answer = await browser.http.post("/hall", data={"text": "привет", "_csrf": token}, headers=headers)
    assert answer.status_code == 403
    assert "не с нашей страницы" in answer.text


async def test_a_form_of_our_own_page_is_taken(house: House) -> None:
    browser = await house.entered()
    token = await browser.token("/profile")
    own = {"origin": "http://podrost.test", "sec-fetch-site": "same-origin"}
    answer = await browser.http.post("/hall", data={"text": "привет", "_csrf": token}, headers=own)
    assert (answer.status_code, answer.headers["location"]) == (303, "/hall")


async def test_a_script_of_our_own_page_sends_the_token_in_a_header(house: House) -> None:
    browser = await house.entered()
    token = await browser.token("/profile")
    without = await browser.http.post("/api/greetings", json={"text": "привет"})
    answer = await browser.http.post("/api/greetings", json={"text": "привет"}, headers={"x-csrf-token": token})
    assert (without.status_code, answer.status_code) == (403, 201)


@pytest.mark.parametrize(
    "told",
    [
        "https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
        "/\t/evil.example", "/ /evil.example", "evil.example", "", "/login", "/sessions/endings",
        "http:evil.example", "/\x00",
    ],
)  # fmt: skip
async def test_the_login_never_leads_to_another_site(house: House, told: str) -> None:
    assert local(told) == "/"
    assert to_login(told) == "/login"
    account = await house.person()
    answer = await house.browser().log_in(account.login, next=told)
    assert answer.headers.get("location", "/") == "/"


def test_a_page_of_our_own_is_come_back_to() -> None:
    assert local("/programs?state=done") == "/programs?state=done"
    assert to_login("/programs?state=done&q=а") == "/login?next=%2Fprograms%3Fstate%3Ddone%26q%3D%D0%B0"
