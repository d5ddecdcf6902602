"""The regions of a federation: enrolment, and what its observer sees of them, in a real contour."""

from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import msgspec
import pytest

from deploy.contours import services_of
from services.monitoring.federation.overview import model as overview
from services.monitoring.federation.overview import queries
from services.monitoring.federation.region import model
from services.monitoring.federation.region.commands import (
    CorrectRegion,
    EnrollRegion,
    ResumeRegion,
    SuspendRegion,
    correct_region,
    enroll_region,
    resume_region,
    suspend_region,
)
from services.monitoring.federation.report import model as report
from services.monitoring.federation.report import store
from services.monitoring.federation.report.model import Reported
from shared.actor import EVERYTHING, Actor, Role
from shared.contour import Contour, application, open_contour
from shared.contracts.monitoring import IndicatorReported
from shared.db import Origin, Tx
from shared.identity import accounts, tokens
from shared.public_key import NotAKey
from tests.conftest import FreshContour

KEY, OTHER = (b64encode(bytes([number]) * 32).decode() for number in (1, 2))
OPERATOR = Actor(id="account:operator", roles=frozenset({Role.OPERATOR}), organizations=EVERYTHING)
NOON = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ALTAI = EnrollRegion(organization="altai", name="Алтайский  край", public_key=KEY)


@asynccontextmanager
async def federation(fresh_contour: FreshContour) -> AsyncIterator[Contour]:
    config = await fresh_contour("federation", "federation", time_zone="Europe/Moscow")
    async with open_contour(config, services_of("federation")) as contour:
        yield contour


@asynccontextmanager
async def acting(contour: Contour) -> AsyncIterator[Tx]:
    [running] = contour.services
    async with running.transaction(OPERATOR, at=NOON) as tx:
        yield tx


def said(
    indicator: str, part: int | None, whole: int | None, *, unit: str = "%", edition: str = "2026-1"
) -> IndicatorReported:
    return IndicatorReported(
        indicator=indicator, edition=edition, unit=unit, day=NOON.date(), as_of=NOON, part=part, whole=whole,
        withheld=part is None, least=5, organizations=3, behind=1,
    )  # fmt: skip


async def told(tx: Tx, region: str, *events: IndicatorReported) -> None:
    for seq, event in enumerate(events, 1):
        await tx.act_for(region, Origin(f"monitoring.{region}", 1, seq, NOON))
        await store.apply(tx, event)
    await tx.act_for("federation", None)


async def test_a_region_is_enrolled_corrected_suspended_and_taken_back(fresh_contour: FreshContour) -> None:
    async with federation(fresh_contour) as contour, acting(contour) as tx:
        await enroll_region(tx, ALTAI)
        assert await tx.value("select public_key from sync.followed where stream = 'monitoring.altai'") == b"\x01" * 32
        with pytest.raises(model.AlreadyEnrolled):
            await enroll_region(tx, ALTAI)
        with pytest.raises(model.NothingChanged):
            await correct_region(tx, CorrectRegion(organization="altai", name="Алтайский край", public_key=KEY))
        await correct_region(tx, CorrectRegion(organization="altai", name="Алтайский край", public_key=OTHER))
        assert await tx.value("select public_key from sync.followed where stream = 'monitoring.altai'") == b"\x02" * 32
        await suspend_region(tx, SuspendRegion(organization="altai", reason="Смена установки"))
        assert await tx.value("select left_at from sync.followed where stream = 'monitoring.altai'") == NOON
        with pytest.raises(model.AlreadySuspended):
            await suspend_region(tx, SuspendRegion(organization="altai", reason="ещё раз"))
        with pytest.raises(model.Suspended):
            await correct_region(tx, CorrectRegion(organization="altai", name="Другой", public_key=OTHER))
        await resume_region(tx, ResumeRegion(organization="altai"))
        assert await tx.value("select left_at from sync.followed where stream = 'monitoring.altai'") is None
        with pytest.raises(model.NotSuspended):
            await resume_region(tx, ResumeRegion(organization="altai"))


async def test_two_regions_cannot_speak_under_one_key(fresh_contour: FreshContour) -> None:
    async with federation(fresh_contour) as contour:
        async with acting(contour) as tx:
            await enroll_region(tx, ALTAI)
        with pytest.raises(model.KeyTaken):
            async with acting(contour) as tx:
                await enroll_region(tx, EnrollRegion(organization="tomsk", name="Томская область", public_key=KEY))


@pytest.mark.parametrize("slug", ["all", "federation"])
def test_a_word_of_the_platform_is_no_name_of_a_region(slug: str) -> None:
    with pytest.raises(model.SlugReserved):
        model.enroll(slug, name="Край", public_key=KEY, home="federation")


@pytest.mark.parametrize("typed", ["не ключ", "", KEY[:-4], b64encode(bytes(32)).decode()])
def test_what_is_no_key_is_refused_beside_its_field(typed: str) -> None:
    with pytest.raises(NotAKey) as refusal:
        model.enroll("altai", name="Край", public_key=typed, home="federation")
    assert refusal.value.field == "public_key"


