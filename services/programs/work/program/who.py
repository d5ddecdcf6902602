"""The roles that may act on programs; the rules then check whose program it is."""

from shared.actor import Role

SEE_ALL = frozenset({Role.CURATOR, Role.HEAD, Role.COUNCIL})
CURATOR = frozenset({Role.CURATOR})
HEAD = frozenset({Role.HEAD})
LISTERS = SEE_ALL | {Role.MENTOR, Role.MENTEE}
SEEN_BY = "Программу видят наставник, наставляемый, куратор, директор и совет наставников."
