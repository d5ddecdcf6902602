"""JSON doors of diagnoses."""

from services.routes.people.request.model import TUTORS
from services.routes.route.diagnosis.commands import NoteDifficulties, NoteStrengths, note_difficulties, note_strengths
from shared.web.doors import wish

DOORS = [
    wish("/api/strengths", NoteStrengths, note_strengths, who=TUTORS),
    wish("/api/difficulties", NoteDifficulties, note_difficulties, who=TUTORS),
]
