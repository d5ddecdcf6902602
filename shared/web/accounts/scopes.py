"""What the key of a program may open, as its owner chooses and reads it."""

from collections.abc import Collection, Sequence

import msgspec

from shared.actor import Actor
from shared.doors import SIGNED_IN, Door
from shared.identity.tokens import ALL
from shared.service import Service, scope_of

READ, WRITE = "читать", "менять"


class Choice(msgspec.Struct, frozen=True):
    """One subject that a key may open; `changes`: there is something in it that this person may change."""

    subject: str
    title: str
    changes: bool

    @property
    def scopes(self) -> tuple[str, ...]:
        """What may be chosen of it."""
        return (f"read:{self.subject}", f"write:{self.subject}") if self.changes else (f"read:{self.subject}",)


EVERYTHING = Choice(ALL, "Всё, что открыто вам", True)


def choices(declared: Sequence[Service], actor: Actor) -> list[Choice]:
    """Return what this person may open to a program: first everything, then each subject that is open to them."""
    return [EVERYTHING] + [
        Choice(scope_of(service, subject), subject.title, any(door.method == "POST" for door in doors))
        for service in declared
        for subject in service.subjects
        if subject.title and (doors := [door for door in subject.doors if _opens(door, actor)])
    ]


def in_words(declared: Sequence[Service], scopes: Collection[str]) -> list[str]:
    """Return what a key opens, a subject a line: «Программы: читать и менять»."""
    titles = {ALL: EVERYTHING.title} | {
        scope_of(service, subject): subject.title for service in declared for subject in service.subjects
    }
    told = {scope.partition(":")[2]: READ for scope in scopes}
    told |= {scope.partition(":")[2]: f"{READ} и {WRITE}" for scope in scopes if scope.startswith("write:")}
    return [f"{titles.get(subject) or subject}: {ways}" for subject, ways in sorted(told.items(), key=str)]


def _opens(door: Door, actor: Actor) -> bool:
    if door.in_person:
        return False
    return bool(door.who & actor.roles) if isinstance(door.who, frozenset) else door.who == SIGNED_IN
