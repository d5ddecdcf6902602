"""Every piece and the sample pages, opened in Chromium under the strict policy."""

import re
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Dialog, Page, Route, expect

from deploy.contours import services_of
from shared.web.openapi import describe
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
        assert page.locator("[hidden]:visible").all_inner_texts() == [], "what is hidden is not seen"
        assert axe(page) == []
        assert overflow(page) <= 0
    # Without motion: a button half way between two colors has the contrast of neither.
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    photograph(page, f"{name}-dark")
    assert axe(page, only="color-contrast") == []
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
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


def test_a_page_is_dark_by_the_readers_setting_and_light_on_paper(sight: Sight) -> None:
    page = sight.open("today")

    def background() -> str:
        color: str = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        return color

    page.emulate_media(color_scheme="dark")
    assert background() == "rgb(19, 23, 20)"
    page.emulate_media(color_scheme="dark", media="print")
    assert background() == "rgb(255, 255, 255)"


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


def test_the_page_of_the_api_shows_every_operation_and_what_is_in_it(sight: Sight) -> None:
    page = sight.open("api")
    described = describe("college", services_of("college"))
    operations = page.locator(".operation")
    expect(operations).to_have_count(sum(len(methods) for methods in described["paths"].values()))
    for each in operations.all():
        each.evaluate("each => each.open = true")
    assert axe(page) == []
    page.set_viewport_size(PHONE)
    photograph(page, "api-open")
    assert overflow(page) <= 0
    lost = (
        "[...document.querySelectorAll('main a[href^=\"#\"]')].filter(a => !document.getElementById(a.hash.slice(1)))"
    )
    assert page.evaluate(f"{lost}.length") == 0
    assert sight.wrongs == []


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


def test_what_is_typed_open_and_in_focus_stays_when_figures_come_anew(sight: Sight, gallery: str) -> None:
    page = sight.page
    inside = '<details id="more"><summary>Ещё</summary><input id="words" value="" aria-label="Слова"></details>'

    def answer(route: Route) -> None:
        body = route.fetch().text().replace('data-live="/live">', f'data-live="/live">{inside}')
        if route.request.is_navigation_request():
            route.fulfill(body=body, content_type="text/html; charset=utf-8")
        else:
            body = body.replace(">429<", ">430<").replace('value=""', 'value="чужое"')
            page.evaluate("document.getElementById('more').open = true")
            page.get_by_label("Слова").fill("моё")
            page.get_by_label("Слова").focus()
            route.fulfill(body=body, content_type="text/html; charset=utf-8")

    page.route(f"{gallery}/region", answer)
    sight.open("region")

    page.wait_for_selector("#figure-programs.changed:has-text('430')", timeout=5000)
    assert page.get_by_label("Слова").input_value() == "моё"
    assert page.evaluate("document.activeElement.id") == "words"
    assert page.locator("#more").evaluate("details => details.open")
    assert sight.wrongs == []


def test_a_live_page_whose_session_ended_leads_to_the_login(sight: Sight, gallery: str) -> None:
    def answer(route: Route) -> None:
        if route.request.is_navigation_request():
            route.continue_()
        else:
            route.continue_(url=f"{gallery}/moved")

    sight.page.route(f"{gallery}/region", answer)
    sight.open("region")

    sight.page.wait_for_url(f"{gallery}/login", timeout=5000)
    assert sight.wrongs == []


@pytest.fixture
def filtered(sight: Sight, gallery: str) -> Page:
    """A page whose list shows what it is asked for."""

    def answer(route: Route) -> None:
        [asked] = parse_qs(urlsplit(route.request.url).query).get("q", ["все"])
        body = (
            route.fetch(url=f"{gallery}/empty").text().replace("</h1>", f'</h1><p id="found">Найдено: {asked}</p>', 1)
        )
        route.fulfill(body=body, content_type="text/html; charset=utf-8")

    sight.page.route(re.compile(f"{gallery}/needs.*"), answer)
    return sight.open("needs")


def test_a_filter_changes_the_list_in_place_and_the_address_says_so(sight: Sight, filtered: Page, gallery: str) -> None:
    filtered.evaluate("window.same = true")
    found = filtered.locator("#found")
    filtered.get_by_role("searchbox").fill("Шубина")
    filtered.keyboard.press("Enter")

    expect(found).to_have_text("Найдено: Шубина")
    assert parse_qs(urlsplit(filtered.url).query)["q"] == ["Шубина"]
    assert filtered.evaluate("document.activeElement.name") == "q"
    expect(filtered.get_by_role("status")).to_have_text("Показано по вашему запросу.")
    expect(filtered.get_by_role("button", name="Напечатать")).to_be_visible()
    assert axe(filtered) == []

    filtered.go_back()
    expect(found).to_have_text("Найдено: все")
    filtered.go_forward()
    expect(found).to_have_text("Найдено: Шубина")
    assert filtered.evaluate("window.same"), "the page itself was never left"
    filtered.reload()
    expect(found).to_have_text("Найдено: Шубина")
    assert sight.wrongs == []


def test_a_filter_works_without_scripts(chromium: Browser, gallery: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{gallery}/empty")
    page.get_by_role("searchbox").fill("Шубина")
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile(r"\?q="))
    context.close()


def test_an_answer_that_takes_longer_than_a_second_shows_progress(sight: Sight, gallery: str) -> None:
    page = sight.open("form")
    # A page that waits for its next one cannot be asked anything, so the answer goes to another window and never comes.
    page.route(re.compile(f"{gallery}/.*"), lambda route: None)
    page.evaluate("document.querySelector('main form').target = 'elsewhere'")
    with page.expect_popup():
        page.locator("main form .submit button").first.click()
    bar = page.get_by_role("progressbar")

    assert bar.count() == 0
    expect(bar).to_be_visible(timeout=5000)
    photograph(page, "form-waiting")
    assert axe(page) == []


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
