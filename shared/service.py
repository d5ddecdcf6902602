"""The parts of a service: areas, subjects, navigation, tasks."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from shared.actor import Role
from shared.config import Kind
from shared.db import Tx
from shared.doors import Door
from shared.event import Event, Told, current, name_of, newest, purpose_of, versions
from shared.journal import Apply, hear
from shared.reactions import Reaction, settle
from shared.states import States
from shared.tasks import Kind as TaskKind
from shared.tasks import Queue

Step = Callable[[Tx], Awaitable[int]]


class About(msgspec.Struct, frozen=True):
    """What a service knows of an organization of its contour: its name and its time zone."""

    title: str
    time_zone: str


class Employee(msgspec.Struct, frozen=True):
    """Somebody who works here, for whom an account may be opened: `note` tells namesakes apart."""

    person_id: UUID
    name: str
    note: str = ""


class Glance(msgspec.Struct, frozen=True, kw_only=True):
    """A small card beside the work queue: the state of something in a few lines; `meter` is (part, whole, text).

    `wanting`: its lines name what is not in order. `person_ids` are the people whom its lines name.
    """

    title: str
    lines: tuple[str, ...]
    meter: tuple[int, int, str] | None = None
    link: tuple[str, str] | None = None
    wanting: bool = False
    person_ids: tuple[UUID, ...] = ()


class ReadElsewhere(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody in another contour was shown something about a person: on which day, who and what, in words."""

    day: date
    who: str
    what: str


class DayOfReads(msgspec.Struct, frozen=True, kw_only=True):
    """Which people of an organization were shown to whom on a day: `what` is the first word of the address."""

    organization: str
    role: Role
    what: str
    people: tuple[UUID, ...]


@dataclass(frozen=True)
class Nav:
    """An entry of the side navigation, shown to the roles `who`."""

    title: str
    url: str
    group: str
    who: frozenset[Role]
    order: int = 50


@dataclass(frozen=True)
class Subject:
    """One noun of the domain, with all its rooms: a part of a service.

    `reactions` are reactions to events of other services, and to events of its own service recorded by an earlier
    subject; they run in the transaction that takes in or records the event.
    `where` are the kinds of contours that have the subject; empty: every contour that has the service.
    `returned` are further reactions to own events that come back after the database was restored.
    `views` are statements that create views of the service's schema, by name; they are made again when they change.
    `called` returns the people's names of the contours that the subject knows, by slug.
    `title` is what people call it where they say what a program may open; without one only a program for everything
    opens it.
    """

    name: str
    apply: Apply | None = None
    reactions: Mapping[type[Event], Reaction] = field(default_factory=dict)
    returned: Mapping[type[Event], Reaction] = field(default_factory=dict)
    doors: Sequence[Door] = ()
    clock: Sequence[Step] = ()
    nav: Sequence[Nav] = ()
    tasks: Sequence[TaskKind[Any]] = ()
    states: States | None = None
    glances: Callable[[Tx], Awaitable[list[Glance]]] | None = None
    called: Callable[[Tx], Awaitable[dict[str, str]]] | None = None
    where: tuple[Kind, ...] = ()
    views: Mapping[str, str] = field(default_factory=dict)
    title: str = ""


@dataclass(frozen=True)
class Area:
    """A part of a service: subjects that belong together, in order; `title` is what people call it."""

    name: str
    subjects: Sequence[Subject]
    title: str = ""

    def at(self, kind: Kind) -> "Area":
        """Return the area as it is in a contour of this kind."""
        return replace(
            self, subjects=[subject for subject in self.subjects if not subject.where or kind in subject.where]
        )