async def test_the_observer_sees_values_what_is_withheld_and_what_does_not_apply(fresh_contour: FreshContour) -> None:
    async with federation(fresh_contour) as contour:
        async with acting(contour) as tx:
            await enroll_region(tx, ALTAI)
            await enroll_region(tx, EnrollRegion(organization="tomsk", name="Томская область", public_key=OTHER))
            await told(tx, "altai", said("I01", 120, 900), said("I05", None, None, unit="ед."), said("I18", None, 40))
            await told(tx, "tomsk", said("I18", 0, 0), said("I99", 7, None, unit="шт.", edition="2031"))
            altai, tomsk = await queries.regions(tx)
        assert [one.value for one in altai.indicators] == [pytest.approx(13.33, abs=0.01), None, None]
        assert [(one.applies, one.value, one.title) for one in tomsk.indicators] == [
            (False, None, "Охват: у кого из нуждающихся есть наставник"),
            (True, 7, "I99, редакция 2031"),
        ]

        pages = await seen(
            contour, "/", "/monitoring/regions", "/monitoring/regions?indicator=I01", "/monitoring/regions/altai"
        )
        home, table, chart, story = pages.values()
        assert "Алтайский край: ждём первой связи" in home
        assert "13,3" in table
        assert table.count("за ним менее 5 человек") == 4  # two in the table, one as a bar, one where it is explained
        assert "не применимо" in table
        assert "больше всего — Алтайский край" in chart
        assert "2 из 3 организаций" in story
        assert "120 из 900" in story


@pytest.mark.parametrize(
    "changed",
    [
        {"as_of": datetime(9999, 12, 31, 23, 59, tzinfo=UTC)},
        {"as_of": datetime(1, 1, 1, tzinfo=UTC)},
        {"day": date(9999, 12, 31)},
        {"behind": 4},
    ],
    ids=["after all time", "before all time", "a day that never comes", "more behind than there are"],
)
async def test_what_no_region_can_say_is_refused_and_spoils_no_page(
    changed: dict[str, Any], fresh_contour: FreshContour
) -> None:
    async with federation(fresh_contour) as contour, acting(contour) as tx:
        await enroll_region(tx, ALTAI)
        with pytest.raises(report.Impossible):
            await told(tx, "altai", msgspec.structs.replace(said("I01", 120, 900), **changed))


async def seen(contour: Contour, *paths: str) -> dict[str, str]:
    """What an observer reads on these pages."""
    async with contour.gate.transaction() as tx:
        await accounts.create_account(tx, "observer", "Наблюдатель", [Role.OBSERVER], organizations=EVERYTHING)
        key = await tokens.issue_token(tx, "observer")
    app: Any = application(contour)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    headers = {"authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://federation.test", headers=headers) as client:
        answers = {path: await client.get(path) for path in paths}
        table = await client.get("/monitoring/regions.xlsx")
        json = await client.get("/api/monitoring/regions/altai")
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(paths, 200)
    assert (table.status_code, table.content[:2]) == (200, b"PK")
    assert [one["part"] for one in json.json()["indicators"]] == [120, None, None]
    return {path: " ".join(answer.text.split()) for path, answer in answers.items()}


def reported(day: date, part: int | None, number: int) -> Reported:
    return Reported(
        organization="altai", number=number, indicator="I18", edition="2026-1", unit="%", day=day, as_of=NOON,
        part=part, whole=100, withheld=part is None, least=5, organizations=3, behind=0,
    )  # fmt: skip


def test_a_month_shows_what_held_at_its_end_and_silence_means_that_it_still_holds() -> None:
    story = [
        reported(date(2026, 8, 3), 10, 1),
        reported(date(2026, 8, 30), 20, 2),
        reported(date(2026, 10, 1), None, 3),
        reported(date(2026, 11, 2), 40, 4),
    ]
    firsts = overview.months(date(2026, 11, 24))
    assert (firsts[0], firsts[-1], len(firsts)) == (date(2025, 12, 1), date(2026, 11, 1), 12)
    assert overview.by_months(story, "I18", firsts)[-5:] == [None, 20, 20, None, 40]


async def test_a_region_that_fell_silent_waits_for_a_person_and_one_that_speaks_does_not(
    fresh_contour: FreshContour,
) -> None:
    async with federation(fresh_contour) as contour:
        async with acting(contour) as tx:
            await enroll_region(tx, ALTAI)
        for ago, words in ((timedelta(seconds=5), "получено всё"), (timedelta(hours=3), "нет связи")):
            await contour.sync.execute("update sync.followed set contact_at = $1", NOON - ago)
            async with acting(contour) as tx:
                [one] = await queries.regions(tx)
            assert (one.exchange, one.complete) == (words, words == "получено всё")
