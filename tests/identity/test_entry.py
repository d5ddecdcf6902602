"""Coming in: the checklist of passwords, sessions and throttling (ASVS 5.0, chapters 6 and 7)."""

import asyncio
from datetime import UTC, datetime
from typing import ClassVar, Literal

import pytest
from argon2 import PasswordHasher, extract_parameters

from shared.actor import Role
from shared.identity import accounts, attempts, entry, grants, invites, passwords, sessions
from shared.identity.entry import Browser as Known
from tests.cheap import CHEAP
from tests.identity.house import PASSWORD, House


async def test_the_right_password_leads_to_where_one_wanted_to_go(house: House) -> None:
    account = await house.person(Role.CURATOR)
    browser = house.browser()

    asked = await browser.get("/curators?page=2")
    assert (asked.status_code, asked.headers["location"]) == (303, "/login?next=%2Fcurators%3Fpage%3D2")
    answer = await browser.log_in(account.login, next="/curators?page=2")

    assert (answer.status_code, answer.headers["location"]) == (303, "/curators?page=2")
    assert "Самойлова" in (await browser.get("/curators?page=2")).text


async def test_a_login_is_known_in_capitals_and_with_spaces_around(house: House) -> None:
    account = await house.person()
    answer = await house.browser().log_in(f" {account.login.upper()} ")
    assert answer.status_code == 303


async def test_a_wrong_password_is_answered_in_words_and_keeps_the_login(house: House) -> None:
    account = await house.person()
    answer = await house.browser().log_in(account.login, "не тот пароль совсем")

    assert answer.status_code == 422
    assert "Логин или пароль не подошли" in answer.text
    assert f'value="{account.login}"' in answer.text
    assert "не тот пароль" not in answer.text


async def test_empty_fields_are_answered_beside_them(house: House) -> None:
    answer = await house.browser().log_in("", "")
    assert answer.status_code == 422
    assert "Логин: заполните это поле." in answer.text
    assert "Пароль: введите пароль." in answer.text
    assert answer.text.count('class="error"') == 2


async def test_an_unknown_login_gets_the_same_answer(house: House) -> None:
    account = await house.person()
    known = await house.browser().log_in(account.login, "не тот пароль совсем")
    unknown = await house.browser().log_in("nobody-at-all", "не тот пароль совсем")

    def plain(text: str) -> str:
        return "".join(line for line in text.splitlines() if "_csrf" not in line and "value=" not in line)

    assert (unknown.status_code, plain(unknown.text)) == (known.status_code, plain(known.text))


class Counted(PasswordHasher):
    """A hasher that says what it was asked to verify."""

    verified: ClassVar[list[str]] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
        self.verified.append(str(hash))
        return super().verify(hash, password)


async def test_an_unknown_login_costs_the_same_hash_as_a_known_one() -> None:
    hasher = Counted(memory_cost=1024, time_cost=1, parallelism=1)
    kept = hasher.hash(PASSWORD)

    assert not await passwords.fits(hasher, kept, "не тот пароль совсем")
    assert not await passwords.fits(hasher, None, "не тот пароль совсем")

    known, unknown = Counted.verified
    assert extract_parameters(known) == extract_parameters(unknown)


async def test_a_session_cannot_be_fixed_from_outside(house: House) -> None:
    account = await house.person()
    chosen = "A" * 43
    victim = house.browser()
    victim.http.cookies.set(victim.cookie, chosen, domain="podrost.test")
    await victim.log_in(account.login)

    attacker = house.browser()
    attacker.http.cookies.set(attacker.cookie, chosen)
    assert (await attacker.get("/api/who")).status_code == 401


async def test_a_token_is_new_at_each_login_and_the_old_one_is_dead(house: House) -> None:
    account = await house.person()
    browser = house.browser()
    await browser.log_in(account.login)
    first = browser.session
    await browser.post("/sessions", page="/profile", login=account.login, password=PASSWORD)

    assert first is not None
    assert browser.session != first
    other = house.browser()
    other.http.cookies.set(other.cookie, first)
    assert (await other.get("/api/who")).status_code == 401


