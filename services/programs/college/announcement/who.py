"""Who writes on the notice board, and who reads it."""

from shared.actor import Role

WRITERS = frozenset({Role.HEAD, Role.CURATOR, Role.HR, Role.COUNCIL})
READERS = WRITERS | {Role.TEACHER, Role.MENTOR, Role.MENTEE}
