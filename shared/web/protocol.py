"""HTTP from a client that may be slow or hostile: limits before any door, any session and the database.

uvicorn reads a request for as long as it takes. Here a head has seconds and a size, and a body a pace; whoever keeps
to neither is answered 408 or 431, and the connection ends. An upload over a slow line passes: 1 KB/s is a tenth of
the slowest mobile network.
"""

import asyncio
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# Bytes of a request line with all headers; a browser sends one or two thousand.
HEAD = 32 * 1024
# Seconds in which a head must be whole, from the connection or from its first byte.
HEAD_WITHIN = 10.0
# Bytes a second that a body must keep to, looked at each PACE_EVERY seconds.
PACE = 1024
PACE_EVERY = 10.0


class Limited(HttpToolsProtocol):
    """One connection. Between requests uvicorn's own keep-alive timer runs, while an answer is made none does."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._timer: asyncio.TimerHandle | None = None
        # Bytes of the head that is being read, and bytes of the body since the last look.
        self._head, self._body = 0, 0
        self._in_head = True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in the base class
        """Begin to wait for a head."""
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """End every wait."""
        self._stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read; a head without an end is counted by what came: its last line never reaches the parser's callbacks."""
        if self._in_head:
            if self._timer is None:
                self._wait_for_head()
            self._head += len(data)
        super().data_received(data)
        if self._in_head and self._head > HEAD:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_headers_complete(self) -> None:
        """Refuse a head that is too large, else begin to watch the pace of the body."""
        self._in_head, self._body = False, 0
        self._stop()
        if self.transport.is_closing():
            return
        if len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers) > HEAD:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
            return
        super().on_headers_complete()
        self._timer = self.loop.call_later(PACE_EVERY, self._look)

    def on_body(self, body: bytes) -> None:
        """Count; after a refusal there is no request to read for."""
        self._body += len(body)
        if not self.transport.is_closing():
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Stop watching; the next byte begins a new head."""
        self._stop()
        self._in_head, self._head = True, 0
        if not self.transport.is_closing():
            super().on_message_complete()

    def _wait_for_head(self) -> None:
        self._timer = self.loop.call_later(HEAD_WITHIN, self._refuse, HTTPStatus.REQUEST_TIMEOUT)

    def _look(self) -> None:
        # While reading is paused it is the door that is slow, not the client.
        if self._body < PACE * PACE_EVERY and not self.flow.read_paused:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)
            return
        self._body = 0
        self._timer = self.loop.call_later(PACE_EVERY, self._look)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _refuse(self, status: HTTPStatus) -> None:
        """Answer, unless an answer has begun, and end the connection; what is read of the request is dropped."""
        self._stop()
        if self.transport.is_closing():
            return
        if self.cycle is None or not self.cycle.response_started or self.cycle.response_complete:
            head = f"HTTP/1.1 {status.value} {status.phrase}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            self.transport.write(head.encode())
        self.transport.close()
