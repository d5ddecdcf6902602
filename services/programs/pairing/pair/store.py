"""Stores pairs: locks, reads for decisions, and the only writes to their tables."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

import msgspec

from services.programs.college.organization.model import WorkWeek
from services.programs.pairing.pair.events import (
    AddendumRecorded,
    ConsentDeclined,
    ConsentGiven,
    ConsentWithdrawn,
    NoticeGiven,
    NoticeRecalled,
    PairingOrderSigned,
    PairProposed,
    PairReminded,
    ProposalWithdrawn,
)
from services.programs.pairing.pair.model import ANSWER_DAYS, Pair, stage
from services.programs.pairing.pair.refusals import PairUnknown
from shared.calendar import Calendar, add_working_days
from shared.contracts.programs import PairEnded, PairStarted
from shared.db import Tx
from shared.journal import Apply

apply = Apply()
record = apply.record


@apply.on(PairProposed)
async def _proposed(tx: Tx, event: PairProposed) -> None:
    terms = event.terms
    answer_due = add_working_days(event.proposed_on, ANSWER_DAYS, await _calendar(tx))
    await tx.run(
        """insert into pair (id, mentor_id, form, kinds, topic, reverse_topic, regime, regime_ground, edition,
             proposed_on, answer_due, proposed_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)""",
        event.pair_id, terms.mentor_id, terms.form, list(terms.kinds), terms.topic, terms.reverse_topic, terms.regime,
        terms.regime_ground, event.edition, event.proposed_on, answer_due,
        tx.now,
    )  # fmt: skip
    for place, person_id in enumerate((terms.mentor_id, *terms.mentee_ids)):
        await tx.run(
            "insert into participant (pair_id, person_id, role, place) values ($1, $2, $3, $4)",
            event.pair_id, person_id, "mentee" if place else "mentor", place,
        )  # fmt: skip
    for mentee_id in terms.mentee_ids:
        await tx.run(
            """insert into bond (one, other, pair_id)
               values (least($1::uuid, $2::uuid), greatest($1::uuid, $2::uuid), $3)""",
            terms.mentor_id, mentee_id, event.pair_id,
        )  # fmt: skip


async def _calendar(tx: Tx) -> Calendar:
    """Return the calendar of the organization at the moment of the event; a rebuild finds the same one."""
    kept = await tx.maybe(
        WorkWeek, "select week, holidays, yearly, ground from work_week where organization = $1", tx.organization
    )
    return (kept or WorkWeek()).calendar()


@apply.on(ProposalWithdrawn)
async def _withdrawn(tx: Tx, event: ProposalWithdrawn) -> None:
    await tx.run(
        "update pair set withdrawn_on = $2, withdrawn_for = $3 where id = $1",
        event.pair_id, event.withdrawn_on, event.reason,
    )  # fmt: skip
    await tx.run("delete from bond where pair_id = $1", event.pair_id)
    await _stand(tx, event.pair_id)


@apply.on(PairReminded)
async def _reminded(tx: Tx, event: PairReminded) -> None:
    await tx.run(
        "update participant set reminded_at = $3 where pair_id = $1 and person_id = $2",
        event.pair_id, event.person_id, tx.now,
    )  # fmt: skip


@apply.on(ConsentGiven)
async def _given(tx: Tx, event: ConsentGiven) -> None:
    await tx.run(
        """update participant set answer = 'given', reason = '', wording = $3, wording_hash = $4, answered_on = $5,
             answered_at = $6, words = known_words(array[$2::uuid])
           where pair_id = $1 and person_id = $2""",
        event.pair_id, event.person_id, event.wording, event.wording_hash, event.given_on, tx.now,
    )  # fmt: skip
    await _stand(tx, event.pair_id)


@apply.on(ConsentDeclined)
async def _declined(tx: Tx, event: ConsentDeclined) -> None:
    await _unanswer(tx, event.pair_id, event.person_id, "declined", event.reason, event.declined_on)
    await _stand(tx, event.pair_id)


@apply.on(ConsentWithdrawn)
async def _consent_withdrawn(tx: Tx, event: ConsentWithdrawn) -> None:
    await _unanswer(tx, event.pair_id, event.person_id, "withdrawn", event.reason, event.withdrawn_on)
    await _stand(tx, event.pair_id)


async def _unanswer(tx: Tx, pair_id: UUID, person_id: UUID, answer: str, reason: str, day: date) -> None:
    await tx.run(
        """update participant set answer = $3, reason = $4, wording = '', wording_hash = '', answered_on = $5,
             answered_at = $6
           where pair_id = $1 and person_id = $2""",
        pair_id, person_id, answer, reason, day, tx.now,
    )  # fmt: skip


@apply.on(AddendumRecorded)
async def _addendum(tx: Tx, event: AddendumRecorded) -> None:
    await tx.run(
        """insert into addendum (pair_id, person_id, number, signed_on, content, work_form, starts_on, ends_on,
             pay_kind, pay_amount, pay_terms, contract_number, contract_date, authority, recorded_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
           on conflict (pair_id, person_id) do update set number = excluded.number, signed_on = excluded.signed_on,
             content = excluded.content, work_form = excluded.work_form, starts_on = excluded.starts_on,
             ends_on = excluded.ends_on, pay_kind = excluded.pay_kind, pay_amount = excluded.pay_amount,
             pay_terms = excluded.pay_terms, contract_number = excluded.contract_number,
             contract_date = excluded.contract_date, authority = excluded.authority,
             recorded_at = excluded.recorded_at""",
        event.pair_id, event.person_id, event.number, event.signed_on, event.content, event.work_form,
        event.starts_on, event.ends_on, event.pay_kind, event.pay_amount, event.pay_terms,
        event.contract_number, event.contract_date, event.authority, tx.now,
    )  # fmt: skip
    await tx.run(
        """update addendum set words = known_words(array(select person_id from participant where pair_id = $1))
           where pair_id = $1 and person_id = $2""",
        event.pair_id, event.person_id,
    )  # fmt: skip
    await _stand(tx, event.pair_id)


@apply.on(PairingOrderSigned)
async def _ordered(tx: Tx, event: PairingOrderSigned) -> None:
    await tx.run(
        "insert into pairing_order (id, number, signed_on, signed_by, signed_at) values ($1, $2, $3, $4, $5)",
        event.order_id, event.number, event.signed_on, event.signed_by, tx.now,
    )  # fmt: skip
    await tx.run("update pair set order_id = $2 where id = any($1::uuid[])", list(event.pair_ids), event.order_id)
    await tx.run(
        """update pairing_order set words = known_order() || known_words(
             array(select m.person_id from participant m join pair p on p.id = m.pair_id where p.order_id = $1))
           where id = $1""",
        event.order_id,
    )


@apply.on(PairStarted)
async def _started(tx: Tx, event: PairStarted) -> None:
    await tx.run("update pair set started_on = $2 where id = $1", event.pair_id, event.started_on)
    await _stand(tx, event.pair_id)


@apply.on(NoticeGiven)
async def _noticed(tx: Tx, event: NoticeGiven) -> None:
    notice = {name: value for name, value in msgspec.to_builtins(event).items() if name not in ("type", "pair_id")}
    await tx.run("update pair set notice = $2 where id = $1", event.pair_id, notice)
    await _stand(tx, event.pair_id)


@apply.on(NoticeRecalled)
async def _recalled(tx: Tx, event: NoticeRecalled) -> None:
    await tx.run("update pair set notice = null where id = $1", event.pair_id)
    await _stand(tx, event.pair_id)


@apply.on(PairEnded)
async def _ended(tx: Tx, event: PairEnded) -> None:
    await tx.run(
        "update pair set ended_on = $2, end_reason = $3 where id = $1", event.pair_id, event.ended_on, event.reason
    )
    await tx.run("delete from bond where pair_id = $1", event.pair_id)
    await _stand(tx, event.pair_id)


async def _stand(tx: Tx, pair_id: UUID) -> None:
    """Store the pair's stage, as the rules compute it."""
    await tx.run("update pair set stage = $2 where id = $1", pair_id, stage(await _look(tx, pair_id)))


async def pair(tx: Tx, pair_id: UUID) -> Pair:
    """Lock a pair and return it; the refusal is the same for an absent pair and one the actor may not see."""
    await tx.lock("pair", id=pair_id)
    return await _look(tx, pair_id)


async def _look(tx: Tx, pair_id: UUID) -> Pair:
    found = await tx.many(
        Pair,
        """select p.id, p.mentor_id, p.form, p.kinds, p.topic, p.reverse_topic, p.regime, p.regime_ground, p.edition,
                  p.proposed_on, p.withdrawn_on, p.started_on, p.notice, p.ended_on, p.end_reason,
                  array(select person_id from participant where pair_id = p.id and role = 'mentee' order by place)
                    as mentee_ids,
                  (select jsonb_agg(jsonb_build_object('person_id', person_id, 'role', role, 'answer', answer,
                                    'answered_on', answered_on, 'reminded_at', reminded_at) order by place)
                   from participant where pair_id = p.id) as answers,
                  (select coalesce(jsonb_object_agg(person_id, signed_on), '{}') from addendum where pair_id = p.id)
                    as addenda,
                  (select coalesce(jsonb_object_agg(person_id, ends_on), '{}') from addendum where pair_id = p.id)
                    as addenda_end
           from pair p where p.id = $1""",
        pair_id,
    )
    if not found:
        raise PairUnknown
    return found[0]


async def pairs(tx: Tx, pair_ids: Iterable[UUID]) -> list[Pair]:
    """Lock several pairs, always in the same order; return them in the given order."""
    asked = list(dict.fromkeys(pair_ids))
    found = {pair_id: await pair(tx, pair_id) for pair_id in sorted(asked)}
    return [found[pair_id] for pair_id in asked]


async def bonded(tx: Tx, mentor_id: UUID, mentee_ids: Iterable[UUID]) -> list[UUID]:
    """Return which of the mentees are in a pair with this mentor now, in either direction."""
    rows = await tx.many(
        _One,
        """select case when one = $1 then other else one end as person_id from bond
           where (one = $1 and other = any($2::uuid[])) or (other = $1 and one = any($2::uuid[]))""",
        mentor_id, list(mentee_ids),
    )  # fmt: skip
    return [row.person_id for row in rows]


class _One(msgspec.Struct, frozen=True):
    person_id: UUID


async def leaving(tx: Tx, today: date) -> list[UUID]:
    """Return the pairs whose notice has expired."""
    rows = await tx.many(
        _Due,
        """select id as pair_id from pair where ended_on is null and notice is not null
             and (notice->>'effective_on')::date < $1 order by id""",
        today,
    )
    return [row.pair_id for row in rows]


class _Due(msgspec.Struct, frozen=True):
    pair_id: UUID
