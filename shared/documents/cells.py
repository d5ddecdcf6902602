"""Read cells: repair damaged text, and parse dates and numbers in all their usual spellings."""

import re
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache

import msgspec

from shared.documents.spreadsheet import Value
from shared.spelling import composed, cyrillic

# Characters. No name, post or date is longer than the first; free text (an education, a list of subjects) may be.
LONGEST, LONGEST_WORDS = 500, 5_000

_BYTES = {bytes([code]).decode("cp1251"): code for code in range(128, 256) if code != 0x98} | {"\x98": 0x98}
_TAIL = re.escape("".join(char for char, code in _BYTES.items() if 0x80 <= code <= 0xBF))
_DAMAGE = re.compile(f"(?:[РС][{_TAIL} ]|в[„Ђ‚][{_TAIL}]|В[«» ])+")
_WESTERN = re.compile("[À-ÿ¸¨¹]")


def text(value: Value, longest: int = LONGEST) -> str:
    """Return the repaired text of any cell, on one line, cut to `longest` characters."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, int | float):
        return f"{value:.10g}".replace(".", ",")
    return mend(value, longest)


@lru_cache(maxsize=1024)
def mend(damaged: str, longest: int = LONGEST) -> str:
    """Undo wrong encodings, Latin lookalikes, hyphens at line ends and odd spaces: «в„– Р°Р±РІ» is «№ абв».

    Text longer than any real cell is cut: on a hostile text the patterns would run for minutes.
    """
    cleaned = composed(_from_western(_from_utf8(damaged[:longest])).replace("_x000D_", " "))
    cleaned = re.sub(r"(?<=[а-яё])-\s*\n\s*(?=[а-яё])", "", cleaned)
    cleaned = " ".join(cleaned.split())
    return cyrillic(cleaned)


def _from_utf8(damaged: str) -> str:
    """Repair UTF-8 that was read as Windows-1251; a single pair that only looks like it («Сё» in «Сёмина») stays."""
    surely = any(len(run[0]) >= 4 or run[0][0] == "в" for run in _DAMAGE.finditer(damaged))
    return _DAMAGE.sub(lambda run: _decoded(run[0]), damaged.replace("Р\ufffd", "Р\x98")) if surely else damaged


def _decoded(run: str) -> str:
    space = " " if run.endswith(" ") and run[-2:-1] == "В" else ""
    raw = bytes(_BYTES.get(char, 0xA0) if char != "В" else 0xC2 for char in run)
    raw = bytes(0xA0 if char == " " else code for char, code in zip(run, raw, strict=True))
    try:
        return raw.decode("utf-8") + space
    except UnicodeDecodeError:
        return run


def _from_western(damaged: str) -> str:
    """Repair Windows-1251 that was read as Western European: «Èâàíîâ»."""
    strange = len(_WESTERN.findall(damaged))
    if strange < 3 or re.search("[А-Яа-яЁё]", damaged):
        return damaged
    try:
        return damaged.encode("cp1252").decode("cp1251")
    except UnicodeError:
        return damaged


class Day(msgspec.Struct, frozen=True):
    """A date; `exact` is false when the cell has only a month or a year."""

    day: date
    exact: bool = True


class NoSuchDay(ValueError):
    """The text contains a date that does not exist."""


_MONTHS = ("январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр")
_MONTH = r"(январ|феврал|март|апрел|ма(?=[йя])|июн|июл|август|сентябр|октябр|ноябр|декабр)[а-я]*"
_FIGURES = re.compile(r"(?<!\d)(\d{1,2})\s*[./,\-]\s*(\d{1,2})\s*[./,\-]\s*(\d{4}|\d{2})(?!\d)")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_WORDS = re.compile(rf"(?<!\d)(\d{{1,2}})\s*[»\"]?\s*{_MONTH}\s*(\d{{4}}|\d{{2}})(?!\d)", re.I)
_MONTH_YEAR = re.compile(rf"\b{_MONTH}\s*(\d{{4}})(?!\d)", re.I)
_FIGURES_MONTH = re.compile(r"(?<![\d.,])(\d{1,2})\s*[./]\s*((?:19|20)\d{2})(?!\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_SERIAL = re.compile(r"\s*(\d{5})\s*")


def read_day(value: Value, *, today: date) -> Day | None:
    """Find the date in a cell: «31. 03. 22 г.», «с 01.09.2020», «март 2021», Excel's 44651; None if there is none."""
    if isinstance(value, date):
        return Day(value)
    words = text(value)
    if serial := _SERIAL.fullmatch(words):
        return Day(date(1899, 12, 30) + timedelta(days=int(serial[1]))) if 10_000 <= int(serial[1]) <= 60_000 else None
    if found := _ISO.search(words):
        return Day(_date(found[1], found[2], found[3], today))
    if found := _FIGURES.search(words):
        return Day(_date(found[3], found[2], found[1], today))
    if found := _WORDS.search(words):
        return Day(_date(found[3], str(_month(found[2])), found[1], today))
    if found := _MONTH_YEAR.search(words):
        return Day(_date(found[2], str(_month(found[1])), "1", today), exact=False)
    if found := _FIGURES_MONTH.search(words):
        return Day(_date(found[2], found[1], "1", today), exact=False)
    if found := _YEAR.search(words):
        return Day(date(int(found[1]), 1, 1), exact=False)
    return None


