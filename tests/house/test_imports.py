"""The import gate fails for each violation planted in a copy of the repository, and names its file."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.imports import BESIDE

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
GATE = Path(sys.executable).with_name("lint-imports")
PAIR = "services/programs/pairing/pair"
PROGRAM = "services/programs/work/program"

# What is added to which file, and what the gate says of it. An import inside a function counts, and starts nothing.
PLANTED = {
    "a subject without its line in app.py": (
        "services/programs/work/orphan/model.py",
        "",
        "services/programs/work/orphan/model.py: no subject of app.py",
    ),
    "an area without its line in app.py": (
        "services/programs/loose/__init__.py",
        "",
        "services/programs/loose/__init__.py: no area of app.py",
    ),
    "a file in no room": (f"{PAIR}/helpers.py", "", f"{PAIR}/helpers.py: no room has the name 'helpers'"),
    "a foreign store": (
        f"{PROGRAM}/commands.py",
        "import services.programs.pairing.pair.store",
        "imports services.programs.pairing.pair.store: another subject is asked through",
    ),
    "another subject's pages": (
        f"{PROGRAM}/pages.py",
        "import services.programs.pairing.pair.pages",
        "imports services.programs.pairing.pair.pages: another subject is asked through",
    ),
    "a model that imports the web": (
        f"{PAIR}/refusals.py",
        "import shared.web.forms",
        "imports shared.web.forms: a pure file sees neither",
    ),
    "a model that imports the database": (
        f"{PAIR}/model.py",
        "import shared.db",
        "imports shared.db: a pure file sees neither",
    ),
    "a room that imports one above it": (
        f"{PAIR}/queries.py",
        "import services.programs.pairing.pair.commands",
        "imports services.programs.pairing.pair.commands: rooms import only those below them",
    ),
    "JSON doors that import pages": (
        f"{PAIR}/api.py",
        "import services.programs.pairing.pair.pages",
        "imports services.programs.pairing.pair.pages: rooms import only those below them",
    ),
    "a later subject": (
        f"{PAIR}/commands.py",
        "import services.programs.work.program.queries",
        "imports services.programs.work.program.queries: that subject comes later in app.py",
    ),
    "another service": (
        "services/routes/people/request/queries.py",
        "import services.registry.people.mentor.queries",
        "imports services.registry.people.mentor.queries: services never import each other",
    ),
    "the clock of datetime": (
        f"{PAIR}/ending.py",
        "import datetime as times; times.datetime.now(times.UTC)",
        "uses datetime.datetime.now: the time comes in through the door",
    ),
    "the day of the machine, under another name": (
        f"{PAIR}/model.py",
        "from datetime import date as day; day.today()",
        "uses datetime.date.today: the time comes in through the door",
    ),
    "the clock of a value": (
        f"{PROGRAM}/term.py",
        "date(2026, 9, 1).today()",
        "uses .today(): the time comes in through the door",
    ),
    "the clock of the loop": (
        f"{PROGRAM}/model.py",
        "import asyncio; asyncio.get_event_loop().time()",
        "uses asyncio.get_event_loop: the time comes in through the door",
    ),
    "the clock of the process": (
        f"{PROGRAM}/model.py",
        "import os; os.times()",
        "uses os.times: the time comes in through the door",
    ),
    "the clock of a mail": (
        f"{PROGRAM}/model.py",
        "from email.utils import localtime; localtime()",
        "uses email.utils.localtime: the time comes in through the door",
    ),
    "a folder that is no package": (
        "services/programs/work/unpacked/rules.py",
        "",
        "no package has it: its folder, or one above, has no __init__.py",
    ),
    "the clock of time": (
        f"{PROGRAM}/model.py",
        "import time; time.time()",
        "uses time.time: the time comes in through the door",
    ),
    "our own clock past the door": (
        f"{PROGRAM}/commands.py",
        "from shared.clock import now; now()",
        "uses shared.clock.now: the time comes in through the door",
    ),
    "chance in a rule": (
        f"{PAIR}/ordering.py",
        "from random import choice; choice('ab')",
        "uses random.choice: ids come from shared/ids.py",
    ),
    "an id made in a rule": (
        f"{PROGRAM}/changes.py",
        "from uuid import uuid4 as new; new()",
        "uses uuid.uuid4: ids come from shared/ids.py",
    ),
    "secrets in a command": (
        f"{PAIR}/commands.py",
        "import secrets; secrets.token_hex()",
        "uses secrets.token_hex: ids come from shared/ids.py",
    ),
    "an import at run time": (
        f"{PROGRAM}/events.py",
        "from importlib import import_module; import_module('shared.db')",
        "uses importlib.import_module: an import at run time escapes",
    ),
    "an import without a statement": (
        f"{PROGRAM}/refusals.py",
        "__import__('shared.db')",
        "uses __import__: an import at run time escapes",
    ),
    "a whole service": (
        f"{PROGRAM}/commands.py",
        "import services.programs.app",
        "imports services.programs.app: only deployment imports a whole service",
    ),
    "the web below the exchange": (
        "shared/sync/state.py",
        "import shared.web.live",
        "shared.sync.state -> shared.web.live",
    ),
    "identity that imports its pages": (
        "shared/identity/tokens.py",
        "import shared.web.accounts.pages",
        "shared.identity.tokens -> shared.web.accounts.pages",
    ),
    "a module of the ground without a layer": ("shared/loose.py", "", "shared.loose"),
    "a circle in the ground": (
        "shared/sync/trust.py",
        "import shared.sync.contour",
        "No cycles are allowed in shared.sync",
    ),
    "the broker outside the exchange": (
        "shared/web/live.py",
        "import nats",
        "shared.web.live -> nats",
    ),
}


def copy_of_the_house(to: Path) -> Path:
    """Copy what the gate reads."""
    for part in ("shared", "services", "deploy"):
        shutil.copytree(ROOT / part, to / part, ignore=shutil.ignore_patterns("__pycache__", "static", "templates"))
    shutil.copy(ROOT / ".importlinter", to)
    return to


def gate(house: Path) -> tuple[int, list[str]]:
    """Run the gate in a folder; return its exit code and the lines that it printed."""
    env = {**os.environ, "PYTHONPATH": str(house), "COLUMNS": "1000"}
    done = subprocess.run([GATE, "--no-cache"], cwd=house, env=env, capture_output=True, text=True)
    return done.returncode, (done.stdout + done.stderr).splitlines()


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, list[str]]:
    """What the gate says when every violation is there at once."""
    house = copy_of_the_house(tmp_path_factory.mktemp("planted"))
    for number, (file, line, _) in enumerate(PLANTED.values()):
        path = house / file
        path.parent.mkdir(exist_ok=True, parents=True)
        before = path.read_text("utf-8") if path.exists() else ""
        path.write_text(f"{before}\n\ndef planted_{number}() -> None:\n    {line or 'pass'}\n", "utf-8")
    (house / "services/programs/work/orphan/__init__.py").touch()
    return gate(house)


def test_the_house_without_a_violation_passes(tmp_path: Path) -> None:
    code, printed = gate(copy_of_the_house(tmp_path))
    assert code == 0, "\n".join(printed)


@pytest.mark.parametrize("what", PLANTED)
def test_the_gate_fails_and_names_the_file(planted: tuple[int, list[str]], what: str) -> None:
    code, printed = planted
    file, _, said = PLANTED[what]
    # The gate's own contract names the path; the others name the module.
    named = (file, file.removesuffix(".py").replace("/", "."), file.rpartition("/")[0].replace("/", "."))
    assert code == 1
    assert any(said in line and any(name in line for name in named) for line in printed), "\n".join(printed)


def test_every_name_beside_a_room_is_the_name_of_a_file() -> None:
    assert BESIDE.keys() <= {file.stem for file in (ROOT / "services").glob("*/*/*/*.py")}
