"""The blocks of a document drawn with python-docx, each the counterpart of one in document.typ."""

from collections.abc import Iterable, Sequence
from datetime import date

from docx.document import Document as Word
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Length, Mm, Pt
from docx.table import Table as WordTable
from docx.table import _Cell as WordCell
from docx.table import _Row as WordRow
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

from shared.documents.model import (
    Acquaintance,
    Align,
    Appendix,
    Block,
    Fields,
    Heading,
    Item,
    Listed,
    Numbered,
    Paragraph,
    Parties,
    Signature,
    Stamp,
    Stamps,
    Table,
)
from shared.documents.typography import typeset
from shared.words import in_words

BLANK_DAY = "«___» ______________ 20__ г."
LINE = "_" * 18
INDENT = Mm(12.5)
SIDES = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
Place = Word | WordCell


def run(line: WordParagraph, text: str, *, size: float | None = None, bold: bool | None = None) -> Run:
    """Add text to a line; its size and weight default to the style's."""
    added = line.add_run("\t".join(map(typeset, text.split("\t"))))
    added.font.size, added.font.bold = Pt(size) if size else None, bold
    return added


def paragraph(
    place: Place, *, align: Align = "justify", before: float = 0, after: float = 0, style: str = "Normal"
) -> WordParagraph:
    """Add an empty paragraph."""
    line = place.add_paragraph(style=style)
    line.alignment = SIDES[align]
    line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(before), Pt(after)
    return line


def write(
    place: Place,
    text: str,
    *,
    align: Align = "justify",
    before: float = 0,
    after: float = 0,
    style: str = "Normal",
    size: float | None = None,
    bold: bool | None = None,
) -> WordParagraph:
    """Add a paragraph with a text."""
    line = paragraph(place, align=align, before=before, after=after, style=style)
    run(line, text, size=size, bold=bold)
    return line


def centered(
    place: Place, text: str, *, size: float | None = None, bold: bool | None = None, before: float = 0, after: float = 0
) -> WordParagraph:
    """Add a centred paragraph."""
    return write(place, text, align="center", size=size, bold=bold, before=before, after=after)


def draw(word: Word, block: Block, *, signed: bool = False) -> None:
    """Draw one block at the end of the document; one that is `signed` below stays on the page of the signature."""
    match block:
        case Paragraph():
            _paragraph(word, block)
        case Heading():
            write(word, block.text, align="center", style="Heading 1", before=14, after=8)
        case Numbered():
            _points(word, block.items, block.start, "")
        case Listed():
            for item in block.items:
                _indented(word, f"– {item}")
        case Table():
            _table(word, block, signed=signed)
        case Fields():
            _fields(word, block)
        case Signature():
            _signature(word, block, signed=signed)
        case Parties():
            _parties(word, block)
        case Acquaintance():
            _acquaintance(word, block)
        case Stamps():
            signing_table(word, [stamp_cell(stamp) for stamp in block.stamps], before=24)
        case Appendix():
            _appendix(word, block)
        case _:
            pass  # a new page is a section of its own


def _paragraph(word: Word, block: Paragraph) -> None:
    air = 8 if block.bold else 0
    line = write(word, block.text, align=block.align, bold=block.bold or None, before=air, after=air)
    if block.indent and block.align == "justify":
        line.paragraph_format.first_line_indent = INDENT


def _indented(word: Word, text: str) -> None:
    write(word, text).paragraph_format.first_line_indent = INDENT


def _points(word: Word, items: Sequence[Item], start: int, prefix: str) -> None:
    for number, item in enumerate(items, start=start):
        _indented(word, f"{prefix}{number}. {item.text}")
        _points(word, item.items, 1, f"{prefix}{number}.")


def room(word: Word) -> Length:
    """Return the width between the margins of the page that is being written."""
    section = word.sections[-1]
    edges = (section.left_margin, section.right_margin)
    return Length((section.page_width or Mm(210)) - sum(edge or Mm(20) for edge in edges))


def _grid(word: Word, widths: Sequence[float], *, ruled: bool = False) -> WordTable:
    """Add a table of fixed columns across the page, invisible unless ruled."""
    table: WordTable = word.add_table(rows=0, cols=len(widths), style="Table Grid" if ruled else None)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    whole = sum(widths)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Length(int(room(word) * width / whole))
    return table


def _stay(cells: Iterable[WordCell]) -> None:
    """Keep a row on one page with what follows it."""
    for cell in cells:
        for line in cell.paragraphs:
            line.paragraph_format.keep_with_next = True


def _row(table: WordTable) -> WordRow:
    row: WordRow = table.add_row()  # type: ignore[no-untyped-call]  # python-docx leaves it without types
    for cell, column in zip(row.cells, table.columns, strict=True):
        cell.width = column.width
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    return row


