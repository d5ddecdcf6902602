"""Which services live in a contour of each kind, and the contours of the demo."""

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

# Where it is asked for; a broker of its own stands beside it.
FEDERATION = Contour("federation", "federation", "Российская Федерация", "Europe/Moscow")


def services_of(kind: Kind) -> list[Service]:
    """Return the services of a contour; only these are imported, so a college alone carries nothing of the region."""
    return [import_module(f"services.{name}.app").SERVICE.at(kind) for name in SERVICES[kind]]
