"""What carries bytes between two contours: the lower calls, the upper answers. NATS is one, HTTPS another."""

from contextlib import suppress
from typing import Protocol


class Down(Exception):
    """Nothing gets through now; nothing can be concluded about what was sent."""


class Line(Protocol):
    """The way up, as the one who calls sees it."""

    @property
    def window(self) -> int:
        """So many frames may be on their way at once and still come in order."""

    async def tell(self, frame: bytes) -> None:
        """Hand over a frame; Down when it is not known to have been taken."""

    async def ask(self, what: str, body: bytes) -> bytes:
        """Ask `announce`, `heads`, `replay` or `digest`; Down when there is no answer."""


class Lines(Protocol):
    """The ways down, as the one who answers sees them."""

    async def push(self, public_key: bytes, frame: bytes) -> None:
        """Send a frame to a contour that may be listening; it will ask for what it missed."""

    async def nudge(self, public_key: bytes) -> None:
        """Ask a contour to announce its heads now."""


class Ways:
    """Two ways down at once: who waits at our door is told there, the others by the broker, which may be away."""

    def __init__(self, door: Lines, broker: Lines) -> None:
        """Nobody says by which of them a contour listens."""
        self._door, self._broker = door, broker
        self._missed: set[bytes] = set()

    async def push(self, public_key: bytes, frame: bytes) -> None:
        """Send a frame both ways; who is not reached by the broker is nudged when it is back."""
        await self._door.push(public_key, frame)
        try:
            await self._broker.push(public_key, frame)
        except Down:
            self._missed.add(public_key)

    async def nudge(self, public_key: bytes) -> None:
        """Ask a contour to announce its heads now, both ways."""
        await self._door.nudge(public_key)
        with suppress(Down):
            await self._broker.nudge(public_key)

    async def mend(self) -> None:
        """Nudge whoever missed something while the broker was away; Down while it is."""
        for public_key in list(self._missed):
            await self._broker.nudge(public_key)
            self._missed.discard(public_key)
