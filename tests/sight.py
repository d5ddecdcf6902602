"""Chromium for tests: pages that record their errors, axe, screenshots.

A conftest that drives a browser says `from tests.sight import chromium as chromium`.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize, sync_playwright

from deploy import assets
from deploy.chromium import FLAGS, installed

AXE = assets.FOR_TESTS / "axe.min.js"
WIDE: ViewportSize = {"width": 1280, "height": 900}
TABLET: ViewportSize = {"width": 768, "height": 1024}
PHONE: ViewportSize = {"width": 360, "height": 740}

# Targets of at least 24 px are not among axe's usual rules; they are among ours.
RUN = """async only => (await axe.run({
    resultTypes: ['violations'], rules: {'target-size': {enabled: true}},
    ...(only && {runOnly: [only]})})).violations"""
# A form answered with its mistakes is a page too, though Chromium complains of its status.
ANSWERS = ("status of 409", "status of 422")


# One module long: while Playwright's own event loop is there, no test with a loop of its own can run in this process.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser."""
    need_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed(), args=FLAGS)
        yield browser
        browser.close()


def need_chromium() -> None:
    """Skip the test where there is no browser; get what pages load and axe."""
    if installed() is None:
        pytest.skip("no Chromium: install the distribution's package `chromium-headless-shell` to run browser tests")
    assets.ensure(tests=True)


class Sight:
    """A page that remembers what went wrong while it was open."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page, self.origin, self.wrongs = page, origin, list[str]()
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.wrongs.append(str(error)))
        page.on("request", lambda asked: self._within(asked.url))

    def _said(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning") and not any(answer in said.text for answer in ANSWERS):
            self.wrongs.append(f"{self.page.url}: {said.text}")

    def _within(self, url: str) -> None:
        if not url.startswith((self.origin, "data:")):
            self.wrongs.append(f"left the origin: {url}")

    def open(self, path: str) -> Page:
        """Go to a page and wait until it looks as it will look."""
        self.page.goto(f"{self.origin}/{path.removeprefix('/')}")
        self.page.evaluate("document.fonts.ready")
        return self.page


def axe(page: Page, only: str = "") -> list[str]:
    """What axe-core finds wrong, one line each; `only` names the one rule to ask."""
    # Through the protocol rather than a <script>: the policy of the page stays as it is.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found: list[dict[str, Any]] = page.evaluate(RUN, only)
    return [f"{each['id']}: {each['help']}: {[node['html'][:160] for node in each['nodes'][:3]]}" for each in found]


def overflow(page: Page) -> int:
    """How many pixels a page is wider than its window."""
    wider: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wider


def photograph(page: Page, name: str) -> None:
    """Keep a picture when asked: `SCREENS=.screens pytest tests/web tests/browser`."""
    if folder := os.environ.get("SCREENS"):
        Path(folder).mkdir(exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
