"""Views of pairs: the list, one pair with its papers, orders, loads."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

import msgspec

from services.programs.college.organization import queries as organization
from services.programs.college.person import queries as people
from services.programs.college.person.queries import PersonCard
from services.programs.pairing.pair.events import Pay, Regime
from services.programs.pairing.pair.model import STAGES, Answer, Notice, Pair, Stage, silent_days, stage
from services.programs.pairing.pair.refusals import PairUnknown
from services.programs.pairing.pair.who import STAFF, may_know_why, may_read
from shared.actor import Role
from shared.db import Tx, once

OPEN: frozenset[Stage] = frozenset({"answers", "declined", "papers", "ready"})
RUNNING: frozenset[Stage] = frozenset({"active", "leaving"})
OVER: frozenset[Stage] = frozenset({"completed", "ended", "withdrawn"})


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One person of a pair, as the page shows them."""

    person_id: UUID
    role: Literal["mentor", "mentee"]
    name: str
    short: str
    post: str
    answer: Literal["given", "declined", "withdrawn"] | None
    reason: str
    answered_on: date | None
    reminded_at: datetime | None
    silent: int
    dismissed_on: date | None = None


class Addendum(msgspec.Struct, frozen=True, kw_only=True):
    """The addendum to a mentor's employment contract; the pay only for readers who may know it."""

    person_id: UUID
    number: str
    signed_on: date
    content: str
    work_form: str
    starts_on: date
    ends_on: date
    pay_kind: Pay
    pay_amount: Decimal | None
    pay_terms: str
    contract_number: str
    contract_date: date | None
    authority: str


class PairCard(msgspec.Struct, frozen=True, kw_only=True):
    """A pair with everything that the college knows about it, in the words of the edition it began under."""

    id: UUID
    title: str
    stage: Stage
    state: str
    pill: str
    sides: tuple[Side, ...]
    form: str
    form_word: str
    kinds: tuple[str, ...]
    kind_words: tuple[str, ...]
    topic: str
    reverse_topic: str
    regime: Regime
    regime_ground: str
    edition: str
    proposed_on: date
    withdrawn_on: date | None
    withdrawn_for: str | None
    order_id: UUID | None
    order_number: str | None
    order_date: date | None
    started_on: date | None
    notice: Notice | None
    ended_on: date | None
    end_reason: str | None
    end_word: str
    addenda: tuple[Addendum, ...]

    @property
    def mentor(self) -> Side:
        """The mentor."""
        return self.sides[0]

    @property
    def mentees(self) -> tuple[Side, ...]:
        """The mentees."""
        return self.sides[1:]

    def side(self, person_id: UUID | None) -> Side | None:
        """Return this person's side of the pair; None for a stranger."""
        return next((side for side in self.sides if side.person_id == person_id), None)

    def rules(self) -> Pair:
        """Return the state of the pair that its rules need."""
        return Pair(
            id=self.id,
            mentor_id=self.mentor.person_id,
            mentee_ids=tuple(side.person_id for side in self.mentees),
            form=self.form,
            kinds=self.kinds,
            topic=self.topic,
            reverse_topic=self.reverse_topic,
            regime=self.regime,
            regime_ground=self.regime_ground,
            edition=self.edition,
            answers=tuple(Answer(s.person_id, s.role, s.answer, s.answered_on, s.reminded_at) for s in self.sides),
            addenda={one.person_id: one.signed_on for one in self.addenda},
            addenda_end={one.person_id: one.ends_on for one in self.addenda},
            proposed_on=self.proposed_on,
            withdrawn_on=self.withdrawn_on,
            started_on=self.started_on,
            notice=self.notice,
            ended_on=self.ended_on,
            end_reason=self.end_reason,
        )


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """A signed order with its pairs."""

    id: UUID
    number: str
    signed_on: date
    signed_by: UUID | None
    pair_ids: tuple[UUID, ...]


class Load(msgspec.Struct, frozen=True):
    """How many mentees a mentor has now, including proposals."""

    person_id: UUID
    mentees: int


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    form: str
    kinds: tuple[str, ...]
    topic: str
    reverse_topic: str
    regime: Regime
    regime_ground: str
    edition: str
    proposed_on: date
    withdrawn_on: date | None
    withdrawn_for: str | None
    order_id: UUID | None
    order_number: str | None
    order_date: date | None
    started_on: date | None
    notice: Notice | None
    ended_on: date | None
    end_reason: str | None
    sides: list[dict[str, Any]]
    addenda: list[Addendum]


