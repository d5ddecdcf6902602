"""A document as DOCX and PDF: complete, safe, reproducible, laid out by the standard."""

import hashlib
import io
import shutil
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import docx
import msgspec
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH

from shared.documents.docx import to_docx
from shared.documents.model import (
    Document,
    Heading,
    Item,
    Numbered,
    Organization,
    Paragraph,
    Signature,
    Table,
    standard,
)
from shared.documents.pdf import to_pdf
from shared.documents.typography import typeset
from tests.documents.examples import ADDENDUM, COLLEGE, EXAMPLES, INTRODUCTION, PAIRING, PROGRAM

needs_pdftotext = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
ROOT = Path(__file__).parents[2]


def pdf_text(document: Document) -> str:
    told = subprocess.run(["pdftotext", "-layout", "-", "-"], input=to_pdf(document), capture_output=True, check=True)
    return " ".join(told.stdout.decode().split())


def docx_text(document: Document) -> str:
    word = docx.Document(io.BytesIO(to_docx(document)))
    told: list[str] = []
    for block in word.iter_inner_content():
        if isinstance(block, docx.table.Table):
            told.extend(cell.text for row in block.rows for cell in dict.fromkeys(row.cells))
        else:
            told.append(block.text)
    return " ".join(" ".join(told).split())


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_same_document_is_the_same_bytes(name: str) -> None:
    assert to_pdf(EXAMPLES[name]) == to_pdf(EXAMPLES[name])
    assert to_docx(EXAMPLES[name]) == to_docx(EXAMPLES[name])


