"""Codes on paper: ten, shown once, each logs in once in place of the phone's."""

import re

import pyotp

from shared.actor import Role
from shared.identity import accounts, recovery
from tests.identity.house import PASSWORD, Browser, House
from tests.identity.test_required_code import entered, set_up

CODE = re.compile(r"<code>((?:[2-9A-Z]{4}-){3}[2-9A-Z]{4})</code>")


async def with_paper(house: House) -> tuple[accounts.Account, pyotp.TOTP, list[str]]:
    account = await house.person(Role.CURATOR)
    browser = await entered(house, account)
    phone = await set_up(house, browser)
    house.clock.turn(seconds=90)
    made = await ask(house, browser, phone.at(house.clock()))
    house.clock.turn(seconds=90)
    return account, phone, CODE.findall(made)


async def ask(house: House, browser: Browser, code: str, **more: str) -> str:
    answer = await browser.post(
        "/profile/recovery-codes", page="/profile/recovery-codes/new", **{"current": PASSWORD, "code": code, **more}
    )
    return answer.text


async def login(house: House, account: accounts.Account, code: str) -> int:
    browser = await entered(house, account)
    return (await browser.post("/sessions/codes", page="/login/code?paper=1", code=code, paper="1")).status_code


async def test_each_code_of_the_paper_logs_in_once(house: House) -> None:
    account, _, codes = await with_paper(house)
    assert len(set(codes)) == recovery.COUNT
    assert await login(house, account, codes[0]) == 303
    assert await login(house, account, codes[0]) == 422
    typed = codes[1].lower().replace("-", " ").translate(str.maketrans("abekmhpctyx", "авекмнрстух"))
    assert await login(house, account, typed) == 303, "in small letters, with spaces, with the Russian layout"
    browser = await entered(house, account)
    await browser.post("/sessions/codes", page="/login/code?paper=1", code=codes[2])
    page = (await browser.get("/profile")).text
    assert "осталось 7" in page
    assert not CODE.search(page)
    assert "использован запасной код" in (await browser.get("/profile/journal")).text


async def test_new_codes_take_the_place_of_earlier_ones_and_the_paper_may_ask_for_them(house: House) -> None:
    account, _, codes = await with_paper(house)
    browser = await entered(house, account)
    await browser.post("/sessions/codes", page="/login/code?paper=1", code=codes[0])
    fresh = CODE.findall(await ask(house, browser, codes[1]))
    assert len(fresh) == recovery.COUNT
    assert (await login(house, account, codes[2]), await login(house, account, fresh[0])) == (422, 303)


async def test_codes_are_made_with_password_and_code_and_guesses_are_limited(house: House) -> None:
    account, phone, codes = await with_paper(house)
    browser = await entered(house, account)
    await browser.post("/sessions/codes", page="/login/code", code=phone.at(house.clock()))
    house.clock.turn(seconds=90)
    assert not CODE.search(await ask(house, browser, phone.at(house.clock()), current="не тот пароль"))
    assert not CODE.search(await ask(house, browser, "000000"))
    guesses = [await login(house, account, "2222-3333-4444-555" + sign) for sign in "ABCDEF"]
    assert guesses == [422] * 4 + [429] * 2
    house.clock.turn(days=2)
    assert await login(house, account, codes[0]) == 303


async def test_another_accounts_code_does_not_open_and_a_removal_ends_the_paper(house: House) -> None:
    account, _, codes = await with_paper(house)
    other, _, _ = await with_paper(house)
    assert await login(house, other, codes[0]) == 422
    async with house.gate.transaction() as tx:
        await recovery.forget(tx, account.id)
    assert await login(house, account, codes[0]) == 422
