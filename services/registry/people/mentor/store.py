"""Stores the cards that colleges tell; a withdrawn card is deleted, not marked."""

from shared.contracts.programs import MentorPublished, MentorWithdrawn
from shared.db import Tx
from shared.journal import Apply

apply = Apply()


@apply.on(MentorPublished)
async def _published(tx: Tx, event: MentorPublished) -> None:
    await tx.run(
        """insert into mentor (organization, person_id, name, post, subject, category, experience_years, domains,
                               about_self, mentees_now, consented_on, published_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
           on conflict (organization, person_id) do update set name = excluded.name, post = excluded.post,
             subject = excluded.subject, category = excluded.category, experience_years = excluded.experience_years,
             domains = excluded.domains, about_self = excluded.about_self, mentees_now = excluded.mentees_now,
             consented_on = excluded.consented_on, published_at = excluded.published_at""",
        tx.organization, event.person_id, event.name, event.post, event.subject, event.category, event.experience_years,
        list(event.domains), event.about_self, event.mentees_now, event.consented_on, tx.now,
    )  # fmt: skip


@apply.on(MentorWithdrawn)
async def _withdrawn(tx: Tx, event: MentorWithdrawn) -> None:
    await tx.run("delete from mentor where organization = $1 and person_id = $2", tx.organization, event.person_id)
