"""Two lines to the same contour: the broker while it carries, HTTPS while it does not; nobody has to choose."""

import asyncio
from dataclasses import dataclass
from math import inf

import structlog

from shared.sync.https.web import Web
from shared.sync.line import Down, Line
from shared.sync.loops import Bell

log = structlog.get_logger()

# A broker that is being started again is waited for; one that stays away this long is gone round.
PATIENCE = 6.0
TRIED_AGAIN = 15.0


def _time() -> float:
    return asyncio.get_running_loop().time()


@dataclass
class Fallback:
    """What is remembered of how the lines have been; all of it can be lost."""

    broker: Line
    web: Web
    mind_bell: Bell
    turned: Bell
    only_web: bool = False
    by_web: bool = False
    failing_since: float | None = None
    next_try: float = 0.0

    def __post_init__(self) -> None:
        """Whoever has chosen HTTPS never asks the broker."""
        if self.only_web:
            self.by_web, self.next_try = True, inf

    @property
    def window(self) -> int:
        """What the line that carries now keeps in order."""
        return self.web.window if self.by_web else self.broker.window

    async def tell(self, frame: bytes) -> None:
        """Hand over a frame by the line that carries."""
        if self.by_web:
            await self.web.tell(frame)
            return
        try:
            await self.broker.tell(frame)
        except Down:
            self._failed()
            raise

    async def ask(self, what: str, body: bytes) -> bytes:
        """Ask by the line that carries; an answer by the broker is the only proof that it does."""
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
        """Hear over HTTPS that there is something to ask for, while that is our line; return how often."""
        if not self.by_web:
            await self.turned.wait(TRIED_AGAIN)
        elif await self.web.news():
            self.mind_bell.ring()
        return 1
