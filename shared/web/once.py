"""A wish sent twice has one effect: its first answer is kept under a one-time key, in the wish's own transaction.

A form carries its key in `_once` (shared/web/templates), a program in the header `Idempotency-Key`. Who sends the same
wish again under the same key waits until the first one is done, and gets the first answer.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any

import msgspec

from shared.db import Tx
from shared.doors import Go, View
from shared.errors import Conflict, Invalid
from shared.web import screen
from shared.wish import Upload

FIELD = "_once"
HEADER = "idempotency-key"
# What the frame adds to every form: it says nothing about the wish.
FRAME_FIELDS = ("_csrf", FIELD, screen.FIELD, "_owner")
KEY = re.compile(r"[\x21-\x7e]{1,200}\Z")
# A page that was open for longer than this is asked for anew before it is sent again.
KEPT_FOR = timedelta(days=7)
# Old keys leave with new ones, a few at a time.
SWEPT = 50

CLAIM = f"""
    with swept as (
        delete from once where ctid = any(array(
            select ctid from once where at < $6 limit {SWEPT} for update skip locked))
    )
    insert into once (actor, key, wish, digest, at) values ($1, $2, $3, $4, $5) on conflict do nothing
"""  # noqa: S608 — of constants
OTHER = "select true from once where actor = $1 and key = $2 and wish = $3 and digest <> $4"
FIRST = "select answer from once where actor = $1 and key = $2 and wish = $3 and digest = $4"
KEEP = "update once set answer = $5 where actor = $1 and key = $2 and wish = $3 and digest = $4"


class AlreadySent(Conflict):
    """Эта форма уже отправлена, и всё сделано: во второй раз ничего не произошло. Откройте страницу заново."""


class KeyUnfit(Invalid):
    """Заголовок Idempotency-Key — от 1 до 200 латинских букв, цифр и знаков без пробелов, например UUID."""

    status = 400


class KeyReused(Invalid):
    """С этим ключом Idempotency-Key уже отправлен другой запрос. Для нового запроса возьмите новый ключ."""

    remedy = "Один ключ — один запрос: повторяйте с ним только то же тело, для другого тела сделайте новый ключ."


class FirstAnswer(msgspec.Struct, frozen=True):
    """The first answer, as it was kept."""

    answer: Any


class Once:
    """The one-time key of a wish; `strict` refuses another wish under the same key, a form is simply a new one."""

    def __init__(self, actor: str, key: str, wish: str, digest: bytes, *, strict: bool) -> None:
        self.own = (actor, key, wish)
        self.digest, self.strict = digest, strict
        self.tx: Tx | None = None

    async def taken(self, tx: Tx) -> FirstAnswer | None:
        """Claim the key in the wish's transaction; return the first answer when the wish was already carried out."""
        self.tx = tx
        claimed = await tx.run(CLAIM, *self.own, self.digest, tx.now, tx.now - KEPT_FOR)
        if self.strict and await tx.value(OTHER, *self.own, self.digest):
            raise KeyReused
        if claimed:
            return None
        return FirstAnswer(await tx.value(FIRST, *self.own, self.digest))

    async def keep(self, answer: Any) -> None:
        """Keep the answer of a wish that was carried out now."""
        assert self.tx is not None
        await self.tx.run(KEEP, *self.own, self.digest, answer)


def of_form(actor: str, wish: str, typed: Mapping[str, Sequence[Any]], path: Mapping[str, Any]) -> Once | None:
    """Return the key of a form; None for one that has none."""
    key = str(typed.get(FIELD, [""])[-1])
    told = sorted((name, [_plain(one) for one in values]) for name, values in typed.items() if name not in FRAME_FIELDS)
    return Once(actor, key, wish, _digest([told, sorted(path.items())]), strict=False) if KEY.match(key) else None


def of_request(actor: str, wish: str, key: str | None, body: bytes, path: Mapping[str, Any]) -> Once | None:
    """Return the key of a JSON wish; None when its sender gave none, KeyUnfit when it is no key."""
    if key is None:
        return None
    if not KEY.match(key):
        raise KeyUnfit
    return Once(actor, key, wish, _digest([body, sorted(path.items())]), strict=True)


def packed(answer: Go | View) -> list[str] | None:
    """Return what is kept of a form's answer: where it leads. A page is not kept, it may show a secret once."""
    return [answer.url, answer.flash, answer.kind] if isinstance(answer, Go) else None


def unpacked(kept: FirstAnswer) -> Go:
    """Return where the first answer of a form led; AlreadySent when it was a page."""
    if kept.answer is None:
        raise AlreadySent
    url, flash, kind = kept.answer
    return Go(url, flash, kind)


def _plain(value: Any) -> Any:
    return [value.name, sha256(value.content).digest()] if isinstance(value, Upload) else str(value)


def _digest(told: Any) -> bytes:
    return sha256(msgspec.json.encode(told)).digest()
