"""Those who keep accounts: what each may give, and that nobody climbs above themselves by it."""

import re
from uuid import uuid4

import asyncpg
import pytest

from shared.actor import Actor, Role
from shared.identity import accounts, directory, grants, invites, rights, tokens
from shared.identity.rights import Keeping
from tests.conftest import FreshContour
from tests.identity.house import PASSWORD, House, at_work


def actor(*roles: Role) -> Actor:
    return Actor(id="account:me", roles=frozenset(roles), organizations="btlh")


def kept(id: str, *roles: Role, where: str = "btlh") -> Keeping:
    return Keeping(id, frozenset((role, where) for role in roles))


@pytest.mark.parametrize(
    ("keeper", "target", "allowed"),
    [
        (Role.CURATOR, {Role.TEACHER}, True),
        (Role.CURATOR, set(), True),
        (Role.CURATOR, {Role.HEAD}, False),
        (Role.CURATOR, {Role.TEACHER, Role.HEAD}, False),
        (Role.CURATOR, {Role.CURATOR}, False),
        (Role.HEAD, {Role.CURATOR, Role.HR}, True),
        (Role.HEAD, {Role.OPERATOR}, False),
        (Role.HR, {Role.COUNCIL}, False),
        (Role.OPERATOR, {Role.HEAD, Role.OPERATOR}, True),
        (Role.MENTOR, set(), True),
        (Role.CURATOR, {Role.MENTOR}, True),
        (Role.HR, {Role.TEACHER}, True),
        (Role.HR, {Role.TEACHER, Role.MENTOR}, False),
        (Role.HR, {Role.TEACHER, Role.CURATOR}, False),
    ],
)
def test_an_account_is_kept_by_those_who_could_give_all_its_roles(
    keeper: Role, target: set[Role], allowed: bool
) -> None:
    assert rights.may_keep(actor(keeper), kept("account:other", *target)) is allowed


def test_nobody_gives_a_role_to_themselves_or_one_they_may_not_give() -> None:
    with pytest.raises(rights.NotYourself):
        rights.give(actor(Role.OPERATOR), kept("account:me"), Role.HEAD, "btlh")
    with pytest.raises(rights.NotYours):
        rights.give(actor(Role.CURATOR), kept("account:other"), Role.HEAD, "btlh")
    rights.give(actor(Role.HEAD), kept("account:other"), Role.CURATOR, "btlh")


def test_nobody_gives_a_role_where_they_may_not_give_it() -> None:
    for where in ("bgpk", "btlh,bgpk", "*"):
        with pytest.raises(rights.BeyondYours):
            rights.give(actor(Role.OPERATOR), kept("account:other"), Role.TUTOR, where)
    assert not rights.may_keep(actor(Role.OPERATOR), kept("account:other", Role.TUTOR, where="bgpk"))
    everywhere = Actor(id="account:me", roles=frozenset({Role.OPERATOR}), organizations="*")
    rights.give(everywhere, kept("account:other"), Role.TUTOR, "btlh,bgpk")
    both = frozenset({(Role.OPERATOR, "btlh"), (Role.OFFICIAL, "*")})
    mixed = Actor(id="account:me", roles=frozenset({Role.OPERATOR, Role.OFFICIAL}), organizations="*", pairs=both)
    with pytest.raises(rights.BeyondYours):
        rights.give(mixed, kept("account:other"), Role.TUTOR, "bgpk")


def test_what_one_may_give_depends_on_the_contour() -> None:
    assert rights.to_give(actor(Role.HEAD), "college") == [Role.TEACHER, Role.COUNCIL, Role.CURATOR, Role.HR]
    assert Role.TUTOR in rights.to_give(actor(Role.OPERATOR), "region")
    assert Role.MENTOR not in rights.to_give(actor(Role.OPERATOR), "college")


async def test_a_link_never_follows_the_host_header(house: House) -> None:
    curator = await house.entered(Role.CURATOR)
    page = "/accounts/new"
    curator.http.headers["host"] = "evil.example"
    curator.http.headers["x-forwarded-host"] = "evil.example"
    made = await curator.post(
        "/accounts", page=page, name="Кривошеина Аглая Львовна", role="teacher", person_id=str(uuid4())
    )
    assert made.status_code == 200
    assert 'id="link"' in made.text
    assert "evil.example" not in made.text


