"""The wishes about pairs."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from services.programs.college.act import queries as acts
from services.programs.college.organization import queries as organization
from services.programs.college.paper import commands as signed
from services.programs.college.paper import queries as signed_papers
from services.programs.college.person import queries as people
from services.programs.college.person.naming import check_gender
from services.programs.pairing.need import queries as needs
from services.programs.pairing.pair import combination, ending, members, model, ordering, papers, queries, store
from services.programs.pairing.pair.events import AddendumRecorded, PairProposed, Pay, Regime, Side, Terms
from services.programs.pairing.pair.papers import wording
from services.programs.pairing.pair.refusals import AlreadyPaired
from shared import ids
from shared.actor import Role
from shared.consent import Seen
from shared.db import Tx
from shared.errors import refusing
from shared.wish import Line, Note, Text, Wish

Number = Annotated[str, Meta(min_length=1, max_length=30)]


class ProposePair(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Propose a pair or group."""

    mentor_id: UUID
    mentee_ids: Annotated[tuple[UUID, ...], Meta(max_length=50)]
    form: Line
    kinds: Annotated[tuple[Annotated[str, Meta(max_length=60)], ...], Meta(max_length=20)]
    topic: Annotated[str, Meta(min_length=3, max_length=1000)]
    reverse_topic: Annotated[str, Meta(max_length=1000)] = ""
    regime: Regime = "351.8"
    regime_ground: Annotated[str, Meta(max_length=300)] = ""


