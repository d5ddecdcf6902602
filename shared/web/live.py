"""Tell open pages that something changed; the page then reloads its content."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import suppress
from uuid import UUID

from litestar.response.sse import ServerSentEventMessage

from shared.errors import Refused

# A page is never older than this.
LONGEST = 20.0
# How many pages one session may keep open; each holds a connection.
MOST = 10


class TooManyPages(Refused):
    """Открыто больше десяти живых страниц. Закройте лишние: остальные обновляются, если открыть их заново."""

    status = 429


class Live:
    """The open pages that wait for changes, by service."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self._held: Counter[UUID] = Counter()
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

    def ticks(
        self, service: str, session: UUID, lasts: Callable[[], Awaitable[bool]]
    ) -> AsyncGenerator[ServerSentEventMessage, None]:
        """Return the messages for one open page: one at each change and at least every LONGEST seconds.

        The first only tells that we listen. They end when the session does. A session with MOST open pages is refused.
        """
        if self._held[session] >= MOST:
            raise TooManyPages
        return self._ticks(service, session, lasts)

    async def _ticks(
        self, service: str, session: UUID, lasts: Callable[[], Awaitable[bool]]
    ) -> AsyncGenerator[ServerSentEventMessage, None]:
        news = asyncio.Event()
        self._waiting.setdefault(service, set()).add(news)
        self._held[session] += 1
        try:
            yield ServerSentEventMessage(data=None, comment="listening")
            while not self.closing:
                # A message without a change: an organization falls behind only by the clock.
                with suppress(TimeoutError):
                    await asyncio.wait_for(news.wait(), LONGEST)
                news.clear()
                if self.closing or not await lasts():
                    return
                yield ServerSentEventMessage(event="changed", data=service)
        finally:
            self._waiting[service].discard(news)
            self._held[session] -= 1
            if not self._held[session]:
                del self._held[session]
