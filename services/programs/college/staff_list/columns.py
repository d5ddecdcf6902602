"""The header of a staff list: which row it is and what each column means, whatever its title."""

import re
from collections.abc import Sequence
from typing import Literal

import msgspec

from shared.documents.cells import mend, text
from shared.documents.spreadsheet import Cell

Meaning = Literal[
    "number", "name", "surname", "given", "patronymic", "birth_date", "hired_on", "education", "graduated",
    "experience", "experience_months", "experience_days", "total_experience", "category", "category_date", "load",
    "employment",
    "post", "subject", "post_subject",
]  # fmt: skip
Row = Sequence[Cell]

WORDS: dict[Meaning, str] = {
    "number": "номер по порядку",
    "name": "фамилия, имя, отчество",
    "surname": "фамилия",
    "given": "имя",
    "patronymic": "отчество",
    "birth_date": "дата рождения",
    "hired_on": "дата приёма",
    "education": "образование",
    "graduated": "год окончания",
    "experience": "стаж педагогической работы",
    "experience_months": "стаж педагогической работы: месяцы",
    "experience_days": "стаж педагогической работы: дни",
    "total_experience": "общий стаж",
    "category": "квалификационная категория",
    "category_date": "дата присвоения категории",
    "load": "нагрузка",
    "employment": "условия работы",
    "post": "должность",
    "subject": "предмет",
    "post_subject": "должность и предмет",
}
DEPTH = 60
TALLEST = 5


class Column(msgspec.Struct, frozen=True):
    """One column of the list: its letter, its title, and its recognized meaning (None: not loaded)."""

    index: int
    letter: str
    label: str
    own: str
    meaning: Meaning | None = None

    @property
    def means(self) -> str:
        """The recognized meaning of the column, in words."""
        return WORDS[self.meaning] if self.meaning else "не загружается"


class Head(msgspec.Struct, frozen=True):
    """The header: its first and last row, from zero, and its columns."""

    first: int
    last: int
    columns: tuple[Column, ...]

    def at(self, meaning: Meaning) -> int | None:
        """The index of the column with this meaning."""
        return next((column.index for column in self.columns if column.meaning == meaning), None)


def find_head(rows: Sequence[Row]) -> Head | None:
    """Find the header rows: they name a person's name and at least one more column."""
    for top in range(min(len(rows), DEPTH)):
        name = next((at for at, cell in enumerate(rows[top]) if _is_name(normal(cell))), None)
        if name is None:
            continue
        first, last = _reach_up(rows, top), _reach_down(rows, top, name)
        columns = _understood([_labels(rows, first, last, at) for at in range(len(rows[top]))])
        if sum(column.meaning is not None for column in columns) >= 2:
            return Head(first=first, last=last, columns=columns)
    return None


def normal(cell: Cell) -> str:
    """Return only the letters of a label, so that «Ф. И. О.» and «ФИО» differ only in spaces."""
    return " ".join(re.sub(r"[^\w№]+", " ", mend(str(cell.value or "")).lower().replace("ё", "е")).split())


def _is_name(label: str) -> bool:
    return _meaning_of(label) in ("name", "surname")


def is_numbers(row: Row) -> bool:
    """Tell whether this is the row «1 2 3 …» under the header."""
    told = [text(cell.value).strip(" .") for cell in row if cell.value is not None]
    return len(told) >= 3 and told == [str(n) for n in range(1, len(told) + 1)]


def _reach_up(rows: Sequence[Row], top: int) -> int:
    """Extend the header by a row above that only groups columns («Стаж», «Категория»)."""
    if top == 0:
        return top
    distinct = {normal(cell) for cell in rows[top - 1] if cell.value is not None}
    grouping = any(_meaning_of(label) in ("experience", "category", "education", "load") for label in distinct)
    return top - 1 if grouping and 1 <= len(distinct) <= 12 and all(len(label) < 60 for label in distinct) else top


def _reach_down(rows: Sequence[Row], top: int, name: int) -> int:
    """Extend the header down to the column numbers, or while the name's cell is merged with the header or empty."""
    below = range(top + 1, min(len(rows), top + 1 + TALLEST))
    for at in below:
        if is_numbers(rows[at]):
            return at
    last = top
    for at in below:
        cell, told = rows[at][name], [cell.value for cell in rows[at] if cell.value is not None]
        joined = cell.merged and cell == rows[top][name]
        lower = cell.value is None and len(set(told)) >= 2 and all(isinstance(value, str) for value in told)
        if not (joined or (lower and at == last + 1)):
            break
        last = at
    return last


def _labels(rows: Sequence[Row], first: int, last: int, at: int) -> Column:
    parts: list[str] = []
    for place in range(first, last + 1):
        row = rows[place]
        label = text(row[at].value) or _group(rows, place, last, at)
        if label and not is_numbers(row) and label not in parts[-1:]:
            parts.append(label)
    return Column(index=at, letter=letter(at), label=" / ".join(parts), own=parts[-1] if parts else "")


def _group(rows: Sequence[Row], place: int, last: int, at: int) -> str:
    """Return the group's label for an empty cell of the header to its right, if a lower row has a label there.

    In a text file, and in some tables, a merged area keeps its text only in the first cell.
    """
    if not any(row[at].value is not None and not is_numbers(row) for row in rows[place + 1 : last + 1]):
        return ""
    return next((text(cell.value) for cell in reversed(rows[place][:at]) if cell.value is not None), "")


