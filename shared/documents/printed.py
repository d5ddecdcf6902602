"""A document as the two files that people get."""

import msgspec

from shared.documents.docx import to_docx
from shared.documents.model import Document
from shared.documents.pdf import named, to_pdf


class Printed(msgspec.Struct, frozen=True):
    """The files of a document, and the name of both without its ending."""

    name: str
    docx: bytes
    pdf: bytes


def printed(document: Document) -> Printed:
    """Lay a document out both ways."""
    return Printed(named(document), to_docx(document), to_pdf(document))
