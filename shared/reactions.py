"""What follows from a fact, in the transaction that makes it true: a subject reacts to events of its own service."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.actor import system
from shared.db import Tx
from shared.event import Event
from shared.journal import Recorded

Reaction = Callable[[Tx, Any], Awaitable[None]]

ACTOR = system("reaction")
# Nothing in the domain follows from a fact over so many others: a longer chain is a circle.
LINKS = 16


class Circle(RuntimeError):
    """Reactions follow one another without an end; the message names the events of the chain, the first one first."""


@dataclass(frozen=True)
class OncePerRound:
    """A reaction that looks at how things stand, not at the single fact: of the facts that wait, the last one calls it.

    A list of six hundred people that is imported is counted once.
    """

    reaction: Reaction

    async def __call__(self, tx: Tx, event: Event) -> None:
        """React to the last of the facts that wait."""
        await self.reaction(tx, event)


async def settle(tx: Tx, reactions: Mapping[type[Event], Sequence[Reaction]]) -> None:
    """Call the reactions to what was recorded, round by round, until nothing more is recorded.

    A refusal passes through, and with it the whole wish is rolled back. A chain of more than `LINKS` is a `Circle`.
    """
    actor = tx.actor
    try:
        while tx.recorded:
            waiting: list[Recorded] = list(tx.recorded)
            tx.recorded.clear()
            for recorded, reaction in _due(waiting, reactions):
                tx.actor, tx.following = ACTOR, recorded
                await reaction(tx, recorded.event)
    finally:
        tx.actor, tx.following = actor, None


def _due(
    waiting: Sequence[Recorded], reactions: Mapping[type[Event], Sequence[Reaction]]
) -> Iterator[tuple[Recorded, Reaction]]:
    """Return each fact with each of its reactions, in order."""
    last: dict[Reaction, int] = {
        reaction: place
        for place, recorded in enumerate(waiting)
        for reaction in reactions.get(type(recorded.event), ())
        if isinstance(reaction, OncePerRound)
    }
    for place, recorded in enumerate(waiting):
        due = [one for one in reactions.get(type(recorded.event), ()) if last.get(one, place) == place]
        if due and len(chain := recorded.chain) > LINKS:
            raise Circle(" → ".join(chain))
        for reaction in due:
            yield recorded, reaction
