"""Nobody borrows an account: what each role may do with each account, in every state, tried through the doors."""

import re
from collections import Counter
from uuid import UUID, uuid4

import pytest

from shared.actor import Role
from shared.identity import accounts, deeds, resets, rights
from shared.identity.deeds import Deed
from shared.identity.resets import DELAY
from tests.identity.house import FACTS, PASSWORD, House

LINK = re.compile(r'<code id="link">https?://[^/<]+(/invites/[^<]+)</code>')
ACTORS = (Role.TEACHER, Role.COUNCIL, Role.HR, Role.CURATOR, Role.HEAD, Role.OPERATOR)
# A target holds a role that somebody gave, or one that follows from facts.
GRANTED = (Role.TEACHER, Role.COUNCIL, Role.HR, Role.CURATOR, Role.HEAD, Role.OPERATOR)
FOLLOWING = (Role.TEACHER, Role.CURATOR, Role.MENTOR, Role.MENTEE)
TARGETS = [("granted", role) for role in GRANTED] + [("from facts", role) for role in FOLLOWING]
DEEDS = ("invites", "code-removals", "closures", "reopenings", "session-endings")


async def target(house: House, how: str, role: Role, *, used: bool) -> accounts.Account:
    person_id = uuid4()
    if how == "from facts":
        FACTS[person_id] = frozenset({role})
    account = await house.person(*([role] if how == "granted" else []), person_id=person_id)
    async with house.gate.transaction() as tx:
        if used:
            secret = b"x" * 40
            await tx.run("update account set totp_secret = $2 where id = $1", account.id, secret)
        else:
            await tx.run("update account set password_hash = null where id = $1", account.id)
        return await accounts.account(tx, account.id)


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("by_facts", [False, True], ids=["by grant", "by facts"])
async def test_no_role_gains_a_door_or_a_word_by_any_deed_with_any_account(
    house: House, actor: Role, by_facts: bool
) -> None:
    """A link lets in whoever holds it: it is given alone only for an account that nobody used, and opens no words."""
    keeper = await house.person(*([] if by_facts else [actor]))
    assert keeper.person_id is not None
    if by_facts:
        FACTS[keeper.person_id] = frozenset({actor})
    browser = house.browser()
    await browser.log_in(keeper.login)
    token, tried, gained = await browser.token("/profile"), 0, []
    for how, role in TARGETS:
        kept = any(role in rights.KEEPS.get(own, ()) for own in (actor,))
        for used in (True, False):
            for deed in DEEDS:
                account = await target(house, how, role, used=used)
                answer = await browser.http.post(f"/accounts/{account.id}/{deed}", data={"_csrf": token})
                tried += 1
                async with house.gate.transaction() as tx:
                    now = await accounts.account(tx, account.id)
                    links = await tx.value("select count(*) from invite where account_id = $1", account.id)
                entered = bool(LINK.search(answer.text)) or links > 0
                may = kept and not used and role not in rights.PRIVATE
                if entered and not (may and deed == "invites"):
                    gained.append(f"{deed} of {role} {how}, {used=}: a link")
                if (now.password_hash, now.totp_secret) != (account.password_hash, account.totp_secret):
                    gained.append(f"{deed} of {role} {how}, {used=}: another password or code")
                if not kept and answer.status_code != 403:
                    gained.append(f"{deed} of {role} {how}, {used=}: {answer.status_code}")
                if kept and deed == "invites" and may and not entered:
                    gained.append(f"{role} {how} cannot be let in")
    assert gained == []
    assert tried == 100


@pytest.mark.parametrize("actor", [Role.HR, Role.CURATOR, Role.HEAD, Role.OPERATOR])
async def test_opening_for_a_person_counts_the_roles_that_follow_from_facts(house: House, actor: Role) -> None:
    browser = await house.entered(actor)
    for role in FOLLOWING:
        person_id = uuid4()
        FACTS[person_id] = frozenset({role})
        made = await browser.post("/accounts", page="/accounts/new", name="Гущин Пётр", person_id=str(person_id))
        if role not in rights.KEEPS[actor]:
            assert made.status_code == 403, role
        elif role in rights.PRIVATE:
            assert (made.status_code, LINK.search(made.text)) == (303, None), role
        else:
            assert LINK.search(made.text), role


async def acts(house: House, account_id: UUID) -> Counter[Deed]:
    async with house.gate.transaction() as tx:
        return Counter(one.kind for one in await deeds.deeds(tx, account_id))


async def waiting(house: House, account_id: UUID) -> UUID:
    async with house.gate.transaction() as tx:
        (held,) = await resets.waiting(tx, account_id)
    return held.id


def link_in(text: str) -> str:
    (link,) = LINK.findall(text)
    return str(link)


