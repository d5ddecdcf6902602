"""Every figure opens to the facts behind it, and every fact to its place in its stream; people are not shown."""

import re
from datetime import UTC, date, datetime
from io import BytesIO
from uuid import UUID, uuid4

import asyncpg
import httpx
import msgspec
import openpyxl
import pytest

from deploy.databases import with_database
from services.monitoring.figure.declared.model import FIGURES, shown
from services.monitoring.figure.evidence import model, queries
from services.monitoring.figure.evidence.queries import FactFilter
from services.monitoring.figure.indicator import queries as indicator
from services.monitoring.figure.indicator.model import COUNTED
from shared.actor import system
from shared.contracts.programs import MentorPublishedV1, NeedMarked, PairStarted
from shared.db import Tx
from shared.event import Label, Told, leaving, marked, seal
from shared.sync.running import RunningService
from tests.house.lived import Lived

COLLEGE, OTHER = "btlh", "bgpk"
ORGANIZATION = f"/monitoring/organizations/{COLLEGE}"
SEPTEMBER = date(2026, 9, 1)
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def monitoring(year: Lived) -> RunningService:
    return next(running for running in year.contours["region"].services if running.service.name == "monitoring")


def test_every_figure_has_a_name_and_every_fact_behind_one_has_words() -> None:
    assert tuple(FIGURES) == COUNTED
    for figure in FIGURES.values():
        assert figure.told.happened
        assert marked(figure.told, Label).keys() == leaving(figure.told).keys()


@pytest.mark.parametrize("figure", COUNTED)
async def test_a_figure_is_made_of_the_facts_it_opens_to(figure: str, year: Lived) -> None:
    counts = FIGURES[figure].counts
    async with monitoring(year).transaction(system("test")) as tx:
        rows = await indicator.figures(tx, tx.today)
        for row in rows:
            evidence = await queries.evidence(tx, row.organization, figure)
            assert evidence.value == getattr(row, figure)
            if counts == "facts":
                assert evidence.total == evidence.value
            elif counts == "people":
                assert (evidence.total > 0) == (evidence.value > 0)
            else:
                assert evidence.total == 1
            assert len(evidence.facts) == min(evidence.total, queries.PAGE)
            for fact in evidence.facts:
                await stands_in_the_stream(tx, row.organization, figure, fact)
    assert rows


async def test_pages_and_tables_say_alike_what_a_figure_counts(year: Lived) -> None:
    async with monitoring(year).transaction(system("test")) as tx:
        rows = await tx.connection.fetch("select distinct figure, counts from evidence")
    assert {row["figure"]: row["counts"] for row in rows}.items() <= {
        figure: called.counts for figure, called in FIGURES.items()
    }.items()
    assert {row["counts"] for row in rows} == {"facts", "people", "amount"}


async def stands_in_the_stream(tx: Tx, organization: str, figure: str, fact: model.Fact) -> None:
    kept = await queries.kept(tx, organization, model.speaker_of(figure), fact.number)
    assert model.explain(kept.event).title == FIGURES[figure].told.happened
    assert fact.received_at == kept.received_at


async def test_the_facts_of_an_earlier_day_are_those_of_that_day(year: Lived) -> None:
    async with monitoring(year).transaction(system("test")) as tx:
        now = await queries.evidence(tx, COLLEGE, "meetings")
        days = sorted({fact.day for fact in now.facts})
        then = await queries.evidence(tx, COLLEGE, "meetings", FactFilter(on=days[-2]))

    assert now.total > then.total > 0
    assert max(fact.day for fact in then.facts) == days[-2]


