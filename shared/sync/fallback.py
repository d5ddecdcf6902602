"""Two lines to the same contour: the broker, and HTTPS while the broker is out of reach; the choice is automatic."""

import asyncio
from dataclasses import dataclass
from math import inf

import structlog

from shared.sync.https.web import Web
from shared.sync.line import Down, Uplink
from shared.sync.loops import Bell

log = structlog.get_logger()

# A restart of the broker is shorter than this; after it we change to HTTPS.
PATIENCE = 6.0
TRIED_AGAIN = 15.0


def _time() -> float:
    return asyncio.get_running_loop().time()


@dataclass
class Fallback:
    """The recent state of both lines; all of it can be lost."""

    broker: Uplink
    web: Web
    mind_bell: Bell
    turned: Bell
    only_web: bool = False
    by_web: bool = False
    failing_since: float | None = None
    next_try: float = 0.0

    def __post_init__(self) -> None:
        """A contour configured for HTTPS never asks the broker."""
        if self.only_web:
            self.by_web, self.next_try = True, inf

    @property
    def window(self) -> int:
        """The window of the line in use."""
        return self.web.window if self.by_web else self.broker.window

    async def tell(self, frame: bytes) -> None:
        """Send a frame over the line in use."""
        if self.by_web:
            await self.web.tell(frame)
            return
        try:
            await self.broker.tell(frame)
        except Down:
            self._failed()
            raise

    async def ask(self, what: str, body: bytes) -> bytes:
        """Ask over the line in use; only an answer proves that the broker carries, an acknowledgement does not."""
        if not self.by_web or _time() >= self.next_try:
            try:
                answer = await self.broker.ask(what, body)
            except Down:
                self._failed()
                if not self.by_web:
                    raise
            else:
                self._carried()
                return answer
        return await self.web.ask(what, body)

    def _failed(self) -> None:
        now = _time()
        self.next_try = now + TRIED_AGAIN
        if self.failing_since is None:
            self.failing_since = now
        if not self.by_web and now - self.failing_since >= PATIENCE:
            log.warning("line_changed", to="https", after=round(now - self.failing_since, 1))
            self._turn(by_web=True)

    def _carried(self) -> None:
        self.failing_since = None
        if self.by_web:
            log.info("line_changed", to="broker")
            self._turn(by_web=False)

    def _turn(self, *, by_web: bool) -> None:
        self.by_web = by_web
        self.turned.ring()
        self.mind_bell.ring()

    async def hear(self) -> int:
        """Wait for news over HTTPS while that is our line; always return 1."""
        if not self.by_web:
            await self.turned.wait(TRIED_AGAIN)
        elif await self.web.news():
            self.mind_bell.ring()
        return 1
