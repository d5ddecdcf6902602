"""The rule of imports inside services, read from the order of areas and subjects in each service's app.py.

import-linter runs it (`house` in .importlinter).
A new subject costs its line in app.py, a new kind of file its name in BESIDE.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, output

from deploy import determinism
from shared.service import Service

ROOT = Path(__file__).parents[1]

# From the bottom up: a room may import those below it; rooms in one line may not import each other.
ROOMS = (
    ("model",),
    ("store",),
    ("queries",),
    ("commands",),
    ("consumers", "clock", "tasks"),
    ("api", "pages"),
)
# A file with another name belongs beside a room: it may import what that room may, and both may import each other.
BESIDE = {
    **dict.fromkeys(("events", "mistakes", "refusals", "states", "term", "who", "wording", "naming"), "model"),
    **dict.fromkeys(
        ("combination", "document", "ending", "matching", "ordering", "places", "plan", "roadmap"), "model"
    ),
    **dict.fromkeys(("changes", "choices", "comparison", "completion", "progress"), "model"),
    **dict.fromkeys(("columns", "fields", "kinds", "parsing", "row", "twins"), "model"),
    **dict.fromkeys(("centre", "college", "figure", "pairing", "work"), "model"),
    **dict.fromkeys(("cards", "lists", "members", "papers", "steps"), "queries"),
    **dict.fromkeys(("checks", "proposal"), "commands"),
}
LEVELS = {room: level for level, rooms in enumerate(ROOMS) for room in rooms}
# What another subject may import: commands, queries with the members of its pairs, the content of its documents, and
# everything pure.
OPEN = frozenset({"commands", "members", "queries", "papers"})
# What a pure file may import from shared: values and texts, nothing that reads, writes or uses the clock.
PURE = frozenset(
    {
        "actor",
        "calendar",
        "consent",
        "contracts",
        "documents",
        "errors",
        "event",
        "nomenclature",
        "public_key",
        "silence",
        "states",
        "spelling",
        "wish",
        "words",
    }
)


@dataclass(frozen=True)
class Place:
    """The place of a module: the subject's package, the subject's number in the service, and the file's name."""

    service: str
    subject: str
    order: int
    file: str

    @property
    def room(self) -> str:
        """The room that the file is, or belongs beside."""
        return BESIDE.get(self.file, self.file)

    @property
    def level(self) -> int:
        """The level of the room; the subject's package itself is above every room."""
        return LEVELS[self.room] if self.file else len(ROOMS)


class House(Contract):
    """The contract: every file under services has a place, imports what its place allows, uses no clock or chance."""

    type_name = "house"

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Check every module and each of its imports."""
        found = sorted({*violations(graph, declared(ROOT / "services")), *unseen(graph), *chance(graph)})
        return ContractCheck(kept=not found, metadata={"found": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print a line for each violation."""
        for line in check.metadata["found"]:
            output.print_error(line, bold=False)


def declared(folder: Path) -> dict[str, int]:
    """Return the packages of all subjects with their numbers, in the order of each service's app.py."""
    order: dict[str, int] = {}
    for app in sorted(folder.glob("*/app.py")):
        package = f"services.{app.parent.name}"
        service: Service = import_module(f"{package}.app").SERVICE
        for area in service.areas:
            for subject in area.subjects:
                order.setdefault(f"{package}.{area.name}.{subject.name}", len(order))
    return order


def violations(graph: ImportGraph, order: dict[str, int]) -> Iterator[str]:
    """Yield the violations: first modules without a place, then imports of a higher room or of a closed file."""
    places: dict[str, Place] = {}
    for module in sorted(graph.find_descendants("services")):
        place = _place(module, order)
        if isinstance(place, Place):
            places[module] = place
        elif place:
            yield f"{_file(module)}: {place}"
    yield from (f"{_file(subject)}: app.py names it, but it is not there" for subject in order if subject not in places)
    for module, place in places.items():
        for imported in sorted(graph.find_modules_directly_imported_by(module)):
            if why := _wrong(place, imported, places):
                details = graph.get_import_details(importer=module, imported=imported)
                yield f"{_file(module)}:{details[0]['line_number']}: imports {imported}: {why}"


def unseen(graph: ImportGraph) -> Iterator[str]:
    """Yield each file of a service that the graph does not know: a folder without a package escapes every rule."""
    for file in sorted((ROOT / "services").rglob("*.py")):
        parts = file.relative_to(ROOT).with_suffix("").parts
        module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if module not in graph.modules:
            yield f"{file.relative_to(ROOT)}: no package has it: its folder, or one above, has no __init__.py"


def chance(graph: ImportGraph) -> Iterator[str]:
    """Yield each use of the machine's clock, of chance, or of an import that the graph cannot see."""
    for module in sorted(graph.find_descendants("services")):
        for line, why in determinism.found((ROOT / _file(module)).read_text("utf-8")):
            yield f"{_file(module)}:{line}: {why}"


def _place(module: str, order: dict[str, int]) -> Place | str | None:
    """Return the place of a module, why it has none, or None where it needs none (app.py, an area's package)."""
    parts = module.split(".")
    subject, file = ".".join(parts[:4]), ".".join(parts[4:])
    if len(parts) < 4:
        areas = {subject.rpartition(".")[0] for subject in order}
        known = len(parts) == 2 or parts[2] == "app" or module in areas
        return None if known else "no area of app.py, and no file of a service"
    if subject not in order:
        return "no subject of app.py"
    if file and file not in LEVELS and file not in BESIDE:
        return f"no room has the name {file!r} (deploy/imports.py)"
    return Place(parts[1], subject, order[subject], file)


def _wrong(place: Place, imported: str, places: dict[str, Place]) -> str:
    """Return what is wrong with this import, or an empty string."""
    if place.room == "model" and imported.startswith("shared."):
        return "" if imported.split(".")[1] in PURE else "a pure file sees neither the database, the web nor the clock"
    other = places.get(imported)
    if other is None:
        return "only deployment imports a whole service" if imported.startswith("services.") else ""
    if other.service != place.service:
        return "services never import each other"
    if other.subject == place.subject:
        return "" if _below(other, place) else "rooms import only those below them"
    if other.order > place.order:
        return "that subject comes later in app.py"
    if other.file not in OPEN and other.room != "model":
        return "another subject is asked through its commands, queries and model"
    return "" if other.level <= place.level else "rooms import only those below them"


def _below(lower: Place, upper: Place) -> bool:
    return lower.level < upper.level or (lower.room == upper.room and lower.file != "")


def _file(module: str) -> str:
    """Return the path of a module's file."""
    path = ROOT / module.replace(".", "/")
    return str((path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).relative_to(ROOT))
