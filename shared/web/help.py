"""Help: what a visitor sees here, a page per role and the words of the field, made from docs/help/*.md."""

import re
from functools import cache
from pathlib import Path

import msgspec
from markdown_it import MarkdownIt
from markdown_it.token import Token

from shared import words
from shared.actor import ROLE_WORDS, Actor
from shared.doors import ANYONE, View, page
from shared.errors import NotFound
from shared.web.desk import Desk

FOLDER = Path(__file__).parents[2] / "docs" / "help"
TERMS = "terms"
# What everybody may need, in this order; the pages of roles stand beside them.
COMMON = ("start", "login", "paper", TERMS)
LINK = re.compile(r'<a href="(/[^"#]*)[^"]*">(.*?)</a>')
SEEN_BY = "Справка открыта всем, и тем, кто ещё не вошёл."


class Page(msgspec.Struct, frozen=True):
    """One page of help; `terms` is what it explains under headings of their own."""

    name: str
    title: str
    html: str
    terms: tuple[str, ...]


class NoHelp(NotFound):
    """Такой страницы в справке нет. Все страницы перечислены в её оглавлении."""


@cache
def pages() -> dict[str, Page]:
    """Return every page of help by its name: those for everybody first, then one for each role."""
    names = [*COMMON, *(str(role) for role in ROLE_WORDS)]
    return {name: _read(name) for name in names}


def _read(name: str) -> Page:
    # Raw HTML stays text: a page of help has nothing that Markdown cannot say.
    markdown = MarkdownIt("commonmark", {"html": False})
    tokens = markdown.parse((FOLDER / f"{name}.md").read_text())
    title = tokens[1].content
    terms = [_anchored(tokens, at) for at, token in enumerate(tokens) if token.type == "heading_open" and at]
    return Page(name, title, markdown.renderer.render(tokens[3:], markdown.options, {}), tuple(terms))


def _anchored(tokens: list[Token], at: int) -> str:
    term = tokens[at + 1].content
    tokens[at].attrSet("id", words.anchor(term))
    return term


async def show_contents(actor: Actor) -> View:
    """Show what help there is, the reader's own roles first."""
    every = pages()
    own = [every[role] for role in ROLE_WORDS if role in actor.roles]
    others = [every[role] for role in ROLE_WORDS if role not in actor.roles]
    context = {"common": [every[name] for name in COMMON], "own": own, "others": others}
    return View("help/contents.html", context, "Справка", SEEN_BY)


async def show_help(desk: Desk, actor: Actor, name: str) -> View:
    """Show one page of help; a link that would not open for this reader, or not in this contour, is only its words."""
    found = pages().get(name)
    if found is None:
        raise NoHelp
    open_here = {nav.url for nav in desk.nav if actor.roles & nav.who} | ({"/", "/profile"} if actor.roles else {"/"})

    def linked(link: re.Match[str]) -> str:
        return link[0] if link[1] in open_here or link[1].startswith("/help") else link[2]

    return View("help/page.html", {"help": found, "html": LINK.sub(linked, found.html)}, found.title, SEEN_BY)


DOORS = [
    page("/help", show_contents, who=ANYONE, impersonal="texts of help"),
    page("/help/{name:str}", show_help, who=ANYONE, impersonal="texts of help"),
]
