"""What a service is made of."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from shared.actor import Role
from shared.config import Kind
from shared.db import Tx
from shared.event import Event, Told, current, name_of, newest, purpose_of, versions
from shared.journal import Apply, hear
from shared.reactions import Reaction, settle
from shared.tasks import Kind as TaskKind
from shared.tasks import Queue
from shared.web.doors import Door

Step = Callable[[Tx], Awaitable[int]]


class Glance(msgspec.Struct, frozen=True, kw_only=True):
    """A small card beside the work queue: how things stand, in a few lines; `meter` is (part, whole, what it says)."""

    title: str
    lines: tuple[str, ...]
    meter: tuple[int, int, str] | None = None
    link: tuple[str, str] | None = None


@dataclass(frozen=True)
class Nav:
    """An entry of the side navigation, for those roles."""

    title: str
    url: str
    group: str
    who: frozenset[Role]
    order: int = 50


@dataclass(frozen=True)
class Subject:
    """One noun of the domain, with all its rooms: a part of a service.

    `reactions` are what follows from events of other services, and from those of its own service that belong to a
    subject before this one; they are called in the transaction in which the event is heard or recorded.
    `where` are the kinds of contours that have it; none named: every contour that has the service.
    `returned` is what else must be done when an event of our own comes back after the database was restored.
    `called` answers what people call the contours that the subject knows, by their names.
    """

    name: str
    apply: Apply | None = None
    reactions: Mapping[type[Event], Reaction] = field(default_factory=dict)
    returned: Mapping[type[Event], Reaction] = field(default_factory=dict)
    doors: Sequence[Door] = ()
    clock: Sequence[Step] = ()
    nav: Sequence[Nav] = ()
    tasks: Sequence[TaskKind[Any]] = ()
    glances: Callable[[Tx], Awaitable[list[Glance]]] | None = None
    called: Callable[[Tx], Awaitable[dict[str, str]]] | None = None
    where: tuple[Kind, ...] = ()


@dataclass(frozen=True)
class Area:
    """A part of a service: subjects that belong together, in order."""

    name: str
    subjects: Sequence[Subject]

    def at(self, kind: Kind) -> "Area":
        """Return the area as it is in a contour of this kind."""
        return replace(self, subjects=[one for one in self.subjects if not one.where or kind in one.where])


@dataclass(frozen=True)
class Service:
    """Areas and their subjects in order, each subject asking only those before it, and the schema's migrations.

    `roles_of` answers which roles follow from the facts for a person: a mentor is whoever mentors. `reads` are the
    purposes of consents whose words it may read when others tell them; the policies of its schema say the same. `kin`
    says that it also hears the service of its own name in the contours below.
    """

    name: str
    areas: Sequence[Area]
    migrations: Path
    roles_of: Callable[[Tx, UUID], Awaitable[frozenset[Role]]] | None = None
    reads: frozenset[str] = frozenset()
    kin: bool = False

    def __post_init__(self) -> None:
        """Refuse a reaction that could not run, or would run against the order of the subjects."""
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
        """Every subject's hand on its tables."""
        return [subject.apply for subject in self.subjects if subject.apply is not None]

    @cached_property
    def queue(self) -> Queue:
        """Every kind of task of every subject."""
        return Queue([kind for subject in self.subjects for kind in subject.tasks])

    @property
    def interest(self) -> dict[str, type[Told]]:
        """The events of others that this service does something about, in every version, by name."""
        known: set[type[Event]] = {event for apply in self.applies for event in apply.writes}
        for subject in self.subjects:
            known |= set(subject.reactions)
        own = f"{self.name}."
        told = [event for newest in known for event in versions(newest) if issubclass(event, Told)]
        return {name_of(event): event for event in told if self.kin or not name_of(event).startswith(own)}

    @property
    def apart(self) -> frozenset[str]:
        """The names of the events that may be written many at once.

        Their tables say so, nothing reacts to them, and no key must be looked up to read them.
        """
        written = {event for apply in self.applies if apply.apart for event in apply.writes}
        written -= {event for apply in self.applies if not apply.apart for event in apply.writes}
        written -= {event for subject in self.subjects for event in subject.reactions}
        written -= {event for event in written if purpose_of(event) in self.reads}
        return frozenset(name_of(version) for event in written for version in versions(event))

    async def take_in(self, tx: Tx, event: Told) -> None:
        """Keep what was heard, then do what follows from it; `tx.origin` says where the event stands in its stream.

        Kept is the version that was told; what follows is that of the newest.
        """
        hear(tx, event)
        now = current(event)
        assert isinstance(now, Told)
        for follows in self._following.get(type(now), ()):
            await follows(tx, now)
        if tx.recorded:
            await self.settle(tx)

    async def settle(self, tx: Tx) -> None:
        """Call what follows from the events recorded since the last time, until nothing more is recorded."""
        await settle(tx, self._reactions)

    @cached_property
    def _reactions(self) -> dict[type[Event], list[Reaction]]:
        """Every subject's reactions, in order, by what they follow from."""
        found: dict[type[Event], list[Reaction]] = {}
        for subject in self.subjects:
            for event, reaction in subject.reactions.items():
                found.setdefault(event, []).append(reaction)
        return found

    @cached_property
    def _following(self) -> dict[type[Event], list[Reaction]]:
        """What follows from each event: every subject's tables first, then every subject's reaction."""
        following: dict[type[Event], list[Reaction]] = {}
        for apply in self.applies:
            for event, write in apply.writes.items():
                following.setdefault(event, []).append(write)
        for told, reactions in self._reactions.items():
            following.setdefault(told, []).extend(reactions)
        return following


class WrongReaction(TypeError):
    """A subject reacts to what can never reach it, or to what it causes itself."""


def _check_reactions(service: Service) -> None:
    """Refuse a reaction to an own event that belongs to the same subject or to a later one: calls go down."""
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
