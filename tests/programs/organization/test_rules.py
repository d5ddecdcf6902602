"""Which rules are in force on a day."""

from datetime import date

import msgspec
import pytest

from services.programs.college.organization import commands, model, queries, store
from services.programs.college.organization.commands import DescribeOrganization
from shared.contracts.registry import OrganizationEnrolled, RegulationPublished
from shared.contracts.regulation import Edition, first_edition
from shared.db import Origin
from tests.conftest import FreshContour
from tests.programs.college import HOME, NOON, college, events

FIRST = first_edition()


def edition(code: str, begins: date, ends: date | None = None) -> Edition:
    return msgspec.structs.replace(FIRST, edition=code, valid_from=begins, valid_to=ends)


def test_the_latest_edition_that_has_begun_is_in_force() -> None:
    newer = edition("altai-2027", date(2027, 1, 1))

    assert model.in_force([FIRST, newer], date(2026, 12, 31)) == FIRST
    assert model.in_force([FIRST, newer], date(2027, 1, 1)) == newer


def test_an_edition_is_no_longer_in_force_on_its_last_day() -> None:
    old = edition("old", date(2023, 1, 1), date(2026, 9, 1))

    assert model.in_force([old], date(2026, 8, 31)) == old
    with pytest.raises(model.NoRules):
        model.in_force([old], date(2026, 9, 1))


async def test_a_new_college_adopts_the_bundled_edition_once(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        assert await commands.adopt_first_edition(tx) == 0
        assert (await queries.edition(tx, NOON.date())).edition == "altai-2023"
        assert await events(tx) == ["edition_adopted.v2"]


async def test_what_the_region_published_stands_above_what_we_began_with(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        corrected = msgspec.structs.replace(FIRST, title="Положение, уточнённое")
        await tx.act_for("region", Origin("registry.all", 1, 1, NOON))
        await store.apply(tx, RegulationPublished(edition_id=corrected.edition, edition=corrected))
        await tx.act_for(HOME, None)

        assert (await queries.edition(tx, NOON.date())).title == "Положение, уточнённое"
        [line] = await queries.editions(tx)
        assert line.published


async def test_our_card_is_what_the_region_enrolled_under_our_name(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        assert (await queries.card(tx)).name == HOME

        await tx.act_for("region", Origin("registry.all", 1, 1, NOON))
        for slug, name in ((HOME, "БТЛХ"), ("bgpk", "БГПК")):
            await store.apply(
                tx,
                OrganizationEnrolled(
                    organization=slug, name=name, full_name=f"КГБПОУ «{name}»", municipality="Бийск",
                    time_zone="Asia/Barnaul", public_key="",
                ),
            )  # fmt: skip
        await tx.act_for(HOME, None)

        card = await queries.card(tx)
        assert (card.name, card.full_name, card.enrolled, card.described) == ("БТЛХ", "КГБПОУ «БТЛХ»", True, False)


async def test_saying_the_same_letterhead_twice_is_one_fact(fresh_contour: FreshContour) -> None:
    said = DescribeOrganization(full_name="КГБПОУ  «БТЛХ»", name="БТЛХ", place="г. Бийск")
    async with college(fresh_contour) as tx:
        await commands.describe_organization(tx, said)
        await commands.describe_organization(tx, said)

        assert (await events(tx)).count("organization_described") == 1
        assert (await queries.card(tx)).full_name == "КГБПОУ «БТЛХ»"