def letter(index: int) -> str:
    """The letters above a column: 0 is A, 26 is AA."""
    return (letter(index // 26 - 1) if index >= 26 else "") + chr(ord("A") + index % 26)


_NOT_LOADED = re.compile(
    r"телефон|почт|e ?mail|адрес|снилс|паспорт|\bинн\b|переподготовк|повышени\w* квалиф|курс(?!ов)|наград"
    r"|учен\w+ (степ|зван)|стаж(?!.*пед).*(данн|учрежд|организац|должност|управлен)|срок действ\w*$"
)
_RULES: tuple[tuple[Meaning, re.Pattern[str]], ...] = (
    ("name", re.compile(r"фамилия.*имя|\bфио\b|\bф и о\b|фамилия.*инициал|^фамилия и о\b")),
    ("birth_date", re.compile(r"рожден|^д р$")),
    ("total_experience", re.compile(r"(общ|трудов)\w* (трудов\w* )?стаж|стаж общ|стаж .*\bобщ\w*$")),
    ("experience", re.compile(r"стаж|опыт\w* (пед|раб)|\bпед\w* опыт")),
    ("category_date", re.compile(r"(дата|год|приказ).*(категор|аттестац)|^дата присво\w*$")),
    ("category", re.compile(r"категори|аттестац|кв кат")),
    ("hired_on", re.compile(r"(дата|год|с какого).*(прием|принят|поступлен|начал|трудоустр|работает)|работает с")),
    ("post_subject", re.compile(r"должност.*(предмет|дисципл|преподава)|(предмет|дисципл).*должност")),
    ("education", re.compile(r"образован|учебн\w* заведен|окончил|\bвуз\b|образовательн\w* (учрежд|организац)|диплом")),
    ("graduated", re.compile(r"(год|дата) (окончан|выпуск)")),
    ("load", re.compile(r"став(?:ок|к)|нагрузк|час\w* в недел|количество час|кол во час|объем работ|^часы$|всего час")),
    ("employment", re.compile(r"услови\w* (работы|привлечен|труда)|совместител|вид занятост|характер работы")),
    ("post", re.compile(r"должност")),
    ("subject", re.compile(r"предмет|дисциплин|преподаваем|\bмдк\b|модул")),
    ("surname", re.compile(r"^фамилия$")),
    ("given", re.compile(r"^имя$")),
    ("patronymic", re.compile(r"^отчество$")),
    ("number", re.compile(r"^(№+|n|no|номер)?( ?п ?п)?$|^(№|n) (п п )?.{0,12}$|^таб\w* (№|номер|n)")),
    ("name", re.compile(r"^(сотрудник|работник|педагог|педагогическ\w+ работник|преподаватель)\w*$")),
)  # fmt: skip


def _meaning_of(label: str) -> Meaning | None:
    if not label or _NOT_LOADED.search(label):
        return None
    return next((meaning for meaning, rule in _RULES if rule.search(label)), None)


_PART_OF_SERVICE = re.compile(
    r"(?P<years>лет|год[аы]?|полных лет)|(?P<months>мес|месяц\w*)|(?P<days>дн|дн[еи]\w*|день)"
)


def _understood(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Assign each meaning to the one column whose label fits best."""
    meant = [(column, _meant(column)) for column in columns]
    chosen: dict[Meaning, int] = {}
    for column, meaning in meant:
        if meaning and (meaning not in chosen or _fit(meaning, column) > _fit(meaning, columns[chosen[meaning]])):
            chosen[meaning] = column.index
    return tuple(
        msgspec.structs.replace(column, meaning=meaning if meaning and chosen[meaning] == column.index else None)
        for column, meaning in meant
        if column.label
    )


def _meant(column: Column) -> Meaning | None:
    """Return the meaning of a label; under a group («Категория») the column's own label decides."""
    whole, own = normal(Cell(column.label)), normal(Cell(column.own))
    if whole != own and (part := _PART_OF_SERVICE.fullmatch(own)) and _meaning_of(whole) == "experience":
        return "experience" if part["years"] else "experience_months" if part["months"] else "experience_days"
    if whole != own and re.search(r"дата|приказ|год", own) and "категор" in whole and "категор" not in own:
        return "category_date"
    if whole != own and "образован" in whole and re.search(r"^(год|дата)", own):
        return "graduated"
    if whole != own and _meaning_of(own) in ("surname", "given", "patronymic"):
        return _meaning_of(own)
    return _meaning_of(whole)


def _fit(meaning: Meaning, column: Column) -> int:
    """Return how well a label fits its meaning, to choose between two columns with the same meaning."""
    label = normal(Cell(column.label))
    if meaning == "experience":
        return 2 if "пед" in label else -1 if re.search(r"общ|данн|учрежден|организац|специальн|управлен", label) else 0
    if meaning == "load":
        return 3 if re.search("став(ок|к)", label) else 2 if re.search("всего|итого", label) else 0
    if meaning == "education":
        return 1 if re.search("наименован|окончан|заведен", label) else 0
    return 0
