"""JSON doors of reflections."""

from services.routes.reflection.commands import (
    ReflectOnDifficulty,
    ReflectOnImage,
    reflect_on_difficulty,
    reflect_on_image,
)
from services.routes.request.model import TUTORS
from shared.web.doors import wish

DOORS = [
    wish("/api/difficulty-reflections", ReflectOnDifficulty, reflect_on_difficulty, who=TUTORS),
    wish("/api/image-reflections", ReflectOnImage, reflect_on_image, who=TUTORS),
]
