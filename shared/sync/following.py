"""Whom a contour follows: said by whoever enrolls a college, and by the contour itself when it starts."""

from typing import Any

import msgspec

from shared.config import Config, Kind
from shared.errors import Conflict
from shared.sync import keys
from shared.sync.core import Position, genesis
from shared.sync.sql import Sql

FOLLOWED = "followed"


class Following(msgspec.Struct, frozen=True):
    """A stream that is followed, and how far it is held."""

    stream: str
    speaker: str
    public_key: bytes
    epoch: int
    seq: int
    hash: bytes

    @property
    def position(self) -> Position:
        """How far it is held."""
        return Position(self.epoch, self.seq, self.hash)


class OwnKey(Conflict):
    """Это ключ вашей собственной установки, а нужен ключ другой стороны: его показывает её страница «Обмен»."""


async def speak_under(sql: Sql, public_key: bytes) -> None:
    """Know a key as our own, for ever: whoever were followed under it would be taken for us at the broker."""
    await sql.execute("insert into sync.own_key (public_key) values ($1) on conflict do nothing", public_key)


async def follow(sql: Sql, stream: str, *, speaker: str, public_key: bytes) -> None:
    """Follow a stream from its first event; saying it again changes nothing, a new key is believed from now on.

    What was archived stays: frames carry the key of whoever sends them now, the chain proves the rest. OwnKey when it
    is one of ours.
    """
    if await sql.fetchval("select true from sync.own_key where public_key = $1", public_key):
        raise OwnKey(field="public_key")
    await sql.execute(
        """insert into sync.retired_key (public_key, speaker)
           select public_key, speaker from sync.followed where stream = $1 and public_key <> $2
           on conflict do nothing""",
        stream, public_key,
    )  # fmt: skip
    await sql.execute(
        """insert into sync.followed (stream, speaker, public_key, hash) values ($1, $2, $3, $4)
           on conflict (stream) do update
           set speaker = excluded.speaker, public_key = excluded.public_key, left_at = null
           where (followed.speaker, followed.public_key) is distinct from (excluded.speaker, excluded.public_key)
              or followed.left_at is not null""",
        stream, speaker, public_key, genesis(stream),
    )  # fmt: skip
    await sql.execute("select pg_notify($1, '')", FOLLOWED)


async def leave(sql: Sql, stream: str, *, at: Any) -> None:
    """Take nothing more from a stream; what was archived stays, and `follow` goes on where it stood."""
    await sql.execute("update sync.followed set left_at = $2 where stream = $1 and left_at is null", stream, at)
    await sql.execute("select pg_notify($1, '')", FOLLOWED)


# What a contour hears from the one above, by its kind; the federation tells regions nothing so far.
FROM_ABOVE: dict[Kind, tuple[str, ...]] = {"college": ("registry.all", "registry.{home}", "routes.{home}")}


async def follow_upper(sql: Sql, config: Config) -> None:
    """Follow what the contour above tells this one."""
    if config.upper is None:
        return
    public_key = keys.public_of(config.upper.public_key)
    for stream in FROM_ABOVE.get(config.kind, ()):
        name = stream.format(home=config.contour)
        await follow(sql, name, speaker=config.upper.contour, public_key=public_key)


async def offer(sql: Sql, speaker: str, public_key: bytes, *, signed_old: bytes, signed_new: bytes, at: Any) -> None:
    """Keep which key a contour wants to speak under; it is believed when somebody follows it."""
    await sql.execute(
        """insert into sync.offered_key (speaker, public_key, at, signed_old, signed_new) values ($1, $2, $3, $4, $5)
           on conflict (speaker) do update
           set public_key = excluded.public_key, at = excluded.at, signed_old = excluded.signed_old,
               signed_new = excluded.signed_new
           where offered_key.public_key <> excluded.public_key""",
        speaker, public_key, at, signed_old, signed_new,
    )  # fmt: skip


async def shut_out(sql: Sql) -> set[bytes]:
    """Return the keys that were believed once and are not now."""
    rows = await sql.fetch(
        """select public_key from sync.retired_key union select public_key from sync.followed where left_at is not null
           except select public_key from sync.followed where left_at is null"""
    )
    return {row["public_key"] for row in rows}