def _fill(cell: WordCell, text: str, *, size: float, align: Align = "left", bold: bool | None = None) -> None:
    line = cell.paragraphs[0]
    line.alignment = SIDES[align]
    run(line, text, size=size, bold=bold)


def _table(word: Word, block: Table, *, signed: bool) -> None:
    if block.caption:
        write(word, block.caption, align="left", before=8, after=4).paragraph_format.keep_with_next = True
    count = len(block.head)
    size = 10.5 if count > 5 else 12
    paragraph(word).paragraph_format.line_spacing = Pt(6)
    table = _grid(word, block.widths if len(block.widths) == count else (1,) * count, ruled=True)
    heads = [block.head] + ([tuple(str(n) for n in range(1, count + 1))] if block.column_numbers else [])
    for head in heads:
        row = _row(table)
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for cell, label in zip(row.cells, head, strict=True):
            _fill(cell, label, size=size, align="center")
    for place, values in enumerate(block.rows):
        cells = _row(table).cells
        if len(values) == 1 and count > 1:
            _fill(cells[0].merge(cells[-1]), values[0], size=size, align="center", bold=True)
            continue
        for index, (cell, value) in enumerate(zip(cells, values, strict=True)):
            _fill(cell, value, size=size, align="center" if index in block.centered else "left")
        if signed and place >= len(block.rows) - 2:
            _stay(cells)
    after = paragraph(word).paragraph_format
    after.line_spacing, after.keep_with_next = Pt(6), signed or None


def _fields(word: Word, block: Fields) -> None:
    if not block.rows:
        return
    table = _grid(word, (1, 2))
    for label, value in block.rows:
        cells = _row(table).cells
        _fill(cells[0], label, size=14)
        _fill(cells[1], value, size=14, bold=True)
        cells[0].paragraphs[0].paragraph_format.space_after = Pt(8)


def _signature(word: Word, block: Signature, *, signed: bool) -> None:
    paragraph(word, before=12).paragraph_format.keep_with_next = True
    table = _grid(word, (5, 4, 4))
    cells = _row(table).cells
    for cell, text in zip(cells, (block.post, LINE, block.name), strict=True):
        _fill(cell, text, size=14)
    cells[2].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if signed or block.dated:
        _stay(cells)
    if block.dated:
        write(word, _day(block.day), align="right", before=6)


def _day(day: date | None) -> str:
    return in_words(day) if day else BLANK_DAY


def stamp_cell(stamp: Stamp) -> list[str]:
    """The lines of a stamp."""
    signed = ["", f"{LINE} {stamp.name}", _day(stamp.day)] if stamp.name else []
    return [stamp.word, *stamp.lines, *signed]


def signing_table(word: Word, sides: Sequence[Iterable[str]], *, before: float) -> None:
    """Put columns of lines next to each other; a single one stands at the right."""
    paragraph(word).paragraph_format.line_spacing = Pt(max(before, 1))
    columns = [[], *sides] if len(sides) == 1 else list(sides)
    table = _grid(word, (1, 1))
    for start in range(0, len(columns), 2):
        for cell, lines in zip(_row(table).cells, columns[start : start + 2], strict=False):
            _fill(cell, "\n".join(lines), size=13)


def _parties(word: Word, block: Parties) -> None:
    paragraph(word, before=10).paragraph_format.keep_with_next = True
    table = _grid(word, (1, 1))
    sides = (block.left, block.right)
    cells = _row(table).cells
    for cell, party in zip(cells, sides, strict=True):
        _fill(cell, party.title, size=13, bold=True)
        run(cell.paragraphs[0], "\n" + "\n".join(party.lines), size=13)
    _stay(cells)
    for texts in ([f"\n{party.post}" for party in sides], [f"{LINE} {party.name}" for party in sides]):
        cells = _row(table).cells
        for cell, text in zip(cells, texts, strict=True):
            _fill(cell, text, size=13)
        _stay(cells)


def _acquaintance(word: Word, block: Acquaintance) -> None:
    write(word, block.text, align="left", before=24, after=6, size=13).paragraph_format.keep_with_next = True
    table = _grid(word, (3, 5, 5))
    for person in block.people:
        cells = _row(table).cells
        for cell, text in zip(cells, ("_" * 15, person.name, _day(person.day)), strict=True):
            _fill(cell, text, size=13)
        cells[2].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _appendix(word: Word, block: Appendix) -> None:
    number = "" if block.number is None else f" № {block.number}"
    line = write(word, "\n".join((f"Приложение{number}", *block.to)), align="left", size=12)
    line.paragraph_format.left_indent = Length(int(room(word) - Mm(85)))
    write(word, block.title, align="center", style="Heading 1", before=16, after=10)
