"""Keys for programs: made in person, narrower than their owner, short-lived, dead with the password."""

import re
from typing import Any

import httpx
import pyotp
import pytest

from deploy.contours import SERVICES, services_of
from deploy.docs import OWN
from shared.actor import Role
from shared.config import Kind
from shared.doors import CONTOUR
from shared.identity import invites, keys, tokens
from shared.identity.accounts import Account
from shared.web import once
from tests.identity.house import PASSWORD, Browser, House

KEY = re.compile(r'<code id="new-token">([^<]+)</code>')
NEW = "пятый ёж ушёл в лес"


async def asked(browser: Browser, **fields: Any) -> httpx.Response:
    """Ask for a key as the form does."""
    told = {"name": "выгрузка в 1С", "scopes": "read:programs.trial", "current": PASSWORD, **fields}
    return await browser.post("/profile/tokens", page="/profile/tokens/new", **told)


def program(house: House, key: str) -> Browser:
    return house.browser(authorization=f"Bearer {key}")


async def count(house: House, account: Account) -> int:
    async with house.gate.transaction() as tx:
        return len(await tokens.tokens_of(tx, account.id))


async def has_code(house: House, account: Account) -> pyotp.TOTP:
    """Give the account a second factor."""
    secret = pyotp.random_base32(32)
    box = keys.lock(house.gate.key("totp"), secret.encode(), account.id.bytes)
    await house.gate.pool.execute("update account set totp_secret = $2 where id = $1", account.id, box)
    return pyotp.TOTP(secret)


async def test_a_key_is_shown_once_opens_the_api_and_is_revoked(house: House) -> None:
    browser = await house.entered(Role.CURATOR)
    (key,) = KEY.findall((await asked(browser, scopes="write:programs.trial")).text)
    again = (await browser.get("/profile")).text
    assert "выгрузка в 1С" in again
    assert key not in again

    program = house.browser(authorization=f"Bearer {key}")
    assert (await program.get("/api/who")).json()["roles"] == ["curator"]
    said = await program.http.post("/api/greetings", json={"text": "добрый день"})
    assert (said.status_code, said.json()["said"]) == (201, "добрый день")

    (token_id,) = re.findall(r"/profile/tokens/([0-9a-f-]{36})/revocations", again)
    await browser.post(f"/profile/tokens/{token_id}/revocations", page="/profile")
    assert (await program.get("/api/who")).status_code == 401


async def test_a_key_cannot_change_the_account_it_belongs_to(house: House) -> None:
    account = await house.person()
    async with house.gate.transaction() as tx:
        key = await tokens.issue_token(tx, account.login)
    program = house.browser(authorization=f"Bearer {key}")
    assert (await program.get("/profile")).status_code == 403
    assert (await program.http.post("/profile/tokens", data={"name": "ещё один"})).status_code == 403


async def test_a_wrong_key_is_not_helped_by_a_cookie_beside_it(house: House) -> None:
    browser = await house.entered()
    answer = await browser.get("/api/who", headers={"authorization": "Bearer " + "A" * 43})
    assert answer.status_code == 401


async def test_an_account_has_at_most_twenty_keys(house: House) -> None:
    account = await house.person()
    async with house.gate.transaction() as tx:
        for _ in range(tokens.MOST):
            await tokens.make_token(tx, account.id, "ключ")
        with pytest.raises(tokens.TooManyTokens):
            await tokens.make_token(tx, account.id, "ключ")


async def test_a_key_ends_after_ninety_days(house: House) -> None:
    account = await house.person()
    async with house.gate.transaction() as tx:
        key = await tokens.issue_token(tx, account.login)
    house.clock.turn(days=89, hours=23)
    assert (await program(house, key).get("/api/who")).status_code == 200
    house.clock.turn(hours=1)
    assert (await program(house, key).get("/api/who")).status_code == 401