@dataclass(frozen=True)
class Service:
    """Areas and their subjects in order, each subject using only earlier ones, and the schema's migrations.

    `roles_of` returns the roles that facts give to a person: whoever leads a pair is a mentor; None, of somebody who
    has left, closes their account. `confides` tells whether somebody may have written words for this person alone,
    which open with their account. `staff` returns everybody for whom an account may be opened. `read_elsewhere` returns
    what other contours told about who read about a person; `tells_reads` tells those whose people were read about here
    on a day. `reads` are the purposes of consents whose words it may read when others tell them; the policies of its
    schema match. With `kin` it also takes in events of the service with the same name in the contours below. `about`
    selects one JSON object, `About` the organization `$1`; no row while nothing is known of it.
    """

    name: str
    areas: Sequence[Area]
    migrations: Path
    roles_of: Callable[[Tx, UUID], Awaitable[frozenset[Role] | None]] | None = None
    confides: Callable[[Tx, UUID], Awaitable[bool]] | None = None
    staff: Callable[[Tx], Awaitable[list[Employee]]] | None = None
    read_elsewhere: Callable[[Tx, UUID], Awaitable[list[ReadElsewhere]]] | None = None
    tells_reads: Callable[[Tx, date, Sequence[DayOfReads]], Awaitable[None]] | None = None
    reads: frozenset[str] = frozenset()
    kin: bool = False
    about: str = ""

    def __post_init__(self) -> None:
        """Raise WrongReaction for a reaction that could not run, or is against the order of the subjects."""
        _check_reactions(self)

    def at(self, kind: Kind) -> "Service":
        """Return the service as it is in a contour of this kind."""
        return replace(self, areas=[area.at(kind) for area in self.areas])

    @cached_property
    def subjects(self) -> list[Subject]:
        """Every subject, in order."""
        return [subject for area in self.areas for subject in area.subjects]

    @cached_property
    def applies(self) -> list[Apply]:
        """The applies of all subjects, in order."""
        return [subject.apply for subject in self.subjects if subject.apply is not None]

    @property
    def views(self) -> dict[str, str]:
        """The statements that create the views of all subjects, by name."""
        return {name: sql for subject in self.subjects for name, sql in subject.views.items()}

    @cached_property
    def queue(self) -> Queue:
        """Every kind of task of every subject."""
        return Queue([kind for subject in self.subjects for kind in subject.tasks])

    @property
    def interest(self) -> dict[str, type[Told]]:
        """The events of others that this service takes in, in every version, by name."""
        known: set[type[Event]] = {event for apply in self.applies for event in apply.writes}
        for subject in self.subjects:
            known |= set(subject.reactions)
        own = f"{self.name}."
        told = [event for newest in known for event in versions(newest) if issubclass(event, Told)]
        return {name_of(event): event for event in told if self.kin or not name_of(event).startswith(own)}

    @property
    def apart(self) -> frozenset[str]:
        """The names of the events that may be written in batches.

        Their applies are `apart`, nothing reacts to them, and no key must be looked up to read them.
        """
        written = {event for apply in self.applies if apply.apart for event in apply.writes}
        written -= {event for apply in self.applies if not apply.apart for event in apply.writes}
        written -= {event for subject in self.subjects for event in subject.reactions}
        written -= {event for event in written if purpose_of(event) in self.reads}
        return frozenset(name_of(version) for event in written for version in versions(event))

    async def take_in(self, tx: Tx, event: Told) -> None:
        """Note a heard event in the journal, apply it and run its reactions; `tx.origin` is its place in the stream.

        The journal refers to the version that was told; applies and reactions get the newest version.
        """
        hear(tx, event)
        now = current(event)
        assert isinstance(now, Told)
        for follows in self._following.get(type(now), ()):
            await follows(tx, now)
        if tx.recorded:
            await self.settle(tx)

    async def settle(self, tx: Tx) -> None:
        """Run the reactions to the events recorded since the last call, until nothing more is recorded."""
        await settle(tx, self._reactions)

    @cached_property
    def _reactions(self) -> dict[type[Event], list[Reaction]]:
        """The reactions of all subjects, in order, by event."""
        found: dict[type[Event], list[Reaction]] = {}
        for subject in self.subjects:
            for event, reaction in subject.reactions.items():
                found.setdefault(event, []).append(reaction)
        return found

    @cached_property
    def _following(self) -> dict[type[Event], list[Reaction]]:
        """The functions to call for each event: first every subject's apply, then every subject's reaction."""
        following: dict[type[Event], list[Reaction]] = {}
        for apply in self.applies:
            for event, write in apply.writes.items():
                following.setdefault(event, []).append(write)
        for told, reactions in self._reactions.items():
            following.setdefault(told, []).extend(reactions)
        return following


class WrongReaction(TypeError):
    """A subject reacts to an event that can never reach it, or that it records itself."""


def _check_reactions(service: Service) -> None:
    """Refuse a reaction to an own event of the same subject or of a later one: a subject may only use earlier ones."""
    owners = {
        event: place
        for place, subject in enumerate(service.subjects)
        if subject.apply is not None
        for event in (*subject.apply.writes, *subject.apply.tells)
    }
    for place, subject in enumerate(service.subjects):
        for event in subject.reactions:
            name = name_of(event)
            if not newest(event):
                raise WrongReaction(f"{subject.name} reacts to {name}, which is read as the version that followed it")
            if not name.startswith(f"{service.name}."):
                continue
            if event not in owners and not service.kin:
                raise WrongReaction(f"{subject.name} reacts to {name}, which no subject of {service.name} records")
            if owners.get(event, -1) >= place:
                owner = service.subjects[owners[event]].name
                raise WrongReaction(
                    f"{subject.name} reacts to {name} of {owner}, which is not before it: call it instead"
                )


def scope_of(service: Service, subject: Subject) -> str:
    """Return the name by which a token's scope names a subject: two services may have subjects of one name."""
    return f"{service.name}.{subject.name}"
