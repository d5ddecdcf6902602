"""Reads one untrusted spreadsheet from standard input and answers in JSON; only ever run as a program.

A hostile workbook can make a parser take all memory or all time: this process limits both for itself and dies alone.
Therefore it imports nothing of ours. Its answer is {"sheets": [...]} or {"refused": reason, ...facts}.
"""

# ruff: noqa: S314 — this process is alone and limited, and a document that defines entities was refused before

import csv
import io
import json
import resource
import sys
import zipfile
import zlib
from datetime import date, datetime
from typing import Any
from xml.etree import ElementTree

MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 10
MAX_ENTRIES = 200
MAX_UNPACKED = 50 * 1024 * 1024
MAX_RATIO = 100
RATIO_FLOOR = 100 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_CELLS = 400_000
MAX_ANSWER = 48 * 1024 * 1024
PROLOGUE = 4096
RELATIONS = "xl/_rels/workbook.xml.rels"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
# «Юникод-текст» of Excel: UTF-16 with a byte order mark.
WIDE = (b"\xff\xfe", b"\xfe\xff")
# Formats that Excel opens and we do not, by their first bytes: each has a message of its own.
OTHERS = (
    (b"%pdf", "pdf"),
    (b"{\\rtf", "word"),
    (b"<?xml", "xml"),
    (b"id;p", "sylk"),
    (b"\x03", "dbf"),
)
# The code pages in which Excel writes text on Russian computers: «CSV», «CSV (MS-DOS)», «CSV (Macintosh)».
CODE_PAGES = ("cp1251", "cp866", "mac_cyrillic")
# These letters make up two thirds of any Russian text; a wrong code page gives other letters.
USUAL = frozenset("оеаинтсрвлкмдпуыяоОАИНТСКВПМ")
INVISIBLE = frozenset("\xa0\xad\u200b\u2007\u202f\ufeff")


class Refusal(Exception):
    """Why the file cannot be read: a reason for the parent process and the facts for its message."""

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(reason)
        self.answer = {"refused": reason, **facts}


def limit_myself() -> None:
    """Limit memory and time of this process, and forbid it files and core dumps."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def kind_of(content: bytes) -> str:
    """Return the kind of file by its first bytes, never by its name."""
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if content.startswith(b"PK\x03\x04"):
        return check_archive(content)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return compound_kind(content)
    if content.startswith(WIDE):
        return "csv"
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<body")) or b"<html" in head:
        raise Refusal("html")
    for start, reason in OTHERS:
        if head.startswith(start) and (reason != "xml" or b"workbook" in head):
            raise Refusal(reason)
    if head.startswith(b"<") or b"\x00" in content:
        raise Refusal("not_a_table")
    return "csv"


def compound_kind(content: bytes) -> str:
    """Return the kind of an OLE file: an old Excel workbook; Refusal for other documents in this container."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Refusal("password")
    if "WordDocument".encode("utf-16-le") in content:
        raise Refusal("word")
    return "xls"


def check_archive(content: bytes) -> str:
    """Check the directory of the archive before anything in it is unpacked; return its kind."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, UnicodeDecodeError) as error:
        raise Refusal("broken") from error
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise Refusal("bomb")
    if any(entry.file_size > max(RATIO_FLOOR, MAX_RATIO * entry.compress_size) for entry in entries):
        raise Refusal("bomb")
    if len(set(names)) != len(names) or any(suspicious(name) for name in names):
        raise Refusal("hostile")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refusal("password")
    check_prologues(archive)
    return archive_kind(set(names))


def suspicious(name: str) -> bool:
    """Tell whether an entry's name points outside the archive."""
    return name.startswith("/") or "\\" in name or ":" in name or "\x00" in name or ".." in name.split("/")


def check_prologues(archive: zipfile.ZipFile) -> None:
    """Refuse documents that define their own entities: no office program writes them."""
    for entry in archive.infolist():
        if not entry.filename.endswith((".xml", ".rels")):
            continue
        try:
            with archive.open(entry) as part:
                prologue = part.read(PROLOGUE)
        except Exception as error:  # zlib, struct and zipfile each have their own errors
            raise Refusal("broken") from error
        if b"<!DOCTYPE" in prologue or b"<!ENTITY" in prologue:
            raise Refusal("hostile")


