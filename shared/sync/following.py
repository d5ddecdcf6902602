"""Which streams a contour follows: set when a college is enrolled, and by the contour itself when it starts."""

from typing import Any

import msgspec

from shared.config import Config, Kind
from shared.errors import Conflict
from shared.sync import keys
from shared.sync.core import Position, genesis
from shared.sync.sql import Sql

FOLLOWED = "followed"


class Following(msgspec.Struct, frozen=True):
    """A stream that we follow, and the position of its archive."""

    stream: str
    speaker: str
    public_key: bytes
    epoch: int
    seq: int
    hash: bytes

    @property
    def position(self) -> Position:
        """The position of the archive."""
        return Position(self.epoch, self.seq, self.hash)


class OwnKey(Conflict):
    """Это ключ вашей собственной установки, а нужен ключ другой стороны: его показывает её страница «Обмен»."""


async def speak_under(sql: Sql, public_key: bytes) -> None:
    """Remember a key as our own, for ever: a contour followed under it would be taken for us at the broker."""
    await sql.execute("insert into sync.own_key (public_key) values ($1) on conflict do nothing", public_key)


async def follow(sql: Sql, stream: str, *, speaker: str, public_key: bytes) -> None:
    """Follow a stream from its first event; a repeated call changes nothing, a new key is trusted from now on.

    What was archived stays: new frames are signed with the new key, and the chain proves earlier events. OwnKey for one
    of our own keys.
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
    """Stop following a stream; its archive stays, and a later `follow` continues from it."""
    await sql.execute("update sync.followed set left_at = $2 where stream = $1 and left_at is null", stream, at)
    await sql.execute("select pg_notify($1, '')", FOLLOWED)


# The streams that a contour follows from above, by its kind; the federation tells regions nothing so far.
FROM_ABOVE: dict[Kind, tuple[str, ...]] = {"college": ("registry.all", "registry.{home}", "routes.{home}")}


async def follow_upper(sql: Sql, config: Config) -> None:
    """Follow the streams that the contour above tells this one."""
    if config.upper is None:
        return
    public_key = keys.public_of(config.upper.public_key)
    for stream in FROM_ABOVE.get(config.kind, ()):
        name = stream.format(home=config.contour)
        await follow(sql, name, speaker=config.upper.contour, public_key=public_key)


async def offer(sql: Sql, speaker: str, public_key: bytes, *, signed_old: bytes, signed_new: bytes, at: Any) -> None:
    """Keep the key that a contour wants to speak under; it is trusted only after `follow`."""
    await sql.execute(
        """insert into sync.offered_key (speaker, public_key, at, signed_old, signed_new) values ($1, $2, $3, $4, $5)
           on conflict (speaker) do update
           set public_key = excluded.public_key, at = excluded.at, signed_old = excluded.signed_old,
               signed_new = excluded.signed_new
           where offered_key.public_key <> excluded.public_key""",
        speaker, public_key, at, signed_old, signed_new,
    )  # fmt: skip


async def shut_out(sql: Sql) -> set[bytes]:
    """Return the keys that were trusted once and are not any more."""
    rows = await sql.fetch(
        """select public_key from sync.retired_key union select public_key from sync.followed where left_at is not null
           except select public_key from sync.followed where left_at is null"""
    )
    return {row["public_key"] for row in rows}
