"""Every page is valid HTML: each element is closed where it must be, and nothing stands where it may not."""

import re
from html.parser import HTMLParser

import pytest

from tests.house.lived import Lived
from tests.house.test_budget import APART, LINK, LOGINS, Routes

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
# What ends an open paragraph: a browser closes it silently, and the page's </p> is then astray.
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "details",
        "dialog",
        "div",
        "dl",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "ul",
    ]
)
# What may stand open inside words: none of these takes a block.
PHRASES = frozenset(
    ["a", "abbr", "b", "button", "cite", "code", "em", "i", "label", "small", "span", "strong", "summary", "time"]
)
IN_BUTTON = frozenset(["a", "button", "input", "select", "textarea"])
TWICE = frozenset({"radio", "checkbox"})


class Strict(HTMLParser):
    """Records the mistakes that a lenient browser would silently correct."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: set[str] = set()
        self.wrong: list[str] = []

    def note(self, text: str) -> None:
        self.wrong.append(f"line {self.getpos()[0]}: {text}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        inside = self.open[-1] if self.open else ""
        if tag in BLOCKS and "p" in self.open:
            self.note(f"<{tag}> inside <p>")
        if tag in BLOCKS and inside in PHRASES - {"a", "label", "summary"}:
            self.note(f"<{tag}> inside <{inside}>")
        if tag == "a" and "a" in self.open:
            self.note("<a> inside <a>")
        if tag in IN_BUTTON and "button" in self.open:
            self.note(f"<{tag}> inside <button>")
        if tag == "form" and "form" in self.open:
            self.note("<form> inside <form>")
        if tag == "li" and inside not in ("ul", "ol", "menu"):
            self.note(f"<li> inside <{inside}>")
        if tag in ("td", "th") and inside != "tr":
            self.note(f"<{tag}> inside <{inside}>")
        self._attributes(tag, attrs)
        if tag not in VOID:
            self.open.append(tag)

    def _attributes(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.note(f"<{tag}> says an attribute twice")
        own = dict(attrs).get("id")
        if own is not None:
            if own in self.ids or not own or " " in own:
                self.note(f"the id «{own}» stands twice or is none")
            self.ids.add(own)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # In an SVG an element may close itself.
        if "svg" not in self.open and tag not in VOID:
            self.note(f"<{tag}/> does not close itself")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.note(f"</{tag}> is astray, open is {' '.join(self.open[-3:])}")
            return
        self.open.pop()

    def finish(self) -> list[str]:
        self.close()
        return self.wrong + [f"<{tag}> is not closed" for tag in self.open]


def faults(page: str) -> list[str]:
    parser = Strict()
    parser.feed(page)
    found = parser.finish()
    if not re.match(r"<!doctype html>\s*<html lang=\"ru\"", page, re.IGNORECASE):
        found.append("the page does not begin as HTML in Russian")
    return found


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<p>a</p></p>", "</p> is astray"),
        ("<p>a<ul><li>b</li></ul></p>", "<ul> inside <p>"),
        ("<div>a", "<div> is not closed"),
        ("<b id=x></b><b id=x></b>", "stands twice"),
        ("<a href=x><a href=y>z</a></a>", "<a> inside <a>"),
        ("<table><td>x</td></table>", "<td> inside <table>"),
        ("<span><div>x</div></span>", "<div> inside <span>"),
    ],
)
def test_a_fault_is_found(body: str, fault: str) -> None:
    page = f'<!doctype html><html lang="ru"><body>{body}</body></html>'
    assert any(fault in one for one in faults(page)), faults(page)


@pytest.mark.parametrize("contour", LOGINS)
async def test_every_page_is_valid(contour: str, year: Lived) -> None:
    wrong: dict[str, list[str]] = {}
    count = 0
    for login in LOGINS[contour]:
        routes, ahead, seen = Routes(year, contour), ["/", "/profile", "/accounts"], set()
        async with year.browser(contour, login) as browser:
            while ahead:
                path = ahead.pop(0)
                page = routes.page(path)
                if page is None or page in seen or APART.match(path):
                    continue
                answer = await browser.get(path)
                if answer.status_code != 200:
                    continue
                seen.add(page)
                count += 1
                ahead += LINK.findall(answer.text)
                if found := faults(answer.text):
                    wrong[f"{login} {page}"] = found
    assert wrong == {}
    assert count > (10 if contour == "federation" else 20)
