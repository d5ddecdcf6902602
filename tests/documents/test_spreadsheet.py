"""Uploads: what is read, what is refused with which message, and that no file stops the process."""

import asyncio
import io
import random
import struct
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from shared.documents import spreadsheet
from shared.documents.spreadsheet import Cell, Sheet, read, read_aside, write_xlsx
from shared.errors import Invalid


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def workbook(*rows: tuple[Any, ...], merge: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for area in merge:
        sheet.merge_cells(area)
    return saved(book)


def values(sheet: Sheet) -> list[list[spreadsheet.Value]]:
    return [[cell.value for cell in row] for row in sheet.rows]


def repacked(content: bytes, change: Callable[[str, bytes], bytes], extra: dict[str, bytes] | None = None) -> bytes:
    """Return the same archive with some parts changed and others added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, part in (extra or {}).items():
            new.writestr(name, part)
    return out.getvalue()


def far_cell() -> bytes:
    """Return five kilobytes that need half a terabyte when read."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["XFD1048576"] = "начало", "край света"
    return saved(book)


def zip_bomb() -> bytes:
    return repacked(workbook(("Ф. И. О.",)), lambda _, part: part, {"xl/media/image1.bin": b"\0" * 40_000_000})


def lying_bomb() -> bytes:
    """Return an archive whose directory claims that the sheet is small."""
    big = b"<worksheet><sheetData>" + b"<row><c><v>1</v></c></row>" * 4_000_000 + b"</sheetData></worksheet>"
    content = bytearray(repacked(workbook(("Ф. И. О.",)), lambda name, part: big if "sheet1" in name else part))
    at = 0
    while (at := content.find(b"PK\x01\x02", at + 1)) != -1:
        if b"sheet1.xml" in content[at : at + 90]:
            content[at + 24 : at + 28] = struct.pack("<I", 900)
    return bytes(content)


def with_entities() -> bytes:
    dtd = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    return repacked(workbook(("Имя",)), lambda name, part: dtd + part if name.endswith("sheet1.xml") else part)


HTML = "<html><meta charset='utf-8'><table><tr><td>Ф.И.О.</td></tr></table></html>".encode()
PROTECTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512


def word_document() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", spreadsheet.EmptyFile),
        (b"\0" * (5 * 1024 * 1024 + 1), spreadsheet.FileTooLarge),
        (random.Random(7).randbytes(20_000), spreadsheet.NotSpreadsheet),
        (b"PK\x03\x04" + random.Random(8).randbytes(20_000), spreadsheet.BrokenSpreadsheet),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + random.Random(9).randbytes(9_000), spreadsheet.BrokenSpreadsheet),
        (workbook(("Ф. И. О.", "Стаж"), ("Лаптева", 26.8))[:-700], spreadsheet.BrokenSpreadsheet),
        (HTML, spreadsheet.WebPage),
        (word_document(), spreadsheet.WordDocument),
        (PROTECTED, spreadsheet.ProtectedSpreadsheet),
        (with_entities(), spreadsheet.HostileSpreadsheet),
        (
            repacked(workbook(("a",)), lambda _, part: part, {"../../etc/cron.d/x": b"x"}),
            spreadsheet.HostileSpreadsheet,
        ),
        (far_cell(), spreadsheet.TableTooHeavy),
        (zip_bomb(), spreadsheet.TableTooHeavy),
        (repacked(workbook(("a",)), lambda _, p: p, {f"x{n}": b"" for n in range(201)}), spreadsheet.TableTooHeavy),
        (workbook(tuple(range(101))), spreadsheet.TableTooLarge),
        ("Просто письмо без всякой таблицы".encode(), spreadsheet.NotSpreadsheet),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_a_file_that_cannot_be_read_is_refused_in_words(content: bytes, refusal: type[Invalid]) -> None:
    with pytest.raises(refusal) as refused:
        read(content)

    assert refused.value.field == "file"
    assert "{" not in refused.value.message


def test_an_archive_that_lies_about_its_sizes_kills_only_the_child() -> None:
    with pytest.raises(Invalid):
        read(lying_bomb())
    assert read(workbook(("жив",)))[0].rows[0][0].value == "жив"


def test_a_table_that_is_too_wide_is_refused_with_its_size() -> None:
    with pytest.raises(spreadsheet.TableTooLarge) as refused:
        read(workbook(tuple(range(101))))

    assert "«Sheet» строк 1, столбцов 101" in refused.value.message


def test_values_keep_their_types_and_their_places() -> None:
    content = workbook((), ("Ф. И. О.", "Стаж", "Дата"), ("Лаптева", 26.8, datetime(2022, 3, 31)), (None, 7, True))

    assert values(read(content)[0]) == [
        [None, None, None],
        ["Ф. И. О.", "Стаж", "Дата"],
        ["Лаптева", 26.8, date(2022, 3, 31)],
        [None, 7, True],
    ]


