"""«Регионы сейчас»: indicators by region, their moment and completeness; then the history of one region."""

from datetime import date
from itertools import groupby
from typing import Any

import msgspec

from services.monitoring.federation.overview import model, queries
from services.monitoring.federation.overview.model import READERS, RegionNow
from services.monitoring.federation.overview.queries import RegionFilter
from services.monitoring.federation.report import queries as report
from services.monitoring.federation.report.model import Reported
from services.monitoring.figure.declared.model import COVERAGE, PASSPORTS
from shared import words
from shared.db import Tx
from shared.documents.spreadsheet import write_xlsx
from shared.doors import File, View, file, page
from shared.web import charts
from shared.web.papers import as_xlsx

SEEN_BY = "Федеральный наблюдатель и оператор: только числа целых регионов."
XLSX = "/monitoring/regions.xlsx"
SHOWN = 40
SHARES = tuple(passport for passport in PASSPORTS if passport.unit == "%")
COLUMNS = (
    "Регион", "Показатель", "Название", "Единица", "Значение", "Числитель", "Знаменатель", "На день",
    "Организаций", "Из них отстают", "Обмен",
)  # fmt: skip


async def show_overview(tx: Tx, asked: RegionFilter) -> View:
    """Show the regions side by side."""
    regions = await queries.regions(tx)
    codes = model.codes(regions)
    chosen = asked.indicator if asked.indicator in codes else COVERAGE.code
    titles = {one.indicator: one.title for region in regions for one in region.indicators}
    titles |= {passport.code: passport.name for passport in PASSPORTS}
    shorts = {passport.code: passport.short for passport in PASSPORTS}
    context = {
        "regions": regions,
        "codes": [(code, shorts.get(code, code)) for code in codes],
        "chosen": chosen,
        "title": titles[chosen],
        "as_of": tx.now,
        "received": model.received(sum(region.complete for region in regions), len(regions)),
        "behind": [f"{region.name} — {region.exchange}" for region in regions if not region.complete],
        "bars": _bars(titles[chosen], chosen, regions),
        "sentence": _sentence(chosen, regions),
        "tabs": [(shorts.get(code, code), f"/monitoring/regions?indicator={code}") for code in codes],
        "xlsx": XLSX,
    }
    return View("overview/regions.html", context, "Регионы сейчас", SEEN_BY)


def _bars(title: str, code: str, regions: list[RegionNow]) -> charts.Bars:
    told = [(region, region.value(code)) for region in regions]
    unit = next((one.unit for _, one in told if one is not None), "")
    rows = [(region.name, None if one is None else one.value) for region, one in told]
    urls = [f"/monitoring/regions/{region.organization}" for region in regions]
    drawn = charts.bars(title, rows, unit=unit if unit == "%" else "", urls=urls)
    texts = [_text(one) for _, one in told]
    named = [msgspec.structs.replace(bar, text=text) for bar, text in zip(drawn.rows, texts, strict=True)]
    return msgspec.structs.replace(drawn, rows=tuple(named))


def _text(one: Reported | None) -> str:
    """Return the label of a bar: a value, or why there is none."""
    if one is None:
        return "ещё не сообщал"
    if not one.applies:
        return "не применимо"
    if one.value is None:
        return f"скрыто: за ним менее {one.least} человек"
    return words.percent(one.value) if one.unit == "%" else words.number(one.value)


def _sentence(code: str, regions: list[RegionNow]) -> str:
    known = [
        (one.value, region.name, one) for region in regions if (one := region.value(code)) and one.value is not None
    ]
    if not known:
        return "пока нет ни одного значения, которое можно показать."
    _, name, best = max(known, key=lambda each: each[0])
    lacking = len(regions) - len(known)
    without = f" Без значения {words.counted(lacking, 'регион', 'региона', 'регионов')}." if lacking else ""
    return f"больше всего — {name}, {_text(best)}.{without}"


async def show_region_story(tx: Tx, organization: str) -> View:
    """Show the course of one region's indicators, and exactly what it told."""
    region = await queries.one_region(tx, organization)
    story = await report.history(tx, organization)
    told = [(at, list(facts)) for at, facts in groupby(story[::-1], key=lambda one: one.as_of)][:SHOWN]
    context = {
        "region": region,
        "latest": region.latest,
        "passports": [(passport, region.value(passport.code)) for passport in PASSPORTS],
        "told": [(at, {one.indicator: one for one in facts}) for at, facts in told],
        "lines": _lines(story, tx.today),
    }
    return View("overview/region.html", context, region.name, SEEN_BY)


def _lines(story: list[Reported], today: date) -> charts.Lines | None:
    """Return the chart of shares by months; None while there are no two months to compare."""
    firsts = model.months(today)
    series = [(passport.short, model.by_months(story, passport.code, firsts)) for passport in SHARES]
    if not any(len([value for value in values if value is not None]) > 1 for _, values in series):
        return None
    return charts.lines("Доли по месяцам", firsts, series, unit="%")


async def export_regions(tx: Tx, asked: RegionFilter) -> File:
    """Return the table of all regions and indicators as a file."""
    regions = await queries.regions(tx)
    rows: list[list[Any]] = [_row(region, one) for region in regions for one in region.indicators]
    whole = sum(region.complete for region in regions)
    note = f"{model.received(whole, len(regions))} «Скрыто» — чтобы не указать на немногих людей."
    return as_xlsx(
        f"Показатели регионов {tx.today:%Y-%m-%d}", write_xlsx("Показатели", list(COLUMNS), rows, notes=[note])
    )


def _row(region: RegionNow, one: Reported) -> list[Any]:
    value = round(one.value, 1) if one.value is not None else "скрыто" if one.applies else "не применимо"
    whole = one.whole if one.whole is not None else "скрыто" if one.unit == "%" else ""
    part = one.part if one.part is not None else "скрыто"
    figures = [one.unit, value, part, whole, f"{one.day:%d.%m.%Y}", one.organizations, one.behind]
    return [region.name, one.indicator, one.title, *figures, region.exchange]


DOORS = [
    page("/monitoring/regions", show_overview, who=READERS, impersonal="figures of regions"),
    page("/monitoring/regions/{organization:str}", show_region_story, who=READERS, impersonal="figures of regions"),
    file(XLSX, export_regions, who=READERS, impersonal="figures of regions"),
]
