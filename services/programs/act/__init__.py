"""The order that introduces the system of mentoring and appoints the curator."""

from services.programs.act import store
from shared.service import Subject

SUBJECT = Subject(name="act", apply=store.apply)
