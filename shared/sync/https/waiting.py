"""The ways down over HTTPS by long polling: the upper contour cannot call, so contours below wait for news."""

import asyncio


class Waiting:
    """One open poll for each contour below; what happens between two polls is remembered as one flag."""

    def __init__(self) -> None:
        self._polls: dict[bytes, asyncio.Future[bool]] = {}
        self._missed: set[bytes] = set()

    async def push(self, public_key: bytes, frame: bytes) -> None:
        """Notify a contour that there is news; it then asks for the frame."""
        self._ring(public_key)

    async def nudge(self, public_key: bytes) -> None:
        """Notify a contour that it should announce its heads."""
        self._ring(public_key)

    def _ring(self, public_key: bytes) -> None:
        poll = self._polls.pop(public_key, None)
        if poll is None or poll.done():
            self._missed.add(public_key)
        else:
            poll.set_result(True)

    async def news(self, public_key: bytes, seconds: float) -> bool:
        """Return True as soon as there is news, False after `seconds`; a newer poll of the contour ends this one."""
        if public_key in self._missed:
            self._missed.discard(public_key)
            return True
        older = self._polls.pop(public_key, None)
        if older is not None and not older.done():
            older.set_result(False)
        mine: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._polls[public_key] = mine
        try:
            async with asyncio.timeout(seconds):
                return await mine
        except TimeoutError:
            return False
        finally:
            if self._polls.get(public_key) is mine:
                del self._polls[public_key]
