"""What waits for whom: each subject says it in one way, a service counts it in one statement and reads it in one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from functools import cached_property
from typing import Any, Generic, TypeVar

import msgspec

from shared.actor import Actor, Role
from shared.db import Tx

F = TypeVar("F", bound=msgspec.Struct)

# The moment at which it is asked, in every select below.
TODAY, NOW, ZONE = "$1::date", "$2::timestamptz", "$3::text"


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a work queue: what, who, by when, why, and the one thing to do."""

    title: str
    why: str
    action: str
    url: str
    due: date | None = None
    state: str = "wait"
    pill: str = ""


class Row(msgspec.Struct, Generic[F], frozen=True, kw_only=True):
    """One thing that waits: since which day, by which, and the facts that its sentence needs."""

    thing: str
    since: date | None
    due: date | None
    facts: F


@dataclass(frozen=True, kw_only=True)
class Kind(Generic[F]):
    """One kind of task, as columns of a select over `rows`, and the sentence for each row.

    It waits for the `person` of the row, if that is given: by the id of the person or of the account; and, if `roles`
    are given, only for who holds one of them. Whoever is among `besides`, an array of text, it does not wait for: the
    same is asked of them in other words. `facts` are expressions by the fields of the struct `shape`.
    """

    name: str
    shape: type[F]
    says: Callable[[Row[F]], Task]
    rows: str
    facts: Mapping[str, str]
    thing: str = "''"
    person: str = "null"
    roles: tuple[Role, ...] = ()
    besides: str = "null"
    since: str = "null"
    due: str = "null"

    def __post_init__(self) -> None:
        """Refuse a kind whose facts are not those of its shape, or that waits for nobody in particular."""
        assert set(self.facts) == set(self.shape.__struct_fields__), f"{self.name}: the facts are not of its shape"
        assert self.roles or self.person != "null", f"{self.name} waits for nobody"

    @property
    def select(self) -> str:
        """The kind in the columns that all kinds share."""
        facts = ", ".join(f"'{name}', {value}" for name, value in self.facts.items())
        return f"""
            select '{self.name}' as kind, ({self.thing})::text as thing, ({self.person})::text as person,
                   ({self.besides})::text[] as besides, ({self.since})::date as since, ({self.due})::date as due,
                   jsonb_build_object({facts}) as facts
            from {self.rows}"""

    def concerns(self, roles: frozenset[Role]) -> bool:
        """Tell whether it may wait for somebody who holds these roles."""
        return not self.roles or not roles.isdisjoint(self.roles)


class _Found(msgspec.Struct, frozen=True):
    kind: str
    thing: str
    since: date | None
    due: date | None
    facts: dict[str, Any]


class Statements(msgspec.Struct, frozen=True):
    """How the tasks of one set of roles are counted, and read as one JSON array; `asked` are the arguments."""

    count: str
    read: str


@dataclass(frozen=True)
class Queue:
    """The kinds of task of one service, with the statements that count and read them.

    There is a pair of statements for each set of roles, made once: the database plans a kind only for whom it may
    wait for, and keeps the plan.
    """

    kinds: Sequence[Kind[Any]]
    _made: dict[frozenset[Role], Statements | None] = field(default_factory=dict)

    def statements(self, actor: Actor) -> Statements | None:
        """Return the statements for this actor; none where nothing can wait for them."""
        if actor.roles not in self._made:
            self._made[actor.roles] = self._make(actor.roles)
        return self._made[actor.roles]

    def _make(self, roles: frozenset[Role]) -> Statements | None:
        kinds = [kind.select for kind in self.kinds if kind.concerns(roles)]
        waiting = f"from ({' union all '.join(kinds)}) q where {WAITS}"
        if not kinds:
            return None
        return Statements(
            count=f"select count(*) {waiting}", read=f"select coalesce(jsonb_agg(to_jsonb(q)), '[]') {waiting}"
        )

    @cached_property
    def _by_name(self) -> dict[str, Kind[Any]]:
        return {kind.name: kind for kind in self.kinds}

    def said(self, found: object) -> list[Task]:
        """Return the tasks of the rows that `read` found."""
        return [self._said(one) for one in msgspec.convert(found, type=list[_Found])]

    def _said(self, found: _Found) -> Task:
        kind = self._by_name[found.kind]
        facts = msgspec.convert(found.facts, type=kind.shape)
        return kind.says(Row(thing=found.thing, since=found.since, due=found.due, facts=facts))

    async def tasks(self, tx: Tx) -> list[Task]:
        """Return what waits for the actor of a transaction, by deadline."""
        made = self.statements(tx.actor)
        return by_deadline(self.said(await tx.value(made.read, *asked(tx.actor, tx.now, tx.zone)))) if made else []


# The last line: a statement must know the types of all its arguments, also of those that no kind in it looks at.
WAITS = """
    (person is null or person = any($4::text[])) and not coalesce(besides && $4::text[], false)
    and ($1::date, $2::timestamptz, $3::text) is not null
"""


def asked(actor: Actor, now: datetime, zone: tzinfo) -> tuple[object, ...]:
    """Return the arguments of the statements of a queue: the moment, and by what names the actor is waited for."""
    names = [str(name) for name in (actor.person_id, actor.id) if name is not None]
    return now.astimezone(zone).date(), now, str(zone), names


async def waits(tx: Tx, kinds: Sequence[Kind[Any]]) -> list[Task]:
    """Return which tasks of these kinds wait for the actor of a transaction, by deadline."""
    return await Queue(kinds).tasks(tx)


def by_deadline(tasks: list[Task]) -> list[Task]:
    """Return tasks in the order in which they are due; what has no day comes last."""
    return sorted(tasks, key=lambda task: (task.due is None, str(task.due), task.title, task.url))
