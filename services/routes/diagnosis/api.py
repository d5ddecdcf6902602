"""JSON doors of diagnoses."""

from services.routes.diagnosis.commands import NoteDifficulties, NoteStrengths, note_difficulties, note_strengths
from services.routes.request.model import TUTORS
from shared.web.doors import wish

DOORS = [
    wish("/api/strengths", NoteStrengths, note_strengths, who=TUTORS),
    wish("/api/difficulties", NoteDifficulties, note_difficulties, who=TUTORS),
]
