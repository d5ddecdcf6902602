"""A fact in the past tense: one frozen struct, with one name everywhere."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Annotated, Any, ClassVar, TypeVar, get_type_hints
from uuid import UUID

import msgspec

Moment = Annotated[datetime, msgspec.Meta(tz=True)]

T = TypeVar("T", bound="Told")
M = TypeVar("M", bound=msgspec.Struct)


class Event(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=False):
    """Something that happened. Its tag is its name: `<service>.<past_tense>.v<N>`; `about` names the field it is about.

    An event of this base stays inside its contour. Its shape never changes: a fact that is to say more gets a next
    version, whose `was` is the class before it, and that class says in `upcast` what it means today. With one that says
    which consent it `erases`, the person's key for that purpose is destroyed. One of which others may know a part names
    in `tells` the event that says this part, and makes it in `tell`: both are recorded together, one applier for both.
    """

    about: ClassVar[str]
    was: ClassVar["type[Event] | None"] = None
    erases: ClassVar[str] = ""
    tells: ClassVar["type[Told] | None"] = None

    def upcast(self) -> "Event":
        """Return the same fact as the next version says it; the newest version is itself."""
        return self

    def tell(self) -> "Told | None":
        """Return what others may know of this fact; None when they may know nothing of this one."""
        return None


class Told(Event, frozen=True, kw_only=True):
    """An event that may cross the border. Only shared/contracts declares such; each field says why it may leave.

    A field that leaves by consent is sealed with its person's key, unless the version is older than that.
    The newest version also says, in Russian, what people read about it: `title` is what happened, `your_title` the same
    to a person whom it is about, `addressee` who is told, `because` on what ground without a consent; and each of its
    fields has a `Label`. None of these words goes on the wire, so they may be improved at any time.
    """

    in_the_clear: ClassVar[bool] = False
    title: ClassVar[str] = ""
    your_title: ClassVar[str] = ""
    addressee: ClassVar[str] = ""
    because: ClassVar[str] = ""

    def stream(self, home: str) -> str:
        """Return the stream this event is told in when `home` speaks."""
        raise NotImplementedError


class Leaves(msgspec.Struct, frozen=True):
    """Why a field may leave: `figure`, `code`, `pseudonym`, `by consent: <purpose>` or `public duty`."""

    ground: str


class Kept(msgspec.Struct, frozen=True):
    """The purpose for whose sake words stay in a journal: they are sealed there with the person's key for it."""

    purpose: str


class Label(msgspec.Struct, frozen=True):
    """What people call a field, in Russian; `you` is what a person is called whom the field names."""

    text: str
    you: str = ""


class Dictionary(msgspec.Struct, frozen=True):
    """The dictionary of the edition that has the field's codes; of a mapping, `values` has those of its values."""

    name: str
    values: str = ""


class Means(msgspec.Struct, frozen=True):
    """What the field's codes mean, where it is the event that says so and not an edition."""

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
    """Return the name of every version of an event, newest first: what it is called in a journal, whenever told."""
    return [name_of(version) for version in versions(event)]


def newest(event: type[Event]) -> bool:
    """Tell whether this is the version in which the fact is told today."""
    return event.upcast is Event.upcast


def current(event: Event) -> Event:
    """Return a fact as it would be told today: this is how every version is read, for ever."""
    while not newest(type(event)):
        event = event.upcast()
    return event


def declared(base: type[T]) -> Iterator[type[T]]:
    """Return every event that is declared under a base of told ones, in every version."""
    for child in base.__subclasses__():
        if child.__struct_config__.tag is not None:
            yield child
        yield from declared(child)


def subject_of(event: Event) -> str:
    """Return what the event is about, `<field>:<value>`: what is parked with it when it cannot be taken in."""
    about = event.about
    return f"{about.removesuffix('_id')}:{getattr(event, about)}"


class Envelope(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An event on the wire: CloudEvents 1.0 in JSON. These bytes are hashed and signed; they are never made anew."""

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
    """Return the event's bytes for the wire; `data` is what it says, where that is sealed with a person's key."""
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
    """Return the mark of this kind on each field of an event, or of a part of one; a field without it is left out."""
    hints: dict[str, Any] = get_type_hints(struct, include_extras=True)
    marks = {field: getattr(hints[field], "__metadata__", ()) for field in struct.__struct_fields__}
    return {field: mark for field, found in marks.items() for mark in found if isinstance(mark, kind)}


def leaving(event: type[Event]) -> dict[str, Leaves | None]:
    """Return, for each field, why it may leave the contour; None where nothing says so."""
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
    kept, leaves = marked(event, Kept), marked(event, Leaves)
    purposes = {
        field: mark.ground.removeprefix(CONSENT) for field, mark in leaves.items() if mark.ground.startswith(CONSENT)
    }
    return purposes | {field: mark.purpose for field, mark in kept.items()}


def purpose_of(event: type[Event]) -> str:
    """Return the purpose whose key seals the event; empty when nothing in it is sealed."""
    purposes = set(sealed_fields(event).values())
    assert len(purposes) < 2, f"{name_of(event)} rests on two consents, so neither could be withdrawn alone"
    return next(iter(purposes), "")
