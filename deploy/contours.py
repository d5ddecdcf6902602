"""Which services live in a contour of each kind, and the three contours of the demo."""

from dataclasses import dataclass
from importlib import import_module

from shared.config import Kind
from shared.service import Service

SERVICES: dict[Kind, tuple[str, ...]] = {
    "college": ("programs",),
    "region": ("registry", "routes", "monitoring"),
    "federation": ("monitoring",),
}


@dataclass(frozen=True)
class Contour:
    """A contour before it has a place to live."""

    name: str
    kind: Kind
    title: str
    time_zone: str


# The first is the region; ports follow in this order.
DEMO = (
    Contour("region", "region", "Алтайский край", "Asia/Barnaul"),
    Contour("btlh", "college", "Бийский техникум лесного хозяйства", "Asia/Barnaul"),
    Contour(
        "bgpk",
        "college",
        "Барнаульский государственный педагогический колледж имени Василия Константиновича Штильке",
        "Asia/Barnaul",
    ),
)


def services_of(kind: Kind) -> list[Service]:
    """Return the services of a contour; only these are imported, so a college carries nothing of the region."""
    return [import_module(f"services.{name}.app").SERVICE for name in SERVICES[kind]]
