"""Finds what no file of a service may use: the machine's clock, chance, and imports that the graph cannot see.

Time and ids come in through the door (`tx.now`, shared/ids.py), so that the same wish at the same moment gives the same
event. A name is resolved through the imports of its file: `from datetime import date as d; d.today()` is found too.
"""

import ast
from collections.abc import Iterator

CLOCKS = frozenset(
    {
        "datetime.datetime.now",
        "datetime.datetime.utcnow",
        "datetime.datetime.today",
        "datetime.date.today",
        "asyncio.get_event_loop",
        "asyncio.get_running_loop",
        "asyncio.new_event_loop",
        "email.utils.formatdate",
        "email.utils.localtime",
        "os.times",
        "shared.clock",
        "time",
        "uuid.uuid1",
    }
)
CHANCE = frozenset({"os.urandom", "os.getrandom", "random", "secrets", "uuid.uuid4"})
HIDDEN = frozenset({"importlib", "pkgutil", "runpy", "__import__", "exec", "eval"})
# A value has the methods of its class: `tx.now.now()` is the machine's clock, too.
OF_A_VALUE = frozenset({"now", "utcnow", "today"})
REASONS = {
    **dict.fromkeys(CLOCKS, "the time comes in through the door (`tx.now`, `tx.today`)"),
    **dict.fromkeys(CHANCE, "ids come from shared/ids.py in a command, other chance is not needed"),
    **dict.fromkeys(HIDDEN, "an import at run time escapes the rule of imports"),
}


def found(source: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the reason of each clock, chance and hidden import in the source of a file."""
    tree = ast.parse(source)
    names = dict(_imported(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((node.lineno, _why(path)) for _, path in _imported(node) if _refused(path))
        elif isinstance(node, ast.Attribute | ast.Name) and _refused(path := _path(node, names)):
            yield node.lineno, _why(path)
        elif isinstance(node, ast.Call) and _is_clock_of_a_value(node.func, names):
            yield node.lineno, f"uses .{ast.unparse(node.func).rpartition('.')[2]}(): {REASONS['time']}"


def _is_clock_of_a_value(function: ast.expr, names: dict[str, str]) -> bool:
    return isinstance(function, ast.Attribute) and function.attr in OF_A_VALUE and not _path(function, names)


def _imported(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield each name that imports bind, with the full path of what it names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield (
                    alias.asname or alias.name.partition(".")[0],
                    alias.name if alias.asname else alias.name.partition(".")[0],
                )
        elif isinstance(node, ast.ImportFrom):
            yield from ((alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names)


def _path(node: ast.AST, names: dict[str, str]) -> str:
    """Return the full path of a dotted name that starts with an imported name or a builtin; empty for a value."""
    if isinstance(node, ast.Attribute):
        base = _path(node.value, names)
        return f"{base}.{node.attr}" if base else ""
    if isinstance(node, ast.Name):
        return names.get(node.id, node.id if node.id in HIDDEN else "")
    return ""


def _refused(path: str) -> str:
    """Return which refused name a path is or lies within; empty when none."""
    parts = path.split(".")
    return next((name for end in range(len(parts), 0, -1) if (name := ".".join(parts[:end])) in REASONS), "")


def _why(path: str) -> str:
    return f"uses {path}: {REASONS[_refused(path)]}"
