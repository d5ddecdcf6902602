"""The services of each kind of contour, and the contours of the demo."""

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
    """A contour of the demo, before it has a database and a port."""

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

# Only on request; it has a broker of its own.
FEDERATION = Contour("federation", "federation", "Российская Федерация", "Europe/Moscow")


def services_of(kind: Kind) -> list[Service]:
    """Return the services of a contour; only these are imported, so a college does not load the region's code."""
    return [import_module(f"services.{name}.app").SERVICE.at(kind) for name in SERVICES[kind]]
