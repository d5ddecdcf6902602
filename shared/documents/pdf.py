"""A document as PDF/A-2b: typst gets the text as data, so nothing that a person wrote can become markup."""

import re
import unicodedata
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import typst

from shared.documents.model import Appendix, Document, NewPage, Signature, Table
from shared.documents.typography import printable, typeset
from shared.words import in_figures, in_words

LAYOUT = Path(__file__).with_name("document.typ")


# What every font for Russian documents has; the rest is tried and, where a font lacks it, replaced.
PLAIN = re.compile(r"[^\n\x20-\x7E\xA0-\xFFА-Яа-яЁё–—‑−‘’“”„…№•€₽]")
ABSENT = "?"


# How many rows of a table go with the signatures below it to a page of their own.
WITH_SIGNATURES = 2


def to_pdf(document: Document) -> bytes:
    """Lay a document out; the same document gives the same bytes on one machine.

    An archival PDF must not hold the empty box of a character that no font has. If one is met, such as an emoji, all
    characters beyond the plain ones are printed as question marks; the DOCX keeps them.
    """
    data = msgspec.json.encode(_as_data(_together(document))).decode()
    try:
        return _compiled(data, document)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return _compiled(PLAIN.sub(ABSENT, unicodedata.normalize("NFC", data)), document)


def _together(document: Document) -> Document:
    """Return the document with the last rows of a table moved to the signatures, if these would stand without them.

    Typst cannot say this of a table: so the pages are counted with and without what follows the last table.
    """
    places = [place for place, block in enumerate(document.blocks) if isinstance(block, Table)]
    last = places[-1] if places else len(document.blocks)
    tail = document.blocks[last + 1 :]
    if not any(isinstance(block, Signature) for block in tail) or len(document.blocks[last].rows) <= WITH_SIGNATURES:  # type: ignore[union-attr]  # `last` is the place of a table
        return document
    bare = msgspec.structs.replace(document, blocks=document.blocks[: last + 1])
    if pages(document) == pages(bare):
        return document
    table = document.blocks[last]
    assert isinstance(table, Table)
    above, below = table.rows[:-WITH_SIGNATURES], table.rows[-WITH_SIGNATURES:]
    if len(above[-1]) == 1:  # the name of a section is never the last row of a page
        above, below = above[:-1], (above[-1], *below)
    wide = [block.landscape for block in document.blocks[:last] if isinstance(block, Appendix | NewPage)]
    moved = (
        *((msgspec.structs.replace(table, rows=above),) if above else ()),
        NewPage(landscape=bool(wide and wide[-1])),
        msgspec.structs.replace(table, rows=below, caption=""),
    )
    return msgspec.structs.replace(document, blocks=(*document.blocks[:last], *moved, *tail))


def pages(document: Document) -> int:
    """Return how many pages a document has."""
    data = msgspec.json.encode(_as_data(document)).decode()
    found = typst.query(
        LAYOUT, "<pages>", field="value", one=True, root=LAYOUT.parent, sys_inputs={"document": data}
    )  # fmt: skip
    return int(msgspec.json.decode(found))


def _compiled(data: str, document: Document) -> bytes:
    return typst.compile(
        LAYOUT,
        root=LAYOUT.parent,
        sys_inputs={"document": data},
        pdf_standards=["a-2b"],
        timestamp=_moment(document),
    )


def _moment(document: Document) -> datetime:
    """Return the file's time, that of the document: the clock must not change the file's bytes."""
    day = document.day or date(2026, 1, 1)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _as_data(document: Document) -> dict[str, Any]:
    """Return the document as plain data, its blocks grouped in runs of portrait and landscape pages."""
    data: dict[str, Any] = _plain(msgspec.to_builtins(document, builtin_types=(date,)))
    sections: list[dict[str, Any]] = [{"landscape": False, "blocks": []}]
    for block, plain in zip(document.blocks, data.pop("blocks"), strict=True):
        if isinstance(block, Appendix | NewPage):
            sections.append({"landscape": block.landscape, "blocks": []})
        if not isinstance(block, NewPage):
            sections[-1]["blocks"].append(plain)
    kept = [section for section in sections if section["blocks"]]
    author = printable(document.organization.name)[:255]
    return data | {
        "sections": kept,
        "draft": document.draft,
        "standard": document.standard.name,
        "name": printable(named(document))[:255],
        "author": author,
    }


def named(document: Document) -> str:
    """Return the document's title for a list and for the properties of its file."""
    number = f" № {document.number}" if document.number else ""
    day = f" от {in_figures(document.day)}" if document.day else ""
    return f"{document.kind}{day}{number} {document.title}".strip()


def _plain(value: Any) -> Any:
    """Return plain data for typst: dates in both written forms, text without control characters."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, date):
        return {"words": in_words(value), "figures": in_figures(value), "year": f"{value.year} г."}
    return typeset(value) if isinstance(value, str) else value