def archive_kind(names: set[str]) -> str:
    """Return the kind of a workbook by the archive's entries; Refusal for other documents."""
    if "[Content_Types].xml" in names and "xl/workbook.xml" in names:
        return "xlsx"
    if {"mimetype", "content.xml"} <= names:
        return "ods"
    if "xl/workbook.bin" in names:
        raise Refusal("xlsb")
    if "word/document.xml" in names:
        raise Refusal("word")
    if any(name.startswith("Index/") and name.endswith(".iwa") for name in names):
        raise Refusal("numbers")
    raise Refusal("not_a_table")


def read_csv(content: bytes) -> list[dict[str, Any]]:
    """Read delimited text in any encoding that Excel writes."""
    text = decoded(content)
    printable = sum(char.isprintable() or char in "\r\n\t" or char in INVISIBLE for char in text)
    delimiter = delimiter_of(text)
    if not text.strip() or printable < len(text) or not delimiter:
        raise Refusal("not_a_table")
    try:
        grid = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise Refusal("broken") from error
    check_size("CSV", len(grid), max(map(len, grid), default=0))
    rows = [[value.strip() or None for value in row] for row in grid]
    return [{"name": "CSV", "hidden": False, "rows": rows, "merged": []}]


def decoded(content: bytes) -> str:
    """Return the text: UTF-16 or UTF-8 where certain, else by the code page that gives the most common letters."""
    try:
        if content.startswith(WIDE):
            return content.decode("utf-16")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        texts = [content.decode(page, errors="replace") for page in CODE_PAGES]
        return max(texts, key=lambda text: sum(char in USUAL for char in text[:20_000]))


def delimiter_of(text: str) -> str:
    """Return the delimiter that cuts the most lines into the same number of cells; an empty string when none does."""
    best, found = 0.0, ""
    for delimiter in ";\t,|":
        try:
            rows = [row for row in csv.reader(io.StringIO(text[:100_000]), delimiter=delimiter) if any(row)][:60]
        except csv.Error:
            continue
        widths = [len(row) for row in rows]
        usual = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
        if usual > 1 and (fit := widths.count(usual) / len(widths)) > best:
            best, found = fit, delimiter
    return found


def check_size(sheet: str, rows: int, columns: int) -> None:
    """Refuse a sheet longer or wider than any staff list."""
    if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise Refusal("too_big", sheet=sheet[:40], rows=rows, columns=columns)


