"""Nothing typed is lost in a browser: a draft while typing, and the words of an ended session, without scripts too."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.visitor import PASSWORD, PORTS, Town, Visitor
from tests.sight import PHONE, axe, need_chromium, overflow
from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORDS = "Ёлку наряжаем восьмого, приходите все"
TITLE = "Новый год"


@pytest.fixture(scope="module")
def own_stack(scratch: Path) -> Iterator[Stack]:
    """A stack of its own: the story's begins with nobody in it."""
    need_chromium()
    stack = Stack(scratch / "typed", "--empty")
    stack.up()
    yield stack
    stack.stop()


@pytest.fixture(scope="module")
def head(own_stack: Stack, chromium: Browser) -> Visitor:
    """The head of a college."""
    found = re.findall(r"http://127\.0\.0\.1:(\d+)(/invites/\S+)", own_stack.output.read_text())
    links = {int(port) - own_stack.port: link for port, link in found}
    town = Town(own_stack, {contour: links[at] for contour, at in PORTS.items() if at in links}, chromium)
    operator = town.enters("operator", "btlh")
    operator.comes_in(town.links["btlh"])
    operator.open("/accounts/new")
    return operator.lets_in("head", "директор", name="Ломакин Виктор Андреевич")


def types(page: Page, words: str = WORDS) -> None:
    page.get_by_label("О чём").fill(TITLE)
    page.get_by_label("Объявление", exact=True).fill(words)


def logs_in(page: Page) -> None:
    page.get_by_label("Логин").fill("lomakin")
    page.get_by_label("Пароль").fill(PASSWORD)
    page.get_by_role("button", name="Войти").click()


def test_a_draft_is_kept_while_typing_and_offered_when_the_form_is_opened_again(head: Visitor) -> None:
    head.open("/announcements/new")
    types(head.page)
    expect(head.page.locator("[data-draft]")).to_contain_text("Черновик сохранён")
    head.page.once("dialog", lambda asked: asked.accept())
    head.page.goto(f"{head.sight.origin}/announcements/new")

    head.reads("Вы начали заполнять эту форму")
    assert head.page.get_by_label("Объявление", exact=True).input_value() == ""
    head.press("Вернуть набранное")

    head.reads("Это вы набрали")
    assert head.page.get_by_label("Объявление", exact=True).input_value() == WORDS
    assert axe(head.page) == []
    head.page.set_viewport_size(PHONE)
    assert overflow(head.page) == 0
    head.press("Удалить набранное")
    head.does_not_read("Вы начали заполнять")


def test_leaving_a_moment_after_the_last_key_keeps_the_draft_too(head: Visitor) -> None:
    head.open("/announcements/new")
    types(head.page, "Ещё не дописано")
    head.page.once("dialog", lambda asked: asked.accept())
    head.page.goto(f"{head.sight.origin}/announcements")
    head.open("/announcements/new")
    head.press("Вернуть набранное")
    assert head.page.get_by_label("Объявление", exact=True).input_value() == "Ещё не дописано"
    head.press("Удалить набранное")


def test_a_page_says_that_the_session_has_ended_and_stays(head: Visitor) -> None:
    head.open("/announcements/new")
    head.page.context.clear_cookies()
    with head.town.trouble():
        types(head.page)
        expect(head.page.locator("#ended")).to_be_visible()
    assert head.page.get_by_label("Объявление", exact=True).input_value() == WORDS

    with head.page.expect_navigation():
        head.page.get_by_role("button", name="Повесить на доску").click()
    head.reads("набранное не пропало")
    assert WORDS not in head.page.content()
    logs_in(head.page)
    head.reads("Это вы набрали")
    assert head.page.get_by_label("Объявление", exact=True).input_value() == WORDS
    head.page.get_by_label("всем").first.check()
    head.press("Повесить на доску")
    head.reads("Объявление на доске", WORDS)


def test_without_scripts_the_words_come_back_after_the_login(head: Visitor) -> None:
    context = head.town.browser.new_context(java_script_enabled=False, locale="ru-RU")
    page = context.new_page()
    page.goto(f"{head.sight.origin}/login?next=/announcements/new")
    logs_in(page)
    types(page)
    context.clear_cookies()
    page.get_by_role("button", name="Повесить на доску").click()
    expect(page.locator("main")).to_contain_text("набранное не пропало")
    logs_in(page)
    assert urlsplit(page.url).path.startswith("/kept-forms/")
    assert page.get_by_label("Объявление", exact=True).input_value() == WORDS
    context.close()
