"""A contour of an older version, from before meetings told their form: a separate process that does not know v2.

`python tests/sync/older.py region|college CONFIG OWNER` makes the schemas of that version and exchanges until its input
ends; a college tells one meeting for each line it reads. The old contracts and the region's facts are stored as text
beside the recorded frames.
"""

import asyncio
import shutil
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parents[2]
OLDER = ROOT / "tests" / "fixtures" / "older"
PROGRAM = "00000000-0000-4000-8000-00000000000d"


def as_it_was(name: str, file: Path) -> ModuleType:
    """Replace a module with its old text."""
    loader = SourceFileLoader(name, str(file))
    spec = spec_from_loader(name, loader)
    assert spec is not None
    module = sys.modules[name] = module_from_spec(spec)
    loader.exec_module(module)
    return module


async def main(kind: str, path: Path, owner: str) -> None:
    """Run that contour."""
    contracts = as_it_was("shared.contracts.programs", OLDER / "contracts.py.txt")
    from deploy.databases import login_of
    from shared import config, db
    from shared.migrations import let_tell, migrate
    from shared.service import Area, Service, Subject
    from shared.sync import contour
    from shared.sync.loops import Stop
    from shared.sync.running import start_service

    mine = config.read(path)
    name = "monitoring" if kind == "region" else "programs"
    subjects = []
    if kind == "region":
        facts: Any = as_it_was("services.monitoring.fact.fact.store", OLDER / "facts.py.txt")
        subjects.append(Subject("fact", apply=facts.apply))
    migrations = path.parent / f"migrations-{mine.contour}"
    migrations.mkdir()
    for first in (ROOT / "services" / name / "migrations").glob("0001_*.sql"):
        shutil.copy(first, migrations)
    await migrate(owner, name, migrations, login_of(mine.logins[name]))
    await let_tell(owner, login_of(mine.logins[name]))
    running = await start_service(mine, Service(name, [Area("older", subjects)], migrations))
    stop = Stop()
    work = asyncio.create_task(contour.run([running], mine, await db.open_pool(mine.logins["sync"], "sync"), stop))
    print("ready", flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        await tell(running, contracts, line.strip())
        print("told", flush=True)
    stop.set()
    await work


async def tell(running: Any, contracts: Any, day: str) -> None:
    """Tell a meeting of that day in the old version."""
    from datetime import date
    from uuid import UUID

    from shared.actor import system
    from shared.journal import append

    async with running.transaction(system("test")) as tx:
        await append(tx, contracts.MeetingHeld(program_id=UUID(PROGRAM), held_on=date.fromisoformat(day)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))
