"""The content of an official document, without its layout: the same content becomes DOCX and PDF.

The layout follows the edition of ГОСТ Р 7.0.97 in force on the document's day (standards.json). A subject builds a
Document by a pure function and never mentions a file format.
"""

from datetime import date
from pathlib import Path
from typing import Literal

import msgspec

Align = Literal["left", "center", "right", "justify"]
# order: letterhead, date, number, title; agreement: title, place, date; plan: a title page of its own.
Layout = Literal["order", "agreement", "plan"]


class Standard(msgspec.Struct, frozen=True, kw_only=True):
    """An edition of the standard of documents: since when it holds, and how it names the requisites that we print.

    `titled`: every document has a title to its text, not only the long ones.
    """

    name: str
    valid_from: date
    titled: bool
    requisites: dict[str, str]


STANDARDS: tuple[Standard, ...] = msgspec.json.decode(
    Path(__file__).with_name("standards.json").read_bytes(), type=tuple[Standard, ...]
)


def standard(day: date | None) -> Standard:
    """Return the standard of a document of this day; one without a day yet will be signed under the newest."""
    held = [one for one in STANDARDS if day is None or one.valid_from <= day]
    return max(held or STANDARDS[:1], key=lambda one: one.valid_from)


class Organization(msgspec.Struct, frozen=True):
    """Who issues the document: the name as in the charter, the short name, the founder above it, the place below it."""

    name: str
    short: str = ""
    founder: str = ""
    place: str = ""
    address: str = ""


class Stamp(msgspec.Struct, frozen=True):
    """«УТВЕРЖДАЮ», «СОГЛАСОВАНО», «ПРИНЯТО»: who approves, on what basis, signed by whom and when.

    With a `name` there is a line to sign on and a date; without it, the lines say everything («приказом … от … № …»).
    """

    word: str
    lines: tuple[str, ...]
    name: str = ""
    day: date | None = None


class Paragraph(msgspec.Struct, frozen=True, tag="paragraph"):
    """A paragraph of text; `indent` is that of its first line."""

    text: str
    align: Align = "justify"
    bold: bool = False
    indent: bool = True


# The word of every order, on a line of its own.
ORDERS = Paragraph("ПРИКАЗЫВАЮ:", align="left", bold=True, indent=False)


class Heading(msgspec.Struct, frozen=True, tag="heading"):
    """The heading of a part of a document; it is never the last line of a page."""

    text: str


class Item(msgspec.Struct, frozen=True):
    """One point of an order, with its own points below it."""

    text: str
    items: tuple["Item", ...] = ()


class Numbered(msgspec.Struct, frozen=True, tag="numbered"):
    """Points 1., 2., 2.1.; `start` continues an earlier list."""

    items: tuple[Item, ...]
    start: int = 1


class Listed(msgspec.Struct, frozen=True, tag="listed"):
    """A list without numbers."""

    items: tuple[str, ...]


class Table(msgspec.Struct, frozen=True, tag="table"):
    """A table with its head repeated on every page; a row of a single cell spans the table and names a section."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()
    caption: str = ""
    column_numbers: bool = False
    centered: tuple[int, ...] = (0,)


class Fields(msgspec.Struct, frozen=True, tag="fields"):
    """Lines «what: value», as on a title page."""

    rows: tuple[tuple[str, str], ...]


class Signature(msgspec.Struct, frozen=True, tag="signature"):
    """Post, room for the signature, initials and surname; `day` adds the date of signing."""

    post: str
    name: str
    dated: bool = False
    day: date | None = None


class Party(msgspec.Struct, frozen=True):
    """One side of an agreement."""

    title: str
    lines: tuple[str, ...]
    name: str
    post: str = ""


class Parties(msgspec.Struct, frozen=True, tag="parties"):
    """The two sides of an agreement, next to each other, each with a line to sign on."""

    left: Party
    right: Party


class Acquainted(msgspec.Struct, frozen=True):
    """A person who has read the document, or has yet to read it."""

    name: str
    day: date | None = None


class Acquaintance(msgspec.Struct, frozen=True, tag="acquaintance"):
    """«С приказом ознакомлены»: a line, a name and a date for each."""

    people: tuple[Acquainted, ...]
    text: str = "С приказом ознакомлены:"


class Stamps(msgspec.Struct, frozen=True, tag="stamps"):
    """Stamps below the text, two in a row."""

    stamps: tuple[Stamp, ...]


class Appendix(msgspec.Struct, frozen=True, tag="appendix"):
    """A new page: «Приложение № 1 / к приказу … от … № …» at the right, then the title."""

    to: tuple[str, ...]
    title: str
    number: int | None = None
    landscape: bool = False


class NewPage(msgspec.Struct, frozen=True, tag="new_page"):
    """A new page, in portrait or landscape."""

    landscape: bool = False


Block = (
    Paragraph
    | Heading
    | Numbered
    | Listed
    | Table
    | Fields
    | Signature
    | Parties
    | Acquaintance
    | Stamps
    | Appendix
    | NewPage
)


class Document(msgspec.Struct, frozen=True):
    """One document. A document that needs a number and has none yet is marked as a draft."""

    organization: Organization
    kind: str
    title: str
    blocks: tuple[Block, ...]
    layout: Layout = "order"
    number: str | None = None
    numbered: bool = True
    day: date | None = None
    stamps: tuple[Stamp, ...] = ()
    fields: Fields = Fields(rows=())
    code: str = ""
    long_storage: bool = False

    def __post_init__(self) -> None:
        """Refuse a document without a title where its standard asks for one: this is a mistake in code, no wish."""
        if self.standard.titled and not self.title.strip():
            raise ValueError(f"{self.kind}: {self.standard.name} asks for a title to the text")

    @property
    def standard(self) -> Standard:
        """The standard in force on its day."""
        return standard(self.day)

    @property
    def draft(self) -> bool:
        """Whether the document is marked «Проект»."""
        return self.numbered and not self.number
