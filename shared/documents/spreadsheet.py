"""Read and write spreadsheets: a limited child process reads an upload, so that no file can take the server down."""

import asyncio
import io
import subprocess
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import xlsxwriter

from shared.errors import Invalid

Value = str | int | float | bool | date | None

MAX_BYTES = 5 * 1024 * 1024
PATIENCE = 20.0
AT_ONCE = 2
CHILD = (sys.executable, "-I", str(Path(__file__).with_name("spreadsheet_child.py")))


class Cell(msgspec.Struct, frozen=True, gc=False):
    """One value; `merged` when the cell is in a merged area, where every cell has the area's value."""

    value: Value = None
    merged: bool = False


EMPTY = Cell()


class Sheet(msgspec.Struct, frozen=True):
    """One sheet from A1 on: `rows[0]` is what a person calls row 1; hidden rows and columns are listed by index."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


class EmptyFile(Invalid):
    """Файл пустой: выберите файл со списком и загрузите его снова."""


class FileTooLarge(Invalid):
    """Файл больше 5 МБ. Удалите из него рисунки и лишние листы или загрузите список частями."""


class NotSpreadsheet(Invalid):
    """Это не таблица. Загрузите файл Excel (.xlsx, .xls), LibreOffice (.ods) или текст с разделителями (.csv)."""


class WebPage(Invalid):
    """Это веб-страница под видом таблицы. Откройте её в Excel и сохраните как «Книга Excel (.xlsx)»."""


class WordDocument(Invalid):
    """Это документ Word. Скопируйте таблицу из него в Excel, сохраните как .xlsx и загрузите снова."""


class PdfDocument(Invalid):
    """Это PDF: таблицу из него не прочитать. Попросите тот же список в Excel или скопируйте таблицу в новую книгу."""


class BinaryWorkbook(Invalid):
    """Это двоичная книга Excel (.xlsb). Откройте её и сохраните как «Книга Excel (.xlsx)», потом загрузите снова."""


class XmlTable(Invalid):
    """Это таблица XML 2003. Откройте её в Excel и сохраните как «Книга Excel (.xlsx)», потом загрузите снова."""


class OldTable(Invalid):
    """Это таблица старого вида ({kind}). Откройте её в Excel, сохраните как «Книга Excel (.xlsx)» и загрузите снова."""


class NumbersTable(Invalid):
    """Это таблица Numbers. Выберите в ней «Файл» → «Экспортировать» → Excel и загрузите то, что получится."""


class BrokenSpreadsheet(Invalid):
    """Файл повреждён или скачан не до конца. Откройте его в Excel, сохраните заново как .xlsx и загрузите снова."""


class ProtectedSpreadsheet(Invalid):
    """Файл закрыт паролем. Снимите пароль («Файл» → «Сведения» → «Защита книги») и загрузите снова."""


class HostileSpreadsheet(Invalid):
    """В файле есть то, чего не бывает в обычной таблице, поэтому мы его не открыли. Сохраните список в новую книгу."""


class TableTooLarge(Invalid):
    """На листе «{sheet}» строк {rows}, столбцов {columns}. Можно до 20 000 строк и 100 столбцов: уберите лишнее."""


class TableTooHeavy(Invalid):
    """Таблица слишком велика. Скопируйте сам список в новую книгу без лишних строк и столбцов и загрузите её."""


REFUSALS: dict[str, type[Invalid]] = {
    "broken": BrokenSpreadsheet,
    "bomb": TableTooHeavy,
    "hostile": HostileSpreadsheet,
    "html": WebPage,
    "not_a_table": NotSpreadsheet,
    "dbf": OldTable,
    "numbers": NumbersTable,
    "password": ProtectedSpreadsheet,
    "pdf": PdfDocument,
    "sylk": OldTable,
    "too_big": TableTooLarge,
    "word": WordDocument,
    "xlsb": BinaryWorkbook,
    "xml": XmlTable,
}
KINDS = {"dbf": "DBF", "sylk": "SYLK"}


class _Day(msgspec.Struct, frozen=True):
    d: date


class _Read(msgspec.Struct, frozen=True):
    name: str
    hidden: bool
    rows: list[list[str | int | float | bool | _Day | None]]
    merged: list[tuple[int, int, int, int]]
    hidden_rows: list[int] = []
    hidden_columns: list[int] = []


class _Answer(msgspec.Struct, frozen=True):
    sheets: list[_Read] = []
    refused: str = ""
    sheet: str = ""
    rows: int = 0
    columns: int = 0


def read(content: bytes) -> list[Sheet]:
    """Read an untrusted XLSX, XLS, ODS or CSV; refuse with a message for the person who uploaded it."""
    _weigh(content)
    try:
        done = subprocess.run(CHILD, input=content, capture_output=True, timeout=PATIENCE, env={}, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as expired:
        raise TableTooHeavy(field="file") from expired
    return _understood(done.returncode, done.stdout)


_seats = asyncio.Semaphore(AT_ONCE)


async def read_aside(content: bytes) -> list[Sheet]:
    """Read like `read` without blocking the event loop; at most two files at once, the others wait."""
    _weigh(content)
    pipe = asyncio.subprocess.PIPE
    async with _seats:
        child = await asyncio.create_subprocess_exec(
            *CHILD, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL, env={}
        )
        try:
            async with asyncio.timeout(PATIENCE):
                told, _ = await child.communicate(content)
        except TimeoutError as expired:
            raise TableTooHeavy(field="file") from expired
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
    return _understood(child.returncode or 0, told)


def _weigh(content: bytes) -> None:
    if not content:
        raise EmptyFile(field="file")
    if len(content) > MAX_BYTES:
        raise FileTooLarge(field="file")


def _understood(status: int, output: bytes) -> list[Sheet]:
    """Turn the child's output into sheets; a child that was killed had read too heavy a file."""
    if status != 0:
        raise (TableTooHeavy if status < 0 else BrokenSpreadsheet)(field="file")
    answer = msgspec.json.decode(output, type=_Answer)
    if answer.refused:
        raise REFUSALS[answer.refused](
            field="file",
            sheet=answer.sheet,
            rows=answer.rows,
            columns=answer.columns,
            kind=KINDS.get(answer.refused, ""),
        )
    return [_sheet(read) for read in answer.sheets]


