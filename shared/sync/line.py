"""What carries bytes between two contours: the lower calls, the upper answers. NATS is one; HTTPS can be another."""

from typing import Protocol


class Down(Exception):
    """Nothing gets through now; nothing can be concluded about what was sent."""


class Line(Protocol):
    """The way up, as the one who calls sees it."""

    async def tell(self, frame: bytes) -> None:
        """Hand over a frame; Down when it is not known to have been taken."""

    async def ask(self, what: str, body: bytes) -> bytes:
        """Ask `announce`, `heads` or `replay`; Down when there is no answer."""


class Lines(Protocol):
    """The ways down, as the one who answers sees them."""

    async def push(self, public_key: bytes, frame: bytes) -> None:
        """Send a frame to a contour that may be listening; it will ask for what it missed."""

    async def nudge(self, public_key: bytes) -> None:
        """Ask a contour to announce its heads now."""
