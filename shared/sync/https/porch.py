"""Admission of HTTPS requests at the upper contour: only followed contours, signed requests, and a limited rate."""

import time
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest

from shared.clock import Clock
from shared.errors import Refused
from shared.sync.answerer import Answerer
from shared.sync.https import signing
from shared.sync.https.signing import WINDOW_MS, Signed
from shared.sync.https.waiting import Waiting
from shared.sync.line import Lines

# The limits for one contour. For scale: a backlog of 100,000 events is 500 frames.
A_SECOND, AT_ONCE, SIDE_BY_SIDE = 100.0, 200.0, 8
KNOWN_FOR = 1.0
NONCES = 10_000
NEWS_SECONDS = 25.0


class NotThatContour(Refused):
    """Подпись запроса не подходит: ключ не подключён, запрос уже был, часы расходятся или тело другое."""

    status = 401


class NotYet(Refused):
    """Обмен ещё не запущен. Повторите через несколько секунд."""

    status = 503


class TooOften(Refused):
    """Слишком много запросов сразу. Повторите через секунду."""

    status = 429


@dataclass
class Budget:
    """The token bucket of one contour: how many requests it may still send."""

    left: float = AT_ONCE
    at: float = field(default_factory=time.monotonic)

    def spend(self) -> bool:
        """Spend one request; tell whether one was left."""
        now = time.monotonic()
        self.left = min(AT_ONCE, self.left + (now - self.at) * A_SECOND)
        self.at = now
        if self.left < 1:
            return False
        self.left -= 1
        return True


class Porch:
    """The recent requests of followed contours; all of it can be lost, and nothing is remembered about strangers."""

    def __init__(self, public_key: bytes, clock: Clock) -> None:
        """`public_key` is ours: a request signed for another contour is refused."""
        self.waiting = Waiting()
        self._own, self._clock = public_key, clock
        self._answering: tuple[Answerer, Lines] | None = None
        self._since = self.millis()
        self._nonces: dict[tuple[bytes, bytes], int] = {}
        self._full = NONCES
        self._enrolled: frozenset[bytes] = frozenset()
        self._looked = float("-inf")
        self._budgets: dict[bytes, Budget] = {}
        self._busy: Counter[bytes] = Counter()

    def open(self, answerer: Answerer, lines: Lines) -> None:
        """Start to admit the contours that this answerer follows."""
        self._answering = answerer, lines

    @property
    def answering(self) -> tuple[Answerer, Lines]:
        """The answerer, and the lines by which a speaker can be nudged."""
        if self._answering is None:
            raise NotYet
        return self._answering

    def millis(self) -> int:
        """Return our time, against which requests are checked."""
        return int(self._clock().timestamp() * 1000)

    async def let_in(self, what: str, header: str) -> Signed:
        """Return the signed header, before the body is read; Refused when we do not follow its signer."""
        signed = signing.read(header)
        if signed is None or signed.key not in await self._followed() or not signed.holds(what, self._own):
            raise NotThatContour
        if not self._once(signed):
            raise NotThatContour
        budget = self._budgets.setdefault(signed.key, Budget())
        if not budget.spend() or self._busy[signed.key] >= SIDE_BY_SIDE:
            raise TooOften
        return signed

    async def _followed(self) -> frozenset[bytes]:
        """Return the followed keys, read at most once a second; a contour that has left is refused as soon."""
        if time.monotonic() - self._looked > KNOWN_FOR:
            self._enrolled = frozenset(following.public_key for following in await self.answering[0].lower())
            self._looked = time.monotonic()
            for gone in self._budgets.keys() - self._enrolled:
                del self._budgets[gone]
        return self._enrolled

    def _once(self, signed: Signed) -> bool:
        """Tell whether a request is recent and new; one from before our start is not, as its nonce may be forgotten."""
        now, known = self.millis(), (signed.key, signed.nonce)
        self._since = min(self._since, now)  # our clock may have been set back
        if abs(now - signed.at) > WINDOW_MS or signed.at < self._since or known in self._nonces:
            return False
        if len(self._nonces) >= self._full:
            self._nonces = {key: at for key, at in self._nonces.items() if abs(now - at) <= WINDOW_MS}
            self._full = max(NONCES, 2 * len(self._nonces))
        self._nonces[known] = signed.at
        return True

    @asynccontextmanager
    async def serving(self, signed: Signed, body: bytes = b"") -> AsyncGenerator[bytes, None]:
        """Serve one request of a contour that was let in; yield its public key."""
        if not compare_digest(sha256(body).digest(), signed.digest):
            raise NotThatContour
        self._busy[signed.key] += 1
        try:
            yield signed.key
        finally:
            self._busy[signed.key] -= 1
            if not self._busy[signed.key]:
                del self._busy[signed.key]
