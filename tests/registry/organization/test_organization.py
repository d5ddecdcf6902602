from base64 import b64encode

import pytest

from services.registry.app import SERVICE
from services.registry.network.organization import model, queries
from services.registry.network.organization.commands import (
    CorrectOrganization,
    EnrollOrganization,
    RenewKey,
    ResumeOrganization,
    SuspendOrganization,
    correct_organization,
    enroll_organization,
    renew_key,
    resume_organization,
    suspend_organization,
)
from services.registry.network.organization.places import MUNICIPALITIES, ZONES
from services.registry.network.organization.tasks import TASKS
from shared.actor import Actor, Role
from shared.db import Tx
from shared.public_key import NotAKey, key
from shared.tasks import waits
from tests.conftest import FreshContour, FreshDatabase
from tests.registry.region import HOME, KEY, NOON, OFFICIAL, OTHER_KEY, region, rolled_back

CARD = model.Card(
    name="Бийский техникум лесного хозяйства",
    full_name="КГБПОУ «Бийский техникум лесного хозяйства»",
    municipality="biysk",
    time_zone="Asia/Barnaul",
    public_key=KEY,
)
BTLH = EnrollOrganization(
    organization="btlh",
    name=CARD.name,
    full_name=CARD.full_name,
    municipality="город Бийск",
    time_zone="Asia/Barnaul",
    public_key=KEY,
)


def wish(**changes: str) -> EnrollOrganization:
    told = {field: getattr(BTLH, field) for field in BTLH.__struct_fields__}
    return EnrollOrganization(**(told | changes))


def test_a_municipality_is_told_by_its_title_whether_its_code_or_its_title_was_chosen() -> None:
    assert model.enroll("btlh", CARD, home=HOME).municipality == "город Бийск"
    assert model.municipality("город Барнаул") == "город Барнаул"


def test_a_municipality_that_is_not_in_the_list_is_refused_beside_its_field() -> None:
    with pytest.raises(model.MunicipalityUnknown) as refusal:
        model.municipality("город Зеро")

    assert refusal.value.field == "municipality"


def test_every_municipality_has_a_code_and_a_title_of_its_own() -> None:
    assert len({one.code for one in MUNICIPALITIES}) == len({one.title for one in MUNICIPALITIES}) == 69
    assert next(iter(ZONES)) == "Asia/Barnaul"


@pytest.mark.parametrize(
    "typed",
    ["", "ключ", "AAAA", KEY[:-4], b64encode(b"\0" * 32).decode(), b64encode(b"1" * 33).decode(), KEY + "!"],
)
def test_what_is_not_a_key_of_32_bytes_is_refused_beside_its_field(typed: str) -> None:
    with pytest.raises(NotAKey) as refusal:
        key(typed)

    assert refusal.value.field == "public_key"


def test_a_key_copied_with_a_line_break_is_taken() -> None:
    assert key(f" {KEY[:20]}\n{KEY[20:]} ") == KEY


@pytest.mark.parametrize("slug", ["all", "region", "federation"])
def test_a_word_of_the_platform_cannot_be_a_slug(slug: str) -> None:
    with pytest.raises(model.SlugReserved):
        model.enroll(slug, CARD, home="altai")


def test_the_regions_own_slug_cannot_be_taken() -> None:
    with pytest.raises(model.SlugReserved):
        model.enroll("altai", CARD, home="altai")


async def test_an_enrolled_college_is_followed_under_its_key(fresh_contour: FreshContour) -> None:
    async with rolled_back(fresh_contour, SERVICE) as tx:
        await enroll_organization(tx, BTLH)

        shown = await queries.organization(tx, "btlh")
        followed = await tx.value("select public_key from sync.followed where stream = 'programs.btlh'")
        assert (shown.name, shown.municipality, shown.exchange) == (BTLH.name, "город Бийск", "ждём первой связи")
        assert b64encode(followed).decode() == KEY
        assert [event.organization for event, _ in tx.told] == ["btlh"]


async def test_a_college_has_one_card_whatever_its_quotes_and_capitals(fresh_contour: FreshContour) -> None:
    async with rolled_back(fresh_contour, SERVICE) as tx:
        await enroll_organization(tx, BTLH)

        for name in (CARD.full_name, 'кгбпоу  "Бийский техникум лесного хозяйства"'):
            with pytest.raises(model.NameTaken, match="btlh") as twice:
                await enroll_organization(tx, wish(organization="bgpk", full_name=name, public_key=OTHER_KEY))
            assert twice.value.field == "full_name"
        other = {"organization": "bgpk", "full_name": "КГБПОУ «БГПК»", "public_key": OTHER_KEY}
        with pytest.raises(model.NameTaken) as short:
            await enroll_organization(tx, wish(**other, name=BTLH.name.upper()))
        assert short.value.field == "name"
        await enroll_organization(tx, wish(**other, name="БГПК"))
        card = {field: getattr(BTLH, field) for field in CorrectOrganization.__struct_fields__}
        with pytest.raises(model.NameTaken):
            await correct_organization(tx, CorrectOrganization(**card | {"organization": "bgpk"}))
        await correct_organization(tx, CorrectOrganization(**card | {"name": "БТЛХ"}))
        assert (await queries.organization(tx, "btlh")).name == "БТЛХ"


