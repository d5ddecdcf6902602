"""The posts of the nomenclature of teachers and heads (постановление Правительства РФ от 21.02.2022 № 225).

Who is a teacher is federal law; an edition of the regional rules may name further posts (dictionary `positions`).
"""

import re
from functools import cache
from pathlib import Path

import msgspec

from shared import spelling

FILE = Path(__file__).with_suffix(".json")


class Post(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A post: teaching (раздел I) or of a head (раздел II), and the clause that names it.

    `also` are earlier and short names of it. A `whole` one is meant only when nothing else stands beside it. One that
    is not `confirmed` holds, but its clause has yet to be read in the act itself.
    """

    title: str
    teaching: bool
    clause: str
    also: tuple[str, ...] = ()
    whole: bool = False
    confirmed: bool = True

    @property
    def pattern(self) -> str:
        """The regular expression of a post's key that contains this one, for Python and PostgreSQL alike."""
        names = "|".join(spelling.key(name) for name in (self.title, *self.also))
        return f"^({names})$" if self.whole else f"(^|[^а-я])({names})($|[^а-я])"


class Nomenclature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The act and its posts."""

    source: str
    posts: tuple[Post, ...]


@cache
def nomenclature() -> Nomenclature:
    """Return the nomenclature in force."""
    return msgspec.json.decode(FILE.read_bytes(), type=Nomenclature)


@cache
def teaching() -> str:
    """Return the regular expression of the keys of teaching posts."""
    return "|".join(post.pattern for post in nomenclature().posts if post.teaching)


def teaches(key: str) -> bool:
    """Tell whether a post, by its key (shared/spelling.py), is one of teachers."""
    return re.search(teaching(), key) is not None


def find(post: str) -> Post | None:
    """Return the post of the nomenclature that somebody's post is, the longest that fits; None for any other post."""
    key = spelling.key(post)
    fitting = [one for one in nomenclature().posts if re.search(one.pattern, key)]
    # A teaching post beside a head's makes a teacher: «заместитель директора, преподаватель».
    return max(fitting, key=lambda one: (one.teaching, len(one.title)), default=None)


def standing(post: str) -> str:
    """Say what the nomenclature calls a post, with its clause."""
    known = find(post)
    if known is None:
        return "в номенклатуре нет такой должности"
    what = "должность педагогического работника" if known.teaching else "должность руководителя, не педагога"
    return f"{what} (постановление Правительства РФ № 225, {known.clause})"
