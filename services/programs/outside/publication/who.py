"""Who may publish a card: mentors, each their own."""

from shared.actor import Role

MENTORS = frozenset({Role.MENTOR})