def read_workbook(content: bytes) -> list[dict[str, Any]]:
    """Read every sheet of a workbook, with the numbers of rows and columns that a person sees."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    sheets: list[dict[str, Any]] = []
    concealed = concealed_in(content)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for index, about in enumerate(workbook.sheets_metadata):
            if about.typ != SheetTypeEnum.WorkSheet:
                continue
            rows, merged = read_sheet(workbook.get_sheet_by_index(index))
            hidden = about.visible != SheetVisibleEnum.Visible
            lines, columns = concealed.get(about.name, ([], []))
            sheets.append(
                {"name": about.name, "hidden": hidden, "rows": rows, "merged": merged,
                 "hidden_rows": lines, "hidden_columns": columns}
            )  # fmt: skip
            if sum(len(sheet["rows"]) * len(sheet["rows"][0]) for sheet in sheets if sheet["rows"]) > MAX_CELLS:
                raise Refusal("too_big", sheet=about.name[:40], rows=len(rows), columns=len(rows[0]))
    except PasswordError as error:
        raise Refusal("password") from error
    except (CalamineError, ValueError, OverflowError) as error:
        raise Refusal("broken") from error
    return sheets


def read_sheet(sheet: Any) -> tuple[list[list[Any]], list[list[int]]]:
    """Return the values from A1 to the last one, and the merged areas within that range."""
    height, width = (sheet.end[0] + 1, sheet.end[1] + 1) if sheet.end else (0, 0)
    check_size(sheet.name, height, width)
    rows = [[plain(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    merged = []
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if 0 <= top <= bottom and 0 <= left <= right and top < height and left < width:
            merged.append([top, left, min(bottom, height - 1), min(right, width - 1)])
    if sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in merged) > height * width:
        raise Refusal("broken")
    return rows, merged


Concealed = dict[str, tuple[list[int], list[int]]]


def concealed_in(content: bytes) -> Concealed:
    """Return, for each sheet of an archive, the indexes of the rows and columns that are hidden or filtered out.

    The parser of values does not report them; formats from before 2007 are not checked.
    """
    if not content.startswith(b"PK"):
        return {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        try:
            names = set(archive.namelist())
            return of_ods(archive) if "content.xml" in names else of_xlsx(archive)
        except (ElementTree.ParseError, KeyError, ValueError, zipfile.BadZipFile, zlib.error, OSError) as error:
            raise Refusal("broken") from error


def of_xlsx(archive: zipfile.ZipFile) -> Concealed:
    """Read `hidden` of rows and columns."""
    links = {link.get("Id"): link.get("Target", "") for link in ElementTree.parse(archive.open(RELATIONS)).getroot()}
    found: Concealed = {}
    for sheet in ElementTree.parse(archive.open("xl/workbook.xml")).getroot().iter(f"{MAIN}sheet"):
        target = links.get(sheet.get(f"{LINK}id"), "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if path in archive.namelist():
            found[sheet.get("name", "")] = hidden_in(archive, path)
    return found


def hidden_in(archive: zipfile.ZipFile, path: str) -> tuple[list[int], list[int]]:
    """Return the hidden rows and columns of one sheet."""
    rows: list[int] = []
    columns: list[int] = []
    at = -1
    for _, element in ElementTree.iterparse(archive.open(path)):
        if element.tag == f"{MAIN}row":
            at = int(element.get("r", at + 2)) - 1
            if element.get("hidden") in ("1", "true") and at < MAX_ROWS:
                rows.append(at)
            element.clear()
        elif element.tag == f"{MAIN}col" and element.get("hidden") in ("1", "true"):
            columns += range(int(element.get("min", 1)) - 1, min(int(element.get("max", 1)), MAX_COLUMNS))
    return rows, columns


def of_ods(archive: zipfile.ZipFile) -> Concealed:
    """Read `table:visibility` of rows and columns."""
    found: Concealed = {}
    rows: list[int] = []
    columns: list[int] = []
    row = column = 0
    for event, element in ElementTree.iterparse(archive.open("content.xml"), events=("start", "end")):
        if event == "start" and element.tag == f"{TABLE}table":
            rows, columns = found.setdefault(element.get(f"{TABLE}name", ""), ([], []))
            row = column = 0
        elif event == "end" and element.tag == f"{TABLE}table-column":
            column = unseen(element, column, "number-columns-repeated", columns, MAX_COLUMNS)
        elif event == "end" and element.tag == f"{TABLE}table-row":
            row = unseen(element, row, "number-rows-repeated", rows, MAX_ROWS)
            element.clear()
    return found


def unseen(line: Any, at: int, repeated: str, found: list[int], most: int) -> int:
    """Note a hidden row or column; return the index of the next one."""
    after = at + int(line.get(f"{TABLE}{repeated}", 1))
    if line.get(f"{TABLE}visibility", "visible") != "visible":
        found += range(at, min(after, most))
    return after


def plain(value: Any) -> Any:
    """Turn a value into one that JSON knows; a date becomes {"d": …}."""
    if value == "":
        return None
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, datetime):
        value = value.date()
    return {"d": value.isoformat()} if isinstance(value, date) else str(value)


def answer(content: bytes) -> bytes:
    """Read the file; answer with its sheets or with a refusal."""
    kind = kind_of(content)
    sheets = read_csv(content) if kind == "csv" else read_workbook(content)
    told = json.dumps({"sheets": sheets}, ensure_ascii=False, allow_nan=False).encode()
    if len(told) > MAX_ANSWER:
        raise Refusal("bomb")
    return told


def main() -> None:
    """Answer one file."""
    limit_myself()
    try:
        told = answer(sys.stdin.buffer.read())
    except Refusal as refusal:
        told = json.dumps(refusal.answer, ensure_ascii=False).encode()
    except MemoryError:
        told = b'{"refused": "bomb"}'
    except ValueError:
        told = b'{"refused": "broken"}'
    sys.stdout.buffer.write(told)


if __name__ == "__main__":
    main()
