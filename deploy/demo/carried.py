"""Files of signed frames from the demo's invented organizations, brought to the region as an operator would."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from deploy.demo.network import Fact
from deploy.demo.stage import Stage
from shared.event import seal
from shared.sync import keys, parcel, wire
from shared.sync.core import FRAME_EVENTS, Link, Position, chained, start
from shared.sync.keys import Key

MORNING = time(10)


@dataclass
class Speaker:
    """An organization without a line: its key, and how far it has told its stream."""

    slug: str
    key: Key = field(default_factory=lambda: Key(secrets.token_bytes(32)))
    at: Position = field(init=False)

    def __post_init__(self) -> None:
        """Begin the stream."""
        self.at = start(self.stream)

    @property
    def stream(self) -> str:
        """The name of its stream."""
        return f"programs.{self.slug}"

    def write(self, facts: Sequence[Fact], zone: ZoneInfo, written: datetime) -> Iterator[bytes]:
        """Yield the lines of a file with these facts: the head, then the frames."""
        starts = range(0, len(facts), FRAME_EVENTS)
        frames = [self._frame(facts[at : at + FRAME_EVENTS], zone) for at in starts]
        yield wire.write(self.key.head(self.stream, self.at, int(written.timestamp() * 1000)))
        yield from frames

    def _frame(self, facts: Sequence[Fact], zone: ZoneInfo) -> bytes:
        before, links = self.at, list[Link]()
        for fact in facts:
            number, moment = self.at.seq + 1, datetime.combine(fact.on, MORNING, zone)
            id = uuid5(NAMESPACE_URL, f"{self.stream}/{number}")
            sealed = seal(fact.event, id=id, source=f"/{self.slug}", time=moment)
            self.at = Position(self.at.epoch, number, chained(self.at.hash, sealed))
            links.append(Link(self.at.epoch, number, self.at.hash, sealed))
        return wire.write(self.key.frame(self.stream, before, links))


async def bring(stage: Stage, speaker: Speaker, facts: Sequence[Fact], *, ago: int) -> None:
    """Write the facts to a file that came so many days ago, and import it."""
    config = stage.config
    moment = stage.moment(ago)
    file = speaker.write(facts, ZoneInfo(config.time_zone), moment)
    taking = parcel.Unpacking(stage.sync, config.contour, keys.read(config.key), now=moment)
    brought = await taking.take(file)
    assert brought.complete, brought.words
