"""What left the college about the actor: a view of the outbox."""

from datetime import date, datetime

import msgspec

from services.programs.college.organization import queries as organization
from services.programs.home.trace import model
from services.programs.home.trace.model import Left
from shared import words
from shared.contracts.programs import FromCollege, PairStarted, ProgramStarted
from shared.db import Tx
from shared.event import Envelope, names_of, purpose_of, sealed_fields
from shared.keyring import own_stream, read
from shared.personal import marks

SHOWN = 200


class Fact(msgspec.Struct, frozen=True):
    """A fact that left: its number, when, what it is in words, whether the region holds it."""

    seq: int
    at: datetime
    received: bool
    left: Left


class Trace(msgspec.Struct, frozen=True):
    """Everything that left about a person, the newest first; `named` of them with the name, `erased` no longer."""

    facts: tuple[Fact, ...]
    total: int
    named: int
    erased: int = 0


class _Told(msgspec.Struct, frozen=True):
    seq: int
    at: datetime
    name: str
    event: bytes
    received: bool
    follows: bool


async def own(tx: Tx) -> Trace:
    """Return what left about the actor: events with their person id, and events of their pairs and programs."""
    person_id = tx.actor.person_id
    if person_id is None:
        return Trace((), 0, 0)
    rows = await tx.many(
        _Told,
        """with told as (
               select seq, at, name, about, event from sync.outbox where stream = $2
           ), mine as (
               select * from told where position(convert_to($1, 'UTF8') in event) > 0
           ), pair as (
               select m.about from mine m, lateral (select convert_from(m.event, 'UTF8')::jsonb -> 'data' as data) as e
               where m.name = any($3)
                 and (e.data ->> 'mentor_id' = $1 or e.data -> 'mentee_ids' ? $1)
           ), program as (
               select t.about from told t
               where t.name = any($4)
                 and 'pair:' || (convert_from(t.event, 'UTF8')::jsonb #>> '{data,pair_id}') in (select about from pair)
           ), thing as (
               select about from pair union select about from program
           )
           select t.seq, t.at, t.name, t.event,
                  exists (select 1 from sync.audience a where a.stream = $2 and a.seq >= t.seq) as received,
                  t.about in (select about from thing) as follows
           from told t
           where t.seq in (select seq from mine) or t.about in (select about from thing)
           order by t.at desc, t.seq desc""",
        str(person_id), f"programs.{tx.organization}", names_of(PairStarted), names_of(ProgramStarted),
    )  # fmt: skip
    edition = await organization.edition(tx, tx.today)
    facts = []
    for row in rows:
        contract = model.contract_of(row.name)
        if contract is None:
            facts.append(Fact(row.seq, row.at, row.received, model.unknown(row.name)))
            continue
        told, erased_on = await _read(tx, row.event, contract)
        # Only fields for people decide whom an event is about: a text field may contain anything.
        if row.follows or model.names(told, person_id):
            left = model.explain(told, person_id, edition, words.written, erased_on)
            facts.append(Fact(row.seq, row.at, row.received, left))
    return Trace(tuple(facts[:SHOWN]), len(facts), sum(fact.left.named for fact in facts),
                 sum(bool(fact.left.erased) for fact in facts))  # fmt: skip


async def _read(tx: Tx, event: bytes, contract: type[FromCollege]) -> tuple[FromCollege, date | None]:
    """Return a fact as it left, and the day on which its words were erased, if they were."""
    envelope = msgspec.json.decode(event, type=Envelope)
    stream, reads = own_stream(contract, tx.organization), {purpose_of(contract)}
    told = await read(tx.connection, envelope.data, contract, stream=stream, id=envelope.id, reads=reads, lost=True)
    sealed = marks(envelope.data).sealed if sealed_fields(contract) else None
    if sealed is None:
        return model.today(told), None
    at: datetime | None = await tx.value(
        "select destroyed_at from sync.person_key where (stream, id) = ($1, $2)", stream, sealed.key
    )
    return model.today(told), at.astimezone(tx.zone).date() if at else None
