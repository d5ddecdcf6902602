"""Who may ask for a route: teachers, each for themselves."""

from shared.actor import Role

TEACHERS = frozenset({Role.TEACHER, Role.MENTEE, Role.MENTOR})
