"""One stack for the story: processes, databases and a broker, as `run.py up --empty` starts them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.visitor import PORTS, Town
from tests.sight import chromium as chromium
from tests.sight import need_chromium
from tests.stack import Stack


@pytest.fixture(scope="session")
def stack(scratch: Path) -> Iterator[Stack]:
    """A region and two colleges in which nobody has done anything yet."""
    need_chromium()
    stack = Stack(scratch / "browser", "--empty")
    stack.up()
    yield stack
    stack.stop()


@pytest.fixture(scope="session")
def links(stack: Stack) -> dict[str, str]:
    """The link by which each contour's first person comes in, as the stack prints it."""
    printed = stack.output.read_text()
    links = re.findall(r"http://127\.0\.0\.1:(\d+)(/invites/\S+)", printed)
    found = {int(port) - stack.port: link for port, link in links}
    return {contour: found[offset] for contour, offset in PORTS.items() if offset in found}


@pytest.fixture(scope="module")
def town(stack: Stack, links: dict[str, str], chromium: Browser) -> Iterator[Town]:
    """Everybody of the story, each at a browser of their own."""
    town = Town(stack, links, chromium)
    yield town
    town.mend_the_line()


class Story:
    """What the steps of a story leave for the next ones, and where it stopped."""

    def __init__(self) -> None:
        self.stopped = ""
        self.kept = dict[str, str]()


@pytest.fixture(scope="module")
def story() -> Story:
    return Story()


@pytest.fixture(autouse=True)
def _one_after_another(story: Story) -> None:
    if story.stopped:
        pytest.skip(f"the story stopped: {story.stopped} failed")


@pytest.hookimpl
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    """Remember the step that failed: the later ones stand on it."""
    story = item.funcargs.get("story") if isinstance(item, pytest.Function) else None
    failed = call.excinfo is not None and not call.excinfo.errisinstance(pytest.skip.Exception)
    if isinstance(story, Story) and call.when != "teardown" and failed:
        story.stopped = story.stopped or item.name
