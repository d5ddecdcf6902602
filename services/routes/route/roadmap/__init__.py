"""Steps 4 and 6: the roadmap, and its corrections while it is carried out."""

from services.routes.route.roadmap import api, store
from shared.service import Subject

SUBJECT = Subject(name="roadmap", title="Дорожные карты", apply=store.apply, doors=api.DOORS)