def test_another_process_makes_the_same_bytes() -> None:
    code = (
        "import hashlib; from tests.documents.examples import PROGRAM; from shared.documents import docx, pdf;"
        "print(hashlib.sha256(pdf.to_pdf(PROGRAM) + docx.to_docx(PROGRAM)).hexdigest())"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert told.stdout.strip() == hashlib.sha256(to_pdf(PROGRAM) + to_docx(PROGRAM)).hexdigest()


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_pdf_is_archival(name: str) -> None:
    content = to_pdf(EXAMPLES[name])

    assert content.startswith(b"%PDF-1.7")
    assert b"<pdfaid:part>2</pdfaid:part>" in content
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in content


ORDER_SAYS = (
    "Министерство образования и науки Алтайского края",
    "ПРИКАЗ",
    "25.08.2026",
    "№ 112-о",
    "г. Бийск",
    "О внедрении системы",
    "ПРИКАЗЫВАЮ:",
    "Вершинину О. П.",
    "4.1. не реже одного раза в год",
    "Директор",
    "В. А. Ломакин",
    "С приказом ознакомлены:",
    "Приложение № 1",
    "2. Формирование базы наставляемых и наставников",
)


def test_an_order_says_everything_in_docx() -> None:
    told = docx_text(INTRODUCTION)

    assert [wanted for wanted in ORDER_SAYS if wanted not in told] == []


@needs_pdftotext
def test_an_order_says_everything_in_pdf() -> None:
    told = pdf_text(INTRODUCTION)

    assert [wanted for wanted in ORDER_SAYS if wanted not in told] == []
    assert "Код проверки документа: 7F3K-92QA-HX41" in told
    assert "Проект" not in told


@needs_pdftotext
@pytest.mark.parametrize(
    ("document", "wanted"),
    [
        (PAIRING, ("статьёй 351.8", "Ермолин Г. А.", "31.05.2027", "Шубина Л. В.")),
        (PROGRAM, ("УТВЕРЖДАЮ", "Срок реализации:", "Раздел 1. Анализ", "Планируемый", "Фактический")),
        (ADDENDUM, ("СОГЛАШЕНИЕ № 14", "не менее чем за три рабочих дня", "Работодатель", "Шубиной Л. В.")),
    ],
)
def test_other_documents_say_what_they_must(document: Document, wanted: tuple[str, ...]) -> None:
    told, written = pdf_text(document), docx_text(document)

    assert [part for part in wanted if part not in told] == []
    assert [part for part in wanted if part not in written] == []


@needs_pdftotext
def test_an_order_without_a_number_is_a_draft_with_room_for_number_and_date() -> None:
    draft = msgspec.structs.replace(PAIRING, number=None, day=None)

    assert draft.draft
    assert "Проект" in pdf_text(draft)
    assert docx_text(draft).startswith("Проект")
    assert "№ ____" in docx_text(draft)


HOSTILE = (
    '#read("/etc/passwd") #eval("1+1") $x^2$ *жирно* _курсив_ \\ <label> @ref [скобки] "кавычки" // # = Заголовок '
    "{{ jinja }} </w:t><w:p/> &amp; \x00\x07\u202e"
)


def hostile() -> Document:
    return Document(
        organization=Organization(name=HOSTILE, place=HOSTILE),
        kind=HOSTILE,
        number=HOSTILE,
        title=HOSTILE,
        code=HOSTILE,
        day=date(2026, 11, 24),
        blocks=(
            Heading(HOSTILE),
            Paragraph(HOSTILE),
            Numbered((Item(HOSTILE),)),
            Table(head=("№", "Что"), rows=((HOSTILE, HOSTILE), (HOSTILE,))),
            Signature(HOSTILE, HOSTILE),
        ),
    )


@needs_pdftotext
def test_what_a_person_wrote_is_never_markup() -> None:
    told = pdf_text(hostile())

    assert 'read("/etc/passwd")' in told
    assert "root:x:" not in told
    assert "{{ jinja }}" in told


def test_what_a_person_wrote_does_not_break_docx() -> None:
    told = docx_text(hostile())

    assert '#read("/etc/passwd")' in told
    assert "</w:t><w:p/> &amp;" in told
    assert "\x00" not in told


def test_margins_fonts_and_orientation_follow_the_standard() -> None:
    order = docx.Document(io.BytesIO(to_docx(PAIRING)))
    long = docx.Document(io.BytesIO(to_docx(INTRODUCTION)))
    plan = docx.Document(io.BytesIO(to_docx(PROGRAM)))

    page = order.sections[0]
    edges = (page.left_margin, page.right_margin, page.top_margin, page.bottom_margin)
    assert [round(edge.mm) for edge in edges if edge is not None] == [20, 10, 20, 20]
    assert [round(section.left_margin.mm) for section in long.sections if section.left_margin is not None] == [30, 30]
    assert [round(section.page_width.mm) for section in plan.sections if section.page_width is not None] == [210, 297]
    assert order.styles["Normal"].font.name == "Times New Roman"
    assert order.paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.CENTER


def test_a_docx_does_not_contain_its_time_of_creation() -> None:
    with zipfile.ZipFile(io.BytesIO(to_docx(ADDENDUM))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = docx.Document(io.BytesIO(to_docx(ADDENDUM))).core_properties
    assert properties.created is not None
    assert (properties.created.date(), properties.author) == (date(2026, 8, 28), COLLEGE.name)
    assert properties.title == f"Дополнительное соглашение от 28.08.2026 № 14 {ADDENDUM.title}"


def test_the_head_of_a_table_is_repeated_on_every_page() -> None:
    row = ("1", "Ермолин Г. А.", "Шубина Л. В.", "«педагог – педагог»", "01.09.2026 – 31.05.2027")
    pairs = PAIRING.blocks[3]
    assert isinstance(pairs, Table)
    long = msgspec.structs.replace(PAIRING, blocks=(msgspec.structs.replace(pairs, rows=(row,) * 120),))

    assert to_docx(long)
    xml = zipfile.ZipFile(io.BytesIO(to_docx(long))).read("word/document.xml")
    assert xml.count(b"<w:tblHeader/>") == 1
    if shutil.which("pdftotext"):
        assert pdf_text(long).count("Форма, вид") > 3


@pytest.mark.parametrize(
    ("text", "tied"),
    [
        ("с 1 сентября 2026 г.", "с~1~сентября 2026~г."),
        ("о внедрении и в связи", "о~внедрении и~в~связи"),
        ("№ п/п", "№ п/п"),
        ("приказ № 112-о", "приказ №~112-о"),
        ("срок (9 месяцев)", "срок (9~месяцев)"),
    ],
)
def test_short_words_and_figures_are_tied_to_what_follows(text: str, tied: str) -> None:
    assert typeset(text) == tied.replace("~", "\u00a0")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("материалов..", "материалов."),
        ("Почему так?.", "Почему так?"),
        ("и так далее…. Потом", "и так далее… Потом"),
        ("ждём...", "ждём..."),
        ("в 2026 г.", "в 2026 г."),
    ],
)
def test_no_sentence_ends_twice_in_print(typed: str, printed: str) -> None:
    assert typeset(typed).replace("\N{NO-BREAK SPACE}", " ") == printed


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2023, 2, 27), "ГОСТ Р 7.0.97-2016"),
        (date(2025, 8, 17), "ГОСТ Р 7.0.97-2016"),
        (date(2025, 8, 18), "ГОСТ Р 7.0.97-2025"),
        (None, "ГОСТ Р 7.0.97-2025"),
    ],
)
def test_a_document_follows_the_standard_of_its_day(day: date | None, name: str) -> None:
    paper = msgspec.structs.replace(INTRODUCTION, day=day)

    assert paper.standard.name == name
    assert docx.Document(io.BytesIO(to_docx(paper))).core_properties.keywords == name


