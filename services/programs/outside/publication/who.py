"""Who may publish a card: whoever mentors; a card is always one's own."""

from shared.actor import Role

MENTORS = frozenset({Role.MENTOR})
