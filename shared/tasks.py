"""Tasks: a subject declares its kinds of tasks; a service counts all of them in one statement and reads them in one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from functools import cached_property
from typing import Any, Generic, TypeVar

import msgspec

from shared.actor import Actor, Role
from shared.db import Tx
from shared.shown import Whose, people_in

F = TypeVar("F", bound=msgspec.Struct)

# The parameters for the present moment, in every select below.
TODAY, NOW, ZONE = "$1::date", "$2::timestamptz", "$3::text"


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a work queue: what, who, by when, why, and the one thing to do; `about` are the people it names."""

    title: str
    why: str
    action: str
    url: str
    due: date | None = None
    state: str = "wait"
    pill: str = ""
    about: frozenset[Whose] = frozenset()


class Row(msgspec.Struct, Generic[F], frozen=True, kw_only=True):
    """One waiting thing: since which day, due on which day, and the facts that its sentence needs."""

    thing: str
    since: date | None
    due: date | None
    facts: F


@dataclass(frozen=True, kw_only=True)
class Kind(Generic[F]):
    """One kind of task: the columns of a select over `rows`, and the sentence for each row.

    With `person`, the id of a person or an account, it waits only for that one; with `roles`, only for people who have
    one of them. It does not wait for anybody in `besides`, an array of text: they get the same task in other words.
    `facts` are SQL expressions by the fields of the struct `shape`.
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
        """Refuse a kind whose facts are not those of its shape, or that names neither roles nor a person."""
        assert set(self.facts) == set(self.shape.__struct_fields__), f"{self.name}: the facts are not of its shape"
        assert self.roles or self.person != "null", f"{self.name} waits for nobody"

    @property
    def select(self) -> str:
        """The select of this kind, with the columns that all kinds share."""
        facts = ", ".join(f"'{name}', {value}" for name, value in self.facts.items())
        return f"""
            select '{self.name}' as kind, ({self.thing})::text as thing, ({self.person})::text as person,
                   ({self.besides})::text[] as besides, ({self.since})::date as since, ({self.due})::date as due,
                   jsonb_build_object({facts}) as facts
            from {self.rows}"""

    def concerns(self, roles: frozenset[Role]) -> bool:
        """Tell whether it may wait for a person with these roles."""
        return not self.roles or not roles.isdisjoint(self.roles)


class _Found(msgspec.Struct, frozen=True):
    kind: str
    thing: str
    since: date | None
    due: date | None
    facts: dict[str, Any]


class Statements(msgspec.Struct, frozen=True):
    """The statements that count the tasks of one set of roles, and read them as a JSON array; see `arguments`."""

    count: str
    read: str


@dataclass(frozen=True)
class Queue:
    """The kinds of tasks of one service, with the statements that count and read them.

    Each set of roles has its own pair of statements, made once: so the database plans only the kinds that may wait
    for these roles, and keeps the plan.
    """

    kinds: Sequence[Kind[Any]]
    _made: dict[frozenset[Role], Statements | None] = field(default_factory=dict)

    def statements(self, actor: Actor) -> Statements | None:
        """Return the statements for this actor; None when no kind can wait for them."""
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

    def in_words(self, found: object) -> list[Task]:
        """Return the tasks of the rows that the statement `read` found."""
        return [self._in_words(row) for row in msgspec.convert(found, type=list[_Found])]

    def _in_words(self, found: _Found) -> Task:
        kind = self._by_name[found.kind]
        facts = msgspec.convert(found.facts, type=kind.shape)
        task = kind.says(Row(thing=found.thing, since=found.since, due=found.due, facts=facts))
        return msgspec.structs.replace(task, about=people_in(facts, home=""))

    async def tasks(self, tx: Tx) -> list[Task]:
        """Return the tasks of the actor of a transaction, by deadline."""
        statements = self.statements(tx.actor)
        if statements is None:
            return []
        return by_deadline(self.in_words(await tx.value(statements.read, *arguments(tx.actor, tx.now, tx.zone))))


# The last line gives every parameter a type, because PostgreSQL must know it even if no kind uses the parameter.
WAITS = """
    (person is null or person = any($4::text[])) and not coalesce(besides && $4::text[], false)
    and ($1::date, $2::timestamptz, $3::text) is not null
"""


def arguments(actor: Actor, now: datetime, zone: tzinfo) -> tuple[object, ...]:
    """Return the arguments of a queue's statements: the present moment, and the ids of the actor."""
    names = [str(name) for name in (actor.person_id, actor.id) if name is not None]
    return now.astimezone(zone).date(), now, str(zone), names


async def waits(tx: Tx, kinds: Sequence[Kind[Any]]) -> list[Task]:
    """Return the tasks of these kinds for the actor of a transaction, by deadline."""
    return await Queue(kinds).tasks(tx)


def by_deadline(tasks: list[Task]) -> list[Task]:
    """Return tasks in the order of their deadlines; those without one come last."""
    return sorted(tasks, key=lambda task: (task.due is None, str(task.due), task.title, task.url))
