"""Measures how long a fact takes from its commit in a college to an open page at the region."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.visitor import Visitor
from tests.stack import eventually

# Notes by the clock of this machine when the watched words first changed.
WATCH = """(selector) => {
  const words = () => document.querySelector(selector)?.textContent ?? '';
  const before = words();
  window.seenAt = 0;
  const watch = new MutationObserver(() => {
    if (!window.seenAt && words() && words() !== before) { window.seenAt = Date.now(); watch.disconnect(); }
  });
  watch.observe(document.body, {subtree: true, childList: true, characterData: true});
}"""


def seconds_until_seen(watcher: Visitor, selector: str, doer: Visitor, deed: Callable[[Visitor], None]) -> float:
    """Act on one page; return the seconds from the commit until the text changed on the other page."""
    watcher.page.evaluate(WATCH, selector)
    with doer.page.expect_response(lambda answer: answer.request.method == "POST") as accepted:
        deed(doer)
    seen_at = _seen_at(watcher.page)
    assert accepted.value.status == 303
    timing = accepted.value.request.timing
    # The answer is sent after the commit, at once: what the browser waited for it lies before.
    committed_at = timing["startTime"] + timing["responseStart"]
    return (seen_at - committed_at) / 1000


def _seen_at(page: Page) -> float:
    eventually(lambda: bool(page.evaluate("window.seenAt")), "the open page shows it", 10)
    seen: float = page.evaluate("window.seenAt")
    return seen
