"""Figures and indicators, each declared once, in the file of its area; everything that shows one reads it here."""

from shared.service import Subject

SUBJECT = Subject(name="declared")
