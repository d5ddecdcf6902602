"""A fact in the past tense: one frozen struct, with one name everywhere."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Annotated, Any, ClassVar, TypeVar, get_type_hints
from uuid import UUID

import msgspec

Moment = Annotated[datetime, msgspec.Meta(tz=True)]

T = TypeVar("T", bound="Event")
M = TypeVar("M", bound=msgspec.Struct)


class Event(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=False):
    """Something that happened. Its tag is its name: `<service>.<past_tense>.v<N>`; `about` is the field of its subject.

    An event of this base stays inside its contour. Its shape never changes: to add data, make a next version; its `was`
    is the class before it, and that class converts itself in `upcast`. An event that names a consent in `erases`
    destroys the person's key for that purpose. An event of which others may know a part names in `tells` the event with
    that part and makes it in `tell`: both are recorded together, and one function applies both. `happened` says in
    Russian what happened; it is not part of the message, so it may be improved at any time.
    """

    about: ClassVar[str]
    happened: ClassVar[str] = ""
    was: ClassVar["type[Event] | None"] = None
    erases: ClassVar[str] = ""
    tells: ClassVar["type[Told] | None"] = None

    def upcast(self) -> "Event":
        """Return the same fact as the next version; the newest version returns itself."""
        return self

    def tell(self) -> "Told | None":
        """Return the event with what others may know of this fact; None when they may know nothing."""
        return None


class Told(Event, frozen=True, kw_only=True):
    """An event that may cross the border. Only shared/contracts declares them; each field states why it may leave.

    A field that leaves by consent is sealed with its person's key, except in versions from before sealing.
    The newest version also has the Russian texts that people read about it: `your_title` is the title addressed to the
    person it is about, `addressee` who is told, `because` the legal ground without a consent.
    Each field has a `Label`. These texts are not part of the message, so they may be improved at any time.
    """

    in_the_clear: ClassVar[bool] = False
    your_title: ClassVar[str] = ""
    addressee: ClassVar[str] = ""
    because: ClassVar[str] = ""

    def stream(self, home: str) -> str:
        """Return the stream this event is told in when `home` speaks."""
        raise NotImplementedError


class Leaves(msgspec.Struct, frozen=True):
    """Why a field may leave: `figure`, `code`, `pseudonym`, `by consent: <purpose>` or `public duty`."""

    ground: str


class SealedFor(msgspec.Struct, frozen=True):
    """Marks a field of an inside event: the journal seals it with the person's key for this purpose."""

    purpose: str


class Label(msgspec.Struct, frozen=True):
    """The Russian name of a field; `you` is the name used towards the person in the field."""

    text: str
    you: str = ""


class Dictionary(msgspec.Struct, frozen=True):
    """The edition's dictionary of the field's codes; for a mapping, `values` is the dictionary of its values."""

    name: str
    values: str = ""


class Means(msgspec.Struct, frozen=True):
    """The meanings of the field's codes, when the event defines them and not an edition."""

    words: Mapping[str, str]


CONSENT = "by consent: "
PSEUDONYM = "pseudonym"
GROUNDS = ("figure", "code", PSEUDONYM, "public duty", CONSENT)


def name_of(event: Event | type[Event]) -> str:
    """Return the name an event has in the journal, on the wire and in the docs."""
    return _name(event if isinstance(event, type) else type(event))


@cache
def _name(event: type[Event]) -> str:
    tag = event.__struct_config__.tag
    assert isinstance(tag, str), f"{event} has no name"
    return tag


def versions(event: type[Event]) -> Iterator[type[Event]]:
    """Return the event and every version before it, newest first."""
    version: type[Event] | None = event
    while version is not None:
        yield version
        version = version.was


def names_of(event: type[Event]) -> list[str]:
    """Return the name of every version of an event, newest first: its names in old and new journals."""
    return [name_of(version) for version in versions(event)]


def newest(event: type[Event]) -> bool:
    """Tell whether this is the version that is recorded today."""
    return event.upcast is Event.upcast


def current(event: Event) -> Event:
    """Return an event converted to its newest version: every version is read this way, for ever."""
    while not newest(type(event)):
        event = event.upcast()
    return event


def declared(base: type[T]) -> Iterator[type[T]]:
    """Return every event declared under `base`, in every version."""
    for child in base.__subclasses__():
        if child.__struct_config__.tag is not None:
            yield child
        yield from declared(child)


@cache
def title_of(name: str) -> str:
    """Return in Russian what an event of this name and version means; «Изменение» for one that nobody declares."""
    titles = {name_of(event): event.happened for event in declared(Event)}
    return titles.get(name) or "Изменение"


def subject_of(event: Event) -> str:
    """Return the subject of an event, `<field>:<value>`: later events with the same one are parked behind it."""
    about = event.about
    return f"{about.removesuffix('_id')}:{getattr(event, about)}"


class Envelope(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An event on the wire: CloudEvents 1.0 in JSON. Its bytes are hashed and signed, and never encoded again."""

    specversion: str = "1.0"
    id: UUID
    source: str
    type: str
    subject: str
    time: Moment
    data: msgspec.Raw


class InTheClear(ValueError):
    """Words that need a consent may not leave unsealed."""


def seal(event: Event, *, id: UUID, source: str, time: datetime, data: bytes | None = None) -> bytes:
    """Return the event's bytes for the wire; `data` replaces its fields when they are sealed with a person's key."""
    if data is None:
        if purpose_of(type(event)):
            raise InTheClear(name_of(event))
        data = msgspec.json.encode(event)
    return msgspec.json.encode(
        Envelope(
            id=id, source=source, type=name_of(event), subject=subject_of(event), time=time, data=msgspec.Raw(data)
        )
    )


def marked(struct: type[msgspec.Struct], kind: type[M]) -> dict[str, M]:
    """Return the annotation of this kind for each field of an event, or of a part of one, that has it."""
    hints: dict[str, Any] = get_type_hints(struct, include_extras=True)
    marks = {field: getattr(hints[field], "__metadata__", ()) for field in struct.__struct_fields__}
    return {field: mark for field, found in marks.items() for mark in found if isinstance(mark, kind)}


def leaving(event: type[Event]) -> dict[str, Leaves | None]:
    """Return, for each field, why it may leave the contour; None for a field without a reason."""
    grounds = marked(event, Leaves)
    return {field: grounds.get(field) for field in event.__struct_fields__}


def people_of(event: type[Event]) -> tuple[str, ...]:
    """Return the fields that name people: those that leave as a pseudonym."""
    return tuple(field for field, mark in marked(event, Leaves).items() if mark.ground == PSEUDONYM)


@cache
def sealed_fields(event: type[Event]) -> dict[str, str]:
    """Return the fields that are sealed with the person's key, each with the purpose of the consent."""
    if issubclass(event, Told) and event.in_the_clear:
        return {}
    inside, leaves = marked(event, SealedFor), marked(event, Leaves)
    purposes = {
        field: mark.ground.removeprefix(CONSENT) for field, mark in leaves.items() if mark.ground.startswith(CONSENT)
    }
    return purposes | {field: mark.purpose for field, mark in inside.items()}


def purpose_of(event: type[Event]) -> str:
    """Return the purpose whose key seals the event; empty when nothing in it is sealed."""
    purposes = set(sealed_fields(event).values())
    assert len(purposes) < 2, f"{name_of(event)} rests on two consents, so neither could be withdrawn alone"
    return next(iter(purposes), "")
