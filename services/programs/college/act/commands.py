"""The wishes about the order that introduces the system of mentoring."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from services.programs.college.act import model, papers, queries, roadmap, store
from services.programs.college.act.model import Curator, Draft, Stage
from services.programs.college.organization import queries as organization
from services.programs.college.paper import commands as signed_papers
from services.programs.college.paper import queries as signed_queries
from services.programs.college.person import commands as staff
from services.programs.college.person import queries as people
from services.programs.college.person.queries import PersonCard
from shared import ids
from shared.db import Tx
from shared.wish import Note, Wish


class DraftAct(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Prepare the order: whom it appoints and from when; the rest is prefilled and can be corrected."""

    curator_id: UUID
    starts_on: date


class RedraftAct(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Correct the draft of an order; an empty `curator_named` is filled in again."""

    act_id: UUID
    curator_id: UUID
    curator_named: Note = ""
    starts_on: date
    stages: tuple[Stage, ...] = ()


class DiscardAct(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Throw the draft of an order away."""

    act_id: UUID


class SignAct(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Sign the order: its number and date."""

    act_id: UUID
    number: Annotated[str, Meta(min_length=1, max_length=40)]
    signed_on: date


async def draft_act(tx: Tx, command: DraftAct) -> UUID:
    """Prepare the order; return its id."""
    await store.lock(tx)
    person, curator = await _curator(tx, command.curator_id)
    content = Draft(
        curator_id=command.curator_id,
        curator_named=queries.named(person),
        starts_on=command.starts_on,
        stages=roadmap.roadmap(command.starts_on, await organization.edition(tx, tx.today)),
    )
    since = await organization.rules_since(tx)
    drafted = model.draft(
        ids.new(tx.now), content, curator, open_draft=await store.open_draft(tx), since=since, today=tx.today
    )
    await store.record(tx, drafted)
    return drafted.act_id


async def redraft_act(tx: Tx, command: RedraftAct) -> None:
    """Correct the draft of an order."""
    await store.lock(tx)
    act = await store.act(tx, command.act_id)
    person, curator = await _curator(tx, command.curator_id)
    another = command.curator_id != act.draft.curator_id and command.curator_named == act.draft.curator_named
    content = Draft(
        curator_id=command.curator_id,
        curator_named=queries.named(person) if another or not command.curator_named.strip() else command.curator_named,
        starts_on=command.starts_on,
        stages=await _stages(tx, command, act.draft.starts_on),
    )
    since = await organization.rules_since(tx)
    drafted = model.redraft(act, content, curator, since=since, today=tx.today)
    if drafted is not None:
        await store.record(tx, drafted)
        await _keep_naming(tx, person, drafted.draft.curator_named)


async def _keep_naming(tx: Tx, person: PersonCard, wording: str) -> None:
    """Keep a corrected name and post of the curator for later documents; other wordings hold for this order alone."""
    read = person.named.read_short(wording, "accusative")
    if read is not None:
        kept = person.named.kept()
        name = msgspec.structs.replace(kept.name, accusative=read[0])
        post = msgspec.structs.replace(kept.post, accusative=read[1])
        await staff.keep_naming(tx, person, gender=person.named.gender, name=name, post=post)


async def _stages(tx: Tx, command: RedraftAct, before: date) -> tuple[Stage, ...]:
    """Return the stages that were sent, with their proposed terms moved to another introduction day."""
    rules = await organization.edition(tx, tx.today)
    return roadmap.moved(
        command.stages, roadmap.roadmap(before, rules), roadmap.roadmap(command.starts_on, rules)
    )  # fmt: skip


async def discard_act(tx: Tx, command: DiscardAct) -> None:
    """Throw the draft of an order away."""
    await store.lock(tx)
    await store.record(tx, model.discard(await store.act(tx, command.act_id)))


async def sign_act(tx: Tx, command: SignAct) -> None:
    """Sign the order: from now on the system is introduced and the curator appointed."""
    await store.lock(tx)
    act = await store.act(tx, command.act_id)
    person, curator = await _curator(tx, act.draft.curator_id)
    signed = model.sign(
        act,
        await store.in_force(tx),
        curator,
        await queries.wording(tx, person),
        number=command.number,
        signed_on=command.signed_on,
        signed_by=tx.actor.person_id,
        planned_to=roadmap.period(act.draft.starts_on, await organization.edition(tx, tx.today)).ends_on,
        today=tx.today,
    )
    await signed_queries.check_number(tx, command.number, command.signed_on)
    await store.record(tx, *signed)
    document = await papers.drawn(tx, await queries.act(tx, act.id))
    await signed_papers.keep(tx, "introduction", act.id, document, named=[act.draft.curator_id])


async def _curator(tx: Tx, person_id: UUID) -> tuple[PersonCard, Curator]:
    person = await people.person(tx, person_id)
    edition = await organization.edition(tx, tx.today)
    return person, queries.curator(person, edition)
