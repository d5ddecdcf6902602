"""The fetching loops of the upper contour: one for each contour below, as long as it is followed."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from shared.sync import following
from shared.sync.answerer import Answerer
from shared.sync.claims import Authority
from shared.sync.line import Down, Lines
from shared.sync.loops import Stop, end, forever
from shared.sync.nats.ingest import UNREADABLE, Ingest
from shared.sync.nats.lines import admit
from shared.sync.nats.link import Link


@dataclass
class Intake:
    """The running loops, by the public key of the contour below."""

    answerer: Answerer
    link: Link
    lines: Lines
    stop: Stop
    authority: Authority | None = None
    admitted: set[bytes] = field(default_factory=set)
    told_to: object = None
    opened_at: float = field(default_factory=time.monotonic)
    loops: dict[bytes, tuple[Stop, Ingest, "asyncio.Task[None]"]] = field(default_factory=dict)

    async def tend(self) -> int:
        """Admit the enrolled contours, start the missing loops, stop those no longer wanted."""
        # If our own key was enrolled by mistake, it must not take our own account from us.
        wanted = {following.public_key for following in await self.answerer.lower()} - {self.answerer.key.public}
        await self._admit(wanted)
        for public_key in wanted - self.loops.keys():
            self._begin(public_key)
        for public_key in self.loops.keys() - wanted:
            stop, ingest, task = self.loops.pop(public_key)
            stop.set()
            await end([task])
            await ingest.forget()
        return 0

    async def _admit(self, wanted: set[bytes]) -> None:
        """Push the accounts that changed; after a new connection push all, because the broker may have lost them."""
        if self.authority is None:
            return
        client = self.link.up()
        new, gone = wanted - self.admitted, self.admitted - wanted
        if client is not self.told_to:
            new, gone = wanted, await following.shut_out(self.answerer.pool) - {self.answerer.key.public}
        if new or gone:
            accounts = [self.authority.contour_account(key) for key in sorted(new)]
            accounts += [self.authority.contour_account(key, admitted=False) for key in sorted(gone)]
            await admit(self.link.url, self.authority, accounts, ca=self.link.ca)
        self.told_to, self.admitted = client, wanted

    def _begin(self, public_key: bytes) -> None:
        stop = Stop(self.stop)
        ingest = Ingest(self.link, public_key, self._take, self.answerer.awaits, self.lines.nudge)
        loop = forever(ingest.step, stop, stop.bell(), every=0, quiet=(Down,))
        self.loops[public_key] = (stop, ingest, asyncio.create_task(loop, name="ingest"))

    async def _take(self, via: bytes, bodies: Sequence[bytes]) -> None:
        await self.answerer.take(self.lines, via, *bodies)

    async def settled(self, via: bytes) -> bool:
        """Tell whether all stored frames of that contour are archived; before the first fetch, wait for the broker."""
        if via in self.loops:
            return await self.loops[via][1].settled()
        return time.monotonic() - self.opened_at > UNREADABLE

    async def until_the_end(self) -> None:
        """Wait for the stop, then for the end of every loop."""
        done = self.stop.bell()
        while not self.stop:
            await done.wait(3600)
        await end([task for _, _, task in self.loops.values()])
