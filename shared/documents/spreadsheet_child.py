"""Reads one untrusted spreadsheet from standard input and answers in JSON; run as a program, and only so.

A hostile workbook can make a parser take all memory or all time: this process forbids itself both and dies alone.
Therefore it imports nothing of ours. Its answer is {"sheets": [...]} or {"refused": reason, ...facts}.
"""

import csv
import io
import json
import resource
import sys
import zipfile
from datetime import date, datetime
from typing import Any

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


class Refusal(Exception):
    """Why the file cannot be read: a word for the parent and the facts of its sentence."""

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(reason)
        self.answer = {"refused": reason, **facts}


def limit_myself() -> None:
    """Give up the right to much memory, much time, files and core dumps."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def kind_of(content: bytes) -> str:
    """Tell what the file is by its first bytes, never by its name."""
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if content.startswith(b"PK\x03\x04"):
        return check_archive(content)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Refusal("password")
        return "xls"
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<body")) or b"<html" in head:
        raise Refusal("html")
    if head.startswith((b"<", b"%pdf", b"{\\rtf")) or b"\x00" in content:
        raise Refusal("not_a_table")
    return "csv"


def check_archive(content: bytes) -> str:
    """Look at the directory of the archive before anything in it is unpacked."""
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
    """Whether the name of an entry tries to lead out of the archive."""
    return name.startswith("/") or "\\" in name or ":" in name or "\x00" in name or ".." in name.split("/")


def check_prologues(archive: zipfile.ZipFile) -> None:
    """Refuse documents that define their own entities: no office program writes them."""
    for entry in archive.infolist():
        if not entry.filename.endswith((".xml", ".rels")):
            continue
        try:
            with archive.open(entry) as part:
                prologue = part.read(PROLOGUE)
        except Exception as error:  # zlib, struct and zipfile each have their own way to say "broken"
            raise Refusal("broken") from error
        if b"<!DOCTYPE" in prologue or b"<!ENTITY" in prologue:
            raise Refusal("hostile")


def archive_kind(names: set[str]) -> str:
    """Tell a workbook from the other documents that are archives too."""
    if "[Content_Types].xml" in names and "xl/workbook.xml" in names:
        return "xlsx"
    if {"mimetype", "content.xml"} <= names:
        return "ods"
    if "word/document.xml" in names:
        raise Refusal("word")
    raise Refusal("not_a_table")


def read_csv(content: bytes) -> list[dict[str, Any]]:
    """Read delimited text, in UTF-8 or in the Windows encoding."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1251", errors="replace")
    printable = sum(char.isprintable() or char in "\r\n\t" for char in text)
    lines = text.splitlines()[:20]
    delimiter = max(";\t,", key=lambda char: sum(line.count(char) for line in lines))
    if not text.strip() or printable < len(text) or not any(delimiter in line for line in lines):
        raise Refusal("not_a_table")
    try:
        grid = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise Refusal("broken") from error
    check_size("CSV", len(grid), max(map(len, grid), default=0))
    rows = [[value.strip() or None for value in row] for row in grid]
    return [{"name": "CSV", "hidden": False, "rows": rows, "merged": []}]


def check_size(sheet: str, rows: int, columns: int) -> None:
    """Refuse what is longer or wider than any staff list."""
    if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise Refusal("too_big", sheet=sheet[:40], rows=rows, columns=columns)


def read_workbook(content: bytes) -> list[dict[str, Any]]:
    """Read every sheet of a workbook, with the numbers of rows and columns that a person sees."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    sheets: list[dict[str, Any]] = []
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for index, about in enumerate(workbook.sheets_metadata):
            if about.typ != SheetTypeEnum.WorkSheet:
                continue
            rows, merged = read_sheet(workbook.get_sheet_by_index(index))
            hidden = about.visible != SheetVisibleEnum.Visible
            sheets.append({"name": about.name, "hidden": hidden, "rows": rows, "merged": merged})
            if sum(len(sheet["rows"]) * len(sheet["rows"][0]) for sheet in sheets if sheet["rows"]) > MAX_CELLS:
                raise Refusal("too_big", sheet=about.name[:40], rows=len(rows), columns=len(rows[0]))
    except PasswordError as error:
        raise Refusal("password") from error
    except (CalamineError, ValueError, OverflowError) as error:
        raise Refusal("broken") from error
    return sheets


def read_sheet(sheet: Any) -> tuple[list[list[Any]], list[list[int]]]:
    """Return the values from A1 to the last one, and the merged areas cut to them."""
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
    """Read the file, or say why not."""
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
