"""A person at a browser: what they press and type, with a check of every page they see."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, expect

from tests.sight import PHONE, WIDE, Sight, axe, overflow, photograph
from tests.stack import Stack, eventually

PASSWORD = "четыре сосны у старой дороги"
PORTS = {"region": 0, "btlh": 1, "bgpk": 2, "federation": 3}
OF_EVERY_CONTOUR = {"/invites/*", "/login", "/accounts/new", "/accounts/*"}
VARYING = re.compile(r"/[0-9a-f]{8}-[0-9a-f-]{27}|/(btlh|bgpk)\b|(?<=/invites)/[^/]+")

# Between two looks at a page that is waited for; each look costs a whole page.
PAUSE = 0.4

# A page with mistakes, or with nothing to show yet, is one of its own.
STATES = "['errors', 'empty'].filter(state => document.querySelector(`main .${state}`))"


class Town:
    """The contours of a stack and everybody who works in them."""

    def __init__(self, stack: Stack, links: dict[str, str], browser: Browser) -> None:
        self.stack, self.links, self.browser = stack, links, browser
        self.people = dict[str, Visitor]()
        self.looked = set[str]()
        self.faults = list[str]()
        self.cut = 0

    def enters(self, who: str, contour: str) -> "Visitor":
        """Give somebody a browser of their own."""
        origin = f"http://127.0.0.1:{self.stack.port + PORTS[contour]}"
        self.people[who] = Visitor(self, who, contour, origin)
        return self.people[who]

    def __getitem__(self, who: str) -> "Visitor":
        return self.people[who]

    def cut_the_line(self) -> None:
        """Suspend the broker: it keeps its connections and does not answer."""
        self.cut = self.stack.pids()["nats"]
        os.kill(self.cut, signal.SIGSTOP)

    def mend_the_line(self) -> None:
        if self.cut:
            os.kill(self.cut, signal.SIGCONT)
        self.cut = 0

    @contextmanager
    def trouble(self) -> Iterator[None]:
        """Allow browser errors while servers are killed on purpose."""
        before = {who: len(visitor.sight.wrongs) for who, visitor in self.people.items()}
        yield
        for who, visitor in self.people.items():
            visitor.page.evaluate("0")  # what it has to say so far is heard before it answers
            del visitor.sight.wrongs[before[who] :]


class Visitor:
    """A person at a browser."""

    def __init__(self, town: Town, who: str, contour: str, origin: str) -> None:
        self.town, self.who, self.contour = town, who, contour
        context = town.browser.new_context(viewport=WIDE, locale="ru-RU", accept_downloads=True)
        context.set_default_timeout(15_000)
        self.sight = Sight(context.new_page(), origin)

    @property
    def page(self) -> Page:
        return self.sight.page

    @property
    def path(self) -> str:
        """Where they are."""
        return urlsplit(self.page.url).path

    def open(self, path: str) -> None:
        self.sight.open(path)
        self._look()

    def press(self, words: str, within: Locator | None = None) -> None:
        """Press the button or link with this text, and wait for the page that follows."""
        self.press_on(self.pressable(words, within))

    def press_on(self, what: Locator) -> None:
        with self.page.expect_navigation():
            what.click()
        self._look()

    def pressable(self, words: str, within: Locator | None = None) -> Locator:
        place = within or self.page.locator("body")
        return place.get_by_role("button", name=words, exact=True).or_(
            place.get_by_role("link", name=words, exact=True)
        )

    def unfold(self, words: str) -> None:
        """Open a folded section, unless it is open."""
        fold = self.page.locator("details", has=self.page.locator("summary", has_text=words))
        if fold.get_attribute("open") is None:
            fold.locator("summary").click()

    def type(self, label: str, words: str) -> None:
        self.field(label).fill(words)

    def field(self, label: str) -> Locator:
        """Return the field with this label, optional or not."""
        return self.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}(\s*— необязательно)?\s*$"))

    def choose(self, label: str, words: str) -> None:
        """Choose the option with this text."""
        field = self.field(label)
        option = field.locator("option", has_text=words).first
        field.select_option(value=option.get_attribute("value"))

    def tick(self, *labels: str) -> None:
        for label in labels:
            self.page.get_by_label(label).check()

    def attach(self, label: str, name: str, content: bytes) -> None:
        self.field(label).set_input_files({"name": name, "mimeType": "", "buffer": content})

    def download(self, link: re.Pattern[str]) -> Path:
        """Press a link to a file; return where it was saved."""
        with self.page.expect_download() as saved:
            self.page.get_by_role("link", name=link).first.click()
        return Path(saved.value.path())

    def reads(self, *texts: str) -> None:
        """Expect these words on the page."""
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)

    def does_not_read(self, text: str) -> None:
        expect(self.page.locator("main")).not_to_contain_text(text)

    def answer_beside(self, field_id: str) -> str:
        """Return the error beside a field of a form."""
        return " ".join(self.page.locator(f"#{field_id}-error").inner_text().split())

    @property
    def bar(self) -> Locator:
        """Return the text of the bar of the exchange."""
        return self.page.locator("header .pill")

    def waits_for_bar(self, words: str, patience: float = 20) -> None:
        """Reload «Обмен» until the bar shows this text."""
        eventually(lambda: self._finds("/exchange", words, self.bar), f"the bar says: {words}", patience, pause=PAUSE)

    def waits_for(self, path: str, words: str, patience: float = 20) -> None:
        """Reload a page until these words appear."""
        where = self.page.locator("main")
        eventually(lambda: self._finds(path, words, where), f"{path} says: {words}", patience, pause=PAUSE)

    def _finds(self, path: str, words: str, where: Locator) -> bool:
        self.open(path)
        return words in " ".join(where.inner_text().split())

    def comes_in(self, link: str) -> None:
        """Set a password by a one-time link."""
        self.open(link)
        self.type("Пароль", PASSWORD)
        self.type("Пароль ещё раз", PASSWORD)
        self.press("Сохранить и войти")
        assert self.path == "/"

    def logs_in(self, login: str) -> None:
        self.open("/login")
        self.type("Логин", login)
        self.type("Пароль", PASSWORD)
        self.press("Войти")
        assert self.path == "/"

    def lets_in(self, who: str, role: str = "", *, name: str = "") -> "Visitor":
        """On the form of a new account: open it; the one let in comes with the link."""
        if name:
            self.type("Фамилия, имя, отчество", name)
        if role:
            self.choose("Роль", role)
        self.press("Открыть")
        link = self.page.locator("#link").inner_text()
        visitor = self.town.enters(who, self.contour)
        visitor.comes_in(urlsplit(link).path)
        return visitor

    def _look(self) -> None:
        """Look at a page of each kind once: wide and on a phone, with axe."""
        kind = VARYING.sub("/*", self.path)
        if kind not in OF_EVERY_CONTOUR:
            kind = f"{self.contour}{kind}"
        kind += "".join(f" {state}" for state in self.page.evaluate(STATES))
        if kind in self.town.looked:
            return
        self.town.looked.add(kind)
        self.page.evaluate("document.fonts.ready")
        name = f"{len(self.town.looked):02}-{kind.strip('/').replace('/', '-').replace('*', 'x')}"
        photograph(self.page, f"{name}-wide")
        found = axe(self.page)
        self.page.set_viewport_size(PHONE)
        if wider := overflow(self.page):
            found.append(f"{wider} px wider than a phone")
        photograph(self.page, f"{name}-phone")
        self.page.set_viewport_size(WIDE)
        self.town.faults += [f"{kind}: {fault}" for fault in found]
