"""The wishes of the federation's operator about a region."""

from base64 import b64decode
from typing import Annotated

from msgspec import Meta

from services.monitoring.federation.region import model, store
from services.monitoring.federation.region.model import RegionEnrolled
from shared.db import Tx
from shared.errors import refusing
from shared.sync.following import follow, leave
from shared.wish import Line, Wish

Slug = Annotated[str, Meta(pattern="^[a-z][a-z0-9_-]{1,29}$")]


class EnrollRegion(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Enroll a region: from now on its contour may sync with this key."""

    organization: Slug
    name: Line
    public_key: Line


class CorrectRegion(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Correct the name of a region, or its key."""

    organization: Slug
    name: Line
    public_key: Line


class SuspendRegion(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Suspend the exchange with a region, with a reason."""

    organization: Slug
    reason: Line


class ResumeRegion(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Resume the exchange with a suspended region."""

    organization: Slug


def stream_of(slug: str) -> str:
    """Return the stream of a region to the federation."""
    return f"monitoring.{slug}"


async def _record(tx: Tx, enrolled: RegionEnrolled) -> None:
    """Record the card, and trust the key in it from now on."""
    try:
        with refusing(region_key_once=model.KeyTaken):
            await store.record(tx, enrolled)
    except model.KeyTaken as refusal:
        raise model.KeyTaken(field="public_key") from refusal
    key = b64decode(enrolled.public_key)
    await follow(tx.connection, stream_of(enrolled.organization), speaker=enrolled.organization, public_key=key)


async def enroll_region(tx: Tx, command: EnrollRegion) -> None:
    """Enroll a region."""
    enrolled = model.enroll(
        command.organization, name=command.name, public_key=command.public_key, home=tx.organization
    )
    if await store.is_enrolled(tx, command.organization):
        raise model.AlreadyEnrolled(field="organization")
    await _record(tx, enrolled)


async def correct_region(tx: Tx, command: CorrectRegion) -> None:
    """Correct the card of a region."""
    region = await store.region(tx, command.organization)
    await _record(tx, model.correct(region, name=command.name, public_key=command.public_key))


async def suspend_region(tx: Tx, command: SuspendRegion) -> None:
    """Suspend the exchange with a region."""
    region = await store.region(tx, command.organization)
    await store.record(tx, model.suspend(region, reason=command.reason))
    await leave(tx.connection, stream_of(command.organization), at=tx.now)


async def resume_region(tx: Tx, command: ResumeRegion) -> None:
    """Resume the exchange with a region."""
    await _record(tx, model.resume(await store.region(tx, command.organization)))