def _sheet(read: _Read) -> Sheet:
    width = max(map(len, read.rows), default=0)
    grid = [[_cell(value) for value in row] + [EMPTY] * (width - len(row)) for row in read.rows]
    for top, left, bottom, right in read.merged:
        shared = Cell(grid[top][left].value, merged=True)
        for row in grid[top : bottom + 1]:
            row[left : right + 1] = [shared] * (right - left + 1)
    return Sheet(
        name=read.name,
        rows=tuple(map(tuple, grid)),
        hidden=read.hidden,
        hidden_rows=frozenset(read.hidden_rows),
        hidden_columns=frozenset(read.hidden_columns),
    )


def _cell(value: str | float | bool | _Day | None) -> Cell:
    if value is None:
        return EMPTY
    return Cell(value.d if isinstance(value, _Day) else value)


Exported = str | int | float | Decimal | bool | date | None


def write_xlsx(
    title: str, head: Sequence[str], rows: Iterable[Sequence[Exported]], *, notes: Sequence[str] = ()
) -> bytes:
    """Write one table: notes above it (as of when, how complete), a frozen head, text never as a formula."""
    out = io.BytesIO()
    # A text that looks like a formula, a link or a number stays text.
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    book = xlsxwriter.Workbook(out, safe | {"default_date_format": "dd.mm.yyyy"})
    book.set_properties({"title": title, "created": datetime(2026, 1, 1)})
    sheet = book.add_worksheet(_tab_name(title))
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1, "bg_color": "#EEF2EC"})
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    for index, note in enumerate(notes, start=1):
        sheet.write_string(index, 0, note)
    top = len(notes) + 2
    widths = [_fill(sheet, top, column, name, bold) for column, name in enumerate(head)]
    last = top
    for last, row in enumerate(rows, start=top + 1):
        for column, value in enumerate(row):
            widths[column] = max(widths[column], _fill(sheet, last, column, value))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(60, width + 2))
    sheet.freeze_panes(top + 1, 0)
    sheet.autofilter(top, 0, last, max(0, len(head) - 1))
    book.close()
    return out.getvalue()


def _fill(sheet: Any, row: int, column: int, value: Exported, style: Any = None) -> int:
    """Write one value by its type; return its width in characters."""
    if isinstance(value, bool):
        value = "да" if value else "нет"
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, style)
        return 10
    if isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, value, style)
    elif value is not None:
        sheet.write_string(row, column, value[:32_767], style)
    return max((len(line) for line in str(value or "").splitlines()), default=0)


def _tab_name(title: str) -> str:
    kept = "".join(char for char in title if char not in "[]:*?/\\'")[:31].strip()
    return kept or "Таблица"
