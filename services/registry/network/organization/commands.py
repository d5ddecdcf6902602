"""The wishes about an organization."""

from base64 import b64decode
from typing import Annotated

from msgspec import Meta

from services.registry.network.organization import model, store
from shared.contracts.registry import OrganizationEnrolled, OrganizationSuspended
from shared.db import Tx
from shared.errors import refusing
from shared.sync.following import follow, leave
from shared.wish import Line, Wish

Slug = Annotated[str, Meta(pattern="^[a-z][a-z0-9_-]{1,29}$")]


class EnrollOrganization(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Enroll a college: from now on its contour may sync with this key."""

    organization: Slug
    name: Line
    full_name: Line
    municipality: Line
    time_zone: Line = "Asia/Barnaul"
    public_key: Line


class CorrectOrganization(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Correct the card of an enrolled college, its key included."""

    organization: Slug
    name: Line
    full_name: Line
    municipality: Line
    time_zone: Line
    public_key: Line


class SuspendOrganization(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Suspend the exchange with a college, with a reason."""

    organization: Slug
    reason: Line


class RenewKey(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Accept the key that a college offers: from now on only this key is trusted."""

    organization: Slug
    public_key: Line


class ResumeOrganization(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Resume the exchange with a suspended college."""

    organization: Slug


def _card(command: EnrollOrganization | CorrectOrganization) -> model.Card:
    return model.Card(
        name=command.name,
        full_name=command.full_name,
        municipality=command.municipality,
        time_zone=command.time_zone,
        public_key=command.public_key,
    )


async def _check_name(tx: Tx, enrolled: OrganizationEnrolled) -> None:
    for field in ("full_name", "name"):
        if namesake := await store.namesake(tx, enrolled.organization, getattr(enrolled, field)):
            raise model.NameTaken(organization=namesake, field=field)


async def _record(tx: Tx, enrolled: OrganizationEnrolled) -> None:
    """Tell the card, and trust the key in it from now on."""
    try:
        with refusing(organization_key_once=model.KeyTaken):
            await store.record(tx, enrolled)
    except model.KeyTaken as refusal:
        raise model.KeyTaken(field="public_key") from refusal
    await listen_to(tx, enrolled)


async def listen_to(tx: Tx, enrolled: OrganizationEnrolled) -> None:
    """Trust the key in a college's card; also when the card returns after the database was restored."""
    key = b64decode(enrolled.public_key)
    await follow(tx.connection, stream_of(enrolled.organization), speaker=enrolled.organization, public_key=key)


async def listen_no_more(tx: Tx, suspended: OrganizationSuspended) -> None:
    """Accept nothing more from a suspended college."""
    await leave(tx.connection, stream_of(suspended.organization), at=tx.now)


def stream_of(slug: str) -> str:
    """Return the stream of a college to the region."""
    return f"programs.{slug}"


async def enroll_organization(tx: Tx, command: EnrollOrganization) -> None:
    """Enroll a college."""
    enrolled = model.enroll(command.organization, _card(command), home=tx.organization)
    if await store.is_enrolled(tx, command.organization):
        raise model.AlreadyEnrolled(field="organization")
    await _check_name(tx, enrolled)
    await _record(tx, enrolled)


async def correct_organization(tx: Tx, command: CorrectOrganization) -> None:
    """Correct the card of a college."""
    await store.in_line(tx)
    organization = await store.organization(tx, command.organization)
    corrected = model.correct(organization, _card(command))
    await _check_name(tx, corrected)
    await _record(tx, corrected)


async def suspend_organization(tx: Tx, command: SuspendOrganization) -> None:
    """Suspend the exchange with a college."""
    organization = await store.organization(tx, command.organization)
    suspended = model.suspend(organization, reason=command.reason)
    await store.record(tx, suspended)
    await listen_no_more(tx, suspended)


async def resume_organization(tx: Tx, command: ResumeOrganization) -> None:
    """Resume the exchange with a college."""
    organization = await store.organization(tx, command.organization)
    await _record(tx, model.resume(organization))


async def renew_key(tx: Tx, command: RenewKey) -> None:
    """Accept the key that a college offers."""
    organization = await store.organization(tx, command.organization)
    await _record(tx, model.renew(organization, public_key=command.public_key))
