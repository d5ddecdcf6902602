"""A mentor's card in the regional register, as long as the mentor's consent holds."""

from services.programs.college.person.model import PersonDismissed
from services.programs.outside.publication import api, consumers, pages, store
from shared.contracts.programs import PairEnded, PairStarted
from shared.service import Subject

SUBJECT = Subject(
    name="publication",
    title="Карточка наставника",
    apply=store.apply,
    doors=[*pages.DOORS, *api.DOORS],
    reactions={
        PersonDismissed: consumers.leave_with_mentor,
        PairStarted: consumers.follow_pair,
        PairEnded: consumers.follow_pair,
    },
    nav=pages.NAV,
)
