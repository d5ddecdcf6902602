"""The states of a thing as one table: what each is called, whose turn it is there, what leads from one to another."""

from collections.abc import Sequence

import msgspec

from shared.actor import ROLE_WORDS, Role
from shared.event import Event


class State(msgspec.Struct, frozen=True, kw_only=True):
    """A state: its code, how it is called, the color of its pill, and whose turn it is.

    `owner` is a role, or the people of the thing in words; only a `final` state has none, because nothing is to be done
    there. `task` names the kind of task that waits for the owner.
    """

    code: str
    title: str
    pill: str = ""
    owner: Role | str = ""
    task: str = ""
    final: bool = False

    @property
    def owner_words(self) -> str:
        """Whose turn it is, in words."""
        return ROLE_WORDS[self.owner] if isinstance(self.owner, Role) else self.owner


class Transition(msgspec.Struct, frozen=True, kw_only=True):
    """What leads from any of the states `of`, or from nothing, to another: an event, who may, on what condition."""

    of: tuple[str, ...] = ()
    to: str
    event: type[Event]
    who: str
    when: str = ""
    clause: str = ""


class States(msgspec.Struct, frozen=True, kw_only=True):
    """The states of one thing and what leads between them."""

    title: str
    states: Sequence[State]
    transitions: Sequence[Transition]

    def pills(self) -> dict[str, tuple[str, str]]:
        """Return how each state is called, and the color of its pill."""
        return {state.code: (state.title, state.pill) for state in self.states}

    def edges(self) -> set[tuple[str, str, str]]:
        """Return every transition as the name of its event between two codes; it begins with an empty one."""
        return {(of, one.event.__name__, one.to) for one in self.transitions for of in one.of or ("",)}
