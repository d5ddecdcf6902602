"""A line without a broker, which calls the upper contour directly, with a given latency and bandwidth."""

import asyncio
from dataclasses import dataclass, field

from shared.sync.answerer import Answerer
from shared.sync.caller import Caller
from shared.sync.nats.lines import Up


class Nobody:
    """Lines down that send nothing: a contour that lacks something asks."""

    async def push(self, public_key: bytes, frame: bytes) -> None:
        """Do nothing."""

    async def nudge(self, public_key: bytes) -> None:
        """Do nothing."""


@dataclass
class Straight:
    """The way up; `away` is the round-trip time of a message, `narrow` the bandwidth in bytes a second.

    `unknown` are questions that an older upper contour does not know.
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
        """Send a frame."""
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
            # Concurrent messages share the bandwidth.
            async with self.pipe:
                await asyncio.sleep(len(data) / self.narrow)
        if self.away:
            await asyncio.sleep(self.away)


async def exchanged(caller: Caller) -> None:
    """Repeat rounds until neither side lacks anything."""
    while True:
        await caller.mind()
        while await caller.relay():
            pass
        if not caller.behind:
            return
