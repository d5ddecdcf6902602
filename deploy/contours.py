"""Which services live in a contour of each kind."""

from importlib import import_module

from shared.config import Kind
from shared.service import Service

SERVICES: dict[Kind, tuple[str, ...]] = {
    "college": ("programs",),
    "region": ("registry", "routes", "monitoring"),
    "federation": ("monitoring",),
}


def services_of(kind: Kind) -> list[Service]:
    """Return the services of a contour; only these are imported, so a college carries nothing of the region."""
    return [import_module(f"services.{name}.app").SERVICE for name in SERVICES[kind]]
