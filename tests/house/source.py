"""Reads the source code for the tests of the house: its modules, its texts, and the SQL given to transactions."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVICES_ON_DISK = ROOT / "services"
# The methods of a transaction that run SQL, each with the place of the statement among its arguments.
RUNS_SQL = {"run": 0, "value": 0, "one": 1, "maybe": 1, "many": 1}


def modules(folder: Path) -> Iterator[tuple[Path, ast.Module]]:
    for file in sorted(folder.rglob("*.py")):
        yield file, ast.parse(file.read_text("utf-8"))


def statements(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the SQL given to a transaction, with its line."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr == "lock" and isinstance(node.func.value, ast.Name) and node.func.value.id == "tx":
            yield node.lineno, lock(node)
            continue
        place = RUNS_SQL.get(node.func.attr)
        if place is None or len(node.args) <= place or not isinstance(node.func.value, ast.Name):
            continue
        if node.func.value.id == "tx":
            sql = node.args[place]
            assert isinstance(sql, ast.Constant), f"line {node.lineno}: SQL is built, not written"
            yield node.lineno, str(sql.value)


def lock(call: ast.Call) -> str:
    """Return the statement of a `tx.lock`; its table and columns are written where it is called."""
    [table] = call.args
    assert isinstance(table, ast.Constant), f"line {call.lineno}: the table is built, not written"
    assert call.keywords, f"line {call.lineno}: a whole table is locked"
    columns = [word.arg for word in call.keywords]
    assert None not in columns, f"line {call.lineno}: the columns are built, not written"
    named = " and ".join(f"{column} = ${place}" for place, column in enumerate(columns, 1))
    return f"select 1 from {table.value!s} where {named} for update"


def written(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield every text in the code, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
