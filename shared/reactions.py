"""Reactions: a subject reacts to events of its own service in the transaction that records them."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.actor import system
from shared.db import Tx
from shared.event import Event
from shared.journal import Recorded

Reaction = Callable[[Tx, Any], Awaitable[None]]

ACTOR = system("reaction")
# No chain of reactions in the domain is this long: a longer one is a circle.
LINKS = 16


class Circle(RuntimeError):
    """Reactions cause one another without end; the message names the events of the chain, the first one first."""


@dataclass(frozen=True)
class OncePerRound:
    """A reaction to the present state, not to a single fact: it runs once a round, for the last of the waiting facts.

    So an imported list of six hundred people is counted once.
    """

    reaction: Reaction

    async def __call__(self, tx: Tx, event: Event) -> None:
        """React to the last of the waiting facts."""
        await self.reaction(tx, event)


async def settle(tx: Tx, reactions: Mapping[type[Event], Sequence[Reaction]]) -> None:
    """Run the reactions to the recorded events, round by round, until nothing more is recorded.

    A refusal is raised to the caller, so the whole wish is rolled back. Circle when a chain has more than `LINKS`.
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
        due = [reaction for reaction in reactions.get(type(recorded.event), ()) if last.get(reaction, place) == place]
        if due and len(chain := recorded.chain) > LINKS:
            raise Circle(" → ".join(chain))
        for reaction in due:
            yield recorded, reaction
