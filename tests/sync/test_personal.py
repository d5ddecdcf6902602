"""Words that leave by consent: sealed in all stored bytes, readable only with their person's key."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID, uuid4

import msgspec
import pytest

from deploy.contours import SERVICES, services_of
from deploy.docs import all_events
from shared import personal
from shared.contracts.programs import FromCollege, MentorPublished, RouteRequested
from shared.event import (
    Event,
    InTheClear,
    SealedFor,
    Told,
    current,
    leaving,
    name_of,
    newest,
    purpose_of,
    seal,
    sealed_fields,
    versions,
)  # fmt: skip
from shared.personal import Unopened, hidden, shown
from shared.sync import box
from shared.sync.keys import Key
from shared.web.crossing import told_events

STREAM, ID, KEY = "programs.btlh", UUID(int=7), UUID(int=8)
SECRET = bytes(range(32))
CARD = MentorPublished(
    person_id=UUID(int=9, version=4), name="Ермолин Геннадий", post="преподаватель", subject="", category="высшая",
    experience_years=24, domains=("method", "ict"), about_self="росомаха", mentees_now=2,
    consented_on=date(2026, 11, 2),
)  # fmt: skip
REQUEST = RouteRequested(
    person_id=UUID(int=9, version=4), name="Шубина Лариса", post="преподаватель", subject="геодезия",
    difficulties={"method": "high"}, strengths=("ict",), request="росомаха", consented_on=date(2026, 11, 3),
)  # fmt: skip


def sealed(event: Event) -> bytes:
    return hidden(event, stream=STREAM, id=ID, key=KEY, secret=SECRET)


def opened(data: bytes, type: Any = MentorPublished, **other: Any) -> Event:
    place: dict[str, Any] = {"stream": STREAM, "id": ID, "secret": SECRET}
    event: Event = shown(data, type, **(place | other))
    return event


@pytest.mark.parametrize("event", [CARD, REQUEST])
def test_sealed_words_are_not_in_the_bytes_and_open_with_the_key(event: Event) -> None:
    data = sealed(event)

    assert opened(data, type(event)) == event
    for field in sealed_fields(type(event)):
        words = msgspec.json.encode(getattr(event, field))
        assert len(words) < 5 or words.strip(b'"') not in data
    fields = msgspec.json.decode(data)
    assert fields.keys().isdisjoint(sealed_fields(type(event)))
    assert sealed(event) != data


def test_the_length_of_a_name_is_hidden() -> None:
    short, long = (msgspec.structs.replace(CARD, name=name) for name in ("Ли", "Воскресенский Иннокентий"))
    assert len(sealed(short)) == len(sealed(long))


def test_without_the_key_the_words_are_empty_and_everything_else_is_as_it_was() -> None:
    erased = opened(sealed(CARD), secret=None)

    assert erased == msgspec.structs.replace(
        CARD, name="", post="", subject="", category="", experience_years=0, domains=(), about_self=""
    )


def _moved(data: bytes, **changes: Any) -> bytes:
    return msgspec.json.encode(msgspec.json.decode(data) | changes)


@pytest.mark.parametrize(
    "elsewhere",
    [{"stream": "programs.bgpk"}, {"id": UUID(int=70)}, {"secret": bytes(32)}],
    ids=["another stream", "another event", "another key"],
)
def test_sealed_words_do_not_open_in_another_place(elsewhere: dict[str, Any]) -> None:
    with pytest.raises(Unopened, match="не открываются"):
        opened(sealed(CARD), **elsewhere)


def test_sealed_words_do_not_open_for_another_person_or_in_another_field() -> None:
    data = sealed(CARD)
    with pytest.raises(Unopened):
        opened(_moved(data, person_id=str(uuid4())))
    sealing = msgspec.json.decode(data)["sealed"]
    fields = sealing["fields"] | {"name": sealing["fields"]["about_self"], "about_self": sealing["fields"]["name"]}
    with pytest.raises(Unopened):
        opened(_moved(data, sealed=sealing | {"fields": fields}))


def test_words_in_the_clear_are_refused_beside_sealed_ones_and_instead_of_them() -> None:
    data = sealed(CARD)
    for clear in (_moved(data, name="Чужой"), msgspec.json.encode(CARD)):
        with pytest.raises(Unopened, match="открытыми"):
            opened(clear)
    sealing = msgspec.json.decode(data)["sealed"]
    with pytest.raises(Unopened, match="не то"):
        opened(_moved(data, sealed=sealing | {"fields": {}}))


def test_sealed_text_cannot_add_other_fields() -> None:
    data = sealed(CARD)
    bound = personal.Bound(STREAM, name_of(CARD), ID, CARD.person_id).to("name")
    sealing = msgspec.json.decode(data)["sealed"]
    for words in (b'"a", "mentees_now": 99', b'"a"} {', b"[" * 5000, b"1"):
        sly = msgspec.json.decode(msgspec.json.encode(personal.box(SECRET, words, bound)))
        with pytest.raises((msgspec.MsgspecError, RecursionError)):
            opened(_moved(data, sealed=sealing | {"fields": sealing["fields"] | {"name": sly}}))


NEWEST = [event for event in told_events() if newest(event)]


@pytest.mark.parametrize("event", NEWEST)
def test_no_event_that_is_told_today_has_a_field_by_consent_in_the_clear(event: type[Told]) -> None:
    by_consent = {field for field, mark in leaving(event).items() if mark and mark.ground.startswith("by consent")}

    assert not event.in_the_clear
    assert sealed_fields(event).keys() == by_consent
    if by_consent:
        assert "person_id" in event.__struct_fields__
        assert purpose_of(event)
        # Keys are only handed upwards: events that go down have no sealed words.
        assert issubclass(event, FromCollege)
        with pytest.raises(InTheClear):
            seal(CARD if event is MentorPublished else REQUEST, id=ID, source="/btlh", time=datetime.now(UTC))


def test_only_versions_from_before_sealing_are_read_in_the_clear() -> None:
    clear = [name_of(event) for event in told_events() if event.in_the_clear]

    assert clear == ["programs.mentor_published.v1", "programs.route_requested.v1"]
    for event in (CARD, REQUEST):
        _, before = versions(type(event))
        words = msgspec.json.encode(event).replace(b".v2", b".v1")
        assert current(msgspec.json.decode(words, type=before)) == event


def test_every_purpose_of_a_consent_has_the_event_that_ends_it() -> None:
    events = all_events([service for kind in SERVICES for service in services_of(kind)])
    purposes = {purpose_of(event) for event in events} - {""}

    assert purposes == {event.erases for event in events} - {""}
    for event in events:
        if sealed_fields(event):
            # Each must be readable without its words: a rebuild after an erasure reads it so.
            for field in sealed_fields(event):
                personal._empty(event, field)


class Dreamed(Event, frozen=True, kw_only=True, tag="programs.dreamed.v1"):
    """An event with sealed words of every type."""

    about: ClassVar[str] = "person_id"

    person_id: UUID
    maybe: Annotated[str | None, SealedFor("dreams")]
    many: Annotated[dict[str, int], SealedFor("dreams")]


def test_a_null_is_sealed_like_any_other_value() -> None:
    person = uuid4()
    none = Dreamed(person_id=person, maybe=None, many={})
    some = Dreamed(person_id=person, maybe="росомаха", many={"росомаха": 1})

    assert len(sealed(none)) == len(sealed(some))
    assert opened(sealed(none), Dreamed) == none
    assert opened(sealed(some), Dreamed) == some
    assert opened(sealed(some), Dreamed, secret=None) == none


def test_a_box_opens_only_for_its_reader_and_in_its_place() -> None:
    reader, other = Key(bytes(32)), Key(bytes(range(32)))
    closed = box.closed(reader.public, SECRET, b"here")

    assert box.opened(reader, closed, b"here") == SECRET
    for broken in (box.opened(other, closed, b"here"), box.opened(reader, closed, b"there"),
                   box.opened(reader, closed[:-1], b"here"), box.opened(reader, bytes(80), b"here"),
                   box.opened(reader, b"", b"here")):  # fmt: skip
        assert broken is None


def test_the_two_forms_of_a_contours_key_are_one_key() -> None:
    for seed in (bytes(32), bytes(range(32)), b"\xff" * 32):
        key = Key(seed)
        assert box.montgomery(key.public) == key.exchange.public_key().public_bytes_raw()
