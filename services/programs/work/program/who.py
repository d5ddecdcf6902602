"""The roles that may act on programs; the rules then check whose program it is."""

from shared.actor import Role

SEE_ALL = frozenset({Role.CURATOR, Role.HEAD, Role.COUNCIL})
CURATOR = frozenset({Role.CURATOR})
HEAD = frozenset({Role.HEAD})
LISTERS = SEE_ALL | {Role.MENTOR, Role.MENTEE}
# Dates and forms of meetings go with the program; the words of the diary do not.
DATES_SEEN_BY = "Даты и форму встреч видят куратор, директор и совет наставников."
SEEN_BY = "Программу видят наставник, наставляемый, куратор, директор и совет наставников."
