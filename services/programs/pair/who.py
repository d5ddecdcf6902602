"""Who may do what about pairs; whose pair it is, the rules decide."""

from shared.actor import Role

STAFF = frozenset({Role.CURATOR, Role.HEAD, Role.COUNCIL, Role.HR})
CURATOR = frozenset({Role.CURATOR})
HEAD = frozenset({Role.HEAD})
CLERKS = frozenset({Role.CURATOR, Role.HR})
ORDERING = frozenset({Role.CURATOR, Role.HEAD})
LISTERS = STAFF | {Role.MENTOR, Role.MENTEE}