async def test_a_cookie_is_hidden_from_scripts_and_other_sites(house: House) -> None:
    account = await house.person()
    answer = await house.browser().log_in(account.login)
    cookie = next(line for line in answer.headers.get_list("set-cookie") if line.startswith("podrost-btlh="))

    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Max-Age" not in cookie
    assert "Secure" not in cookie


async def test_only_the_hash_of_a_token_is_kept(house: House) -> None:
    browser = await house.entered()
    assert browser.session is not None
    kept = await house.gate.pool.fetch("select * from session")
    assert browser.session not in str(kept)
    assert browser.session.encode() not in [row["token_hash"] for row in kept]


async def test_logging_out_ends_the_session_on_the_server(house: House) -> None:
    browser = await house.entered()
    token = browser.session
    assert token is not None
    answer = await browser.post("/sessions/endings", page="/profile")

    assert answer.headers["location"] == "/login"
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert browser.session is None
    browser.http.cookies.set(browser.cookie, token)
    assert (await browser.get("/api/who")).status_code == 401


async def test_a_session_ends_after_thirty_idle_minutes(house: House) -> None:
    browser = await house.entered()
    for _ in range(3):
        house.clock.turn(minutes=29)
        assert (await browser.get("/api/who")).status_code == 200
    house.clock.turn(minutes=31)
    assert (await browser.get("/api/who")).status_code == 401


async def test_a_session_ends_after_twelve_hours_however_busy(house: House) -> None:
    browser = await house.entered()
    for _ in range(28):
        house.clock.turn(minutes=25)
        assert (await browser.get("/api/who")).status_code == 200
    house.clock.turn(minutes=25)
    assert (await browser.get("/api/who")).status_code == 401


async def test_a_disabled_account_loses_its_sessions_and_keys_at_once(house: House) -> None:
    browser = await house.entered()
    account = (await browser.get("/api/who")).json()["id"].removeprefix("account:")
    async with house.gate.transaction() as tx:
        await accounts.disable(tx, account)

    assert (await browser.get("/api/who")).status_code == 401
    async with house.gate.transaction() as tx:
        login = (await accounts.account(tx, account)).login
    assert (await house.browser().log_in(login)).status_code == 422


async def test_a_changed_role_ends_the_sessions_of_the_old_one(house: House) -> None:
    browser = await house.entered(Role.TEACHER)
    account = (await browser.get("/api/who")).json()["id"].removeprefix("account:")
    async with house.gate.transaction() as tx:
        await grants.grant(tx, account, Role.CURATOR)

    assert (await browser.get("/api/who")).status_code == 401
    async with house.gate.transaction() as tx:
        await grants.revoke(tx, account, Role.TEACHER)
        assert [grant.role for grant in await grants.grants_of(tx, account)] == [Role.CURATOR]


async def test_after_five_failures_an_account_waits_and_the_owner_comes_in_later(house: House) -> None:
    account = await house.person()
    for _ in range(5):
        assert (await house.browser().log_in(account.login, "не тот пароль совсем")).status_code == 422
    refused = await house.browser().log_in(account.login)
    assert refused.status_code == 429
    assert "Подождите 30 с" in refused.text or "Подождите 31 с" in refused.text

    house.clock.turn(seconds=31)
    assert (await house.browser().log_in(account.login)).status_code == 303


async def test_the_wait_grows_with_each_failure() -> None:
    moment = datetime(2026, 11, 24, tzinfo=UTC)
    waits = [attempts.wait(count, moment, moment).total_seconds() for count in range(4, 12)]
    assert waits == [0, 30, 60, 120, 240, 480, 900, 900]


async def test_guessing_at_a_login_does_not_shut_out_a_browser_that_knows_it(house: House) -> None:
    account = await house.person()
    own = house.browser()
    await own.log_in(account.login)
    await own.post("/sessions/endings", page="/profile")
    for _ in range(6):
        await house.browser().log_in(account.login, "не тот пароль совсем")

    assert (await house.browser().log_in(account.login)).status_code == 429
    assert (await own.log_in(account.login)).status_code == 303


