from datetime import date
from uuid import UUID

import pytest
from msgspec.structs import replace

from services.registry.app import SERVICE
from services.registry.network.organization.commands import EnrollOrganization, enroll_organization
from services.registry.people.mentor import queries
from services.registry.people.mentor.queries import MentorFilter
from shared.actor import Actor, Role
from shared.contracts.programs import MentorPublished, MentorWithdrawn
from tests.conftest import FreshDatabase
from tests.registry.region import KEY, OFFICIAL, Region, region

YERMOLIN = MentorPublished(
    person_id=UUID("11111111-1111-4111-8111-111111111111"),
    name="Ермолин Геннадий Аркадьевич",
    post="преподаватель",
    subject="лесоведение",
    category="высшая",
    experience_years=24,
    domains=("method", "subject"),
    about_self="Помогу с практическими занятиями на полигоне.",
    mentees_now=0,
    consented_on=date(2026, 11, 20),
)
SOKOLOVA = replace(
    YERMOLIN,
    person_id=UUID("22222222-2222-4222-8222-222222222222"),
    name="Соколова Ёлена Павловна",
    subject="математика",
    category="первая",
    domains=("ict",),
    mentees_now=3,
)


async def published(here: Region) -> None:
    async with here.at(here.registry, OFFICIAL) as tx:
        await enroll_organization(
            tx,
            EnrollOrganization(
                organization="btlh", name="БТЛХ", full_name="КГБПОУ БТЛХ", municipality="biysk", public_key=KEY
            ),
        )
    await here.told("btlh", YERMOLIN)
    await here.told("bgpk", SOKOLOVA)


async def names(here: Region, asked: MentorFilter, actor: Actor = OFFICIAL) -> list[str]:
    async with here.at(here.registry, actor) as tx:
        return [card.name.split()[0] for card in (await queries.mentors(tx, asked)).mentors]


async def test_the_register_is_searched_by_subject_domain_place_category_and_load(
    fresh_database: FreshDatabase,
) -> None:
    async with region(fresh_database) as here:
        await published(here)

        assert await names(here, MentorFilter()) == ["Ермолин", "Соколова"]
        assert await names(here, MentorFilter(q="матем")) == ["Соколова"]
        assert await names(here, MentorFilter(q="ермол")) == ["Ермолин"]
        assert await names(here, MentorFilter(domain="method")) == ["Ермолин"]
        assert await names(here, MentorFilter(municipality="город Бийск")) == ["Ермолин"]
        assert await names(here, MentorFilter(category="первая")) == ["Соколова"]
        assert await names(here, MentorFilter(load="free")) == ["Ермолин"]
        assert await names(here, MentorFilter(load="many")) == ["Соколова"]
        assert await names(here, MentorFilter(page=2)) == []


async def test_a_withdrawn_card_is_gone_with_its_data(fresh_database: FreshDatabase) -> None:
    async with region(fresh_database) as here:
        await published(here)
        await here.told("btlh", MentorWithdrawn(person_id=YERMOLIN.person_id, withdrawn_on=date(2026, 11, 24)))

        assert await names(here, MentorFilter()) == ["Соколова"]
        async with here.at(here.registry, OFFICIAL) as tx:
            with pytest.raises(queries.MentorUnknown):
                await queries.mentor(tx, "btlh", YERMOLIN.person_id)


async def test_a_college_cannot_touch_the_card_of_another(fresh_database: FreshDatabase) -> None:
    async with region(fresh_database) as here:
        await published(here)
        await here.told("bgpk", MentorWithdrawn(person_id=YERMOLIN.person_id, withdrawn_on=date(2026, 11, 24)))
        await here.told("bgpk", replace(YERMOLIN, name="Чужой Человек"))

        async with here.at(here.registry, OFFICIAL) as tx:
            assert (await queries.mentor(tx, "btlh", YERMOLIN.person_id)).name == YERMOLIN.name


async def test_who_sees_no_organization_sees_no_mentor(fresh_database: FreshDatabase) -> None:
    async with region(fresh_database) as here:
        await published(here)

        assert await names(here, MentorFilter(), Actor(id="account:3", roles=frozenset({Role.MUNICIPAL}))) == []


async def test_the_register_comes_back_from_what_was_heard(fresh_database: FreshDatabase) -> None:
    async with region(fresh_database) as here:
        await published(here)
        await here.told("btlh", replace(YERMOLIN, mentees_now=2))

        assert await here.rebuilt(SERVICE) == []
