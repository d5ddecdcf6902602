"""The way up over HTTPS, through a proxy where there is one: the only module with the HTTP client."""

import asyncio
import secrets
from typing import Any

import aiohttp

from shared.config import Config, Peer
from shared.sync import wire
from shared.sync.https import signing
from shared.sync.https.porch import NEWS_SECONDS
from shared.sync.keys import Key, public_of
from shared.sync.line import Down
from shared.sync.trust import trusted

PATIENCE = 10.0
CONNECTING = 5.0
# Seconds. Shorter than servers keep an idle connection, so that we never use one that is just being closed.
KEPT = 4.0
PATH = "/api/sync"


class Web:
    """A contour's way to the web address of the one above."""

    window = 1

    def __init__(self, upper: Peer, key: Key, config: Config) -> None:
        """Connections are opened on first use; `config` names the certificate authority and the proxy."""
        self._upper, self._key, self._clock = upper, key, config.machine_clock
        self._to = public_of(upper.public_key)
        self._config = config
        self._ahead = 0
        self._session: aiohttp.ClientSession | None = None
        self._closed = False
        # One request at a time, so that frames arrive in order.
        self._turn = asyncio.Lock()

    async def tell(self, frame: bytes) -> None:
        """Send a frame; on return it was judged and, if good, archived."""
        async with self._turn:
            status, _ = await self._signed("POST", "frames", "frames", frame)
        if status != 204:
            raise Down(f"not taken: {status}")

    async def ask(self, what: str, body: bytes) -> bytes:
        """Ask the contour above."""
        status, answer = await self._signed("POST", what, f"questions/{what}", body)
        if status != 200:
            raise Down(f"no answer: {status}")
        return answer

    async def news(self) -> bool:
        """Wait for news; return False when there was none for a while."""
        status, _ = await self._signed("GET", "news", "news", b"", patience=NEWS_SECONDS + PATIENCE)
        if status not in (200, 204):
            raise Down(f"no news: {status}")
        return status == 200

    async def _signed(
        self, method: str, what: str, path: str, body: bytes, patience: float = PATIENCE
    ) -> tuple[int, bytes]:
        """Send a signed request; when it is refused because the clocks differ, repeat it once by the other's clock."""
        status, answer = await self._send(method, what, path, body, patience)
        if status == 401 and await self._set_clock():
            status, answer = await self._send(method, what, path, body, patience)
        return status, answer

    async def _send(self, method: str, what: str, path: str, body: bytes, patience: float) -> tuple[int, bytes]:
        at = self._millis() + self._ahead
        header = signing.header(self._key, what, self._to, body, at, secrets.token_bytes(signing.NONCE_BYTES))
        return await self._exchanged(method, path, patience, data=body or None, headers={"authorization": header})

    async def _set_clock(self) -> bool:
        """Learn how far the other's clock is ahead; tell whether the difference has changed."""
        before = self._ahead
        status, body = await self._exchanged("GET", "clock", PATIENCE)
        if status != 200 or len(body) > 16 or not body.isdigit():
            return False
        self._ahead = int(body) - self._millis()
        return abs(self._ahead - before) > 1000

    async def _exchanged(self, method: str, path: str, patience: float, **more: Any) -> tuple[int, bytes]:
        timeout = aiohttp.ClientTimeout(total=patience, connect=CONNECTING)
        url = f"{self._upper.url.rstrip('/')}{PATH}/{path}"
        try:
            request = self._opened().request(
                method, url, timeout=timeout, proxy=self._config.proxy or None, allow_redirects=False, **more
            )
            async with request as response:
                return response.status, await _body(response)
        # After any error we do not know whether the request arrived. aiohttp raises AssertionError when it is closed
        # between two attempts.
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError, AssertionError) as error:
            raise Down(f"{type(error).__name__}: {error}"[:200]) from error

    def _opened(self) -> aiohttp.ClientSession:
        if self._closed:
            raise Down("closed")
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(ssl=trusted(self._config.ca), limit=8, keepalive_timeout=KEPT),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"user-agent": "podrost", "accept-encoding": "identity"},
                trust_env=True,
            )
        return self._session

    def _millis(self) -> int:
        return int(self._clock().timestamp() * 1000)

    async def close(self) -> None:
        """Close every connection; pending requests raise Down."""
        self._closed = True
        if self._session is not None:
            await self._session.close()


async def _body(response: aiohttp.ClientResponse) -> bytes:
    found = bytearray()
    async for part in response.content.iter_chunked(65_536):
        found += part
        if len(found) > wire.FRAME_LIMIT:
            raise ValueError("the answer is too long")
    return bytes(found)
