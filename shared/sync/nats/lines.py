"""The ways up and down over the broker, and how a contour is let in."""

from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from pathlib import Path

from nats.aio.msg import Msg
from nats.errors import Error

from shared.sync.claims import Authority
from shared.sync.keys import account, public_of_account
from shared.sync.line import Down
from shared.sync.nats.link import Link, connect, discard
from shared.sync.passport import Passport

ASK_PATIENCE = 3.0
TELL_PATIENCE = 3.0

Frames = Callable[[bytes], Awaitable[None]]
Answer = Callable[[bytes, str, bytes], Awaitable[bytes]]


def hear_above(link: Link, frames: Frames, asked: Callable[[], None]) -> None:
    """Subscribe a lower contour to the frames and nudges pushed to it."""

    async def pushed(message: Msg) -> None:
        await frames(message.data)

    async def nudged(message: Msg) -> None:
        asked()

    home = account(link.key.public)
    link.hears[f"to.{home}.frames"] = pushed
    link.hears[f"to.{home}.ask"] = nudged


def answer_below(link: Link, answer: Answer) -> None:
    """Answer the questions of the contours below; the subject names the asker, and the broker guarantees it."""

    async def asked(message: Msg) -> None:
        _, _, who, what = message.subject.split(".")
        with suppress(Error, OSError):
            await message.respond(await answer(public_of_account(who), what, message.data))

    link.hears["sync.rpc.*.*"] = asked


class Up:
    """The way up from a contour below."""

    window = 8

    def __init__(self, link: Link) -> None:
        """All subjects carry the contour's own account."""
        self._link = link
        self._account = account(link.key.public)

    async def tell(self, frame: bytes) -> None:
        """Store a frame at the broker; its acknowledgement does not prove that the frame will be archived."""
        client = self._link.up()
        try:
            await client.jetstream(timeout=TELL_PATIENCE).publish(f"ingest.{self._account}.frames", frame)
        except (Error, OSError) as error:
            raise Down(f"not stored: {type(error).__name__}") from error

    async def ask(self, what: str, body: bytes) -> bytes:
        """Ask the contour above."""
        client = self._link.up()
        try:
            reply = await client.request(f"sync.rpc.{self._account}.{what}", body, timeout=ASK_PATIENCE)
        except (Error, OSError) as error:
            raise Down(f"no answer: {type(error).__name__}") from error
        return reply.data


class DownLines:
    """The ways down to the contours below."""

    def __init__(self, link: Link) -> None:
        """Each contour listens on the subjects of its own account."""
        self._link = link

    async def push(self, public_key: bytes, frame: bytes) -> None:
        """Send a frame to a contour that may be listening."""
        await self._publish(f"to.{account(public_key)}.frames", frame)

    async def nudge(self, public_key: bytes) -> None:
        """Ask a contour to announce its heads."""
        await self._publish(f"to.{account(public_key)}.ask", b"")

    async def _publish(self, subject: str, body: bytes) -> None:
        client = self._link.up()
        try:
            await client.publish(subject, body)
        except (Error, OSError) as error:
            raise Down(type(error).__name__) from error


async def admit(url: str, authority: Authority, accounts: Iterable[str], ca: Path | None = None) -> None:
    """Push accounts to the broker; it keeps the last version of each, and pushing one again changes nothing."""
    passport = Passport(authority.passport(authority.region.public, of=authority.system))
    client = await connect(url, authority.region, passport, ca=ca)
    try:
        for jwt in accounts:
            answer = await client.request("$SYS.REQ.CLAIMS.UPDATE", jwt.encode(), timeout=ASK_PATIENCE)
            if b'"error"' in answer.data:
                raise Down(answer.data.decode("utf-8", "replace"))
    except (Error, OSError) as error:
        raise Down(f"not admitted: {type(error).__name__}") from error
    finally:
        await discard(client)