def test_the_newer_standard_asks_for_a_title_and_renames_requisites() -> None:
    old, new = standard(date(2025, 8, 17)), standard(date(2025, 8, 18))

    assert Document(COLLEGE, "Приказ", "", (), day=date(2025, 8, 17)).title == ""
    with pytest.raises(ValueError, match="asks for a title"):
        Document(COLLEGE, "Приказ", " ", (), day=date(2025, 8, 18))
    assert {number for number, words in new.requisites.items() if words != old.requisites[number]} == {"05", "06", "07"}


@needs_pdftotext
@pytest.mark.parametrize("rows", [1, 8, 10, 11, 12, 13, 15, 16, 24])
def test_no_page_has_only_signatures_below_a_table(rows: int) -> None:
    place = max(place for place, block in enumerate(PROGRAM.blocks) if isinstance(block, Table))
    table = PROGRAM.blocks[place]
    assert isinstance(table, Table)
    longer = msgspec.structs.replace(table, rows=(table.rows[1],) * rows)
    blocks = (*PROGRAM.blocks[:place], longer, *PROGRAM.blocks[place + 1 :])

    last = printed_pages(msgspec.structs.replace(PROGRAM, blocks=blocks))[-1]

    assert "Наставляемый" in last
    assert "20.09.2026" in last


@needs_pdftotext
@pytest.mark.parametrize("points", range(6, 30))
def test_a_signature_stays_with_the_last_point_of_an_order(points: int) -> None:
    items = tuple(Item(f"Пункт {place} приказа.") for place in range(points))
    order = Document(COLLEGE, "Приказ", "О пунктах", (Numbered(items), Signature("Директор", "В. А. Ломакин")))

    [signed] = [page for page in printed_pages(order) if "Ломакин" in page]

    assert f"Пункт {points - 1} приказа." in signed.replace("\N{NO-BREAK SPACE}", " ")


@needs_pdftotext
def test_both_sides_of_an_agreement_sign_on_one_line() -> None:
    lines = [line.replace("\N{NO-BREAK SPACE}", " ") for page in printed_pages(ADDENDUM) for line in page.splitlines()]

    assert [line for line in lines if "В. А. Ломакин" in line and "Г. А. Ермолин" in line]


def printed_pages(document: Document) -> list[str]:
    """The words of each page of the PDF."""
    told = subprocess.run(["pdftotext", "-layout", "-", "-"], input=to_pdf(document), capture_output=True, check=True)
    return told.stdout.decode().rstrip("\f").split("\f")
