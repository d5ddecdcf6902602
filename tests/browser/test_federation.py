"""From the region to the federation, in the browser: enrolment, reports, the observer's view, a lost connection."""

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Story
from tests.browser.visitor import Town, Visitor
from tests.sight import chromium as chromium
from tests.sight import need_chromium
from tests.stack import Stack, eventually

pytestmark = [pytest.mark.browser, pytest.mark.slow]

REGION = "Алтайский край"
NAMES = {"btlh": "Бийский техникум лесного хозяйства", "bgpk": "Барнаульский государственный педагогический колледж"}


@pytest.fixture(scope="module")
def town(scratch: Path, chromium: Browser) -> Iterator[Town]:
    """A region, two colleges and a federation in which nobody has done anything yet."""
    need_chromium()
    stack = Stack(scratch / "federation", "--empty", "--federation")
    stack.up()
    printed = stack.output.read_text()
    links = re.findall(r"http://127\.0\.0\.1:(\d+)(/invites/\S+)", printed)
    names = ("region", "btlh", "bgpk", "federation")
    yield Town(stack, {names[int(port) - stack.port]: link for port, link in links}, chromium)
    stack.stop()


def first_person(town: Town, contour: str) -> Visitor:
    operator = town.enters(f"operator of {contour}", contour)
    operator.comes_in(town.links[contour])
    return operator


def key_of(town: Town, contour: str) -> str:
    keys = {each["name"]: each["public_key"] for each in town.stack.status()["contours"]}
    return str(keys[contour])


def test_the_operator_enrolls_the_region_and_lets_the_observer_in(town: Town, story: Story) -> None:
    operator = first_person(town, "federation")
    operator.reads("Подключите первый регион")
    operator.press("Подключить")
    operator.type("Имя латиницей", "Край")
    operator.type("Название", REGION)
    operator.type("Открытый ключ региона", "не ключ")
    operator.press("Подключить")
    assert operator.answer_beside("EnrollRegion-organization")
    operator.type("Имя латиницей", "region")
    operator.press("Подключить")
    assert "44 знака" in operator.answer_beside("EnrollRegion-public_key")
    operator.type("Открытый ключ региона", key_of(town, "region"))
    operator.press("Подключить")
    operator.reads(f"«{REGION}» подключён", "Что передать региону")
    operator.waits_for("/regions/region", "получено всё")

    operator.open("/accounts/new")
    observer = operator.lets_in("observer", "наблюдатель", name="Селиванова Дарья Олеговна")
    observer.open("/monitoring/regions")
    observer.reads(REGION, "ещё не сообщал")


def test_the_region_sends_its_first_report_and_sees_exactly_what_left(town: Town, story: Story) -> None:
    official = first_person(town, "region")
    official.open("/monitoring/reports")
    official.reads("Пока ни одна организация не подключена")
    enrolls(official, "btlh", key_of(town, "btlh"))

    def may_send() -> bool:
        official.open("/monitoring/reports")
        return official.page.get_by_role("button", name="Отправить сейчас").count() == 1

    eventually(may_send, "monitoring knows the college", 20)
    official.press("Отправить сейчас")
    expect(official.page.locator("main")).to_contain_text("Отправлено: 4")
    official.reads("не применимо", "№ 1–4", "152-ФЗ")
    official.waits_for("/monitoring/reports", "получено")
    official.press("Отправить сейчас")
    official.reads("ничего не изменилось")
    official.open("/exchange")
    official.reads("Показатели", "Федерация", NAMES["btlh"])
    official.press("Номера и доказательства")
    official.reads("Реестр и правила · всем", "Отправитель", NAMES["btlh"])


def enrolls(official: Visitor, slug: str, key: str) -> None:
    official.open("/organizations/new")
    official.type("Имя латиницей", slug)
    official.type("Короткое название", NAMES[slug])
    official.type("Полное название", f"КГБПОУ «{NAMES[slug]}»")
    official.choose("Муниципалитет", "Бийск")
    official.type("Открытый ключ колледжа", key)
    official.press("Подключить")
    official.reads(f"«{NAMES[slug]}» подключён")


def test_the_observer_sees_it_with_its_moment_and_its_completeness(town: Town, story: Story) -> None:
    observer = town["observer"]
    observer.open("/")
    observer.reads("Новое за неделю", REGION)
    observer.open("/monitoring/regions")
    observer.reads(REGION, "не применимо", "получено всё")
    observer.press("Вовлечены")
    observer.reads("пока нет ни одного значения")
    observer.press(REGION, observer.page.locator("#regions"))
    observer.reads("Что сообщал регион", "не применимо")
    observer.open("/exchange")
    observer.reads("Показатели", REGION, "всё получено")


def test_what_is_sent_while_the_line_is_cut_arrives_when_it_is_back(town: Town, story: Story) -> None:
    broker = town.stack.pids()["nats-federation"]
    os.kill(broker, signal.SIGSTOP)
    try:
        official = town["operator of region"]
        enrolls(official, "bgpk", key_of(town, "bgpk"))

        def sent() -> bool:
            official.open("/monitoring/reports")
            official.press("Отправить сейчас")
            return "Отправлено:" in official.page.locator("main").inner_text()

        eventually(sent, "a report of two organizations has left", 20)
    finally:
        os.kill(broker, signal.SIGCONT)
    official.waits_for("/monitoring/reports", "получено")
    observer = town["observer"]

    def arrived() -> bool:
        observer.open("/monitoring/regions")
        return bool(re.search("из 2|всем 2", observer.page.locator("#regions").inner_text()))

    eventually(arrived, "the federation hears of two organizations", 20)
    verified = town.stack.ask("verify", "--wait", "20")
    assert verified.returncode == 0, verified.stdout
    assert "monitoring.region" in verified.stdout
    rebuilt = town.stack.ask("rebuild")
    assert rebuilt.returncode == 0, rebuilt.stdout
    assert "federation monitoring" in rebuilt.stdout


def test_every_page_of_the_federation_was_accessible_kept_the_policy_and_fit_a_phone(town: Town, story: Story) -> None:
    wrongs = [f"{who}: {wrong}" for who, visitor in town.people.items() for wrong in visitor.sight.wrongs]
    assert town.faults + wrongs == []
    assert {"federation/monitoring/regions", "federation/exchange", "region/monitoring/reports"} <= town.looked
