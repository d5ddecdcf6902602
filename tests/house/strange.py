"""Makes wishes from their types: a valid one, and invalid ones that no form would send."""

import types
from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID, uuid4

import msgspec
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from shared.contracts.regulation import Edition, first_edition
from shared.wish import Upload

Ids = Mapping[str, object]
# What a field of that name must say to get past the first look.
PROPER = {
    "seen": "0" * 64,
    "organization": "newcollege",
    "municipality": "biysk",
    "public_key": "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=",
    "time_zone": "Asia/Barnaul",
    "domain": "method",
    "domains": "method",
    "difficulties": "method",
    "strengths": "ict",
    "difficulty": "high",
    "strength": "high",
    "after": "none",
    "level": "high",
    "level_now": "low",
    "form": "teacher-teacher",
    "kinds": "traditional",
    "reason": "novice",
    "link": "https://podrost.test/",
    "reverse_topic": "",
    "posts": "преподаватель",
}


def wished(type: Any, ids: Ids) -> dict[str, Any]:
    """Return a valid wish as JSON; ids by the names of its fields."""
    if type is None:
        return {}
    hints = get_type_hints(type, include_extras=True)
    return {field.name: _proper(hints[field.name], field.name, ids) for field in msgspec.structs.fields(type)}


def _proper(hint: Any, name: str, ids: Ids) -> Any:
    bare, origin = _bare(hint)
    if origin in (Union, types.UnionType):
        return _proper(next(one for one in get_args(bare) if one is not types.NoneType), name, ids)
    if origin is Literal:
        return get_args(bare)[0]
    if origin in (tuple, list, frozenset, set):
        return [_proper(get_args(bare)[0], name, ids)]
    if bare is UUID:
        return str(ids.get(name) or ids.get(name.rstrip("s")) or ids.get("person_id") or uuid4())
    if bare is Edition:
        return msgspec.to_builtins(first_edition())
    if isinstance(bare, type) and issubclass(bare, msgspec.Struct):
        return wished(bare, ids)
    plain: dict[Any, Any] = {date: "2026-11-20", int: 1, float: 1.0, bool: True, bytes: "AAAA"}
    return plain.get(bare, PROPER.get(name, "обычные слова о деле"))


def _bare(hint: Any) -> tuple[Any, Any]:
    bare = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    return bare, get_origin(bare)


TEXTS = (
    "", " ", "\x00", "\u202eзадом наперёд", "\U0001f332" * 40, "я" * 10_001, "x" * 10_000, "\u2028", "{0} {reason}",
    "%s%n", "'; drop table person; --", "<script>alert(1)</script>", "=cmd|calc",
    "\r\nSet-Cookie: a=b", "../../etc/passwd",
    "İıſß", "a\u0300" * 500, "²", "٣", "-1", "NaN", "1e999", "\ufeff", ";;; ;", "\ud800", "none", "novice",
    "group", "reverse",
)  # fmt: skip
WHOLE = (0, -1, 1, 2, 99, 2**31 - 1, 2**31, 2**32, 2**63 - 1, 2**63, -(2**63), 10**30)
BROKEN = (0.0, -0.0, 1e-320, 1e308, -1e308, 75, -1, float("nan"), float("inf"))
DAYS = ("0001-01-01", "9999-12-31", "1900-01-01", "2199-12-31", "2024-02-29", "2026-11-22", "2026-13-01", "завтра")
JUNK: SearchStrategy[Any] = st.sampled_from(
    [None, True, 1, -1.5, "", "x", [], [[]], {}, {"a": 1}, [None] * 50, "\x00", 2**70, {"": ""}]
)


def hostile(type: Any, ids: Ids) -> SearchStrategy[dict[str, Any]]:
    """Draw wishes with at least one invalid field; the other fields are valid, so that the wish gets far."""
    proper = wished(type, ids)
    hints = get_type_hints(type, include_extras=True)
    fields = [field.name for field in msgspec.structs.fields(type)]
    if not fields:
        return st.just({"role": "admin"})
    one = st.sampled_from(fields).flatmap(lambda name: st.tuples(st.just(name), _hostile(hints[name], name, ids)))
    wild = st.lists(one, min_size=1, max_size=3).map(lambda chosen: proper | dict(chosen))
    return st.one_of(wild, wild, st.just(proper), st.just(proper | {"role": "admin"}))


def _hostile(hint: Any, name: str, ids: Ids) -> SearchStrategy[Any]:
    bare, origin = _bare(hint)
    if origin in (Union, types.UnionType):
        return st.one_of(*(_hostile(one, name, ids) for one in get_args(bare)))
    if bare is types.NoneType:
        return st.none()
    if origin in (tuple, list, frozenset, set):
        inner = get_args(bare)[0]
        proper = _proper(inner, name, ids)
        several = st.lists(_hostile(inner, name, ids), max_size=3)
        return st.one_of(several, st.sampled_from([[proper] * 2, [proper] * 10_000, {}, None]), JUNK)
    if isinstance(bare, type) and issubclass(bare, msgspec.Struct) and bare is not Upload:
        return st.one_of(hostile(bare, ids), JUNK)
    if origin is Literal or (isinstance(bare, type) and issubclass(bare, Enum)):
        return st.sampled_from(["", "ничто", None, 7])
    known: dict[Any, tuple[Any, ...]] = {
        date: DAYS, int: WHOLE, float: BROKEN, str: TEXTS, UUID: ("", "x", str(UUID(int=0)), str(uuid4())),
    }  # fmt: skip
    return st.one_of(st.sampled_from(known[bare]), JUNK) if bare in known else JUNK


def drawn(strategy: SearchStrategy[Any], count: int) -> list[Any]:
    """Draw this many values of a strategy, always the same ones."""
    found: list[Any] = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        deadline=None,
    )
    @given(strategy)
    def collect(value: Any) -> None:
        found.append(value)

    collect()
    return found
