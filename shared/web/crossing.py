"""«Что передаётся»: the only facts that may leave a contour, made from the contracts, in the words of their readers."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import msgspec

import shared.contracts
from shared.config import Config
from shared.doors import SIGNED_IN, View, page
from shared.event import CONSENT, Label, Told, leaving, marked, name_of, newest, sealed_fields

URL = "/exchange/facts"
# Which contour tells the events of each service.
SPEAKERS = {
    "programs": ("college", "Колледж передаёт"),
    "registry": ("region", "Край передаёт"),
    "routes": ("region", "Край передаёт"),
    "monitoring": ("region", "Край передаёт"),
}


class CrossingFact(msgspec.Struct, frozen=True, kw_only=True):
    """One fact that may leave: what happened, whom it is told to, and the names of its fields.

    `consent` are the fields that leave only with the person's consent, sealed with their key.
    """

    title: str
    addressee: str
    fields: tuple[str, ...]
    consent: tuple[str, ...]


def told_events() -> list[type[Told]]:
    """Return every event that may cross a border, by name."""
    modules = [import_module(f"shared.contracts.{module.name}") for module in iter_modules(shared.contracts.__path__)]
    named = {one for module in modules for one in vars(module).values() if isinstance(one, type)}
    told = [one for one in named if issubclass(one, Told) and one.__struct_config__.tag is not None]
    return sorted(told, key=name_of)


@cache
def crossing() -> dict[tuple[str, str], list[CrossingFact]]:
    """Return the facts that each kind of contour tells today, by (kind, heading)."""
    found: dict[tuple[str, str], list[CrossingFact]] = {}
    for event in told_events():
        if newest(event):
            found.setdefault(SPEAKERS[name_of(event).partition(".")[0]], []).append(fact_of(event))
    return found


def fact_of(event: type[Told]) -> CrossingFact:
    """Return an event that may leave in the words of its readers."""
    labels, sealed = marked(event, Label), sealed_fields(event)
    named = [(_inner(labels[field].text), ground) for field, ground in leaving(event).items() if field in labels]
    by_consent = {_inner(labels[field].text) for field in sealed if field in labels}
    by_consent |= {text for text, ground in named if ground and ground.ground.startswith(CONSENT)}
    return CrossingFact(
        title=event.happened,
        addressee=event.addressee,
        fields=tuple(text for text, _ in named if text not in by_consent),
        consent=tuple(text for text, _ in named if text in by_consent),
    )


def _inner(label: str) -> str:
    """Return a label as it stands within a sentence."""
    return label[:1].lower() + label[1:]


async def show_crossing(config: Config) -> View:
    """Show what may leave a contour and to whom; what we tell ourselves comes first."""
    groups = sorted(crossing().items(), key=lambda group: group[0][0] != config.kind)
    shown = {"groups": [(heading, facts) for (_, heading), facts in groups]}
    return View("exchange/facts.html", shown, "Что передаётся", "Все, кто вошёл.")


PAGE = page(URL, show_crossing, who=SIGNED_IN, impersonal="which facts may cross, not the facts")