@once
async def pairs(tx: Tx) -> list[PairCard]:
    """Return the pairs that the actor may see: all for the staff, a teacher's own; those that wait come first."""
    return await _cards(tx, await _rows(tx, None))


async def pair(tx: Tx, pair_id: UUID) -> PairCard:
    """Return one pair, if the actor may see it."""
    cards = await _cards(tx, await _rows(tx, pair_id))
    if not cards:
        raise PairUnknown
    return cards[0]


async def _rows(tx: Tx, pair_id: UUID | None) -> list[_Row]:
    return await tx.many(
        _Row,
        """select p.id, p.form, p.kinds, p.topic, p.reverse_topic, p.regime, p.regime_ground, p.edition, p.proposed_on,
                  p.withdrawn_on, p.withdrawn_for, p.order_id, o.number as order_number, o.signed_on as order_date,
                  p.started_on, p.notice, p.ended_on, p.end_reason, s.sides, a.addenda
           from pair p left join pairing_order o on o.id = p.order_id
             left join lateral (
               select jsonb_agg(jsonb_build_object('person_id', person_id, 'role', role, 'answer', answer,
                        'reason', reason, 'answered_on', answered_on, 'reminded_at', reminded_at) order by place)
                 as sides
               from participant where pair_id = p.id) s on true
             left join lateral (
               select coalesce(jsonb_agg(to_jsonb(addendum) - '{pair_id,organization,recorded_at,words}'::text[]), '[]')
                 as addenda
               from addendum where pair_id = p.id) a on true
           where ($1::uuid is null or p.id = $1)
             and ($2 or exists (select 1 from participant where pair_id = p.id and person_id = $3))
           order by p.ended_on is not null or p.withdrawn_on is not null, p.started_on is not null,
             p.proposed_at desc, p.id""",
        pair_id, sees_all(tx), tx.actor.person_id,
    )  # fmt: skip


def _without_why(card: PairCard) -> PairCard:
    notice = card.notice and msgspec.structs.replace(card.notice, reason="")
    sides = tuple(msgspec.structs.replace(side, reason="") for side in card.sides)
    return msgspec.structs.replace(card, sides=sides, notice=notice, withdrawn_for=card.withdrawn_for and "")


def _without_pay(addendum: Addendum) -> Addendum:
    return msgspec.structs.replace(addendum, pay_amount=None, pay_terms="")


def sees_all(tx: Tx) -> bool:
    """Tell whether the actor may see every pair of the college."""
    return tx.actor.has(*STAFF) or tx.actor.system


async def _cards(tx: Tx, rows: list[_Row]) -> list[PairCard]:
    known = await staff(tx) if rows else {}
    return [await _card(tx, row, known, tx.today) for row in rows]


async def _card(tx: Tx, row: _Row, known: Mapping[UUID, PersonCard], today: date) -> PairCard:
    edition = await organization.edition_called(tx, row.edition)
    facts = {name: getattr(row, name) for name in row.__struct_fields__ if name not in ("sides", "addenda")}
    sides = tuple(_side(known[UUID(side["person_id"])], side) for side in row.sides)
    card = PairCard(
        **facts,
        title=f"{sides[0].short} → {', '.join(side.short for side in sides[1:])}",
        stage="answers",
        state="",
        pill="",
        sides=sides,
        form_word=edition.word("forms", row.form),
        kind_words=tuple(edition.word("kinds", kind) for kind in row.kinds),
        end_word=edition.word("end_reasons", row.end_reason) if row.end_reason else "",
        addenda=tuple(one if may_read(tx.actor, one.person_id) else _without_pay(one) for one in row.addenda),
    )
    if not may_know_why(tx.actor, [side.person_id for side in sides]):
        card = _without_why(card)
    rules = card.rules()
    stands = stage(rules)
    waiting = tuple(
        msgspec.structs.replace(side, silent=silent_days(rules, answer, today))
        for side, answer in zip(card.sides, rules.answers, strict=True)
    )
    return msgspec.structs.replace(card, stage=stands, state=STAGES[stands][0], pill=STAGES[stands][1], sides=waiting)


