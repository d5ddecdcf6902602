"""The colleges, as the registry calls them."""

from services.routes.network.organization import store
from shared.service import Subject

SUBJECT = Subject(name="organization", apply=store.apply)