async def test_identity_may_end_a_grant_but_not_delete_it(house: House) -> None:
    async with house.gate.transaction() as tx:
        await tx.run("update role_grant set revoked_at = revoked_at where false")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await tx.run("delete from role_grant where false")


async def test_a_curator_opens_an_account_and_the_teacher_comes_in_by_the_link(house: House) -> None:
    curator, person_id = await house.entered(Role.CURATOR), uuid4()
    page = f"/accounts/new?name=Юнгшаева+Фёкла+Щукична&person_id={person_id}"
    assert f'value="{person_id}"' in (await curator.get(page)).text
    made = await curator.post(
        "/accounts", page=page, name="Юнгшаева Фёкла Щукична", role="teacher", person_id=str(person_id)
    )
    assert made.status_code == 200
    (link,) = re.findall(r'<code id="link">http://127\.0\.0\.1:\d+(/invites/[^<]+)</code>', made.text)

    teacher = house.browser()
    await teacher.post(f"{link}/passwords", page=link, password=PASSWORD, again=PASSWORD)
    known = (await teacher.get("/api/who")).json()
    assert (known["name"], known["roles"], known["organizations"]) == ("Юнгшаева Фёкла Щукична", ["teacher"], "btlh")
    async with house.gate.transaction() as tx:
        account = await accounts.account_of_person(tx, person_id)
    assert account is not None
    assert account.login == "iungshaeva"


async def test_namesakes_get_logins_of_their_own(house: House) -> None:
    async with house.gate.transaction() as tx:
        assert await directory.free_login(tx, "Щербань-Ёлкина Ия") == "shcherbanelkina"
        await accounts.create_account(tx, "shcherbanelkina", "Щербань-Ёлкина Ия")
        assert await directory.free_login(tx, "Щербань-Ёлкина Зоя") == "shcherbanelkina2"


async def test_wrong_fields_of_a_new_account_are_answered_beside_them(house: House) -> None:
    curator = await house.entered(Role.CURATOR)
    empty = await curator.post("/accounts", page="/accounts/new", name="")
    assert (empty.status_code, empty.text.count("Заполните это поле.") > 0) == (422, True)
    strange = await curator.post("/accounts", page="/accounts/new", name="Гущин Пётр", login="г у щ и н")
    assert strange.status_code == 422
    assert "Логин — от 2 до 64 букв и цифр" in strange.text
    assert 'value="Гущин Пётр"' in strange.text
    above = await curator.post("/accounts", page="/accounts/new", name="Гущин Пётр", role="head")
    assert above.status_code == 403


async def test_a_curator_cannot_become_the_head_by_a_new_link(house: House) -> None:
    curator, head = await house.entered(Role.CURATOR), await house.person(Role.HEAD)
    for what in ("invites", "closures", "code-removals", "session-endings"):
        answer = await curator.post(f"/accounts/{head.id}/{what}", page="/profile")
        assert answer.status_code == 403
    granted = await curator.post(f"/accounts/{head.id}/roles", page="/profile", role="teacher")
    assert granted.status_code == 403


async def test_roles_are_given_and_taken_back(house: House) -> None:
    head, teacher = await house.entered(Role.HEAD), await house.person(Role.TEACHER)
    card = f"/accounts/{teacher.id}"
    await head.post(f"{card}/roles", page="/profile", role="curator")
    assert "Назначено: куратор." in (await head.get(card)).text
    await head.post(f"{card}/role-revocations", page="/profile", role="teacher")
    async with house.gate.transaction() as tx:
        assert [grant.role for grant in await grants.grants_of(tx, teacher.id)] == [Role.CURATOR]
        kept = await tx.value("select count(*) from role_grant where account_id = $1", teacher.id)
    assert kept == 2
    assert (await head.post(f"{card}/roles", page="/profile", role="")).status_code == 422
    assert (await head.post(f"{card}/roles", page="/profile", role="tsar")).status_code == 403


