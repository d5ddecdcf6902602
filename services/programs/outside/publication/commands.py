"""The wishes of a mentor about their card in the regional register."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from services.programs.college.organization import queries as organization
from services.programs.college.person import queries as people
from services.programs.outside.publication import model, queries, store
from services.programs.outside.publication.model import Choice, NotMentor, Written
from services.programs.pairing.pair import queries as pairs
from shared.consent import Seen
from shared.db import Tx
from shared.wish import Wish

Domain = Annotated[str, Meta(min_length=1, max_length=60)]


class WriteCard(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Prepare a card; nothing leaves yet."""

    domains: Annotated[tuple[Domain, ...], Meta(max_length=30)] = ()
    about_self: Annotated[str, Meta(max_length=1500)] = ""
    fields: tuple[Choice, ...] = ()


class PublishCard(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Consent to publish exactly the text whose hash this is."""

    seen: Seen


class WithdrawCard(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Withdraw the consent: the card leaves the register."""


async def write_card(tx: Tx, command: WriteCard) -> None:
    """Prepare one's card."""
    if tx.actor.person_id is None:
        raise NotMentor
    await store.card(tx, tx.actor.person_id)
    written = model.write(
        tx.actor.person_id,
        Written(domains=command.domains, about_self=command.about_self, fields=command.fields),
        mentor=await queries.is_mentor(tx, tx.actor.person_id),
        edition=await organization.edition(tx, tx.today),
    )
    await store.record(tx, written)


async def publish_card(tx: Tx, command: PublishCard) -> None:
    """Publish one's card with a consent to exactly its content."""
    if tx.actor.person_id is None:
        raise NotMentor
    card = await store.card(tx, tx.actor.person_id)
    preview = await queries.preview(tx, card)
    events = model.consent(
        card,
        preview.told if preview else None,
        mentor=await queries.is_mentor(tx, tx.actor.person_id),
        text=preview.wording if preview else "",
        seen=command.seen,
        today=tx.today,
    )
    await store.record(tx, *events)


async def withdraw_card(tx: Tx, command: WithdrawCard) -> None:
    """Withdraw one's card."""
    card = await store.card(tx, tx.actor.person_id) if tx.actor.person_id else None
    await store.record(tx, model.withdraw(card, today=tx.today))


async def keep_true(tx: Tx, person_id: UUID) -> None:
    """Update somebody's published card to the present facts, if there is one."""
    card = await store.card(tx, person_id)
    if card is None:
        return
    told = model.refresh(
        card,
        works=(await people.person(tx, person_id)).dismissed_on is None,
        mentees_now=await pairs.mentees_of(tx, person_id),
        today=tx.today,
    )
    if told is not None:
        await store.record(tx, told)


async def keep_true_for_pair(tx: Tx, pair_id: UUID) -> None:
    """Update the published card of a pair's mentor to the present facts."""
    await keep_true(tx, (await pairs.pair(tx, pair_id)).mentor.person_id)