def _month(word: str) -> int:
    return _MONTHS.index(word.lower()) + 1


def _date(year: str, month: str, day: str, today: date) -> date:
    """Return the date; a year of two digits is 20xx up to next year, else 19xx."""
    number = int(year)
    if len(year) == 2:
        number += 2000 if 2000 + number <= today.year + 1 else 1900
    try:
        return date(number, int(month), int(day))
    except ValueError as error:
        raise NoSuchDay(f"{day}.{month}.{year}") from error


def read_number(value: Value) -> Decimal | None:
    """Read «12,5», «1 200», «0.75 ст.»; None where there is no number or more than one."""
    if isinstance(value, bool | date) or value is None:
        return None
    if isinstance(value, int | float):
        return Decimal(f"{value:.10g}")
    words = re.sub(r"(?<=\d)\s(?=\d{3}(?!\d))", "", mend(value))
    found = re.findall(r"\d+(?:[.,]\d+)?", words)
    if len(found) != 1 or re.search(r"\d\s*[./\-]\s*\d.*[./\-]\d", words):
        return None
    try:
        number = Decimal(found[0].replace(",", "."))
    except InvalidOperation:
        return None
    return -number if re.match(r"\s*[-−]\s*\d", words) else number


_YEARS, _MONTHS_LONG, _DAYS = r"(?:лет|года?|год|г|л)", r"(?:месяц[а-я]*|мес|м)", r"(?:дн[а-я]*|день|д)"
_SPAN = re.compile(
    rf"(?:(\d{{1,2}})\s*{_YEARS}(?![а-я])\.?)?[\s,]*(?:и\s+)?(?:(\d{{1,2}})\s*{_MONTHS_LONG}(?![а-я])\.?)?"
    rf"[\s,]*(?:и\s+)?(?:(\d{{1,2}})\s*{_DAYS}(?![а-я])\.?)?",
    re.I,
)
# «12-05-13», «12/05/13»: years, months, days, as the work book counts them; «2/11» is without days.
_FIGURED = re.compile(r"(\d{1,2})\s*[-/]\s*(\d{1,2})(?:\s*[-/]\s*(\d{1,2}))?")
_CENT = Decimal("0.01")


def read_years(value: Value) -> Decimal | None:
    """Read a length of service in years: «12,5», «12 лет 5 мес. 13 дн.», «2/11»; None where it is unclear."""
    words = text(value).lower().strip(" .")
    if re.fullmatch(r"-|–|—|нет|0|б/?с|без (опыта|стажа)|стажа нет|молодой специалист|впервые", words):
        return Decimal(0)
    if re.fullmatch(r"(менее|до) (1 )?года", words):
        return Decimal("0.5")
    span = _SPAN.fullmatch(words)
    if span and any(span.groups()):
        return added_up(span[1], span[2], span[3])
    if figured := _FIGURED.fullmatch(words):
        return added_up(figured[1], figured[2], figured[3])
    plain = re.fullmatch(r"\d{1,3}(?:[.,]\d+)?(?:\s*(?:лет|года?))?", words)
    return read_number(words) if plain else None


def added_up(years: object, months: object, days: object = None) -> Decimal | None:
    """Add up years, months (below 12) and days (below 31) to years of service, rounded to a hundredth; else None."""
    whole, month, day = (Decimal(str(part or 0)) for part in (years, months, days))
    if month >= 12 or day >= 31:
        return None
    return (whole + month / 12 + day / 365).quantize(_CENT)