async def test_a_second_person_agrees_and_then_the_link_is_given(house: House) -> None:
    head, curator = await house.entered(Role.HEAD), await house.entered(Role.CURATOR)
    account = await house.person(Role.TEACHER)
    card = f"/accounts/{account.id}"
    asked = await curator.post(f"{card}/invites", page="/profile")
    assert (asked.status_code, asked.headers["location"]) == (303, card)
    assert "Нужен" not in asked.text
    held = await waiting(house, account.id)

    own = await curator.post(f"{card}/resets/{held}/agreements", page="/profile")
    assert own.status_code == 409
    again = await curator.post(f"{card}/invites", page="/profile")
    assert again.status_code == 303
    assert "Подтвердить" in (await head.get(card)).text
    assert "Подтвердить" not in (await curator.get(card)).text
    await head.post(f"{card}/resets/{held}/agreements", page="/profile")

    link = link_in((await curator.post(f"{card}/invites", page="/profile")).text)
    owner = house.browser()
    fresh = f"{PASSWORD} снова"
    done = await owner.post(f"{link}/passwords", page=link, password=fresh, again=fresh)
    assert done.status_code == 303
    # It was good for one link: the next one needs a second person again.
    assert not LINK.search((await curator.post(f"{card}/invites", page="/profile")).text)
    assert await acts(house, account.id) == {
        Deed.RESET_ASKED: 2, Deed.RESET_AGREED: 1, Deed.INVITED: 1, Deed.PASSWORD_SET: 1,
    }  # fmt: skip


async def test_the_owner_is_told_on_every_page_and_refuses(house: House) -> None:
    curator, account = await house.entered(Role.CURATOR), await house.person(Role.TEACHER)
    owner = house.browser()
    await owner.log_in(account.login)
    assert "просят новый пароль" not in (await owner.get("/hall")).text
    await curator.post(f"/accounts/{account.id}/invites", page="/profile")
    assert "просят новый пароль" in (await owner.get("/hall")).text
    page = (await owner.get("/profile")).text
    held = await waiting(house, account.id)
    assert f"/profile/resets/{held}/refusals" in page
    await owner.post(f"/profile/resets/{held}/refusals", page="/profile")
    assert "просят новый пароль" not in (await owner.get("/hall")).text

    house.clock.turn(days=4)
    curator = await house.entered(Role.CURATOR)
    assert not LINK.search((await curator.post(f"/accounts/{account.id}/invites", page="/profile")).text)


async def test_without_a_second_person_the_owner_has_three_days(house: House) -> None:
    account = await house.person(Role.HEAD)
    operator = await house.entered(Role.OPERATOR)
    await operator.post(f"/accounts/{account.id}/invites", page="/profile")
    house.clock.turn(seconds=DELAY.total_seconds() - 60)
    operator = await house.entered(Role.OPERATOR)
    assert not LINK.search((await operator.post(f"/accounts/{account.id}/invites", page="/profile")).text)
    house.clock.turn(seconds=120)
    operator = await house.entered(Role.OPERATOR)
    assert LINK.search((await operator.post(f"/accounts/{account.id}/invites", page="/profile")).text)


async def test_a_lost_code_is_dropped_by_two(house: House) -> None:
    head, curator, account = await house.entered(Role.HEAD), await house.entered(Role.CURATOR), None
    account = await target(house, "granted", Role.TEACHER, used=True)
    card = f"/accounts/{account.id}"
    await curator.post(f"{card}/code-removals", page="/profile")
    async with house.gate.transaction() as tx:
        assert (await accounts.account(tx, account.id)).enrolled
    await head.post(f"{card}/resets/{await waiting(house, account.id)}/agreements", page="/profile")
    await curator.post(f"{card}/code-removals", page="/profile")
    async with house.gate.transaction() as tx:
        assert not (await accounts.account(tx, account.id)).enrolled


async def test_the_head_reads_the_journal_and_the_owner_their_own_part(house: House) -> None:
    head, curator = await house.entered(Role.HEAD), await house.entered(Role.CURATOR)
    made = await curator.post("/accounts", page="/accounts/new", name="Кедрина Юнона Львовна", role="teacher")
    link = link_in(made.text)
    owner = house.browser()
    await owner.post(f"{link}/passwords", page=link, password=PASSWORD, again=PASSWORD)
    journal = (await head.get("/access-journal")).text
    for shown in (
        "Кедрина Юнона Львовна",
        "открыта учётная запись",
        "назначена роль: педагог",
        "пароль задан по ссылке",
    ):
        assert shown in journal
    assert (await curator.get("/access-journal")).status_code == 403
    assert "выдана ссылка для пароля" in (await owner.get("/profile/journal")).text


async def test_the_journal_only_grows(house: House) -> None:
    async with house.gate.transaction() as tx:
        granted = await tx.connection.fetch(
            "select privilege_type from information_schema.role_table_grants "
            "where table_schema = 'identity' and table_name = 'deed' and grantee = current_user"
        )
    assert {row["privilege_type"] for row in granted} == {"SELECT", "INSERT"}
