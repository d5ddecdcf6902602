"""Told events are readable for ever: recorded frames of every event and version, and their fixed shapes."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from deploy.contours import services_of
from deploy.databases import with_database
from shared import db
from shared.config import Kind
from shared.contracts.programs import MeetingHeld, MeetingHeldV1
from shared.event import Envelope, Event, Told, current, name_of, newest, sealed_fields, versions
from shared.journal import Apply, append
from shared.personal import marks, shown
from shared.rebuild import rebuild_service
from shared.sync import core, follower, keys, wire
from shared.sync.following import follow
from shared.sync.projector import Projector
from shared.sync.running import start_service
from shared.web.crossing import told_events
from tests.conftest import FreshContour
from tests.fixtures.recorded import Recording, kept_shapes, recorded_names, recordings, shapes
from tests.sync.contours import now

RECORDINGS = recordings()
TOLD = {name_of(event): event for event in told_events()}
RECORD = "give the story its line and run `python -m tests.fixtures.record`"


def listening(recording: Recording) -> Kind:
    """Return the kind of contour that hears a stream."""
    return "region" if recording.stream.startswith("programs.") else "college"


def test_the_shape_of_what_is_told_never_changes_under_its_name() -> None:
    kept = kept_shapes()
    assert kept == {name: shape for name, shape in shapes().items() if name in kept}, "a new shape is a new version"


def test_every_event_and_version_has_its_shape_and_a_recorded_frame() -> None:
    assert TOLD.keys() - kept_shapes().keys() == set(), RECORD
    assert TOLD.keys() - recorded_names() == set(), RECORD


def test_nothing_that_was_ever_recorded_lost_its_contract() -> None:
    assert recorded_names() - TOLD.keys() == set()


def test_versions_are_numbered_without_a_gap_and_each_converts_to_the_next() -> None:
    for event in told_events():
        stem, _, number = name_of(event).rpartition(".v")
        line = [name_of(version) for version in versions(event)]
        assert line == [f"{stem}.v{n}" for n in range(int(number), 0, -1)]
        assert newest(event) == (f"{stem}.v{int(number) + 1}" not in TOLD)


@pytest.mark.parametrize("place", RECORDINGS)
def test_recorded_frames_are_complete_signed_and_read_exactly(place: str) -> None:
    recording = RECORDINGS[place]
    key = keys.Key(bytes.fromhex(recording.seed))
    assert keys.text_of(key.public) == recording.public_key

    at = core.start(recording.stream)
    for frame, text in zip(recording.read(), recording.frames, strict=True):
        verdict = core.judge(at, frame, keys.verifier(key.public))
        assert isinstance(verdict, core.Accept)
        assert wire.write(key.frame(recording.stream, at, verdict.links)).decode() == text
        at = verdict.to

    for envelope in recording.envelopes():
        event, data = read(recording, envelope), bytes(envelope.data)
        assert msgspec.json.encode(event) == data or sealed_fields(type(event)) or event.erases
        assert newest(type(current(event)))


def read(recording: Recording, envelope: Envelope) -> Told:
    """Return a recorded event, with its sealed words opened."""
    type: Any = TOLD[envelope.type]
    if not sealed_fields(type):
        return msgspec.json.decode(envelope.data, type=type)  # type: ignore[no-any-return]  # what the contract says
    marked = marks(envelope.data).sealed
    assert marked is not None
    secret = recording.keys[marked.key]
    told: Told = shown(envelope.data, type, stream=recording.stream, id=envelope.id, secret=secret)
    assert all(getattr(told, field) for field in sealed_fields(type))
    return told


@pytest.mark.parametrize("place", RECORDINGS)
async def test_recorded_frames_are_taken_in_by_every_service_and_come_back_in_a_rebuild(
    place: str, fresh_contour: FreshContour, postgres: str
) -> None:
    recording = RECORDINGS[place]
    kind = listening(recording)
    config = await fresh_contour(kind, "region" if kind == "region" else recording.stream.partition(".")[2])
    via, sync = keys.public_of(recording.public_key), await db.open_pool(config.logins["sync"], "sync")
    await follow(sync, recording.stream, speaker=recording.speaker, public_key=via)
    for frame in recording.frames:
        assert isinstance(await follower.take(sync, via, frame.encode(), now=now()), core.Accept)
    await sync.close()

    for service in services_of(kind):
        running = await start_service(config, service)
        projector = Projector(running)
        while await projector.step():
            pass
        parked = await running.pool.fetch("select name, reason from parked")
        await running.pool.close()
        assert [tuple(row.values()) for row in parked] == []
        heard = [name for name, _ in recording.told() if name in service.interest]
        database = config.logins[service.name].rpartition("/")[2]
        rebuilt = await rebuild_service(with_database(postgres, database), service, config.contour)
        assert rebuilt.differing == []
        assert rebuilt.events >= len(heard)


def test_an_unknown_field_is_ignored() -> None:
    data = {"type": "programs.meeting_held.v1", "program_id": str(uuid4()), "held_on": "2026-09-15", "weather": "snow"}
    assert isinstance(msgspec.convert(data, type=MeetingHeldV1), MeetingHeldV1)


class Thrice(Told, frozen=True, kw_only=True, tag="programs.test_said.v3"):
    """The third version."""

    about = "word"
    word: str
    loud: bool


class Twice(Told, frozen=True, kw_only=True, tag="programs.test_said.v2"):
    """The second version."""

    about = "word"
    word: str

    def upcast(self) -> Event:
        return Thrice(word=self.word, loud=False)


class Once(Told, frozen=True, kw_only=True, tag="programs.test_said.v1"):
    """The first version."""

    about = "letters"
    letters: list[str]

    def upcast(self) -> Event:
        return Twice(word="".join(self.letters))


def test_the_oldest_version_is_converted_step_by_step() -> None:
    assert current(Once(letters=["a", "b"])) == Thrice(word="ab", loud=False)
    held = MeetingHeldV1(program_id=uuid4(), held_on=now().date())
    assert current(held) == MeetingHeld(program_id=held.program_id, held_on=held.held_on, form=None)


def test_an_earlier_version_can_be_neither_applied_nor_told() -> None:
    nothing: Any = None
    with pytest.raises(AssertionError, match="read as the version that followed it"):
        Apply().on(MeetingHeldV1)(nothing)
    with pytest.raises(AssertionError, match="no longer told"):
        asyncio.run(append(nothing, MeetingHeldV1(program_id=uuid4(), held_on=now().date())))
    speaking = [
        str(file)
        for file in Path("services").rglob("*.py")
        if any(event.__name__ in file.read_text("utf-8") for event in told_events() if not newest(event))
    ]
    assert speaking == []