class WithdrawProposal(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Withdraw a proposal."""

    pair_id: UUID
    reason: Line


class Remind(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Remind a person who has not answered."""

    pair_id: UUID
    person_id: UUID


class GiveConsent(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Consent to the text that has this hash."""

    pair_id: UUID
    seen: Seen


class Decline(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Decline a proposal, with a reason."""

    pair_id: UUID
    reason: Line


class WithdrawConsent(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Withdraw a consent before the order."""

    pair_id: UUID
    reason: Line


class RecordAddendum(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Record the addendum to an employment contract: which contract, and on what the head acts («устава»)."""

    pair_id: UUID
    person_id: UUID
    number: Number
    signed_on: date
    content: Text
    work_form: Line
    starts_on: date
    ends_on: date
    pay_kind: Pay
    pay_amount: Annotated[float, Meta(ge=0, le=10_000_000)]
    pay_terms: Note = ""
    contract_number: Number
    contract_date: date
    authority: Annotated[str, Meta(min_length=3, max_length=200)] = "устава"


class CorrectAddendum(RecordAddendum, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Correct a recorded addendum."""


class SignPairingOrder(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Fix ready pairs by an order."""

    pair_ids: Annotated[tuple[UUID, ...], Meta(max_length=200)]
    number: Number
    signed_on: date


class GiveNotice(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Give notice to leave a pair, at least three working days ahead."""

    pair_id: UUID
    reason: Line
    effective_on: date | None = None


class RecallNotice(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Withdraw one's own notice."""

    pair_id: UUID


class DismissPair(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """End a pair because one of its people left the college or the post."""

    pair_id: UUID
    ended_on: date


async def propose_pair(tx: Tx, command: ProposePair) -> UUID:
    """Propose a pair; return its id."""
    proposed = await try_proposal(tx, command)
    with refusing(bond_once=AlreadyPaired):
        await store.record(tx, proposed)
    return proposed.pair_id


async def try_proposal(tx: Tx, command: ProposePair) -> PairProposed:
    """Return what proposing a pair would record, or refuse as proposing it would; nothing changes."""
    terms = Terms(**{name: getattr(command, name) for name in Terms.__struct_fields__})
    proposed = model.propose(
        terms,
        pair_id=ids.new(tx.now),
        edition=await organization.edition(tx, tx.today),
        needing=await needs.marks(tx),
        paired=await store.bonded(tx, command.mentor_id, command.mentee_ids),
        today=tx.today,
    )
    if refused := combination.refusal(terms, await members.members(tx)):
        raise refused
    return proposed


async def load_warning(tx: Tx, pair_id: UUID) -> str:
    """Return a warning if the mentor of a pair has many mentees."""
    card = await queries.pair(tx, pair_id)
    now = (await queries.loads(tx)).get(card.mentor.person_id, 0)
    edition = await organization.edition_called(tx, card.edition)
    return model.load_warning(card.mentor.short, now, 0, edition)


async def withdraw_proposal(tx: Tx, command: WithdrawProposal) -> None:
    """Withdraw a proposal."""
    pair = await store.pair(tx, command.pair_id)
    await store.record(tx, model.withdraw_proposal(pair, reason=command.reason, today=tx.today))


async def remind(tx: Tx, command: Remind) -> None:
    """Remind a person who has not answered."""
    pair = await store.pair(tx, command.pair_id)
    await store.record(tx, model.remind(pair, person_id=command.person_id, now=tx.now, today=tx.today))


async def give_consent(tx: Tx, command: GiveConsent) -> None:
    """Give the actor's own consent to the text that was shown."""
    pair = await store.pair(tx, command.pair_id)
    person_id = model.own_answer(pair, tx.actor.person_id).person_id
    given = model.give_consent(
        pair,
        person_id=person_id,
        wording=await wording(tx, pair.id, person_id),
        seen=command.seen,
        today=tx.today,
    )
    check_gender((await people.person(tx, person_id)).named)
    await store.record(tx, given)
    document = await papers.drawn_consent(tx, pair.id, person_id)
    await signed.keep(tx, "consent", pair.id, document, person_id=person_id)


async def decline(tx: Tx, command: Decline) -> None:
    """Decline as the actor."""
    pair = await store.pair(tx, command.pair_id)
    declined = model.decline(pair, person_id=tx.actor.person_id, reason=command.reason, today=tx.today)
    await store.record(tx, declined)


async def withdraw_consent(tx: Tx, command: WithdrawConsent) -> None:
    """Withdraw the actor's own consent."""
    pair = await store.pair(tx, command.pair_id)
    withdrawn = model.withdraw_consent(
        pair,
        person_id=tx.actor.person_id,
        reason=command.reason,
        edition=await organization.edition_called(tx, pair.edition),
        today=tx.today,
    )
    await store.record(tx, withdrawn)


async def record_addendum(tx: Tx, command: RecordAddendum) -> None:
    """Record an addendum."""
    await _keep_addendum(tx, command, ordering.record_addendum)


async def correct_addendum(tx: Tx, command: CorrectAddendum) -> None:
    """Correct a recorded addendum."""
    await _keep_addendum(tx, command, ordering.correct_addendum)


async def _keep_addendum(tx: Tx, command: RecordAddendum, rule: Callable[..., AddendumRecorded]) -> None:
    pair = await store.pair(tx, command.pair_id)
    edition = await organization.edition_called(tx, pair.edition)
    fields = {name: getattr(command, name) for name in AddendumRecorded.__struct_fields__}
    addendum = AddendumRecorded(**fields | {"pay_amount": Decimal(str(round(command.pay_amount, 2)))})
    recorded = rule(pair, addendum, edition=edition, today=tx.today)
    written = await papers.written_in_addendum(tx, await queries.pair(tx, pair.id), recorded.person_id)
    papers.check_genders(written)
    await store.record(tx, recorded)
    document = await papers.drawn_addendum(tx, pair.id, addendum.person_id)
    await signed.keep(tx, "addendum", pair.id, document, person_id=addendum.person_id)


async def sign_pairing_order(tx: Tx, command: SignPairingOrder) -> UUID:
    """Sign the order; return its id."""
    pairs = await store.pairs(tx, command.pair_ids)
    ordered, started = ordering.sign_order(
        pairs,
        await queries.names(tx),
        introduced=await acts.in_force(tx) is not None,
        gone=await queries.gone(tx),
        members=await members.members(tx),
        order_id=ids.new(tx.now),
        number=command.number.strip(),
        signed_on=command.signed_on,
        signed_by=tx.actor.person_id,
        today=tx.today,
    )
    papers.check_genders(await papers.written_in_order(tx, [await queries.pair(tx, pair.id) for pair in pairs]))
    await signed_papers.check_number(tx, ordered.number, ordered.signed_on)
    await store.record(tx, ordered, *started)
    named = {person for pair in pairs for person in (pair.mentor_id, *pair.mentee_ids)}
    await signed.keep(tx, "pairing", ordered.order_id, await papers.drawn_order(tx, ordered.order_id), named=named)
    return ordered.order_id


async def give_notice(tx: Tx, command: GiveNotice) -> date:
    """Give notice as the actor's own side of the pair, or as the employer; return the last day."""
    pair = await store.pair(tx, command.pair_id)
    side, person_id = _acting(tx, pair)
    given = ending.give_notice(
        pair,
        side=side,
        person_id=person_id,
        reason=command.reason,
        wished=command.effective_on,
        edition=await organization.edition_called(tx, pair.edition),
        today=tx.today,
        calendar=await organization.calendar(tx),
    )
    await store.record(tx, given)
    return given.effective_on


async def recall_notice(tx: Tx, command: RecallNotice) -> None:
    """Withdraw one's own notice."""
    pair = await store.pair(tx, command.pair_id)
    side, person_id = _acting(tx, pair)
    await store.record(tx, ending.recall_notice(pair, side=side, person_id=person_id))


def _acting(tx: Tx, pair: model.Pair) -> tuple[Side, UUID | None]:
    """Return whom the actor acts for: themselves in their own pair, otherwise the head acts for the employer."""
    person_id = tx.actor.person_id
    if person_id is None or person_id not in pair.people:
        return ("employer", None) if tx.actor.has(Role.HEAD) else ("mentor", None)
    return ("mentor" if person_id == pair.mentor_id else "mentee"), person_id


async def dismiss_pair(tx: Tx, command: DismissPair) -> None:
    """End a pair because one of its people left."""
    pair = await store.pair(tx, command.pair_id)
    await store.record(tx, ending.dismiss(pair, ended_on=command.ended_on, today=tx.today))


async def hold_pair(tx: Tx, pair_id: UUID) -> None:
    """Lock a pair until this transaction ends."""
    await store.pair(tx, pair_id)


async def complete_pair(tx: Tx, pair_id: UUID) -> None:
    """End a pair whose last program was completed."""
    pair = await store.pair(tx, pair_id)
    await store.record(tx, ending.complete(pair, today=tx.today))


async def end_those_leaving(tx: Tx) -> int:
    """End the pairs whose notice has expired; return how many."""
    count = 0
    for pair_id in await store.leaving(tx, tx.today):
        ended = ending.end_by_notice(await store.pair(tx, pair_id), today=tx.today)
        if ended is not None:
            await store.record(tx, ended)
            count += 1
    return count
