"""Keeps a document as it is signed: within the transaction of the signature."""

from asyncio import to_thread
from collections.abc import Iterable
from uuid import UUID

import msgspec

from services.programs.college.paper import store
from services.programs.college.paper.model import Kind, PaperSigned
from shared import files, ids
from shared.db import Tx
from shared.documents.model import Document
from shared.documents.printed import printed


async def keep(
    tx: Tx,
    kind: Kind,
    thing_id: UUID,
    document: Document,
    *,
    person_id: UUID | None = None,
    people: tuple[UUID, ...] = (),
    named: Iterable[UUID] = (),
    version: int = 1,
) -> None:
    """Keep the text and both files of a document that is being signed; the caller holds the lock of its thing.

    `named` are those whom it names without letting them read it: who signs must have seen their cards as they are.
    """
    made = await to_thread(printed, document)
    signed = PaperSigned(
        paper_id=ids.new(tx.now),
        kind=kind,
        thing_id=thing_id,
        person_id=person_id,
        people=people or ((person_id,) if person_id else ()),
        number=document.number or "",
        day=document.day,
        version=version,
        docx=await files.keep(tx, made.docx),
        pdf=await files.keep(tx, made.pdf),
        text=await files.keep(tx, msgspec.json.encode(document)),
    )
    tx.meant.update(f"person:{one}" for one in (*signed.people, *named))
    await store.record(tx, signed)
