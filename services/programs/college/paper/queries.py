"""Views of signed documents."""

from datetime import date
from uuid import UUID

import msgspec

from services.programs.college.paper.model import Kind, NumberTaken, Paper, PaperErased, PaperUnknown, Words, may_read
from shared import files
from shared.db import Tx
from shared.documents.model import Document
from shared.documents.pdf import named
from shared.documents.printed import Printed


async def papers(tx: Tx, thing_id: UUID) -> list[Paper]:
    """Return the signed documents of a thing that the actor may read, the newest first."""
    found = await tx.many(
        Paper,
        """select id, kind, thing_id, person_id, people, number, day, version, docx, pdf, text, signed_at
           from paper where thing_id = $1 order by signed_at desc, id desc""",
        thing_id,
    )
    return [one for one in found if may_read(one, tx.actor)]


async def kept(tx: Tx, kind: Kind) -> frozenset[UUID]:
    """Return the things of which a signed document of this kind is kept."""
    rows = await tx.connection.fetch("select distinct thing_id from paper where kind = $1", kind)
    return frozenset(row["thing_id"] for row in rows)


async def paper(tx: Tx, paper_id: UUID) -> Paper:
    """Return one signed document, if the actor may read it."""
    found = await tx.maybe(
        Paper,
        """select id, kind, thing_id, person_id, people, number, day, version, docx, pdf, text, signed_at
           from paper where id = $1""",
        paper_id,
    )
    if found is None or not may_read(found, tx.actor):
        raise PaperUnknown
    return found


async def newest(tx: Tx, kind: Kind, thing_id: UUID, person_id: UUID | None = None) -> Paper | None:
    """Return the last signed document of a thing; None when it was signed before documents were kept.

    The caller decides who may read it.
    """
    return await tx.maybe(
        Paper,
        """select id, kind, thing_id, person_id, people, number, day, version, docx, pdf, text, signed_at from paper
            where kind = $1 and thing_id = $2 and ($3::uuid is null or person_id = $3)
            order by signed_at desc, id desc limit 1""",
        kind, thing_id, person_id,
    )  # fmt: skip


async def people_of(tx: Tx, paper_id: UUID) -> list[UUID]:
    """Return the people whom a signed document names: its own, the curator of an order, those in pair or program."""
    found: list[UUID] = await tx.value(
        """select coalesce(array_agg(id), '{}') from (
             select unnest(people) as id from paper where id = $1
             union select a.curator_id from paper p join act a on a.id = p.thing_id where p.id = $1
             union select s.person_id from paper p join pair r on p.thing_id in (r.id, r.order_id)
                     join participant s on s.pair_id = r.id where p.id = $1 and p.person_id is null
             union select unnest(array[g.mentor_id, g.mentee_id]) from paper p join program g on g.id = p.thing_id
                   where p.id = $1) named
           where id is not null""",
        paper_id,
    )
    return found


async def text(tx: Tx, paper: Paper) -> Document:
    """Return the content that was signed."""
    return msgspec.json.decode(await _bytes(tx, paper.text), type=Document)


async def printed(tx: Tx, paper: Paper) -> Printed:
    """Return the files as they were when signed; PaperErased when they were erased."""
    name = named(await text(tx, paper))
    return Printed(name, await _bytes(tx, paper.docx), await _bytes(tx, paper.pdf))


async def _bytes(tx: Tx, hash: str) -> bytes:
    found = await files.content(tx, hash)
    if found is None:
        raise PaperErased
    return found


async def words(tx: Tx, kind: Kind, thing_id: UUID, person_id: UUID | None = None) -> Words:
    """Return the names known when a paper of a pair was signed, which the subject of pairs keeps with it."""
    known = await tx.value(
        """select words from pairing_order where $1 = 'pairing' and id = $2
           union all select words from addendum where $1 = 'addendum' and pair_id = $2 and person_id = $3
           union all select words from participant where $1 = 'consent' and pair_id = $2 and person_id = $3""",
        kind, thing_id, person_id,
    )  # fmt: skip
    return msgspec.convert(known, type=Words)


class _Order(msgspec.Struct, frozen=True):
    number: str
    signed_on: date


async def check_number(tx: Tx, number: str, day: date) -> None:
    """Refuse the number of an order that another order of the same year has; the next one waits for this to end.

    Orders of every kind share the registers of the college, which their numbers name («112-о», «118-л»).
    """
    await tx.run("select pg_advisory_xact_lock(hashtext('programs.order ' || $1))", tx.organization)
    same = await tx.maybe(
        _Order,
        """select number, signed_on from (
             select number, signed_on from act where number is not null and organization = $1
             union all select number, signed_on from pairing_order where organization = $1) known
           where extract(year from signed_on)::int = $2 and order_key(number) = order_key($3)
           order by signed_on limit 1""",
        tx.organization, day.year, number,
    )  # fmt: skip
    if same is not None:
        raise NumberTaken(number=same.number, day=f"{same.signed_on:%d.%m.%Y}", field="number")
