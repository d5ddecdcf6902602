"""A mentor's card in the regional register, while the mentor's consent holds."""

from services.programs.outside.publication import api, clock, pages, store
from shared.service import Subject

SUBJECT = Subject(
    name="publication",
    apply=store.apply,
    doors=[*pages.DOORS, *api.DOORS],
    clock=[clock.keep_true],
    nav=pages.NAV,
)