async def test_a_slug_and_a_key_belong_to_one_college(fresh_contour: FreshContour) -> None:
    async with rolled_back(fresh_contour, SERVICE) as tx:
        await enroll_organization(tx, BTLH)

        with pytest.raises(model.AlreadyEnrolled) as twice:
            await enroll_organization(tx, wish(public_key=OTHER_KEY))
        assert twice.value.field == "organization"
        with pytest.raises(model.KeyTaken) as taken:
            async with tx.connection.transaction():
                await enroll_organization(tx, wish(organization="bgpk", name="БГПК", full_name="КГБПОУ «БГПК»"))
        assert taken.value.field == "public_key"


async def test_a_corrected_key_is_what_the_region_believes_from_then_on(fresh_contour: FreshContour) -> None:
    async with rolled_back(fresh_contour, SERVICE) as tx:
        await enroll_organization(tx, BTLH)
        corrected = {field: getattr(BTLH, field) for field in BTLH.__struct_fields__} | {"public_key": OTHER_KEY}
        await correct_organization(tx, CorrectOrganization(**corrected))

        followed = await tx.value("select public_key from sync.followed where stream = 'programs.btlh'")
        assert b64encode(followed).decode() == OTHER_KEY
        with pytest.raises(model.NothingChanged):
            await correct_organization(tx, CorrectOrganization(**corrected))


async def test_an_accepted_key_is_believed_at_once_and_the_old_one_is_retired(fresh_contour: FreshContour) -> None:
    async with rolled_back(fresh_contour, SERVICE) as tx:
        await enroll_organization(tx, BTLH)
        await renew_key(tx, RenewKey(organization="btlh", public_key=OTHER_KEY))

        followed = await tx.value("select public_key from sync.followed where stream = 'programs.btlh'")
        assert b64encode(followed).decode() == OTHER_KEY
        assert b64encode(await tx.value("select public_key from sync.retired_key")).decode() == KEY
        card = await queries.organization(tx, "btlh")
        assert (card.public_key, card.key_since, card.name) == (OTHER_KEY, NOON, CARD.name)
        with pytest.raises(model.SameKey):
            await renew_key(tx, RenewKey(organization="btlh", public_key=OTHER_KEY))
        with pytest.raises(NotAKey):
            await renew_key(tx, RenewKey(organization="btlh", public_key="короткий"))


async def suspended(tx: Tx) -> None:
    await enroll_organization(tx, BTLH)
    await suspend_organization(tx, SuspendOrganization(organization="btlh", reason="сменили сервер"))


async def test_a_suspended_college_is_left_and_followed_again_when_resumed(fresh_contour: FreshContour) -> None:
    async with rolled_back(fresh_contour, SERVICE) as tx:
        await suspended(tx)
        left = await tx.value("select left_at from sync.followed where stream = 'programs.btlh'")
        assert left == NOON
        assert (await queries.organization(tx, "btlh")).suspended_for == "сменили сервер"

        await resume_organization(tx, ResumeOrganization(organization="btlh"))
        assert await tx.value("select left_at from sync.followed where stream = 'programs.btlh'") is None
        assert (await queries.organization(tx, "btlh")).suspended_at is None


async def test_a_suspended_college_is_not_suspended_or_corrected_meanwhile(fresh_contour: FreshContour) -> None:
    async with rolled_back(fresh_contour, SERVICE) as tx:
        await suspended(tx)

        with pytest.raises(model.AlreadySuspended):
            await suspend_organization(tx, SuspendOrganization(organization="btlh", reason="ещё раз"))
        told = {field: getattr(BTLH, field) for field in BTLH.__struct_fields__} | {"name": "БТЛХ"}
        with pytest.raises(model.Suspended):
            await correct_organization(tx, CorrectOrganization(**told))


async def test_an_absent_college_is_not_found(fresh_contour: FreshContour) -> None:
    async with rolled_back(fresh_contour, SERVICE) as tx:
        with pytest.raises(model.OrganizationUnknown):
            await suspend_organization(tx, SuspendOrganization(organization="nobody", reason="нет"))
        with pytest.raises(model.OrganizationUnknown):
            await queries.organization(tx, "nobody")


async def test_whoever_keeps_the_register_is_asked_to_enroll_the_first_college(fresh_contour: FreshContour) -> None:
    async with rolled_back(fresh_contour, SERVICE) as tx:
        assert [task.url for task in await waits(tx, TASKS)] == ["/organizations/new"]
        await enroll_organization(tx, BTLH)
        assert [task.action for task in await waits(tx, TASKS)] == ["Что передать"]
        tx.actor = Actor(id="account:1", roles=frozenset({Role.TUTOR}), organizations="*")
        assert await waits(tx, TASKS) == []


async def test_a_municipal_coordinator_sees_only_their_organizations(fresh_database: FreshDatabase) -> None:
    async with region(fresh_database) as here:
        async with here.at(here.registry, OFFICIAL) as tx:
            await enroll_organization(tx, BTLH)
            await enroll_organization(
                tx, wish(organization="bgpk", name="БГПК", full_name="КГБПОУ «БГПК»", public_key=OTHER_KEY)
            )
        coordinator = Actor(id="account:2", roles=frozenset({Role.MUNICIPAL}), organizations="bgpk")
        async with here.at(here.registry, coordinator) as tx:
            assert [one.organization for one in await queries.organizations(tx)] == ["bgpk"]
            with pytest.raises(model.OrganizationUnknown):
                await queries.organization(tx, "btlh")


async def test_the_registry_comes_back_from_its_journal(fresh_database: FreshDatabase) -> None:
    async with region(fresh_database) as here:
        async with here.at(here.registry, OFFICIAL) as tx:
            await suspended(tx)

        assert await here.rebuilt(SERVICE) == []