async def test_closing_the_account_ends_its_sessions_and_opening_it_keeps_the_password(house: House) -> None:
    head, account = await house.entered(Role.HEAD), await house.person(Role.TEACHER)
    teacher = house.browser()
    await teacher.log_in(account.login)
    await head.post(f"/accounts/{account.id}/closures", page="/profile")
    assert (await teacher.get("/api/who")).status_code == 401
    await head.post(f"/accounts/{account.id}/reopenings", page="/profile")
    assert (await house.browser().log_in(account.login)).status_code == 303


async def test_the_list_shows_everybody_and_an_absent_account_is_not_found(house: House) -> None:
    head = await house.entered(Role.HEAD)
    account = await house.person(Role.TEACHER, name="Ясенева Агния Львовна")
    assert "Ясенева Агния Львовна" in (await head.get("/accounts")).text
    assert (await head.get(f"/accounts/{account.id}")).status_code == 200
    assert (await head.get(f"/accounts/{uuid4()}")).status_code == 404
    assert (await (await house.entered(Role.TEACHER)).get("/accounts")).status_code == 403


async def test_the_first_operator_comes_in_by_a_link_and_there_is_no_default_account(
    fresh_contour: FreshContour,
) -> None:
    async with at_work(await fresh_contour("college", "bgpk")) as house:
        assert await house.gate.pool.fetchval("select count(*) from account") == 0
        async with house.gate.transaction() as tx:
            stale, link = await invites.first_link(tx), await invites.first_link(tx)
        assert (await house.browser().get(f"/invites/{stale}")).status_code == 404
        operator = house.browser()
        await operator.post(f"/invites/{link}/passwords", page=f"/invites/{link}", password=PASSWORD, again=PASSWORD)
        assert (await operator.get("/api/who")).json()["roles"] == ["operator"]
        async with house.gate.transaction() as tx:
            assert await invites.first_link(tx) is None


async def test_accounts_are_managed_as_json_from_a_browser_and_not_with_a_token(house: House) -> None:
    head, account = await house.entered(Role.HEAD), await house.person(Role.TEACHER)
    card, headers = f"/api/accounts/{account.id}", {"x-csrf-token": await head.token("/profile")}

    granted = await head.http.post(f"{card}/roles", json={"role": "curator"}, headers=headers)
    assert (granted.status_code, granted.json()) == (201, {"role": "curator"})
    revoked = await head.http.post(f"{card}/role-revocations", json={"role": "teacher"}, headers=headers)
    assert (revoked.status_code, revoked.json()) == (201, {"role": "teacher"})
    listed = {row["login"]: row["roles"] for row in (await head.get("/api/accounts")).json()}
    assert listed[account.login] == ["curator"]
    closed = await head.http.post(f"{card}/closures", json={}, headers=headers)
    assert closed.status_code == 201
    strange = await head.http.post(f"/api/accounts/{uuid4()}/closures", json={}, headers=headers)
    assert strange.status_code == 404

    operator = await house.person(Role.OPERATOR)
    async with house.gate.transaction() as tx:
        bearer = {"authorization": f"Bearer {await tokens.issue_token(tx, operator.login)}"}
    for method, path in [
        ("GET", "/api/accounts"), ("GET", "/accounts"), ("POST", f"{card}/reopenings"), ("POST", f"{card}/roles"),
        ("POST", f"/accounts/{account.id}/invites"), ("POST", "/accounts"), ("GET", "/profile"),
        ("POST", "/api/profile/session-endings"), ("POST", "/profile/tokens"),
    ]:  # fmt: skip
        answer = await house.browser().http.request(method, path, headers=bearer, json={"role": "head"})
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/only-in-browser"), path


async def test_a_link_handed_out_under_the_earlier_address_still_leads_in(house: House) -> None:
    account = await house.person(Role.TEACHER)
    async with house.gate.transaction() as tx:
        link = await invites.invite(tx, account.id)
    answer = await house.browser().get(f"/invite/{link}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/invites/{link}")
