"""Frames in a file, for a contour without a line: the same frames, judged the same way, one message in each line.

The first line is the speaker's head, so that a truncated file is recognized; then how far the speaker holds the streams
it follows (receipts for the other side), then the frames. Nothing in a file is trusted without a signature.
"""

from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import datetime
from typing import BinaryIO

import msgspec

from shared.db import Pool, shape
from shared.sync import follower, keys, persons, speaker, wire
from shared.sync.core import Accept, Forged, Fork, Frame, Gap, Head, Held, Seen
from shared.sync.following import Following
from shared.sync.keys import Key


class Brought(msgspec.Struct, frozen=True):
    """The result of an import: how many events were new, how many known, and whether all that it promises is here."""

    stream: str
    new: int
    known: int
    complete: bool
    words: list[str]


async def packed(
    pool: Pool, key: Key, stream: str, after: int, *, now: datetime, reader: bytes | None = None
) -> AsyncIterator[bytes]:
    """Yield the lines of a file with a stream's events after a number; none for a stream in which nothing was told.

    With the public key of a `reader` the persons' live keys are included, encrypted for that reader only.
    """
    spoken = next((each for each in await speaker.spoken(pool) if each.stream == stream), None)
    if spoken is None:
        return
    yield wire.write(speaker.head_of(key, spoken, now))
    for following in await follower.positions(pool):
        yield wire.write(key.held(following.stream, following.position, int(now.timestamp() * 1000)))
    for message in await persons.all_alive(pool, key, reader, stream, now=now) if reader else []:
        yield wire.write(message)
    while after < spoken.seq and (frame := await speaker.frame_after(pool, key, stream, after)):
        yield wire.write(frame)
        after = frame.first + len(frame.events) - 1


def lines(file: BinaryIO) -> Iterator[bytes]:
    """Yield a file's lines; a line longer than any message comes in pieces, none of which parses as a message."""
    while line := file.readline(wire.FRAME_LIMIT + 2):
        yield line.rstrip(b"\r\n")


class Unpacking:
    """The import of one file at one contour."""

    def __init__(self, pool: Pool, contour: str, key: Key, *, now: datetime) -> None:
        """`contour` is our name and `key` our key."""
        self.pool = pool
        self.key = key
        self.contour = contour
        self.now = now
        self.new = self.known = 0
        self.bad: list[str] = []
        self.forked = False

    async def take(self, content: Iterable[bytes]) -> Brought:
        """Archive what is good; report in words what was not."""
        numbered = iter(enumerate(content, 1))
        _, first = next(numbered, (0, b""))
        head = wire.head(first)
        if not isinstance(head, Head):
            return self._nothing("?", "Это не файл обмена, или повреждена его первая строка. Ничего не принято.")
        following = await self._following(head.stream)
        if following is None:
            return self._nothing(
                head.stream, f"«{self.contour}» не слушает поток {head.stream}: файл не сюда. Ничего не принято."
            )
        if not keys.signed(head, following.public_key):
            return self._nothing(
                head.stream,
                f"Первая строка подписана не ключом «{following.speaker}» или повреждена. Ничего не принято.",
            )
        for number, line in numbered:
            await self._line(number, line, following)
        await follower.hear_head(self.pool, head, now=self.now)
        return await self._result(head, following)

    async def _line(self, number: int, line: bytes, following: Following) -> None:
        message = wire.frame_or_answer(line)
        if isinstance(message, Held):
            await self._heed(message, following)
            return
        if isinstance(message, wire.Keys):
            await self._keep(number, message, following)
            return
        taken = await follower.take(self.pool, following.public_key, line, now=self.now, by_file=True)
        if isinstance(taken, Accept):
            self.new += len(taken.links)
            self.known += len(message.events) - len(taken.links) if isinstance(message, Frame) else 0
        elif isinstance(taken, Seen):
            self.known += len(message.events) if isinstance(message, Frame) else 0
        elif isinstance(taken, Gap):
            first = message.first if isinstance(message, Frame) else 0
            self.bad.append(f"Строка {number} начинается с № {first}, а у нас всё только до № {taken.after}: "
                            f"не хватает № {taken.after + 1}–{first - 1}.")  # fmt: skip
        elif isinstance(taken, Fork):
            self.forked = True
            self.bad.append(f"Строка {number} рассказывает другую историю тех же событий, и подпись верна: "
                            "не принята, поднята тревога.")  # fmt: skip
        elif isinstance(taken, Forged):
            self.bad.append(f"Строка {number} изменена или подписана не «{following.speaker}»: не принята.")
        else:
            self.bad.append(f"Строка {number} повреждена или не из этого потока: не принята.")

    async def _keep(self, number: int, message: wire.Keys, following: Following) -> None:
        """Keep persons' keys, only those of the file's speaker and signed by it."""
        ours = message.stream == following.stream
        if not ours or not await persons.take(self.pool, self.key, following.public_key, message, now=self.now):
            self.bad.append(f"Строка {number} с ключами изменена или не от «{following.speaker}»: не принята.")

    async def _heed(self, held: Held, following: Following) -> None:
        """Accept the other side's receipt for our stream, if it is newer than the last one."""
        spoken = {each.stream for each in await speaker.spoken(self.pool)}
        if held.stream not in spoken or not keys.signed(held, following.public_key):
            return
        last = await self.pool.fetchval(
            "select at from sync.audience where stream = $1 and follower = $2", held.stream, following.speaker
        )
        if last is None or held.at > last.timestamp() * 1000:
            await speaker.heed_held(self.pool, following.speaker, following.public_key, held, now=self.now)

    async def _following(self, stream: str) -> Following | None:
        row = await self.pool.fetchrow(
            """select stream, speaker, public_key, epoch, seq, hash from sync.followed
               where stream = $1 and left_at is null""",
            stream,
        )
        return None if row is None else shape(row, Following)

    async def _result(self, head: Head, before: Following) -> Brought:
        after = await self._following(head.stream) or before
        complete = after.seq >= head.seq and not self.forked
        words = [f"{head.stream}: новых событий {self.new}, уже были {self.known}; теперь у нас всё до № {after.seq}."]
        # Later lines usually fail for the same reason as the first.
        words += self.bad[:1]
        if len(self.bad) > 1:
            words.append(f"Ещё строк не принято: {len(self.bad) - 1}; обычно потому, что перед ними пропуск.")
        if self.forked:
            words.append("Поток остановлен, пока человек не разберётся: смотрите «Обмен».")
        elif complete:
            words.append(f"Всё, что «{before.speaker}» рассказал, когда писал этот файл (до № {head.seq}), здесь.")
        else:
            words.append(
                f"Не хватает № {after.seq + 1}–{head.seq}: файл начат позже, оборван или повреждён. "
                f"Сохраните его ещё раз с --after {after.seq}; принятое осталось и второй раз не учтётся."
            )
        return Brought(head.stream, self.new, self.known, complete, words)

    def _nothing(self, stream: str, why: str) -> Brought:
        return Brought(stream, 0, 0, False, [why])
