"""The code after the password: each one opens once, and a guess is throttled like a password."""

import re
from datetime import UTC, datetime

import pyotp
import pytest

from shared.actor import Role
from shared.identity import accounts, invites, second_factor
from tests.identity.house import PASSWORD, Browser, House


def code(house: House, secret: str) -> str:
    return of_step(secret, int(house.clock.at.timestamp()) // 30)


def of_step(secret: str, step: int) -> str:
    return pyotp.TOTP(secret).at(step * 30)


async def enroll(house: House, role: Role = Role.CURATOR) -> tuple[accounts.Account, str]:
    account = await house.person(role)
    browser = house.browser()
    await browser.log_in(account.login)
    begun = await browser.post("/profile/code-setups", page="/profile", current=PASSWORD)
    assert begun.headers["location"] == "/profile/code"
    page = (await browser.get("/profile/code")).text
    secret = "".join(re.findall(r"<code>([A-Z2-7]{4})</code>", page))
    done = await browser.post("/profile/codes", page="/profile/code", code=code(house, secret))
    assert done.headers["location"] == "/profile"
    house.clock.turn(seconds=90)
    return account, secret


async def halfway(house: House, account: accounts.Account) -> Browser:
    browser = house.browser()
    answer = await browser.log_in(account.login, next="/curators")
    assert answer.headers["location"] == "/login/code?next=%2Fcurators"
    return browser


async def test_who_has_enrolled_is_asked_for_a_code_and_sees_nothing_before(house: House) -> None:
    account, secret = await enroll(house)
    browser = await halfway(house, account)
    before = browser.session

    assert (await browser.get("/api/who")).status_code == 401
    assert (await browser.get("/curators")).status_code == 303
    done = await browser.post("/sessions/codes", page="/login/code", code=code(house, secret), next="/curators")
    assert done.headers["location"] == "/curators"
    assert browser.session != before
    assert (await browser.get("/curators")).status_code == 200


async def test_a_code_opens_only_once(house: House) -> None:
    account, secret = await enroll(house)
    spent = code(house, secret)
    first = await halfway(house, account)
    await first.post("/sessions/codes", page="/login/code", code=spent)
    second = await halfway(house, account)
    replayed = await second.post("/sessions/codes", page="/login/code", code=spent)

    assert replayed.status_code == 422
    assert "действует один раз" in replayed.text
    assert (await second.get("/api/who")).status_code == 401


async def test_a_code_that_turned_the_factor_on_does_not_open(house: House) -> None:
    account = await house.person()
    async with house.gate.transaction() as tx:
        secret = await second_factor.propose(tx, house.gate.key("totp"), account.id)
        await second_factor.confirm(tx, house.gate.key("totp"), account.id, code(house, secret))
        enrolled = await accounts.account(tx, account.id)
        with pytest.raises(second_factor.WrongCode):
            await second_factor.spend(tx, house.gate.key("totp"), enrolled, code(house, secret))


def test_a_code_fits_its_step_and_the_neighbors_and_no_other() -> None:
    secret, now = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", datetime(2026, 11, 24, 10, tzinfo=UTC)
    step = int(now.timestamp()) // 30
    codes = {later: of_step(secret, step + later) for later in range(-2, 3)}

    found = {later: second_factor.matching_step(secret, codes[later], now) for later in codes}
    assert found == {-2: None, -1: step - 1, 0: step, 1: step + 1, 2: None}
    assert second_factor.matching_step(secret, f" {codes[0][:3]} {codes[0][3:]} ", now) == step
    assert second_factor.matching_step(secret, "шесть!", now) is None


async def test_guessing_at_codes_is_throttled(house: House) -> None:
    account, _ = await enroll(house)
    browser = await halfway(house, account)
    answers = [await browser.post("/sessions/codes", page="/login/code", code=f"00000{n}") for n in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]


async def test_a_new_password_by_invite_does_not_get_around_the_code(house: House) -> None:
    account, _ = await enroll(house)
    async with house.gate.transaction() as tx:
        page = f"/invites/{await invites.invite(tx, account.id)}"
    browser = house.browser()
    done = await browser.post(f"{page}/passwords", page=page, password=f"{PASSWORD} опять", again=f"{PASSWORD} опять")

    assert done.headers["location"] == "/login/code"
    assert (await browser.get("/api/who")).status_code == 401


async def test_the_secret_is_kept_encrypted_and_for_its_owner_only(house: House) -> None:
    account, secret = await enroll(house)
    other = await house.person()
    async with house.gate.transaction() as tx:
        kept = await accounts.account(tx, account.id)
        await tx.run("update account set totp_secret = $2 where id = $1", other.id, kept.totp_secret)
        moved = await accounts.account(tx, other.id)
        with pytest.raises(second_factor.WrongCode):
            await second_factor.spend(tx, house.gate.key("totp"), moved, code(house, secret))
    assert kept.totp_secret is not None
    assert secret.encode() not in kept.totp_secret


async def test_the_code_is_turned_off_only_with_the_password(house: House) -> None:
    account, secret = await enroll(house, Role.MENTOR)
    browser = await halfway(house, account)
    await browser.post("/sessions/codes", page="/login/code", code=code(house, secret))

    wrong = await browser.post("/profile/code-removals", page="/profile", current="не тот пароль совсем")
    assert wrong.status_code == 422
    assert "Нынешний пароль не подошёл" in wrong.text
    await browser.post("/profile/code-removals", page="/profile", current=PASSWORD)
    assert (await house.browser().log_in(account.login)).headers["location"] == "/"
