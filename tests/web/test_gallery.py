"""Every piece and the sample pages, opened in Chromium under the strict policy."""

import os
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page, ViewportSize

from shared.web.frame import STATIC
from tests.web.gallery import pages

ROOT = Path(__file__).parents[2]
AXE = [STATIC / "vendor" / "axe.min.js", ROOT / "node_modules" / "axe-core" / "axe.min.js"]
NAMES = sorted(pages())
WIDE: ViewportSize = {"width": 1280, "height": 900}
TABLET: ViewportSize = {"width": 768, "height": 1024}
PHONE: ViewportSize = {"width": 360, "height": 740}

# Targets of at least 24 px are not among axe's usual rules; they are among ours.
RUN = """async () => (await axe.run({
    resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})).violations"""

pytestmark = pytest.mark.browser


class Sight:
    """A page that remembers what went wrong while it was open."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page, self.origin, self.wrongs = page, origin, list[str]()
        page.on("console", lambda said: self.wrongs.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.wrongs.append(str(error)))
        page.on("request", lambda asked: self._within(asked.url))

    def _within(self, url: str) -> None:
        if not url.startswith((self.origin, "data:")):
            self.wrongs.append(f"left the origin: {url}")

    def open(self, name: str) -> Page:
        self.page.goto(f"{self.origin}/{name}")
        self.page.evaluate("document.fonts.ready")
        return self.page


@pytest.fixture
def sight(chromium: Browser, gallery: str) -> Iterator[Sight]:
    context = chromium.new_context(viewport=WIDE, locale="ru-RU")
    yield Sight(context.new_page(), gallery)
    context.close()


def axe(page: Page) -> list[str]:
    """What axe-core finds wrong, one line each."""
    source = next(path for path in AXE if path.exists())
    # Through the protocol rather than a <script>: the policy of the page stays as it is.
    if not page.evaluate("'axe' in window"):
        page.evaluate(source.read_text())
    found: list[dict[str, Any]] = page.evaluate(RUN)
    return [f"{each['id']}: {each['help']}: {[node['html'][:160] for node in each['nodes'][:3]]}" for each in found]


def photograph(page: Page, name: str) -> None:
    """Keep a picture when asked: `SCREENS=.screens pytest tests/web`."""
    if folder := os.environ.get("SCREENS"):
        Path(folder).mkdir(exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_accessible_and_keeps_to_the_policy(name: str, sight: Sight) -> None:
    page = sight.open(name)
    for form, size in (("wide", WIDE), ("phone", PHONE)):
        page.set_viewport_size(size)
        photograph(page, f"{name}-{form}")
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.set_viewport_size(TABLET)
    photograph(page, f"{name}-tablet")
    assert page.evaluate("document.documentElement.scrollWidth") <= TABLET["width"]
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(each => Number(each.tagName[1]))")

    assert sight.wrongs == []

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("name", ["today", "program", "region", "route"])
def test_a_page_prints_without_what_only_a_screen_needs(name: str, sight: Sight) -> None:
    page = sight.open(name)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 690, "height": 1000})
    photograph(page, f"{name}-print")
    paper = page.pdf(format="A4", tagged=True)

    assert not page.get_by_role("navigation", name="Разделы").is_visible()
    assert page.get_by_role("heading", level=1).is_visible()
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) <= 3


def test_the_menu_of_a_phone_opens_by_keyboard(sight: Sight) -> None:
    page = sight.open("today")
    page.set_viewport_size(PHONE)
    programs = page.get_by_role("link", name="Программы", exact=True)
    assert not programs.is_visible()

    page.locator("summary", has_text="Разделы").focus()
    page.keyboard.press("Enter")

    assert programs.is_visible()


def test_a_phone_without_scripts_still_has_its_menu_and_its_mistakes(chromium: Browser, gallery: str) -> None:
    context = chromium.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{gallery}/form-wrong")
    page.locator("summary", has_text="Разделы").click()

    assert page.get_by_role("link", name="Сотрудники").is_visible()
    assert page.get_by_role("alert").get_by_role("link").count() == 4
    context.close()


def test_the_menu_of_a_wide_screen_is_there(sight: Sight) -> None:
    page = sight.open("today")

    assert page.get_by_role("link", name="Программы", exact=True).is_visible()
    assert page.get_by_role("link", name="Сегодня").get_attribute("aria-current") == "page"


def test_of_two_sections_on_the_way_only_the_nearer_is_open(sight: Sight) -> None:
    page = sight.open("error-404")

    assert page.locator(".side [aria-current]").all_inner_texts() == ["Полнота данных"]


def test_the_first_tab_leads_straight_to_the_content(sight: Sight) -> None:
    page = sight.open("today")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_a_mistake_is_named_on_top_and_leads_to_its_field(sight: Sight) -> None:
    page = sight.open("form-wrong")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"

    page.get_by_role("alert").get_by_role("link", name="Заканчивается: Программа заканчивается").click()

    ends = page.get_by_label("Заканчивается")
    assert page.evaluate("document.activeElement.name") == "ends"
    assert ends.get_attribute("aria-invalid") == "true"
    assert ends.input_value() == "2027-09-30"
    assert page.get_by_label("дистанционное").is_checked()


def test_live_figures_come_anew_and_what_changed_is_marked(sight: Sight, gallery: str) -> None:
    page = sight.page
    old = True

    def answer(route: Any) -> None:
        nonlocal old
        body = route.fetch().text()
        route.fulfill(body=body if old else body.replace(">429<", ">430<"), content_type="text/html; charset=utf-8")
        old = False

    page.route(f"{gallery}/region", answer)
    sight.open("region")

    page.wait_for_selector("#figure-programs.changed:has-text('430')", timeout=5000)
    assert page.locator("#now").count() == 1


def test_a_form_asks_before_typed_words_are_lost(sight: Sight, gallery: str) -> None:
    page = sight.open("form")
    asked = list[str]()

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.get_by_label("Название").fill("Первые шаги")

    page.goto(f"{gallery}/today")

    assert asked == ["beforeunload"]