async def test_a_long_list_of_facts_is_turned_over_and_none_is_missing(
    year: Lived, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with monitoring(year).transaction(system("test")) as tx:
        whole = await queries.evidence(tx, COLLEGE, "meetings")
        monkeypatch.setattr(queries, "PAGE", 3)
        pages = -(-whole.total // 3)
        turned = [await queries.evidence(tx, COLLEGE, "meetings", FactFilter(page=n)) for n in range(1, pages + 2)]

    assert pages > 1
    assert [fact for page in turned for fact in page.facts] == whole.facts
    assert turned[-1].facts == []


async def test_an_official_opens_a_figure_and_its_fact_and_meets_no_person(year: Lived) -> None:
    async with year.browser("region", "ministry") as official:
        organization = (await official.get(ORGANIZATION)).text
        assert f'href="{ORGANIZATION}/figures/pairs"' in organization
        figure = (await official.get(f"{ORGANIZATION}/figures/pairs")).text
        [first, *_] = re.findall(rf'href="({ORGANIZATION}/facts/programs/\d+)"', figure)
        fact = (await official.get(first)).text

    assert "Пар и групп: " in figure
    assert "приказ № " in figure
    assert "Начата пара или группа" in fact
    assert "не показываем" in fact
    said = fact.split("Что в нём сказано")[1].split("Как проверить")[0]
    assert ID.findall(figure) == ID.findall(said) == []


async def test_pages_show_the_figures_that_are_declared_for_them(year: Lived) -> None:
    async with year.browser("region", "ministry") as official:
        region = (await official.get("/monitoring")).text
        organization = (await official.get(ORGANIZATION)).text
    for figure in shown("region"):
        assert f'data-label="{figure.called}"' in region
    for figure in shown("organization"):
        assert figure.title in organization
        assert f'href="{ORGANIZATION}/figures/{figure.code}"' in organization


async def test_the_facts_behind_a_figure_are_a_table_to_take_away(year: Lived) -> None:
    async with year.browser("region", "ministry") as official:
        page = (await official.get(f"{ORGANIZATION}/figures/meetings")).text
        answer = await official.get(f"{ORGANIZATION}/figures/meetings/facts.xlsx")
        absent = await official.get(f"{ORGANIZATION}/figures/nothing/facts.xlsx")
    async with monitoring(year).transaction(system("test")) as tx:
        evidence = await queries.evidence(tx, COLLEGE, "meetings")

    assert f'href="{ORGANIZATION}/figures/meetings/facts.xlsx"' in page
    assert absent.status_code == 404
    [sheet] = openpyxl.load_workbook(BytesIO(answer.content)).worksheets
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    told = [row for row in rows if row[0] == "Проведена встреча"]
    assert [row[-1] for row in told] == [fact.number for fact in evidence.facts]
    assert [str(row[1])[:10] for row in told] == [str(fact.day) for fact in evidence.facts]
    assert any(str(row[0]).startswith(f"Встреч проведено: {evidence.value} на ") for row in rows)


async def test_who_sees_one_organization_opens_only_its_figures(year: Lived) -> None:
    async with year.browser("region", "biysk") as coordinator:
        own = await coordinator.get(f"{ORGANIZATION}/figures/pairs")
        fact = await coordinator.get(f"{ORGANIZATION}/facts/programs/1")
        others = [
            await coordinator.get(f"/monitoring/organizations/{OTHER}{path}")
            for path in ("/figures/pairs", "/facts/programs/1")
        ]
    assert (own.status_code, fact.status_code) == (200, 200)
    assert [answer.status_code for answer in others] == [404, 404]


async def test_a_day_before_an_organization_was_there_is_answered_in_words(year: Lived) -> None:
    async with year.browser("region", "ministry") as official:
        organization = await official.get(ORGANIZATION, params={"on": "2020-01-01"})
        region = await official.get("/monitoring", params={"on": "2020-01-01"})
    assert (organization.status_code, region.status_code) == (200, 200)
    assert "В этот день организация ещё не была подключена" in organization.text
    assert "В этот день ещё ни одна организация не была подключена" in region.text


@pytest.mark.parametrize(
    "path",
    [
        "figures/nothing",
        "figures/pairs?page=0",
        "figures/pairs?page=99999999999",
        "facts/registry/1",
        "facts/programs/0",
        "facts/programs/99999999",
        "facts/programs/99999999999999999999",
    ],
)
async def test_what_is_not_there_is_not_found(path: str, year: Lived) -> None:
    async with year.browser("region", "ministry") as official:
        answer: httpx.Response = await official.get(f"{ORGANIZATION}/{path}")
    assert answer.status_code == 404


def told(event: Told) -> model.Explained:
    return model.explain(seal(event, id=uuid4(), source="/btlh", time=datetime(2026, 9, 1, tzinfo=UTC)))


def test_of_people_only_is_said_that_a_fact_speaks_of_them() -> None:
    mentor, mentee = UUID(int=1), UUID(int=2)
    pair = told(
        PairStarted(
            pair_id=uuid4(), mentor_id=mentor, mentee_ids=(mentee,), form="teacher-teacher", kinds=("traditional",),
            order_number="118-л", started_on=SEPTEMBER,
        )
    )  # fmt: skip
    need = told(NeedMarked(person_id=mentee, reason="novice", marked_on=SEPTEMBER))
    card = told(
        MentorPublishedV1(
            person_id=mentor, name="Ермолин Г. А.", post="преподаватель", subject="Физика", category="высшая",
            experience_years=21, domains=("methods",), about_self="Люблю лес", mentees_now=1, consented_on=SEPTEMBER,
        )
    )  # fmt: skip

    assert {line.label: line.value for line in pair.lines if line.value} == {
        "Номер приказа": "118-л",
        "Начало": "01.09.2026",
    }
    assert {line.label: line.value for line in need.lines if line.value} == {"Отмечено": "01.09.2026"}
    assert {line.label: line.value for line in card.lines if line.value} == {
        "Наставляемых сейчас": "1",
        "Дата согласия": "01.09.2026",
    }


@pytest.mark.parametrize(
    "event",
    [b"", b"{}", b"\xff", b"[" * 100_000, b'{"type": "programs.need_marked.v1"}', msgspec.json.encode({"data": 1})],
)
def test_what_cannot_be_read_says_so(event: bytes) -> None:
    said = model.explain(event)
    assert (said.title, said.lines) == ("Факт, который не разобрать", [])


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00"])
async def test_a_fact_told_at_a_moment_that_no_clock_here_shows_is_shown_all_the_same(
    moment: str, year: Lived, postgres: str
) -> None:
    region = year.contours["region"]
    [event] = await region.sync.fetch("select event, seq from sync.archive where stream = 'programs.btlh' and seq = 5")
    strange = re.sub(rb'"time":"[^"]+"', f'"time":"{moment}"'.encode(), event["event"])
    assert strange != event["event"]
    change = "update sync.archive set event = $1 where stream = 'programs.btlh' and seq = 5"
    owner = await asyncpg.connect(with_database(postgres, region.config.logins["sync"].rpartition("/")[2]))
    try:
        await owner.execute(change, strange)
        async with year.browser("region", "ministry") as official:
            answer = await official.get(f"{ORGANIZATION}/facts/programs/5")
    finally:
        await owner.execute(change, event["event"])
        await owner.close()
    assert answer.status_code == 200
    assert "Сосчитаны педагоги" in answer.text


def test_a_fact_with_strange_values_is_shown_all_the_same() -> None:
    honest = seal(
        NeedMarked(person_id=uuid4(), reason="novice", marked_on=SEPTEMBER),
        id=uuid4(), source="/btlh", time=datetime(2026, 9, 1, tzinfo=UTC),
    )  # fmt: skip
    said = model.explain(honest.replace(b'"2026-09-01"', b'{"a": [1]}'))
    assert [line.value for line in said.lines if line.label == "Отмечено"] == ["{'a': [1]}"]
    long = model.explain(honest.replace(b'"2026-09-01"', b'"' + b"x" * 10_000 + b'"'))
    assert [len(line.value) for line in long.lines if line.label == "Отмечено"] == [model.MOST + 1]
    without = model.explain(honest.replace(b'"marked_on"', b'"other_on"'))
    assert [line.value for line in without.lines if line.label == "Отмечено"] == ["—"]
