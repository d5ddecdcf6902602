"""Tell open pages that something changed: the page asks again for what it shows."""

import asyncio
from collections.abc import AsyncGenerator

KEEP_ALIVE = 20.0


class Live:
    """Who waits for news of which service."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self.closing = False

    def changed(self, service: str) -> None:
        """Wake every page that shows something of this service."""
        for news in self._waiting.get(service, ()):
            news.set()

    def close(self) -> None:
        """Let every open page go, so that the server can stop."""
        self.closing = True
        for service in self._waiting:
            self.changed(service)

    async def ticks(self, service: str) -> AsyncGenerator[bytes, None]:
        """Yield an event stream: a message at each change, a comment now and then to keep the line open."""
        news = asyncio.Event()
        self._waiting.setdefault(service, set()).add(news)
        try:
            yield b": listening\n\n"
            while not self.closing:
                try:
                    await asyncio.wait_for(news.wait(), KEEP_ALIVE)
                except TimeoutError:
                    yield b": still here\n\n"
                    continue
                news.clear()
                if not self.closing:
                    yield b"event: changed\ndata: " + service.encode() + b"\n\n"
        finally:
            self._waiting[service].discard(news)
