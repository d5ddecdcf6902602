"""A change of key at work: a contour offers a new key under the old one, a person above accepts it, it switches.

The new key is stored beside the old one as `<key>.next`, and its passport beside the old passport. Nothing has to be
restarted, and nothing is lost: frames are signed when they are sent, so unsent events are signed with the new key.
"""

import asyncio
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import structlog
from nats.errors import Error

from shared.config import Config, Peer
from shared.sync import keys, wire
from shared.sync.https.web import Web
from shared.sync.keys import Key
from shared.sync.line import Down, Uplink
from shared.sync.loops import Stop
from shared.sync.nats.lines import Up
from shared.sync.nats.link import Link, connect, discard
from shared.sync.passport import read as read_passport

log = structlog.get_logger()

EVERY = 3.0


def beside(path: Path) -> Path:
    """Return the path of the next key, or of its passport, before the switch."""
    return path.with_name(f"{path.name}.next")


def offered(config: Config) -> Key | None:
    """Return the next key, if there is one."""
    path = beside(config.key)
    return keys.read(path) if path.exists() else None


def begin(config: Config) -> Key:
    """Make the next key; a second call returns the same one."""
    path = beside(config.key)
    if not path.exists():
        draft = path.with_name(f"{path.name}.draft")
        draft.touch(mode=0o600)
        draft.write_bytes(secrets.token_bytes(32))
        draft.replace(path)
    return keys.read(path)


@dataclass
class Renewal:
    """One change of key, on the side of the contour that changes it."""

    config: Config
    upper: Peer
    key: Key
    line: Uplink
    whole: Stop

    async def step(self) -> int:
        """Offer the next key, or switch to it when it was accepted; then the exchange starts again under it."""
        following = offered(self.config)
        if following is None:
            return 0
        if not await self._offer(following) and await self._accepted(following):
            self._turn(following)
        return 0

    async def _offer(self, following: Key) -> bool:
        """Offer the next key under the old one; tell whether the upper contour still accepts the old one."""
        at = int(self.config.clock().timestamp() * 1000)
        text = keys.rekey_text(self.config.contour, self.key.public, following.public, at)
        offer = wire.Rekey(following.public, at, self.key.sign(text), following.sign(text))
        try:
            answer = wire.answer(await self.line.ask("rekey", wire.write(offer)))
        except Down:
            return False
        if not isinstance(answer, wire.Passport):
            return False
        if answer.jwt and self._passport is not None:
            path = beside(self._passport)
            path.touch(mode=0o600)
            path.write_text(answer.jwt, "ascii")
        return True

    @property
    def _passport(self) -> Path | None:
        return self.upper.nats_credentials if self.upper.nats_url else self.config.nats_credentials

    async def _accepted(self, following: Key) -> bool:
        """Tell whether we are answered under the next key: a contour that is not followed is refused."""
        ways = [] if self.config.line == "https" else [self._by_broker]
        if self.config.line != "nats" and self.upper.url:
            ways.append(self._by_web)
        for way in ways:
            with suppress(Down, Error, OSError, TimeoutError):
                if isinstance(wire.answer(await way(following)), wire.Heads):
                    return True
        return False

    async def _by_broker(self, following: Key) -> bytes:
        path = self._passport
        waiting = path if path is None or not beside(path).exists() else beside(path)
        url = self.upper.nats_url or self.config.nats_url
        link = Link(url, following, read_passport(waiting), Stop(), self.config.ca)
        link.client = await connect(link.url, following, link.passport, ca=link.ca)
        try:
            return await Up(link).ask("heads", wire.write(wire.Mine([])))
        finally:
            await discard(link.client)

    async def _by_web(self, following: Key) -> bytes:
        web = Web(self.upper, following, self.config)
        try:
            return await web.ask("heads", wire.write(wire.Mine([])))
        finally:
            await web.close()

    def _turn(self, following: Key) -> None:
        """Replace the old passport and key; after a crash between the two, the next step repeats it."""
        if self._passport is not None and beside(self._passport).exists():
            beside(self._passport).replace(self._passport)
        beside(self.config.key).replace(self.config.key)
        log.info("key_changed", public_key=keys.text_of(following.public))
        self.whole.set()

    async def watch(self) -> None:
        """Repeat the step every few seconds, until the stop."""
        done = self.whole.bell()
        while not self.whole:
            await done.wait(EVERY)
            with suppress(OSError, asyncio.TimeoutError):
                await self.step()
