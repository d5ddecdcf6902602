"""The editions of the rules: terms and dictionaries, dated."""

from services.registry.regulation.edition import api, clock, pages, store
from shared.service import Subject

SUBJECT = Subject(
    name="edition",
    title="Положение и правила",
    apply=store.apply,
    doors=[*pages.DOORS, *api.DOORS],
    nav=pages.NAV,
    clock=[clock.publish_first_edition],
)
