"""Facts that organizations told, each with the days on which it was true."""

from services.monitoring.fact.fact import store
from shared.service import Subject

SUBJECT = Subject(name="fact", where=("region",), apply=store.apply)