async def test_an_address_may_fail_fifty_times(house: House) -> None:
    browser = house.browser()
    target = Known(address="10.9.9.9", agent="")
    for number in range(50):
        with pytest.raises(entry.NotKnown):
            await entry.log_in(house.gate, f"guess{number}", "не тот пароль", target)
    with pytest.raises(attempts.TooOften):
        await entry.log_in(house.gate, "guess-again", "не тот пароль", target)
    assert (await browser.get("/login")).status_code == 200


async def test_many_guesses_at_once_do_not_slip_through(house: House) -> None:
    account = await house.person()
    guesses = [
        entry.log_in(house.gate, account.login, f"не тот пароль {number}", Known(address=f"10.8.{number}.1", agent=""))
        for number in range(40)
    ]
    refusals = await asyncio.gather(*guesses, return_exceptions=True)
    tried = [refusal for refusal in refusals if isinstance(refusal, entry.NotKnown)]
    assert len(tried) == attempts.FREE


async def test_an_old_hash_is_made_anew_at_login(house: House) -> None:
    account = await house.person()
    old = PasswordHasher(memory_cost=16, time_cost=1, parallelism=1).hash(PASSWORD)
    async with house.gate.transaction() as tx:
        await accounts.keep_password(tx, account.id, old)
    await house.browser().log_in(account.login)

    async with house.gate.transaction() as tx:
        kept = (await accounts.account(tx, account.id)).password_hash
    assert kept is not None
    assert kept != old
    assert not CHEAP.check_needs_rehash(kept)


async def test_the_usual_cost_of_a_password_is_what_the_checklist_asks() -> None:
    assert passwords.STRONG.memory_cost >= 19 * 1024
    assert passwords.STRONG.time_cost >= 2
    assert passwords.STRONG.type.name == "ID"


async def test_an_invite_sets_the_password_once(house: House) -> None:
    async with house.gate.transaction() as tx:
        id = await accounts.create_account(tx, "laptewa", "Лаптева Зоя Игнатьевна", [Role.TEACHER])
        link = await invites.invite(tx, id)
    page = f"/invites/{link}"
    browser = house.browser()
    assert "Лаптева Зоя Игнатьевна" in (await browser.get(page)).text

    short = await browser.post(f"{page}/passwords", page=page, password="мало", again="мало")
    assert short.status_code == 422
    assert "не короче 12 знаков" in short.text
    other = await browser.post(f"{page}/passwords", page=page, password=PASSWORD, again="четыре рыжих ежа молчат")
    assert "Пароли не совпали" in other.text
    done = await browser.post(f"{page}/passwords", page=page, password=PASSWORD, again=PASSWORD)
    assert (done.status_code, done.headers["location"]) == (303, "/")
    assert (await browser.get("/api/who")).json()["name"] == "Лаптева Зоя Игнатьевна"

    again = await house.browser().get(page)
    assert again.status_code == 404
    assert "уже использована" in again.text


async def test_an_invite_is_stale_after_seven_days_and_a_new_one_replaces_it(house: House) -> None:
    account = await house.person()
    async with house.gate.transaction() as tx:
        first = await invites.invite(tx, account.id)
        second = await invites.invite(tx, account.id)
    assert (await house.browser().get(f"/invites/{first}")).status_code == 404
    assert (await house.browser().get(f"/invites/{second}")).status_code == 200
    house.clock.turn(days=8)
    assert (await house.browser().get(f"/invites/{second}")).status_code == 404


async def test_a_password_by_invite_ends_every_session(house: House) -> None:
    account = await house.person()
    thief = house.browser()
    await thief.log_in(account.login)
    async with house.gate.transaction() as tx:
        link = await invites.invite(tx, account.id)
    page = f"/invites/{link}"
    await house.browser().post(
        f"{page}/passwords", page=page, password=f"{PASSWORD} вдвоём", again=f"{PASSWORD} вдвоём"
    )

    assert (await thief.get("/api/who")).status_code == 401
    async with house.gate.transaction() as tx:
        assert len(await sessions.sessions_of(tx, account.id)) == 1


async def test_two_accounts_cannot_have_one_login_or_one_person(house: House) -> None:
    account = await house.person()
    with pytest.raises(accounts.LoginTaken):
        await house.person(login=account.login)
    with pytest.raises(accounts.PersonHasAccount):
        await house.person(person_id=account.person_id)
