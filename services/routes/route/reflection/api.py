"""JSON doors of reflections."""

from services.routes.people.request.model import TUTORS
from services.routes.route.reflection.commands import (
    ReflectOnDifficulty,
    ReflectOnImage,
    reflect_on_difficulty,
    reflect_on_image,
)
from shared.web.doors import wish

DOORS = [
    wish("/api/difficulty-reflections", ReflectOnDifficulty, reflect_on_difficulty, who=TUTORS),
    wish("/api/image-reflections", ReflectOnImage, reflect_on_image, who=TUTORS),
]
