"""Downloads: tables and official documents. Documents are laid out apart, so that nobody waits for a long one."""

from asyncio import to_thread
from collections.abc import Awaitable, Callable
from functools import wraps

from shared.db import Tx
from shared.documents.docx import to_docx
from shared.documents.model import Document
from shared.documents.pdf import named, to_pdf
from shared.documents.printed import Printed
from shared.doors import Door, File, Reads, Who, file

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def as_docx(document: Document | Printed) -> File:
    """Return a document to be edited; a signed one as it was signed."""
    if isinstance(document, Printed):
        return File(f"{_file(document.name)}.docx", DOCX, document.docx)
    return File(f"{_file(named(document))}.docx", DOCX, await to_thread(to_docx, document))


async def as_pdf(document: Document | Printed) -> File:
    """Return a document to be printed; a signed one as it was signed."""
    content = document.pdf if isinstance(document, Printed) else await to_thread(to_pdf, document)
    name = document.name if isinstance(document, Printed) else named(document)
    return File(f"{_file(name)}.pdf", "application/pdf", content, inline=True)


def _file(name: str) -> str:
    """Return a valid file name: orders have numbers like «64/1-о»."""
    return name.replace("/", "-")[:150]


def as_xlsx(name: str, table: bytes) -> File:
    """Return a table as a file of that name."""
    return File(f"{name}.xlsx", XLSX, table)


def paper(
    path: str, document: Callable[..., Awaitable[Document | Printed]], *, who: Who, reads: Reads
) -> tuple[Door, ...]:
    """Declare an official document: `path` with .docx and with .pdf; `reads` returns the people that it is about."""
    return (
        file(f"{path}.docx", _laid_out(document, as_docx), who=who, reads=reads),
        file(f"{path}.pdf", _laid_out(document, as_pdf), who=who, reads=reads),
    )


def _laid_out(
    document: Callable[..., Awaitable[Document | Printed]], lay_out: Callable[[Document | Printed], Awaitable[File]]
) -> Callable[..., Awaitable[File]]:
    @wraps(document)
    async def give(tx: Tx, **asked: object) -> File:
        return await lay_out(await document(tx, **asked))

    return give
