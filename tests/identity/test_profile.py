"""One's own account: password, sessions, keys, roles, and who read about me."""

import re
from uuid import uuid4

import asyncpg
import pytest

from shared.actor import Role
from shared.identity import accounts, grants
from shared.identity.agents import browser_in_words
from tests.conftest import FreshContour
from tests.identity.house import MENTORS, PASSWORD, House, at_work

NEW = "пятый ёж ушёл в лес"


async def test_the_profile_shows_who_one_is_in_words(house: House) -> None:
    browser = await house.entered(Role.CURATOR)
    page = (await browser.get("/profile")).text
    assert "Самойлова Инна Карловна" in page
    assert "куратор" in page
    assert "Для вашей роли код обязателен" in page
    assert "вам код особенно нужен" in (await (await house.entered(Role.METHODIST)).get("/profile")).text


async def test_a_new_password_ends_the_other_sessions_and_renews_this_one(house: House) -> None:
    account = await house.person()
    here, there = house.browser(), house.browser()
    await here.log_in(account.login)
    await there.log_in(account.login)
    before = here.session
    done = await here.post("/profile/passwords", page="/profile", current=PASSWORD, password=NEW, again=NEW)

    assert done.status_code == 303
    assert here.session != before
    assert (await here.get("/api/who")).status_code == 200
    assert (await there.get("/api/who")).status_code == 401
    assert (await house.browser().log_in(account.login)).status_code == 422
    assert (await house.browser().log_in(account.login, NEW)).status_code == 303


async def test_a_wrong_present_password_is_answered_beside_its_field(house: House) -> None:
    browser = await house.entered()
    answer = await browser.post("/profile/passwords", page="/profile", current="не он", password=NEW, again=NEW)
    assert answer.status_code == 422
    assert re.search(r'id="ChangePassword-current-error">Нынешний пароль не подошёл', answer.text)


async def test_one_sees_and_ends_own_sessions_and_nobody_elses(house: House) -> None:
    account = await house.person()
    here, there = house.browser(), house.browser(**{"user-agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0"})
    await here.log_in(account.login)
    await there.log_in(account.login)
    page = (await here.get("/profile")).text
    assert "Firefox, Linux" in page
    (other,) = re.findall(r"/profile/sessions/([0-9a-f-]{36})/endings", page)

    stranger = await house.entered()
    assert (await stranger.post(f"/profile/sessions/{other}/endings", page="/profile")).status_code == 404
    assert (await there.get("/api/who")).status_code == 200
    await here.post(f"/profile/sessions/{other}/endings", page="/profile")
    assert (await there.get("/api/who")).status_code == 401
    assert (await here.get("/api/who")).status_code == 200


async def test_all_other_sessions_end_at_once(house: House) -> None:
    account = await house.person()
    browsers = [house.browser() for _ in range(3)]
    for browser in browsers:
        await browser.log_in(account.login)
    await browsers[0].post("/profile/session-endings", page="/profile")
    assert [(await browser.get("/api/who")).status_code for browser in browsers] == [200, 401, 401]


async def test_a_role_that_follows_from_facts_needs_no_grant(house: House) -> None:
    account = await house.person()
    assert account.person_id is not None
    browser = house.browser()
    await browser.log_in(account.login)
    assert (await browser.get("/api/who")).json() | {"id": ""} == {
        "id": "", "name": account.name, "roles": [], "organizations": "",
    }  # fmt: skip
    MENTORS.add(account.person_id)
    known = (await browser.get("/api/who")).json()
    assert (known["roles"], known["organizations"]) == (["mentor"], "btlh")
    MENTORS.remove(account.person_id)
    assert (await browser.get("/api/who")).json()["roles"] == []


async def test_grants_in_a_region_add_up_to_what_one_may_see(fresh_contour: FreshContour) -> None:
    async with at_work(await fresh_contour("region", "btlh"), services=[]) as house:
        account = await house.person(Role.HEAD)
        async with house.gate.transaction() as tx:
            assert (await house.gate.actor(tx, account.id)).organizations == "btlh"
            await grants.grant(tx, account.id, Role.MUNICIPAL, "bgpk,aabc")
            assert (await house.gate.actor(tx, account.id)).organizations == "aabc,bgpk,btlh"
            await grants.grant(tx, account.id, Role.OFFICIAL, "*")
            assert (await house.gate.actor(tx, account.id)).organizations == "*"
            await grants.revoke(tx, account.id, Role.OFFICIAL)
            assert (await house.gate.actor(tx, account.id)).roles == {Role.HEAD, Role.MUNICIPAL}


async def test_a_grant_in_a_college_counts_where_it_holds_and_shows_one_organization(house: House) -> None:
    account = await house.person(Role.HEAD)
    async with house.gate.transaction() as tx:
        await grants.grant(tx, account.id, Role.HR, "bgpk,aabc")
        assert (await house.gate.actor(tx, account.id)).roles == {Role.HEAD}
        await grants.grant(tx, account.id, Role.OPERATOR, "*")
        actor = await house.gate.actor(tx, account.id)
        assert actor.roles == {Role.HEAD, Role.OPERATOR}
        assert actor.organizations == "btlh"


async def test_who_reads_about_a_person_is_written_down_for_that_person(house: House) -> None:
    person = uuid4()
    reader = await house.entered(Role.CURATOR)
    subject = await house.person(person_id=person)
    assert (await reader.get(f"/people/{person}")).status_code == 200
    assert (await reader.get(f"/people/{person}/nothing-here")).status_code == 404

    browser = house.browser()
    await browser.log_in(subject.login)
    await browser.get(f"/people/{person}")
    page = (await browser.get("/profile")).text
    assert page.count("Карточка") == 1


async def test_the_access_log_cannot_be_changed_by_those_who_write_it(house: House) -> None:
    for statement in ("update access_log set page = ''", "delete from access_log"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await house.gate.pool.execute(statement)


async def test_an_account_is_found_by_its_person(house: House) -> None:
    account = await house.person()
    assert account.person_id is not None
    async with house.gate.transaction() as tx:
        assert await accounts.account_of_person(tx, account.person_id) == account
        assert await accounts.account_of_person(tx, uuid4()) is None


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/140 YaBrowser/26.9 Safari", "Яндекс Браузер, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19) Safari", "Safari, iPhone"),
        ("curl/8.1", "Неизвестный браузер"),
    ],
)
def test_a_browser_is_named_as_people_name_it(agent: str, words: str) -> None:
    assert browser_in_words(agent) == words
