"""The frame around every page, and the Jinja environment that renders pages.

A page gets `frame` and its own views; a form page also `form`. Nothing else is global, so a template cannot read
anything that its door did not pass (StrictUndefined refuses it).
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, tzinfo
from functools import cache
from pathlib import Path
from typing import Literal

import jinja2
import msgspec
from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket

from shared.identity.sessions import Unsent
from shared.web import filters

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
STATIC = HERE / "static"
# Where Python keeps the compiled modules of this folder.
COMPILED = HERE / "__pycache__"


class Actor(msgspec.Struct, frozen=True):
    """Who is logged in: «Вершинина О. П.», «куратор»."""

    name: str
    role: str


class Entry(msgspec.Struct, frozen=True):
    """One link of the side navigation; `count` is what waits there."""

    title: str
    url: str
    count: int = 0
    current: bool = False


class Group(msgspec.Struct, frozen=True):
    """Entries under one small heading; the first group has none."""

    title: str
    entries: tuple[Entry, ...]


class Exchange(msgspec.Struct, frozen=True):
    """The state of the exchange, always in the bar: «Регион получил всё до 14:02»."""

    state: Literal["ok", "wait", "late"]
    text: str
    url: str = ""


class Flash(msgspec.Struct, frozen=True):
    """A message shown once, after a redirect; `undo` is a URL to POST to, if the action can be undone."""

    text: str
    kind: Literal["ok", "wait", "late", "info"] = "ok"
    undo: str = ""


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the layout shows around a page."""

    title: str
    contour: str
    now: datetime
    zone: tzinfo
    csrf: str
    # The one-time key of this page's forms.
    once: str = ""
    # What was committed when this page was read; its forms carry it.
    seen: str = ""
    # Whose page this is, sealed, and their forms that were typed and not sent, by the path of each.
    owner: str = ""
    unsent: Mapping[str, Unsent] = msgspec.field(default_factory=dict)
    actor: Actor | None = None
    nav: tuple[Group, ...] = ()
    exchange: Exchange | None = None
    flash: Flash | None = None
    # What the owner of the account must know on every page, with where to act on it.
    notice: tuple[str, str] | None = None
    # Who sees this page, in one sentence; shown in the footer.
    seen_by: str = ""
    # Changes when the assets change, so that a browser never keeps an old stylesheet for a new page.
    assets: str = ""
    # By how many days the day of a training stack is ahead.
    days_ahead: int = 0

    @property
    def waiting(self) -> int:
        """How much waits in all sections; shown on the closed menu of a phone."""
        return sum(entry.count for group in self.nav for entry in group.entries)

    @property
    def here(self) -> Entry | None:
        """The open section; when «/monitoring» and «/monitoring/completeness» both match, the longer one."""
        open_now = [entry for group in self.nav for entry in group.entries if entry.current]
        return max(open_now, key=lambda entry: len(entry.url), default=None)


class Compiled(FileSystemBytecodeCache):
    """A cache of compiled templates in files, like Python's own; without it everything still works.

    Compiling all templates takes over two seconds; each costs the first visitor of its page about thirty milliseconds.
    """

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Store one, unless the disk is full or read-only."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


@cache
def environment(folders: tuple[Path, ...] = ()) -> Environment:
    """Return the environment that renders pages: the services' own folders first, then the shared templates.

    A template is compiled once for its text. A filter applied to constants would be computed then and never again, so
    a test forbids it.
    """
    env = Environment(
        loader=FileSystemLoader([*folders, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        # New templates need a restart anyway; checking the disk for each of them on every page would cost time.
        auto_reload=False,
        bytecode_cache=Compiled(str(COMPILED), f"{jinja2.__version__}-%s.jinja"),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(filters.all_filters())
    return env
