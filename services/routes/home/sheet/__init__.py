"""The page of a whole route."""

from services.routes.home.sheet import pages
from shared.service import Subject

SUBJECT = Subject(name="sheet", title="Мой маршрут", doors=pages.DOORS)
