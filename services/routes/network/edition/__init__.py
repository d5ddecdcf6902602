"""The editions of the rules, as the registry published them."""

from services.routes.network.edition import store
from shared.service import Subject

SUBJECT = Subject(name="edition", apply=store.apply)
