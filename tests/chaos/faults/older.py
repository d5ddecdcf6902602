"""A contour's database is replaced by an older copy: what others hold comes back, and nobody gets two histories."""

import asyncio
import time
from datetime import datetime
from uuid import UUID

import msgspec

from deploy.databases import name_of
from deploy.recover import bring_back, look
from shared.config import Config
from shared.event import Envelope
from shared.sync.recovery import NotWhole
from tests.chaos.effects import by_doors, told
from tests.chaos.faults.strange import PATIENCE, patiently, until
from tests.chaos.load import AWAY
from tests.chaos.stage import Stage
from tests.chaos.verdict import connected
from tests.older import keep_copy, put_back

Ids = dict[str, set[UUID]]
Contact = dict[tuple[str, str], datetime]


async def restore(stage: Stage, contour: str) -> None:
    """Copy a database, let people go on, put the copy back; then recover what the others hold, as an operator would."""
    ledger, config = stage.ledger, stage.configs[contour]
    copy = await patiently(lambda: keep_copy(stage.admin(), name_of(contour)))
    await asyncio.sleep(stage.pause(2))
    # Work in the older copy would contradict the events that come back, which only people could resolve.
    async with ledger.doors(contour), ledger.inside(contour), ledger.restoring(contour):
        await patiently(lambda: _doors_kept(stage, config))
        contact = await patiently(lambda: _contact(stage, copy))
        await patiently(lambda: put_back(stage.admin(), name_of(contour), copy))
        begun = time.monotonic()
        if contour != stage.region.contour:
            await until(lambda: _spoken_to(stage, config, contact), f"{contour} hears how far it is held")
        kept = await patiently(lambda: _kept(stage, config))
        told_now = await patiently(lambda: _told(config))
        if any(kept[stream] - told_now.get(stream, set()) for stream in kept):
            await _recover(stage, config)
            ledger.measure("recovered", time.monotonic() - begun)
        await patiently(lambda: _forgo(stage, config, kept))


async def _contact(stage: Stage, database: str) -> Contact:
    """Return when each follower last reported its position, as that database knows it."""
    async with stage.ruling(database) as admin:
        return {(row["stream"], row["follower"]): row["contact_at"] for row in await admin.fetch(CONTACT)}


CONTACT = "select stream, follower, contact_at from sync.audience"


async def _spoken_to(stage: Stage, config: Config, before: Contact) -> bool:
    """Tell whether a follower has reported since: by then all frames of the lost database have arrived."""
    return await _contact(stage, name_of(config.contour)) != before


async def _told(config: Config) -> Ids:
    return {stream: {row["id"] for row in rows} for stream, rows in (await told(config)).items()}


async def _kept(stage: Stage, config: Config) -> Ids:
    """Return the events that others have archived of a contour: none of them may be lost."""
    found: Ids = {}
    for other in stage.configs.values():
        async with connected(other, "sync") as sync:
            rows = await sync.fetch(KEPT, config.contour)
        for row in rows:
            found.setdefault(row["stream"], set()).add(msgspec.json.decode(row["event"], type=Envelope).id)
    return found


KEPT = "select a.stream, a.event from sync.archive a join sync.followed f using (stream) where f.speaker = $1"


async def _recover(stage: Stage, config: Config) -> None:
    """Wait until the others have returned everything, then recover, as an operator does."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if await look(config) and await bring_back(stage.folder, config):
                return
        except (NotWhole, *AWAY):
            pass
        await asyncio.sleep(0.1)
    raise AssertionError(f"{config.contour} did not learn within {PATIENCE} s that it was restored")


async def _doors_kept(stage: Stage, config: Config) -> None:
    """Check the facts acknowledged by doors so far: only those that others archived can come back."""
    rows = (await told(config)).get(f"programs.{config.contour}", [])
    for (stream, person), acknowledged in stage.ledger.by_doors.items():
        if stream == f"programs.{config.contour}":
            there = [row["name"] for row in rows if row["about"] == f"person:{person}"]
            lost, doubled = by_doors(acknowledged, there, stage.ledger.unanswered[stream, person])
            if lost or doubled:
                stage.ledger.accuse(f"I3: {stream}: {lost} lost, {doubled} doubled by the doors")


async def _forgo(stage: Stage, config: Config, kept: Ids) -> None:
    """Remove from the promised facts those that only the lost database had."""
    ledger = stage.ledger
    promised = {stream: set(ids) for stream, ids in ledger.promised.items()}
    rows = await told(config)
    for stream, records in rows.items():
        now = {row["id"] for row in records}
        gone = promised.get(stream, set()) - now - kept.get(stream, set())
        ledger.forgone += len(gone)
        ledger.promised.get(stream, set()).difference_update(gone)
        if lost := kept.get(stream, set()) - now:
            ledger.accuse(f"I3: {len(lost)} facts that others had kept did not come back to {stream}")
    for (stream, person), said_by_door in ledger.by_doors.items():
        if stream in rows:
            there = [row["name"] for row in rows[stream] if row["about"] == f"person:{person}"]
            ledger.forgone += max(0, len(said_by_door) - len(there))
            said_by_door[:] = there
