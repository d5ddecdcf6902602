"""A line carries bytes between two contours: the lower calls, the upper answers. NATS is one, HTTPS another."""

from contextlib import suppress
from typing import Protocol


class Down(Exception):
    """The line does not work now; whether the message arrived is unknown."""


class Uplink(Protocol):
    """The way to the upper contour, as the lower one uses it."""

    @property
    def window(self) -> int:
        """How many frames may be on their way at once and still arrive in order."""

    async def tell(self, frame: bytes) -> None:
        """Send a frame; Down when its acceptance is not confirmed."""

    async def ask(self, what: str, body: bytes) -> bytes:
        """Ask `announce`, `heads`, `replay` or `digest`; Down when there is no answer."""


class Lines(Protocol):
    """The lines down, as the upper contour sees them."""

    async def push(self, public_key: bytes, frame: bytes) -> None:
        """Send a frame to a contour that may be listening; it asks later for what it missed."""

    async def nudge(self, public_key: bytes) -> None:
        """Ask a contour to announce its heads now."""


class Ways:
    """Both ways down at once: HTTPS, for contours that poll, and the broker, which may be out of reach."""

    def __init__(self, door: Lines, broker: Lines) -> None:
        """Both are always used: we do not know over which one a contour listens."""
        self._door, self._broker = door, broker
        self._missed: set[bytes] = set()

    async def push(self, public_key: bytes, frame: bytes) -> None:
        """Send a frame both ways; a contour that the broker could not reach is nudged when the broker is back."""
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
        """Nudge the contours that missed something while the broker was out of reach; Down while it still is."""
        for public_key in list(self._missed):
            await self._broker.nudge(public_key)
            self._missed.discard(public_key)
