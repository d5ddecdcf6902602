"""Tell open pages that something changed; the page then reloads its content."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress

from litestar.response.sse import ServerSentEventMessage

# A page is never older than this.
LONGEST = 20.0


class Live:
    """The open pages that wait for changes, by service."""

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
        """End the wait of every open page, so that the server can stop."""
        self.closing = True
        for service in self._waiting:
            self.changed(service)

    async def ticks(self, service: str) -> AsyncGenerator[ServerSentEventMessage, None]:
        """Yield a message at each change and at least every LONGEST seconds; the first only tells that we listen."""
        news = asyncio.Event()
        self._waiting.setdefault(service, set()).add(news)
        try:
            yield ServerSentEventMessage(data=None, comment="listening")
            while not self.closing:
                # A message without a change: an organization falls behind only by the clock.
                with suppress(TimeoutError):
                    await asyncio.wait_for(news.wait(), LONGEST)
                news.clear()
                if not self.closing:
                    yield ServerSentEventMessage(event="changed", data=service)
        finally:
            self._waiting[service].discard(news)
