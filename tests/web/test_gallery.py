"""Every piece and the sample pages, opened in Chromium under the strict policy."""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Dialog, Route

from tests.sight import PHONE, TABLET, WIDE, Sight, axe, overflow, photograph
from tests.web.gallery import pages

NAMES = sorted(pages())

pytestmark = pytest.mark.browser


@pytest.fixture
def sight(chromium: Browser, gallery: str) -> Iterator[Sight]:
    context = chromium.new_context(viewport=WIDE, locale="ru-RU")
    yield Sight(context.new_page(), gallery)
    context.close()


@pytest.fixture(scope="module")
def window(chromium: Browser, gallery: str) -> Iterator[Sight]:
    """One window for all pages: a new one, and axe read anew in it, costs more than the look."""
    context = chromium.new_context(viewport=WIDE, locale="ru-RU")
    yield Sight(context.new_page(), gallery)
    context.close()


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_accessible_and_keeps_to_the_policy(name: str, window: Sight) -> None:
    window.page.set_viewport_size(WIDE)
    page = window.open(name)
    for form, size in (("wide", WIDE), ("phone", PHONE)):
        page.set_viewport_size(size)
        photograph(page, f"{name}-{form}")
        assert axe(page) == []
        assert overflow(page) <= 0
    page.set_viewport_size(TABLET)
    photograph(page, f"{name}-tablet")
    assert overflow(page) <= 0
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(each => Number(each.tagName[1]))")

    # Each says where it was; one that is told late is told of the next page rather than of none.
    assert window.wrongs == []

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

    def answer(route: Route) -> None:
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
