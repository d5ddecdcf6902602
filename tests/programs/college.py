"""A college for a test: a real database of its own, one transaction that is rolled back."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from services.programs.app import SERVICE
from services.programs.college.organization.commands import adopt_first_edition
from shared import db
from shared.actor import Actor, Role, system
from shared.db import Tx
from tests.conftest import FreshContour

# Tuesday, 24 November 2026, noon in Altai.
NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Barnaul")
HOME = "btlh"


class _RolledBack(Exception):
    pass


@asynccontextmanager
async def college(fresh_contour: FreshContour, actor: Actor | None = None) -> AsyncGenerator[Tx, None]:
    """Open one transaction in a new college that has the rules; it is rolled back."""
    config = await fresh_contour("college", HOME, untouched=True)
    pool = await db.open_pool(config.logins["programs"], SERVICE.name)
    try:
        async with db.transaction(pool, now=NOON, actor=actor or system("test"), organization=HOME, zone=ZONE) as tx:
            await adopt_first_edition(tx)
            yield tx
            raise _RolledBack
    except _RolledBack:
        pass
    finally:
        await pool.close()


def by(tx: Tx, *roles: Role, person_id: Any = None) -> None:
    """Change the actor within the same transaction."""
    tx.actor = Actor(id="account:test", person_id=person_id, roles=frozenset(roles), organizations=HOME)


async def settled(tx: Tx) -> None:
    """Run the reactions to the events so far, as a door does before it commits."""
    await SERVICE.settle(tx)


async def events(tx: Tx) -> list[str]:
    """Return the names of everything written to the journal, in order."""
    rows = await tx.connection.fetch("select name from journal order by position")
    return [row["name"].removeprefix("programs.").removesuffix(".v1") for row in rows]
