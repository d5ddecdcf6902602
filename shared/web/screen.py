"""A wish is about what was on the screen: it is refused when its thing has changed since the page was shown.

A form carries in `_seen` what was committed when its page was read, a program in the header `Podrost-Seen`, which every
JSON view answers with. The things of a wish are its fields that name one: `pair_id`, `pair_ids`, `organization`.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from shared import words
from shared.db import Tx
from shared.errors import Stale
from shared.event import title_of

FIELD = "_seen"
HEADER = "podrost-seen"
MARK = re.compile(r"(\d{1,18}):(\d{1,18}):((?:\d{1,18}(?:,\d{1,18})*)?)@(\d{1,11})")
# No transaction of a page lasts as long. After a recovery numbers of transactions begin anew, and what is older than
# the page was on it whatever its number.
OVERLAP = timedelta(minutes=10)

CHANGED = "select name, at from changed_since($1, $2, $3::text::pg_snapshot)"


class Change(msgspec.Struct, frozen=True):
    """What happened to a thing: the name of the event, and when."""

    name: str
    at: datetime


class ScreenIsStale(Stale):
    """Пока страница была открыта, здесь произошло: {changes}. Посмотрите, что стало, и отправьте снова."""

    in_form = "То, что вы ввели, на месте."
    remedy = (
        "Прочитайте запись заново и отправьте запрос с заголовком Podrost-Seen из нового ответа, если он всё ещё нужен."
    )


class Screen(msgspec.Struct, frozen=True):
    """What was committed when a page was read, as a snapshot of PostgreSQL, and when that was."""

    snapshot: str
    at: datetime

    async def check(self, tx: Tx, wish: msgspec.Struct) -> None:
        """Raise ScreenIsStale when others changed what the wish is about; call it after the wish's own events.

        The command holds the locks of its things by then, so what it does not see now it does not meet.
        """
        things = sorted({*things_of(wish), *tx.meant})
        found = await tx.many(Change, CHANGED, things, self.at - OVERLAP, self.snapshot) if things else []
        if found:
            raise ScreenIsStale(changes="; ".join(_in_words(tx, change) for change in found))


def mark(tx: Tx) -> str:
    """Return what a page read in this transaction carries."""
    return f"{tx.snapshot}@{int(tx.now.timestamp())}" if tx.snapshot else ""


def screen(told: str | None) -> Screen | None:
    """Return what a form or a request carried; None for nothing, and for what we never wrote."""
    found = MARK.fullmatch(told or "")
    if found is None:
        return None
    low, high = int(found[1]), int(found[2])
    running = [int(one) for one in found[3].split(",") if one]
    if not 0 < low <= high or running != sorted(set(running)) or not all(low <= one < high for one in running):
        return None
    return Screen(found[0].partition("@")[0], datetime.fromtimestamp(int(found[4]), UTC))


def things_of(wish: msgspec.Struct) -> Iterator[str]:
    """Return the things that a wish is about, each as the journal names it."""
    for name in wish.__struct_fields__:
        value: Any = getattr(wish, name)
        if name.endswith("_ids"):
            yield from (f"{name.removesuffix('_ids')}:{one}" for one in value)
        elif (name.endswith("_id") or name == "organization") and value is not None:
            yield f"{name.removesuffix('_id')}:{value}"


def _in_words(tx: Tx, change: Change) -> str:
    title = title_of(change.name)
    return f"{title[0].lower()}{title[1:]} ({words.moment(change.at.astimezone(tx.zone), tx.now.astimezone(tx.zone))})"
