"""A document as DOCX, for people who want to edit the wording: laid out like the PDF, in ordinary styles."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime

import docx
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length, Mm, Pt
from docx.styles.style import ParagraphStyle

from shared.documents.docx_blocks import (
    BLANK_DAY,
    centered,
    draw,
    paragraph,
    room,
    run,
    signing_table,
    stamp_cell,
    write,
)
from shared.documents.model import Appendix, Document, NewPage, Numbered, Paragraph, Parties, Signature
from shared.documents.pdf import named
from shared.documents.typography import printable
from shared.words import in_figures, in_words

FONT = "Times New Roman"
EPOCH = (1980, 1, 1, 0, 0, 0)


def to_docx(document: Document) -> bytes:
    """Lay a document out; the same document gives the same bytes."""
    word = docx.Document()
    _styles(word)
    _properties(word, document)
    _page(word.sections[0], document, landscape=False)
    _header_and_footer(word.sections[0], document)
    {"order": _order_front, "agreement": _agreement_front, "plan": _plan_front}[document.layout](word, document)
    fresh = document.layout == "plan"
    for place, block in enumerate(document.blocks):
        if isinstance(block, Appendix | NewPage) and (block.landscape or not fresh):
            _page(word.add_section(WD_SECTION.NEW_PAGE), document, landscape=block.landscape)
        before = len(word.paragraphs)
        signed = place + 1 < len(document.blocks) and isinstance(document.blocks[place + 1], Signature | Parties)
        draw(word, block, signed=signed)
        if signed and isinstance(block, Numbered | Paragraph) and len(word.paragraphs) > before:
            word.paragraphs[-1].paragraph_format.keep_with_next = True
        fresh = False
    out = io.BytesIO()
    word.save(out)
    return _repacked(out.getvalue())


def _repacked(content: bytes) -> bytes:
    """Return the same archive without the time it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, EPOCH), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _styles(word: Word) -> None:
    for name, size, bold in (("Normal", 14, None), ("Heading 1", 14, True), ("Title", 16, True)):
        style = word.styles[name]
        assert isinstance(style, ParagraphStyle)
        style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
        properties = style.element.get_or_add_rPr()
        fonts = properties.find(qn("w:rFonts"))
        for attribute in list(fonts.attrib):
            del fonts.attrib[attribute]
        for script in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{script}"), FONT)
        for colour in properties.findall(qn("w:color")):
            properties.remove(colour)
        if (borders := style.element.pPr.find(qn("w:pBdr"))) is not None:
            style.element.pPr.remove(borders)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "ru-RU")
    word.styles["Normal"].element.get_or_add_rPr().append(language)
    hyphenation = OxmlElement("w:autoHyphenation")
    settings = word.settings.element
    settings.insert_element_before(
        hyphenation, "w:consecutiveHyphenLimit", "w:doNotHyphenateCaps", "w:characterSpacingControl"
    )


def _properties(word: Word, document: Document) -> None:
    day = document.day or date(2026, 1, 1)
    properties = word.core_properties
    properties.title, properties.author = printable(named(document))[:255], printable(document.organization.name)[:255]
    properties.created = properties.modified = datetime(day.year, day.month, day.day)
    properties.keywords = document.standard.name
    properties.language, properties.comments, properties.last_modified_by = "ru-RU", "", ""


def _page(section: Section, document: Document, *, landscape: bool) -> None:
    binding = Mm(30 if document.long_storage else 20)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    margins: tuple[Length, ...] = (Mm(20), Mm(20), binding, Mm(15)) if landscape else (binding, Mm(10), Mm(20), Mm(20))
    section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = margins
    section.header_distance, section.footer_distance = Mm(10), Mm(8)
    if section.different_first_page_header_footer:
        section.different_first_page_header_footer = False


def _header_and_footer(section: Section, document: Document) -> None:
    """Number the pages from the second one on; print the code on all."""
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run(number, "", size=12)._r.append(part)
    for footer in (section.footer, section.first_page_footer):
        if document.code:
            run(footer.paragraphs[0], f"Код проверки документа: {document.code}", size=8)


def _letterhead(word: Word, document: Document) -> None:
    if document.draft:
        write(word, "Проект", align="right", size=13)
    body = document.organization
    lines: Sequence[tuple[str, float, bool]] = (
        (body.founder, 12, False),
        (body.name, 13, True),
        (f"({body.short})" if body.short else "", 12, False),
        (body.address, 10, False),
    )
    for text, size, bold in lines:
        if text:
            centered(word, text, size=size, bold=bold, after=4)


def _order_front(word: Word, document: Document) -> None:
    _letterhead(word, document)
    write(word, document.kind.upper(), align="center", style="Title", before=16, after=10)
    day = in_figures(document.day) if document.day else "_______________"
    number = f"№ {document.number or '___________'}" if document.numbered else ""
    line = paragraph(word, align="left")
    line.paragraph_format.tab_stops.add_tab_stop(room(word), WD_TAB_ALIGNMENT.RIGHT)
    run(line, f"{day}\t{number}")
    if document.organization.place:
        centered(word, document.organization.place, size=12)
    if document.stamps:
        signing_table(word, [stamp_cell(stamp) for stamp in document.stamps], before=10)
    title = write(word, document.title, align="left", style="Heading 1", before=14, after=14)
    title.paragraph_format.right_indent = Length(int(room(word) * 0.38))


def _agreement_front(word: Word, document: Document) -> None:
    if document.draft:
        write(word, "Проект", align="right", size=13)
    number = f" № {document.number or '___________'}" if document.numbered else ""
    centered(word, document.kind.upper() + number, bold=True)
    write(word, document.title, align="center", style="Heading 1", after=12)
    line = paragraph(word, align="left", after=10)
    line.paragraph_format.tab_stops.add_tab_stop(room(word), WD_TAB_ALIGNMENT.RIGHT)
    run(line, f"{document.organization.place}\t{in_words(document.day) if document.day else BLANK_DAY}")


def _plan_front(word: Word, document: Document) -> None:
    _letterhead(word, document)
    if document.stamps:
        signing_table(word, [stamp_cell(stamp) for stamp in document.stamps], before=24)
    write(word, document.kind.upper(), align="center", style="Title", before=70, after=6)
    centered(word, document.title, bold=True, after=30)
    draw(word, document.fields)
    year = f"\n{document.day.year} г." if document.day else ""
    last = centered(word, document.organization.place + year, before=110)
    last.add_run().add_break(WD_BREAK.PAGE)
