"""The kind of each row of a staff list: a person, or one of the lines around people."""

import re

from services.programs.college.staff_list.columns import Head, Meaning, Row, is_numbers, normal
from services.programs.college.staff_list.fields import is_post, looks_like_name
from services.programs.college.staff_list.row import RowKind, StaffRow
from shared.documents.cells import read_years, text
from shared.documents.spreadsheet import Cell, Value

_TOTAL = re.compile(r"^(итого|всего|итог|в том числе|из них)\b", re.I)
_SIGNED = re.compile(
    r"_{3,}|подпись|м\. ?п\.|\b(директор|бухгалтер|исполнител|председател|согласован|утвержда|составил|кадрам|кадров)",
    re.I,
)


def kind_of(row: Row, at: int, head: Head, after: StaffRow | None) -> RowKind:
    """Return the kind of a row, by its cells and its place."""
    if at < head.first:
        return "title"
    if is_numbers(row):
        return "numbers"
    if at <= head.last or _repeats(row, head):
        return "head"
    texts = list(dict.fromkeys(text(cell.value) for cell in row if cell.value is not None))
    name = name_text(row, head)
    whole = " ".join(texts)
    if _TOTAL.match(whole) or _TOTAL.match(name):
        return "total"
    if "ваканси" in whole.lower():
        return "vacancy"
    if re.match(r"\*|примечан|\d+\)? ?[–-] ?внеш", whole.lower()):
        return "note"
    facts = _facts(row, head)
    if looks_like_name(name) and (facts or not _SIGNED.search(whole)):
        return "person"
    if _SIGNED.search(whole) and facts < 2 and (len(texts) > 1 or "_" in whole) and not looks_like_name(name):
        return "signature"
    if len(texts) == 1 and facts == 0:
        return "signature" if _SIGNED.search(whole) else "section"
    return "person" if (name and facts) or _continues(row, at, head, after) else "unclear"


def _continues(row: Row, at: int, head: Head, after: StaffRow | None) -> bool:
    """Tell whether a row without a name is one more post of the person above."""
    post = text(value(row, head, "post")) or text(value(row, head, "post_subject"))
    if after is None or after.number != at or name_text(row, head) or not is_post(post):
        return False
    return not _of_its_own(row, head, after)


# Facts that a second row of the same person has no reason to repeat.
_PERSONAL: tuple[Meaning, ...] = ("number", "birth_date", "hired_on", "education", "graduated")


def _of_its_own(row: Row, head: Head, above: StaffRow) -> bool:
    """Tell whether a row without a name is about another person than the row above: it has its own personal data."""
    if any(text(value(row, head, meaning)).strip(" -–—") for meaning in _PERSONAL):
        return True
    service = value(row, head, "experience")
    return service is not None and read_years(service) not in (None, above.experience)


def _repeats(row: Row, head: Head) -> bool:
    """Tell whether the header is repeated here, as at the top of every printed page."""
    labels = {normal(Cell(column.own)) for column in head.columns}
    told = [normal(cell) for cell in row if cell.value is not None]
    return len(told) >= 2 and all(label in labels for label in told)


def _facts(row: Row, head: Head) -> int:
    """Return how many of a person's facts the row has besides the name; merged areas are not counted."""
    names = {head.at(meaning) for meaning in ("name", "surname", "given", "patronymic", "number")}
    name = head.at("name") if head.at("name") is not None else head.at("surname")
    banner = row[name] if name is not None and row[name].merged else None
    return sum(
        column.meaning is not None
        and column.index not in names
        and row[column.index].value is not None
        and row[column.index] != banner
        for column in head.columns
    )


def name_text(row: Row, head: Head) -> str:
    """Return the name in a row, from one column or from three."""
    whole = value(row, head, "name")
    if whole is not None:
        return text(whole)
    parts: tuple[Meaning, ...] = ("surname", "given", "patronymic")
    return " ".join(filter(None, (text(value(row, head, part)) for part in parts)))


def value(row: Row, head: Head, meaning: Meaning) -> Value:
    """Return the value in the column with this meaning."""
    at = head.at(meaning)
    return row[at].value if at is not None and at < len(row) else None
