"""Signed documents as they were signed: text, names and bytes, of every kind that the college signs."""

from services.programs.college.paper import pages, store
from shared.service import Subject

SUBJECT = Subject(name="paper", title="Подписанные документы", apply=store.apply, doors=pages.DOORS)
