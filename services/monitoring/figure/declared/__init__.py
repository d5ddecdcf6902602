"""Figures and indicators, each declared once, in the file of its area; all pages, files and reports use these."""

from services.monitoring.figure.declared.model import FIGURES, view
from shared.service import Subject

SUBJECT = Subject(name="declared", views={"evidence": view(FIGURES.values())})
