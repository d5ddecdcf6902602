"""The upper contour's open hands: a fetching loop for each contour below, as long as it is followed."""

import asyncio
from dataclasses import dataclass, field

from shared.sync.answerer import Answerer
from shared.sync.line import Down, Lines
from shared.sync.loops import Stop, end, forever
from shared.sync.nats import Ingest, Link


@dataclass
class Intake:
    """Which loops run, by the public key of the contour below."""

    answerer: Answerer
    link: Link
    lines: Lines
    stop: Stop
    loops: dict[bytes, tuple[Stop, "asyncio.Task[None]"]] = field(default_factory=dict)

    async def tend(self) -> int:
        """Begin what is missing, end what is not wanted."""
        wanted = {following.public_key for following in await self.answerer.lower()}
        for public_key in wanted - self.loops.keys():
            self._begin(public_key)
        for public_key in self.loops.keys() - wanted:
            stop, task = self.loops.pop(public_key)
            stop.set()
            await end([task])
        return 0

    def _begin(self, public_key: bytes) -> None:
        stop = Stop(self.stop)
        ingest = Ingest(self.link, public_key, self._take)
        loop = forever(ingest.step, stop, stop.bell(), every=0, quiet=(Down,))
        self.loops[public_key] = (stop, asyncio.create_task(loop, name="ingest"))

    async def _take(self, via: bytes, data: bytes) -> None:
        await self.answerer.take(self.lines, via, data)

    async def until_the_end(self) -> None:
        """Wait for the stop, then for every loop."""
        done = self.stop.bell()
        while not self.stop:
            await done.wait(3600)
        await end([task for _, task in self.loops.values()])
