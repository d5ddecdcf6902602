"""Who may ask for a route: whoever teaches here; a request is always one's own."""

from shared.actor import Role

TEACHERS = frozenset({Role.TEACHER, Role.MENTEE, Role.MENTOR})
