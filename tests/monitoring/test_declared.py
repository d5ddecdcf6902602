"""A figure is declared once: a page, a table, JSON and the facts behind it follow from its declaration."""

import re
import sys
from datetime import date
from importlib import import_module
from io import BytesIO
from typing import Any
from uuid import uuid4

import asyncpg
import msgspec
import openpyxl
import pytest

import services
from deploy.databases import login_of, with_database
from services.monitoring.app import SERVICE
from services.monitoring.figure.declared import model
from services.monitoring.figure.declared.figure import Figure, Passport, at
from shared import db
from shared.actor import EVERYTHING, Actor, Role
from shared.contracts.programs import MeetingHeld
from shared.migrations import migrate
from tests.conftest import FreshContour
from tests.monitoring.test_figures import NOON, enrolled, story, tell

OFFICIAL = Actor(id="ministry", roles=frozenset({Role.OFFICIAL}), organizations=EVERYTHING)
WORK = "services.monitoring.figure.declared.work"
INVENTED = Figure(
    code="meetings_late",
    title="Встреч с середины сентября",
    heading="Поздних встреч",
    unit="ед.",
    clause="Положение, п. 4.1.5",
    told=MeetingHeld,
    sql=("select organization, number, held_on, null, '', null, null from meeting where held_on >= date '2026-09-15'",),
    shown=at("region", "sheet", "organization"),
    within=(),
)
INVENTED_PASSPORT = Passport(
    code="I99",
    name="Встреч с середины сентября",
    short="Поздние встречи",
    unit="ед.",
    period="постоянно",
    formula="встречи с 15 сентября",
    executor="куратор организации",
    clause="Положение, п. 4.1.5",
    of="meetings_late",
)


@pytest.mark.parametrize("figure", model.FIGURES.values(), ids=model.FIGURES)
def test_every_figure_has_a_clause_and_a_unit_and_is_shown_or_counted_in_an_indicator(figure: Figure) -> None:
    indicators = {code for passport in model.PASSPORTS for code in (passport.of, passport.by)}
    assert re.search(r"(п\. \d|раздел(ы)? \d|ст\. \d)", figure.clause)
    assert figure.unit
    assert figure.title
    path = {"program_mentees", "needing_with_program", "needing_done"}  # what only the funnel shows
    assert figure.shown or figure.code in indicators or figure.code in path
    assert not figure.part_of or figure.part_of in model.FIGURES
    assert set(figure.within or ()) <= model.FIGURES.keys()


def test_an_indicator_names_declared_figures_and_tells_only_what_may_leave() -> None:
    leaving = model.within()
    for passport in model.PASSPORTS:
        assert {passport.of, passport.by} - {""} <= leaving.keys()


def test_the_view_of_the_service_is_made_of_the_declarations() -> None:
    assert SERVICE.views == {"evidence": model.view(model.FIGURES.values())}


@pytest.fixture
def monitoring(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Monitoring, imported anew with one more declaration in the file of its area; afterwards it is as before."""
    monkeypatch.setattr(services, "monitoring", sys.modules["services.monitoring"])

    def forget(*, but: str = "") -> None:
        for name in [name for name in sys.modules if name.startswith("services.monitoring") and name != but]:
            monkeypatch.delitem(sys.modules, name)

    forget()
    area = import_module(WORK)
    area.FIGURES = (*area.FIGURES, INVENTED)  # type: ignore[attr-defined]  # what a line in that file would do
    area.PASSPORTS = (*area.PASSPORTS, INVENTED_PASSPORT)  # type: ignore[attr-defined]  # the same
    forget(but=WORK)  # the package of the declarations has already read them

    def module(name: str) -> Any:
        return import_module(f"services.monitoring.{name}")

    return module


async def test_an_invented_figure_is_on_the_pages_in_the_table_in_json_in_the_federation_and_opens_to_its_facts(
    monitoring: Any, fresh_contour: FreshContour, postgres: str
) -> None:
    config = await fresh_contour("region", "region")
    login = config.logins["monitoring"]
    service = import_module("services.monitoring.app").SERVICE
    owner_dsn = with_database(postgres, login.rpartition("/")[2])
    assert await migrate(owner_dsn, "monitoring", service.migrations, login_of(login), views=service.views) == 0
    owner = await asyncpg.connect(owner_dsn)
    await owner.execute(
        """insert into sync.archive (stream, seq, epoch, hash, event, received_at)
           select 'programs.btlh', seq, 1, '', '', now() from generate_series(1, 6) seq"""
    )
    await owner.close()

    pages, evidence = monitoring("figure.indicator.pages"), monitoring("figure.evidence.pages")
    asked, day = monitoring("figure.indicator.queries").FigureFilter(), date(2026, 11, 24)
    pool = await db.open_pool(login, "monitoring")
    async with db.transaction(pool, now=NOON, actor=OFFICIAL, organization="region") as tx:
        await tell(tx, "region", enrolled("btlh", "Бийск"))
        await tell(tx, "btlh", *story(uuid4(), uuid4()))
        region = (await pages.show_region(tx, asked)).context
        organization = (await pages.show_organization(tx, "btlh")).context
        sheet = await pages.export_organizations(tx, asked)
        answer = msgspec.json.decode(msgspec.json.encode(await monitoring("figure.indicator.api").picture(tx, asked)))
        facts = (await evidence.show_evidence(tx, "btlh", INVENTED.code)).context
        await monitoring("federation.report.commands").send_report(
            tx, monitoring("federation.report.commands").SendReport()
        )
        told = await monitoring("federation.report.queries").last_of_all(tx)
    await pool.close()

    assert region["on"] == day
    assert [figure.called for figure in region["columns"]][-1] == "Поздних встреч"
    assert region["rows"][0][0].meetings_late == 1
    assert INVENTED.title in [figure.title for figure, _ in organization["lines"]]
    rows = list(openpyxl.load_workbook(BytesIO(sheet.content)).active.values)  # type: ignore[union-attr]  # it has a sheet
    [head] = [row for row in rows if "Поздних встреч" in row]
    assert rows[-1][head.index("Поздних встреч")] == 1
    assert answer["organizations"][0]["meetings_late"] == 1
    assert (facts["title"], facts["told"], facts["evidence"].value) == (INVENTED.title, MeetingHeld.happened, 1)
    assert [fact.day for fact in facts["evidence"].facts] == [date(2026, 9, 15)]
    [reported] = [one for one in told if one.indicator == "I99"]
    assert (reported.title, reported.part, reported.withheld) == (INVENTED_PASSPORT.name, 1, False)
    assert "I99" in monitoring("federation.overview.model").codes([])