async def test_a_key_is_made_with_the_password_alone_of_who_has_no_code(house: House) -> None:
    account = await house.person()
    browser = house.browser()
    await browser.log_in(account.login)
    for current in ("", "не тот пароль совсем"):
        refused = await asked(browser, current=current)
        assert (refused.status_code, KEY.search(refused.text)) == (422, None)
    assert await count(house, account) == 0
    assert KEY.search((await asked(browser)).text)


async def test_who_has_a_code_makes_a_key_with_the_code_too(house: House) -> None:
    account = await house.person(Role.CURATOR)
    browser = house.browser()
    await browser.log_in(account.login)
    codes = await has_code(house, account)
    for code in ("", "000000"):
        refused = await asked(browser, code=code)
        assert (refused.status_code, KEY.search(refused.text)) == (422, None)
        assert 'id="MakeToken-code-error"' in refused.text
    right = codes.at(house.clock())
    assert KEY.search((await asked(browser, code=right)).text)
    assert not KEY.search((await asked(browser, code=right)).text), "a code is good once"


async def test_guesses_at_the_code_of_a_key_are_limited(house: House) -> None:
    account = await house.person(Role.CURATOR)
    browser = house.browser()
    await browser.log_in(account.login)
    await has_code(house, account)
    answers = [(await asked(browser, code="000000")).status_code for _ in range(7)]
    assert answers == [422] * 5 + [429] * 2


async def test_a_key_asked_for_twice_is_made_once(house: House) -> None:
    account = await house.person(Role.CURATOR)
    browser = house.browser()
    await browser.log_in(account.login)
    codes = await has_code(house, account)
    page = (await browser.get("/profile/tokens/new")).text
    marks = {
        name: found[-1] for name in once.FRAME_FIELDS if (found := re.findall(rf'name="{name}" value="([^"]*)"', page))
    }
    told = {**marks, "name": "1С", "scopes": "read:*", "current": PASSWORD, "code": codes.at(house.clock())}
    first, again = [await browser.http.post("/profile/tokens", data=told) for _ in range(2)]
    assert (first.status_code, again.status_code) == (200, 409)
    house.clock.turn(seconds=60)
    later = await browser.http.post("/profile/tokens", data=told | {"code": codes.at(house.clock())})
    assert (later.status_code, KEY.search(later.text)) == (409, None), "the code is no part of what is asked"
    assert "уже отправлена" in again.text
    assert await count(house, account) == 1


async def test_neither_password_nor_code_is_kept_with_the_one_time_key(house: House) -> None:
    browser = await house.entered(Role.CURATOR)
    assert KEY.search((await asked(browser, _once="page")).text)
    await browser.post("/profile/passwords", page="/profile", current=PASSWORD, password=NEW, again=NEW)
    assert (await asked(browser, _once="page", current=NEW)).status_code == 409, "the same wish with another password"


WAYS = {
    ("read:programs.trial",): (200, 403),
    ("write:programs.trial",): (200, 201),
    ("read:*",): (200, 403),
    ("write:*",): (200, 201),
    ("write:programs.other",): (403, 403),
    ("read:programs.other", "read:programs.trial"): (200, 403),
    ("read:programs.trial", "write:programs.other"): (200, 403),
    ("read:trial",): (403, 403),
    (): (403, 403),
}


@pytest.mark.parametrize(("scopes", "expected"), WAYS.items(), ids=[" ".join(scopes) or "nothing" for scopes in WAYS])
async def test_a_key_opens_what_it_was_made_for(
    house: House, scopes: tuple[str, ...], expected: tuple[int, int]
) -> None:
    account = await house.person(Role.CURATOR)
    async with house.gate.transaction() as tx:
        browser = program(house, await tokens.make_token(tx, account.id, "ключ", scopes))
    read = await browser.get("/api/who")
    written = await browser.http.post("/api/greetings", json={"text": "добрый день"})
    assert (read.status_code, written.status_code) == expected