def test_every_cell_of_a_merged_area_has_its_value_and_is_marked() -> None:
    sheet = read(workbook(("Стаж", None, "ФИО"), ("общий", "пед.", None), merge=("A1:B1", "C1:C2")))[0]

    assert sheet.rows[0] == (Cell("Стаж", merged=True), Cell("Стаж", merged=True), Cell("ФИО", merged=True))
    assert sheet.rows[1] == (Cell("общий"), Cell("пед."), Cell("ФИО", merged=True))


def test_a_merged_area_of_the_whole_sheet_is_cheap_to_read() -> None:
    plain = workbook(("Список",), ("Лаптева",), merge=("A2:B3",))
    whole = repacked(plain, lambda _, part: part.replace(b"A2:B3", b"A2:XFD1048576"))

    assert read(whole)[0].rows[1][0] == Cell("Лаптева", merged=True)


def test_an_empty_workbook_has_a_sheet_without_rows() -> None:
    assert read(workbook()) == [Sheet(name="Sheet", rows=())]


def test_hidden_sheets_are_told_apart() -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Старый").sheet_state = "hidden"

    assert [(sheet.name, sheet.hidden) for sheet in read(saved(book))] == [("Sheet", False), ("Старый", True)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
def test_delimited_text_is_read_in_both_usual_encodings(encoding: str) -> None:
    sheet = read("Ф. И. О.;Стаж\nЛаптева Надежда Егоровна;26,8\n".encode(encoding))[0]

    assert values(sheet) == [["Ф. И. О.", "Стаж"], ["Лаптева Надежда Егоровна", "26,8"]]


def open_document(repeated: int) -> bytes:
    """Return a LibreOffice table whose second row is repeated."""
    oasis = "urn:oasis:names:tc:opendocument:xmlns"
    names = "".join(f' xmlns:{name}="{oasis}:{name}:1.0"' for name in ("office", "table", "text"))
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = (
        f"<table:table-row>{cell.format('ФИО')}</table:table-row>"
        f'<table:table-row table:number-rows-repeated="{repeated}">{cell.format("Лаптева")}</table:table-row>'
    )
    body = f'<office:spreadsheet><table:table table:name="Штат">{rows}</table:table></office:spreadsheet>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    entry = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
    manifest = f"{oasis}:manifest:1.0"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr(
            "content.xml",
            f"<office:document-content{names}><office:body>{body}</office:body></office:document-content>",
        )
        archive.writestr(
            "META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{manifest}">{entry}</manifest:manifest>'
        )
    return out.getvalue()


def test_a_libreoffice_table_is_read_and_its_bomb_is_refused() -> None:
    assert values(read(open_document(2))[0]) == [["ФИО"], ["Лаптева"], ["Лаптева"]]
    with pytest.raises(spreadsheet.TableTooLarge):
        read(open_document(900_000_000))


async def test_a_server_keeps_working_while_files_are_read_and_hostile_ones_fail() -> None:
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.005)
            ticks += 1

    ticking = asyncio.create_task(tick())
    answers = await asyncio.gather(
        *(read_aside(content) for content in (far_cell(), workbook(("Ф. И. О.",)), zip_bomb(), lying_bomb())),
        return_exceptions=True,
    )
    ticking.cancel()

    assert [type(answer) is list for answer in answers] == [False, True, False, False]
    assert all(isinstance(answer, Invalid | list) for answer in answers)
    assert ticks > 10


async def test_a_cancelled_upload_leaves_no_child() -> None:
    reading = asyncio.create_task(read_aside(workbook(*[(n, "Лаптева") for n in range(5_000)])))
    await asyncio.sleep(0.03)
    reading.cancel()

    with pytest.raises(asyncio.CancelledError):
        await reading


def test_an_exported_table_reads_back_and_text_never_becomes_a_formula() -> None:
    bad = ["=1+1", "+7 385", "-5", "@СУММ(A1)", "=cmd|'/c calc'!A1", "\t=1", "https://example.org"]
    rows = [[text, Decimal("12.5"), date(2026, 11, 24), True, None] for text in bad]
    content = write_xlsx(
        "Пары: на 24.11.2026", ["Текст", "Стаж", "Дата", "Да", "Пусто"], rows, notes=["Полны 51 из 54"]
    )

    sheet = read(content)[0]
    assert sheet.name == "Пары на 24.11.2026"
    assert values(sheet)[0][0] == "Пары: на 24.11.2026"
    assert values(sheet)[1][0] == "Полны 51 из 54"
    assert [row[0] for row in values(sheet)[4:]] == bad
    assert values(sheet)[4][1:4] == [12.5, date(2026, 11, 24), "да"]
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")


def test_the_same_table_is_exported_to_the_same_bytes() -> None:
    assert write_xlsx("Пары", ["Кто"], [["Лаптева"]]) == write_xlsx("Пары", ["Кто"], [["Лаптева"]])
