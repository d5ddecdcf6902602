"""Staff lists as colleges send them, made from the demo's people: clean ones, and ones with every known damage."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from deploy.demo.staff import DemoPerson

NAMES = {
    "btlh": "КГБПОУ «Бийский техникум лесного хозяйства»",
    "bgpk": "КГБПОУ «Барнаульский государственный педагогический колледж имени В. К. Штильке»",
}
CATEGORIES = {
    "none": "нет",
    "first": "первая",
    "highest": "высшая",
    "mentor": "высшая, педагог-наставник",
    "methodist": "высшая, педагог-методист",
}
PLAIN_HEAD = [
    "Таб. №", "Фамилия", "Имя", "Отчество", "Дата рождения", "СНИЛС", "Занимаемая должность", "Дисциплины", "Ставка",
    "Педагогический стаж, лет", "Категория", "Дата присвоения категории", "Дата приёма на работу", "Учебное заведение",
    "Год окончания",
]  # fmt: skip
WIDTH = 10
_thin = Side(style="thin")
FRAME = Border(left=_thin, right=_thin, top=_thin, bottom=_thin)


def mojibake(text: str) -> str:
    """UTF-8 read as Windows-1251, as «№» becomes «в„–»."""
    return "".join(chr(code) if code == 0x98 else bytes([code]).decode("cp1251") for code in text.encode())


def latin_lookalikes(text: str) -> str:
    """The same word with letters typed in the other layout."""
    return text.translate(str.maketrans("аеорсАЕОРСТ", "aeopcAEOPCT"))


def as_written(day: date) -> str:
    """The day as «31. 03. 22 г.»."""
    return f"{day:%d. %m. %y} г."


def serial(day: date) -> int:
    """The day as Excel counts it."""
    return (day - date(1899, 12, 30)).days


def _sheet(title: str) -> tuple[Workbook, Worksheet]:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    return book, sheet


def _bytes(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _banner(sheet: Worksheet, row: int, text: str, *, bold: bool = False) -> None:
    sheet.cell(row, 1, text).font = Font(bold=bold)
    sheet.cell(row, 1).alignment = Alignment(horizontal="center", wrap_text=True)
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=WIDTH)


def _head(sheet: Worksheet, top: int) -> None:
    """Three rows: groups, their parts, column numbers; what has no parts is merged over two rows."""
    whole = {
        1: mojibake("№ п/п"),
        2: "Фамилия, имя, отче-\nство",
        3: "Наименование должности,\nпреподаваемый предмет",
        4: "Образование, наименование и дата окончания образовательного учреждения",
        5: "Год рожде-\nния",
        10: "Кол-во ставок",
    }
    for column, label in whole.items():
        sheet.cell(top, column, label)
        sheet.merge_cells(start_row=top, end_row=top + 1, start_column=column, end_column=column)
    for column, label in ((6, "Стаж работы на начало учебного года"), (8, "Квалификационная категория")):
        sheet.cell(top, column, label)
        sheet.merge_cells(start_row=top, end_row=top, start_column=column, end_column=column + 1)
    for column, label in ((6, "общий"), (7, "педаго-\nгический"), (8, "наличие"), (9, "дата присвоения")):
        sheet.cell(top + 1, column, label)
    for column in range(1, WIDTH + 1):
        sheet.cell(top + 2, column, column)


def _work(person: DemoPerson) -> str:
    posts = ", ".join(post[0].upper() + post[1:] for post in person.posts)
    return f"{posts}, {person.subject[0].lower() + person.subject[1:]}"


def _row(number: int, person: DemoPerson) -> list[Any]:
    comma = f"{person.experience:.1f}".replace(".", ",").removesuffix(",0")
    total = f"{person.experience + 1:.1f}".replace(".", ",")
    since = as_written(person.category_date) if person.category_date else "-"
    education = f"высшее, {person.education}, {person.graduated} г."
    load = f"{person.load:g}".replace(".", ",")
    born = person.birth_date.year
    category = CATEGORIES[person.category]
    return [number, person.full_name, _work(person), education, born, total, comma, category, since, load]


def _damage(rows: list[list[Any]]) -> None:
    """Every damage once, none of which loses anything."""
    rows[0][1] = rows[0][1].upper()
    rows[1][1] = latin_lookalikes(rows[1][1])
    rows[2][1] = mojibake(rows[2][1])
    rows[3][1] = rows[3][1].replace(" ", "\u00a0\u00a0")
    rows[4][1] = rows[4][1].replace(" ", "\n")
    rows[5][6] = float(rows[5][6].replace(",", ".")) if isinstance(rows[5][6], str) else rows[5][6]
    for row in rows[6:9]:
        row[2] = mojibake(row[2])
    dated = [row for row in rows if row[8] != "-"]
    day, month, year = (int(part) for part in dated[0][8].removesuffix(" г.").split(". "))
    dated[0][8] = serial(date(2000 + year, month, day))
    dated[1][8] = f"с {dated[1][8].replace('. ', '.')}"
    dated[2][8] = f"приказ {mojibake('№')} 512 от {dated[2][8]}"


def _groups(staff: Sequence[DemoPerson]) -> dict[str, list[DemoPerson]]:
    groups: dict[str, list[DemoPerson]] = {
        "Администрация": [],
        "Преподаватели": [],
        "Иные педагогические работники": [],
    }
    for person in staff:
        first = person.posts[0]
        boss = first.startswith(("директор", "заместитель", "заведующая"))
        name = "Администрация" if boss else "Преподаватели" if "преподаватель" in person.posts else ""
        groups[name or "Иные педагогические работники"].append(person)
    return groups


def tarification(organization: str, staff: Sequence[DemoPerson], *, damaged: bool = True) -> bytes:
    """The list for 2026/27: titles, a head of two rows and column numbers, sections, totals, signatures."""
    book, sheet = _sheet("Тарификация")
    _banner(sheet, 1, "ТАРИФИКАЦИОННЫЙ СПИСОК", bold=True)
    _banner(sheet, 2, f"педагогических работников {NAMES[organization]}")
    _banner(sheet, 3, "на 2026/2027 учебный год (по состоянию на 01.09.2026)")
    _head(sheet, 5)
    rows = [_row(0, person) for group in _groups(staff).values() for person in group]
    if damaged:
        _damage(rows)
    at, number, ready = 8, 0, iter(rows)
    for group, people in _groups(staff).items():
        _banner(sheet, at, group, bold=True)
        for _ in people:
            at, number = at + 1, number + 1
            row = next(ready)
            row[0] = number
            for column, value in enumerate(row, start=1):
                sheet.cell(at, column, value).border = FRAME
        at += 1
    _ending(sheet, at, len(rows))
    return _bytes(book)


def _ending(sheet: Worksheet, at: int, count: int) -> None:
    sheet.cell(at, 2, "Вакансия")
    sheet.cell(at, 3, "Преподаватель, физика")
    sheet.cell(at + 1, 2, "ИТОГО:")
    sheet.cell(at + 1, 10, f"{count},5")
    _banner(sheet, at + 2, "* стаж указан в полных годах и десятых долях")
    sheet.cell(at + 4, 2, "Директор")
    sheet.cell(at + 4, 4, "____________________")
    sheet.cell(at + 5, 2, "Специалист по кадрам")
    sheet.cell(at + 5, 4, "____________________  Е. В. Суслова")


def plain(staff: Sequence[DemoPerson]) -> bytes:
    """A table straight out of a personnel program: one head row, a column for each thing, real dates."""
    book, sheet = _sheet("Сотрудники")
    sheet.append(PLAIN_HEAD)
    for number, person in enumerate(staff, start=1):
        who = [number, person.surname, person.given, person.patronymic, person.birth_date, None]
        work = ["; ".join(person.posts), person.subject, float(person.load), float(person.experience)]
        since = [CATEGORIES[person.category], person.category_date, person.hired_on]
        sheet.append([*who, *work, *since, person.education, person.graduated])
    return _bytes(book)


def grid(*rows: Sequence[Any], title: str = "Лист1") -> bytes:
    """A list typed by hand."""
    book, sheet = _sheet(title)
    for row in rows:
        sheet.append(list(row))
    return _bytes(book)
