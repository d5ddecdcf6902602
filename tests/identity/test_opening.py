"""An account is opened for one of the staff, chosen and not typed, or for many at once as a sheet of links."""

import re
from collections import Counter
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest

from shared.actor import Role
from shared.identity import accounts, deeds, rights
from shared.identity.deeds import Deed
from tests.identity.house import FACTS, PASSWORD, STAFF, Browser, House

LINKS = re.compile(r"<code>https?://[^/<]+(/invites/[^<]+)</code>")
SHEETS = "/accounts/sheets"


@pytest.fixture(autouse=True)
def nobody_works_here() -> Iterator[None]:
    STAFF.clear()
    yield
    STAFF.clear()


def employed(name: str, *roles: Role) -> UUID:
    person_id = uuid4()
    STAFF[person_id] = name
    FACTS[person_id] = frozenset(roles)
    return person_id


async def sheet(browser: Browser, *people: UUID) -> str:
    answer = await browser.post(SHEETS, page=SHEETS, person_ids=[str(one) for one in people])
    assert answer.status_code == 200, answer.text
    return answer.text


async def account_of(house: House, person_id: UUID) -> accounts.Account | None:
    async with house.gate.transaction() as tx:
        return await accounts.account_of_person(tx, person_id)


async def test_the_staff_without_an_account_is_offered_searched_and_named_by_the_list(house: House) -> None:
    curator = await house.entered(Role.CURATOR)
    aglaya, foma = employed("Кривошеина Аглая Львовна"), employed("Юдин Фома Ильич")
    there = await house.person(Role.TEACHER, person_id=employed("Кедрина Юнона Львовна"))

    every = (await curator.get("/accounts/new")).text
    assert "Кривошеина Аглая Львовна" in every
    assert "Юдин Фома Ильич" in every
    assert str(there.person_id) not in every
    found = (await curator.get("/accounts/new?q=юдин")).text
    assert str(foma) in found
    assert str(aglaya) not in found

    page = f"/accounts/new?person_id={aglaya}"
    shown = (await curator.get(page)).text
    assert 'type="text" name="name"' not in shown
    made = await curator.post("/accounts", page=page, name="Кто-то Другой", person_id=str(aglaya))
    assert made.status_code == 200
    account = await account_of(house, aglaya)
    assert account is not None
    assert account.name == "Кривошеина Аглая Львовна"

    again = await curator.post("/accounts", page=page, name="Кривошеина Аглая Львовна", person_id=str(aglaya))
    assert again.status_code == 409
    assert "уже есть учётная запись" in again.text


async def test_whoever_is_not_of_the_staff_is_still_named_by_hand(house: House) -> None:
    employed("Юдин Фома Ильич")
    head = await house.entered(Role.HEAD)
    assert 'name="name"' in (await head.get("/accounts/new?by_hand=1")).text


async def test_a_sheet_has_a_link_for_each_that_works_once_and_is_journaled(house: House) -> None:
    curator = await house.entered(Role.CURATOR)
    people = [employed(f"Юдин Фома{letter} Ильич") for letter in "абвг"]
    text = await sheet(curator, *people)
    links = LINKS.findall(text)
    assert len(set(links)) == len(people)
    assert "действует один раз" in text
    assert not LINKS.findall((await curator.get(SHEETS)).text)

    opened = [await account_of(house, one) for one in people]
    assert len({one.login for one in opened if one}) == len(people)
    for account in opened:
        assert account is not None
        async with house.gate.transaction() as tx:
            done = Counter(one.kind for one in await deeds.deeds(tx, account.id))
        assert done == {Deed.OPENED: 1, Deed.INVITED: 1}

    owner = house.browser()
    fresh = f"{PASSWORD} снова"
    assert (await owner.post(f"{links[0]}/passwords", page=links[0], password=fresh, again=fresh)).status_code == 303
    assert (await house.browser().get(links[0])).status_code == 404
    left = (await curator.get(SHEETS)).text
    assert str(people[0]) not in left
    assert str(people[1]) in left


async def test_whoever_has_not_come_in_gets_a_new_link_and_the_old_one_ends(house: House) -> None:
    curator, foma = await house.entered(Role.CURATOR), employed("Юдин Фома Ильич")
    [before] = LINKS.findall(await sheet(curator, foma))
    [after] = LINKS.findall(await sheet(curator, foma))
    assert (await house.browser().get(before)).status_code == 404
    assert (await house.browser().get(after)).status_code == 200


async def test_a_sheet_sent_twice_is_shown_once(house: House) -> None:
    curator, foma = await house.entered(Role.CURATOR), employed("Юдин Фома Ильич")
    fields = {"person_ids": [str(foma)], "_once": "page-1"}
    first = await curator.post(SHEETS, page=SHEETS, **fields)
    second = await curator.post(SHEETS, page="/profile", **fields)
    assert len(LINKS.findall(first.text)) == 1
    assert LINKS.findall(second.text) == []


async def test_all_who_are_shown_are_marked_at_once(house: House) -> None:
    curator = await house.entered(Role.CURATOR)
    for name in ("Юдин Фома Ильич", "Юдина Анна Ильинична", "Кедрина Юнона Львовна"):
        employed(name)
    assert (await curator.get(SHEETS)).text.count(" checked") == 0
    assert (await curator.get(f"{SHEETS}?every=1&q=юдин")).text.count(" checked") == 2


async def test_nobody_chosen_is_said_beside_the_list(house: House) -> None:
    curator = await house.entered(Role.CURATOR)
    employed("Юдин Фома Ильич")
    answer = await curator.post(SHEETS, page=SHEETS)
    assert answer.status_code == 422
    assert "Отметьте хотя бы одного человека" in answer.text


@pytest.mark.parametrize("actor", [Role.HR, Role.CURATOR, Role.HEAD, Role.OPERATOR])
async def test_a_sheet_gives_no_link_that_would_not_be_given_one_by_one(house: House, actor: Role) -> None:
    keeper = await house.entered(actor)
    following = (Role.TEACHER, Role.CURATOR, Role.MENTOR, Role.MENTEE)
    people = {role: employed(f"Юдин {role.value.title()} Ильич", role) for role in following}
    text = await sheet(keeper, *people.values())
    links = 0
    for role, person_id in people.items():
        account = await account_of(house, person_id)
        if role not in rights.KEEPS[actor]:
            assert account is None, role
            continue
        assert account is not None
        async with house.gate.transaction() as tx:
            held = await tx.value("select count(*) from invite where account_id = $1", account.id)
        assert held == (role not in rights.PRIVATE), role
        links += held
    assert len(LINKS.findall(text)) == links
    if links < len(people):
        assert "Кому ссылки нет" in text