def _side(person: PersonCard, kept: dict[str, Any]) -> Side:
    known = {"name": person.full_name, "short": person.short, "post": person.post, "dismissed_on": person.dismissed_on}
    facts = {**kept, **known, "silent": 0}
    return msgspec.convert(facts, type=Side)


@once
async def staff(tx: Tx) -> dict[UUID, PersonCard]:
    """Return every employee by id, dismissed ones too."""
    return {one.id: one for one in await people.people(tx, people.ALL)}


async def names(tx: Tx) -> dict[UUID, str]:
    """Return everybody's short name by id: «Шубина Л. В.»."""
    return {one.id: one.short for one in await people.people(tx, people.ALL)}


async def gone(tx: Tx) -> frozenset[UUID]:
    """Return the dismissed: a pair with one of them cannot start."""
    return frozenset(one.id for one in await people.people(tx, people.ALL) if one.dismissed_on is not None)


@once
async def loads(tx: Tx) -> dict[UUID, int]:
    """Return how many mentees each mentor has now, including proposals (V09)."""
    found = await tx.many(
        Load,
        """select p.mentor_id as person_id, count(*)::int as mentees
           from pair p join participant m on m.pair_id = p.id and m.role = 'mentee'
           where p.withdrawn_on is null and p.ended_on is null group by p.mentor_id""",
    )
    return {load.person_id: load.mentees for load in found}


async def mentees_of(tx: Tx, mentor_id: UUID) -> int:
    """Return how many mentees a person mentors in active pairs."""
    count: int = await tx.value(
        """select count(*)::int from pair p join participant m on m.pair_id = p.id and m.role = 'mentee'
           where p.mentor_id = $1 and p.started_on is not null and p.ended_on is null""",
        mentor_id,
    )
    return count


async def mentees_in_pairs(tx: Tx) -> frozenset[UUID]:
    """Return the mentees of all pairs that are neither withdrawn nor ended."""
    found = await tx.many(
        Load,
        """select m.person_id, count(*)::int as mentees from participant m join pair p on p.id = m.pair_id
           where m.role = 'mentee' and p.withdrawn_on is null and p.ended_on is null group by m.person_id""",
    )
    return frozenset(one.person_id for one in found)


async def order(tx: Tx, order_id: UUID) -> Order:
    """Return an order with its pairs; only those who see every pair may read orders."""
    found = next((one for one in await orders(tx) if one.id == order_id), None)
    if found is None or not sees_all(tx):
        raise PairUnknown
    return found


async def orders(tx: Tx) -> list[Order]:
    """Return every signed order, the newest first."""
    return await tx.many(
        Order,
        """select o.id, o.number, o.signed_on, o.signed_by,
                  array(select id from pair where order_id = o.id order by proposed_at, id) as pair_ids
           from pairing_order o order by o.signed_on desc, o.signed_at desc""",
    )


async def consented_wording(tx: Tx, pair_id: UUID, person_id: UUID) -> str:
    """Return the text that a person consented to; empty when there is none."""
    return await tx.value(
        "select wording from participant where pair_id = $1 and person_id = $2", pair_id, person_id
    ) or ""  # fmt: skip


# The roles that follow from pairs, for person $1: in a reverse pair each person is both mentor and mentee.
ROLES = """select distinct side.role from participant m join pair p on p.id = m.pair_id
             cross join lateral (select m.role union select unnest(array['mentor', 'mentee'])
                                 where p.reverse_topic <> '') side (role)
           where m.person_id = $1 and m.answer = 'given' and p.withdrawn_on is null"""


async def is_in_pair(tx: Tx, person_id: UUID) -> bool:
    """Tell whether the person ever consented to a pair: then the diary of the two is theirs to read."""
    return bool(
        await tx.value("select exists (select from participant where person_id = $1 and answer = 'given')", person_id)
    )


async def roles_of(tx: Tx, person_id: UUID) -> frozenset[Role]:
    """Return the roles that follow from pairs, past and present: mentor, mentee."""
    return people.roles(await tx.connection.fetch(ROLES, person_id))
