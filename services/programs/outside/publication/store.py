"""Stores cards: locks, reads for decisions, and the only writes to their table."""

from uuid import UUID

import msgspec

from services.programs.outside.publication.model import Card, CardWritten, PublicationConsented
from shared.contracts.programs import MentorPublished, MentorWithdrawn
from shared.db import Tx
from shared.journal import Apply

apply = Apply()
record = apply.record


@apply.on(CardWritten)
async def _written(tx: Tx, event: CardWritten) -> None:
    await tx.run(
        """insert into card (person_id, domains, about_self, fields, written_at) values ($1, $2, $3, $4, $5)
           on conflict (person_id) do update set domains = excluded.domains, about_self = excluded.about_self,
             fields = excluded.fields, written_at = excluded.written_at""",
        event.person_id, list(event.written.domains), event.written.about_self, list(event.written.fields), tx.now,
    )  # fmt: skip


@apply.on(PublicationConsented)
async def _consented(tx: Tx, event: PublicationConsented) -> None:
    await tx.run(
        "update card set wording = $2, wording_hash = $3, consented_on = $4, withdrawn_on = null where person_id = $1",
        event.person_id, event.wording, event.wording_hash, event.consented_on,
    )  # fmt: skip


@apply.on(MentorPublished)
async def _published(tx: Tx, event: MentorPublished) -> None:
    await tx.run("update card set published = $2 where person_id = $1", event.person_id, msgspec.to_builtins(event))


@apply.on(MentorWithdrawn)
async def _withdrawn(tx: Tx, event: MentorWithdrawn) -> None:
    """Keep only that there was a card; its prepared and published words are erased."""
    await tx.run(
        """update card set domains = '{}', about_self = '', fields = '{}', published = null, wording = '',
             wording_hash = '', consented_on = null, withdrawn_on = $2
           where person_id = $1""",
        event.person_id, event.withdrawn_on,
    )  # fmt: skip


async def card(tx: Tx, person_id: UUID) -> Card | None:
    """Lock the college's cards and return one, if there is one.

    All cards are locked: one event may change several, and two events at once would lock them in different orders.
    """
    await tx.run("select pg_advisory_xact_lock(hashtext('programs.card ' || $1))", tx.organization)
    return await tx.maybe(
        Card,
        """select person_id, published, consented_on,
                  jsonb_build_object('domains', domains, 'about_self', about_self, 'fields', fields) as written
           from card where person_id = $1 and domains <> '{}'""",
        person_id,
    )
