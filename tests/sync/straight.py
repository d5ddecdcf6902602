"""A line without a broker: the upper contour's own answers, as far away and as narrow as one wishes."""

import asyncio
from dataclasses import dataclass, field

from shared.sync.answerer import Answerer
from shared.sync.caller import Caller
from shared.sync.nats.lines import Up


class Nobody:
    """Nobody listens below: whoever lacks something asks."""

    async def push(self, public_key: bytes, frame: bytes) -> None:
        """Say it into the air."""

    async def nudge(self, public_key: bytes) -> None:
        """Say it into the air."""


@dataclass
class Straight:
    """The way up; `away` is how long a message takes there and back, `narrow` how many bytes pass in a second.

    `unknown` are questions that an older contour above would not know.
    """

    answerer: Answerer
    via: bytes
    away: float = 0.0
    narrow: float = 0.0
    unknown: frozenset[str] = frozenset()
    window: int = Up.window
    messages: int = 0
    carried: int = 0
    asked: list[str] = field(default_factory=list)
    pipe: asyncio.Lock = field(default_factory=asyncio.Lock)
    door: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def tell(self, frame: bytes) -> None:
        """Hand over a frame."""
        await self._carry(frame)
        async with self.door:
            await self.answerer.take(Nobody(), self.via, frame)

    async def ask(self, what: str, body: bytes) -> bytes:
        """Ask, and wait for the answer."""
        self.asked.append(what)
        answer = await self.answerer.answer(self.via, f"-{what}" if what in self.unknown else what, body)
        await self._carry(body + answer)
        return answer

    async def _carry(self, data: bytes) -> None:
        self.messages += 1
        self.carried += len(data)
        if self.narrow:
            # What is under way at the same time shares the line.
            async with self.pipe:
                await asyncio.sleep(len(data) / self.narrow)
        if self.away:
            await asyncio.sleep(self.away)


async def exchanged(caller: Caller) -> None:
    """Call, round after round, until nothing is lacking on either side."""
    while True:
        await caller.mind()
        while await caller.relay():
            pass
        if not caller.behind:
            return