async def test_the_pages_and_forms_of_a_subject_are_closed_as_its_json_is(house: House) -> None:
    account = await house.person(Role.CURATOR)
    async with house.gate.transaction() as tx:
        other = program(house, await tokens.make_token(tx, account.id, "ключ", ["write:contour.today"]))
        reader = program(house, await tokens.make_token(tx, account.id, "ключ", ["read:programs.trial"]))
    assert ((await other.get("/curators")).status_code, (await reader.get("/curators")).status_code) == (403, 200)
    said = [await one.http.post("/hall", data={"text": "добрый день"}) for one in (other, reader)]
    assert [answer.status_code for answer in said] == [403, 403]
    assert "Этому ключу такого не разрешали" in said[1].json()["detail"]


async def test_a_key_never_opens_more_than_its_owner_may(house: House) -> None:
    account = await house.person()
    async with house.gate.transaction() as tx:
        browser = program(house, await tokens.make_token(tx, account.id, "ключ"))
    assert (await browser.get("/api/who")).status_code == 200
    assert (await browser.get("/api/curators")).status_code == 403


async def test_the_form_asks_for_a_subject_and_takes_only_those_it_offers(house: House) -> None:
    browser = await house.entered(Role.CURATOR)
    none = await asked(browser, scopes="")
    assert (none.status_code, "Отметьте хотя бы один раздел" in none.text) == (422, True)
    for strange in ("write:identity.accounts", "read:programs.nothing", "all", "read:exchange.line"):
        refused = await asked(browser, scopes=["read:programs.trial", strange])
        assert (refused.status_code, KEY.search(refused.text)) == (422, None), strange
        assert re.search(r'value="read:programs.trial" aria-label="Проба: читать" checked', refused.text), "kept"
    made = await asked(browser, scopes=["read:programs.trial", "write:programs.trial"])
    assert "Проба: читать и менять" in made.text


async def test_keys_die_when_the_password_changes(house: House) -> None:
    account = await house.person()
    browser = house.browser()
    await browser.log_in(account.login)
    key = program(house, KEY.findall((await asked(browser)).text)[0])
    assert (await key.get("/api/who")).status_code == 200
    await browser.post("/profile/passwords", page="/profile", current=PASSWORD, password=NEW, again=NEW)
    assert (await key.get("/api/who")).status_code == 401
    assert "отозван ключ программы: все, вместе" in (await browser.get("/profile/journal")).text


async def test_keys_die_when_a_password_is_set_by_a_link(house: House) -> None:
    account = await house.person()
    async with house.gate.transaction() as tx:
        key = program(house, await tokens.make_token(tx, account.id, "ключ"))
        page = f"/invites/{await invites.invite(tx, account.id)}"
    assert (await key.get("/api/who")).status_code == 200
    done = await house.browser().post(f"{page}/passwords", page=page, password=NEW, again=NEW)
    assert (done.status_code, (await key.get("/api/who")).status_code) == (303, 401)


async def test_keys_die_when_somebody_else_takes_the_code_away(house: House) -> None:
    account = await house.person()
    await has_code(house, account)
    async with house.gate.transaction() as tx:
        key = program(house, await tokens.make_token(tx, account.id, "ключ"))
    head = await house.entered(Role.HEAD)
    card = f"/accounts/{account.id}"
    for _ in range(2):
        await head.post(f"{card}/code-removals", page=card)
        house.clock.turn(days=3, minutes=1)
        head = await house.entered(Role.HEAD)
    assert await house.gate.pool.fetchval("select totp_secret is null from account where id = $1", account.id)
    assert (await key.get("/api/who")).status_code == 401


@pytest.mark.parametrize("kind", SERVICES)
def test_every_subject_that_a_program_speaks_to_has_a_title_to_choose_it_by(kind: Kind) -> None:
    silent = {
        f"{service.name}.{subject.name}"
        for service in [*services_of(kind), *(own.at(kind) for own in OWN)]
        for subject in service.subjects
        if not subject.title
        and any(
            door.kind in ("query", "wish", "file") and not door.in_person and door.who != CONTOUR
            for door in subject.doors
        )
    }
    assert silent <= {"contour.api", "exchange.renewal"}
