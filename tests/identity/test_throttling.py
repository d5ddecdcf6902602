"""A school behind one address: guesses there stop neither those who are known nor for long those who are not.

Every number is printed: `pytest -s tests/identity/test_throttling.py`. The clock is turned, nobody sleeps.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import msgspec
import pytest

from shared.identity import attempts, entry
from shared.identity.entry import Browser as Visitor
from shared.web.proxies import client_of, trusted
from shared.web.security import Secured
from tests.identity.house import PASSWORD, Browser, House

SCHOOL = "198.51.100.7"
WRONG = "не тот пароль совсем"


async def guess(house: House, login: str, address: str = SCHOOL) -> bool:
    """Guess once, and tell whether the password was evaluated."""
    try:
        await entry.log_in(house.gate, login, WRONG, Visitor(address=address, agent=""))
    except entry.NotKnown:
        return True
    except attempts.TooOften:
        return False
    raise AssertionError("a wrong password came in")


async def waited(house: House, login: str, device: str = "", address: str = SCHOOL) -> float:
    """How many seconds somebody with the right password waits at this address, trying again each second."""
    since = house.clock()
    while True:
        try:
            await entry.log_in(house.gate, login, PASSWORD, Visitor(address=address, agent="", device=device))
        except attempts.TooOften:
            house.clock.turn(seconds=1)
            continue
        return (house.clock() - since).total_seconds()


async def device_of(house: House, login: str) -> str:
    """The mark of a browser in which somebody logged in before, from elsewhere."""
    entered = await entry.log_in(house.gate, login, PASSWORD, Visitor(address="203.0.113.5", agent=""))
    return entered.device


@pytest.mark.parametrize("at", ["one account", "many accounts"])
async def test_after_200_wrong_passwords_a_known_device_enters_at_once_and_a_colleague_waits_five_seconds(
    house: House, at: str
) -> None:
    school = SCHOOL if at == "one account" else "198.51.100.8"
    attacked, colleague, other = [await house.person() for _ in range(3)]
    device = await device_of(house, attacked.login)
    evaluated = 0
    while evaluated < 200:
        login = attacked.login if at == "one account" else f"guessed{evaluated % 40}"
        evaluated += await guess(house, login, school) or at == "one account"
        house.clock.turn(seconds=1)
    own = await waited(house, attacked.login, device, school)
    first, second = [await waited(house, one.login, address=school) for one in (colleague, other)]
    print(f"\n200 wrong passwords at {at}: known device {own:.0f} s, a colleague {first:.0f} s, another {second:.0f} s")
    assert own == 0
    assert max(first, second) <= 5


async def test_a_colleague_waits_no_longer_while_the_guessing_goes_on(house: House) -> None:
    school = "198.51.100.9"
    colleague = await house.person()
    for number in range(300):
        await guess(house, f"victim{number % 30}", school)
        house.clock.turn(seconds=1)
    since = house.clock()
    while True:
        try:
            await entry.log_in(house.gate, colleague.login, PASSWORD, Visitor(address=school, agent=""))
            break
        except attempts.TooOften:
            house.clock.turn(seconds=1)
            for number in range(3):
                await guess(house, f"victim{number}", school)
    wait = (house.clock() - since).total_seconds()
    print(f"\nwhile the guessing goes on, a colleague waits {wait:.0f} s")
    assert wait <= 5


@pytest.mark.parametrize(("pace", "addresses"), [(0.0, 1), (8.64, 500)])
async def test_of_10_000_tries_at_an_account_at_most_sixty_are_evaluated(
    house: House, pace: float, addresses: int
) -> None:
    attacked = await house.person()
    device = await device_of(house, attacked.login)
    evaluated = 0
    for number in range(10_000):
        number %= addresses
        evaluated += await guess(house, attacked.login, f"192.0.{number // 250}.{number % 250}")
        house.clock.turn(seconds=pace)
    own = await waited(house, attacked.login, device)
    print(f"\n10,000 tries, one in {pace} s, {addresses} addresses: {evaluated} evaluated; its owner waits {own:.0f} s")
    assert evaluated <= 60
    assert own == 0


async def test_an_address_that_guesses_at_everybody_is_slowed_down(house: House) -> None:
    """Each login is new: without the wait one address could try a password on a thousand accounts in a minute."""
    school, evaluated = "198.51.100.10", 0
    for number in range(1200):
        evaluated += await guess(house, f"everybody{number}", school)
        house.clock.turn(seconds=0.1)
    print(f"\n1,200 logins tried once each within two minutes from one address: {evaluated} evaluated")
    assert evaluated == 50


def test_the_wait_for_an_account_grows_to_an_hour() -> None:
    now = datetime(2026, 12, 1, tzinfo=UTC)
    waits = [attempts.wait(count, now, now) / timedelta(minutes=1) for count in range(4, 18)]
    assert waits == [0, 0.5, 1, 2, 4, 8, 15, 15, 30, 30, 30, 30, 60, 60]


@pytest.mark.parametrize(
    ("address", "network"),
    [("192.0.2.7", "192.0.2.7"), ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"), ("", ""), ("nonsense", "nonsense")],
)
def test_a_computer_does_not_get_away_by_another_address_of_its_own_network(address: str, network: str) -> None:
    assert attempts.network_of(address) == network


PROXIES = [ipaddress.ip_network(one) for one in ("10.0.0.0/24", "fd00::/64")]


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.9", ["192.0.2.1"], "203.0.113.9"),
        ("10.0.0.2", [], "10.0.0.2"),
        ("10.0.0.2", ["192.0.2.1"], "192.0.2.1"),
        ("10.0.0.2", ["1.1.1.1, 192.0.2.1"], "192.0.2.1"),
        ("10.0.0.2", ["1.1.1.1", "192.0.2.1"], "192.0.2.1"),
        ("10.0.0.2", ["192.0.2.1, 10.0.0.3"], "192.0.2.1"),
        ("10.0.0.2", ["1.1.1.1, 192.0.2.1,10.0.0.3 , 10.0.0.4"], "192.0.2.1"),
        ("fd00::2", ["[2001:db8::5]:443"], "2001:db8::5"),
        ("::ffff:10.0.0.2", ["192.0.2.1:50123"], "192.0.2.1"),
        ("10.0.0.2", ["\xff\x00"], "10.0.0.2"),
        ("10.0.0.2", ["192.0.2.1, unknown"], "10.0.0.2"),
        ("10.0.0.2", [","], "10.0.0.2"),
    ],
)
def test_only_a_trusted_proxy_names_the_client(peer: str, forwarded: Sequence[str], client: str) -> None:
    assert client_of(peer, forwarded, PROXIES) == client


def test_without_a_setting_only_a_tls_proxy_of_this_machine_is_trusted(house: House) -> None:
    def of(**settings: object) -> list[str]:
        return [str(one) for one in trusted(msgspec.structs.replace(house.config, **settings))]

    assert of() == []
    assert of(secure=True) == ["127.0.0.0/8", "::1/128"]
    assert of(secure=True, proxies=("10.0.0.0/24", "10.1.1.1")) == ["10.0.0.0/24", "10.1.1.1/32"]
    with pytest.raises(ValueError, match=r"proxy\.example"):
        of(proxies=("proxy.example",))


def behind(house: House, peer: str) -> Browser:
    """A browser whose requests reach the contour from this peer."""
    gate = replace(house.gate, config=msgspec.structs.replace(house.config, proxies=("10.77.0.0/24",)))
    browser = Browser(replace(house, app=Secured(house.app.app, gate)))
    browser.http = httpx.AsyncClient(
        transport=httpx.ASGITransport(browser.house.app, client=(peer, 4000)), base_url="http://podrost.test"
    )
    return browser


async def seen(browser: Browser, login: str) -> str:
    """The address under which a login is kept."""
    await browser.log_in(login)
    gate = browser.house.gate
    address: str = await gate.pool.fetchval(
        "select address from session s join account a on a.id = s.account_id where login = $1",
        login,
    )
    return address


async def test_a_forged_header_of_an_untrusted_peer_counts_nothing(house: House) -> None:
    account = await house.person()
    forger = behind(house, "203.0.113.66")
    forger.http.headers["x-forwarded-for"] = "192.0.2.50"
    assert await seen(forger, account.login) == "203.0.113.66"

    attacked = await house.person()
    statuses = []
    for number in range(60):
        browser = behind(house, "203.0.113.67")
        browser.http.headers["x-forwarded-for"] = f"192.0.2.{number}"
        statuses.append((await browser.log_in(f"{attacked.login}{number}", WRONG)).status_code)
    print(f"\n60 guesses with forged headers: {statuses.count(422)} evaluated")
    assert statuses == [422] * 50 + [429] * 10


async def test_behind_a_trusted_proxy_each_client_has_its_own_count(house: House) -> None:
    account = await house.person()
    proxied = behind(house, "10.77.0.5")
    proxied.http.headers["x-forwarded-for"] = "192.0.2.80"
    assert await seen(proxied, account.login) == "192.0.2.80"

    for number in range(50):
        await guess(house, f"elsewhere{number}", "192.0.2.81")
    noisy, quiet = behind(house, "10.77.0.5"), behind(house, "10.77.0.5")
    noisy.http.headers["x-forwarded-for"] = "192.0.2.81"
    quiet.http.headers["x-forwarded-for"] = "192.0.2.82"
    colleague = await house.person()
    assert (await noisy.log_in(colleague.login)).status_code == 429
    assert (await quiet.log_in(colleague.login)).status_code == 303
