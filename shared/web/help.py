"""Help: what a visitor sees here, a page per role and the words of the field, made from docs/help/*.md."""

from functools import cache
from pathlib import Path

import msgspec
from markdown_it import MarkdownIt
from markdown_it.token import Token

from shared import words
from shared.actor import ROLE_WORDS, Actor
from shared.doors import ANYONE, View, page
from shared.errors import NotFound

FOLDER = Path(__file__).parents[2] / "docs" / "help"
TERMS = "terms"
# What everybody may need, in this order; the pages of roles stand beside them.
COMMON = ("start", "login", "paper", TERMS)
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


async def show_help(name: str) -> View:
    """Show one page of help."""
    found = pages().get(name)
    if found is None:
        raise NoHelp
    return View("help/page.html", {"help": found}, found.title, SEEN_BY)


DOORS = [page("/help", show_contents, who=ANYONE), page("/help/{name:str}", show_help, who=ANYONE)]
