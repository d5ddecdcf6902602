"""The registry service."""

from pathlib import Path

from services.registry import mentor, organization, regulation
from shared.service import Service

SERVICE = Service(
    name="registry",
    subjects=[organization.SUBJECT, regulation.SUBJECT, mentor.SUBJECT],
    migrations=Path(__file__).parent / "migrations",
    reads=frozenset({"publication"}),
)
