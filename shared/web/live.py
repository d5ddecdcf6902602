"""Tell open pages that something changed: the page asks again for what it shows."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress

from litestar.response.sse import ServerSentEventMessage

# A page never grows older than this.
LONGEST = 20.0


class Live:
    """Who waits for news of which service."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self.closing = False

    def changed(self, service: str) -> None:
        """Wake every page that shows something of this service."""
        for news in self._waiting.get(service, ()):
            news.set()

    def listeners(self, service: str) -> int:
        """Return how many pages wait for news of this service."""
        return len(self._waiting.get(service, ()))

    def close(self) -> None:
        """Let every open page go, so that the server can stop."""
        self.closing = True
        for service in self._waiting:
            self.changed(service)

    async def ticks(self, service: str) -> AsyncGenerator[ServerSentEventMessage, None]:
        """Yield a message at each change, and one at least every so often; the first only says that we listen."""
        news = asyncio.Event()
        self._waiting.setdefault(service, set()).add(news)
        try:
            yield ServerSentEventMessage(data=None, comment="listening")
            while not self.closing:
                # Silence is news too: an organization that fell behind changes nothing here but the clock.
                with suppress(TimeoutError):
                    await asyncio.wait_for(news.wait(), LONGEST)
                news.clear()
                if not self.closing:
                    yield ServerSentEventMessage(event="changed", data=service)
        finally:
            self._waiting[service].discard(news)
