"""When an edition of the rules may be published: it has every term that services need, and no code twice."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from shared.actor import Role
from shared.calendar import UNITS
from shared.contracts.registry import RegulationPublished
from shared.contracts.regulation import Edition, Entry, Term, first_edition
from shared.contracts.terms import last_day
from shared.errors import Conflict, Invalid, NotFound

PUBLISHERS = frozenset({Role.OFFICIAL, Role.OPERATOR})
# A longer term is a typing mistake, and days counted by it would leave the calendar.
MOST = 120
BIGGEST = 10**9
# The longest text of an edition, in characters.
LONGEST_TEXT = 2_000
# What an edition may weigh: it travels as one event of at most 256 KiB (shared/sync/core.py), envelope included.
MOST_BYTES = 252 * 1024
# The contract's pattern also takes a line break at the end, and what was published with one is still read.
CODE = re.compile(r"[a-z0-9_-]{1,60}\Z")
# Services read these terms by name and cannot work without one. Any other term is data.
NEEDED = frozenset(term.code for term in first_edition().terms)
DICTIONARIES = {one.code: one.title for one in first_edition().dictionaries}
# Codes that services write themselves; without a title in the edition, pages would show the bare code.
WORDS = {
    "end_reasons": {"completed", "mentor-left", "mentee-left", "employer-cancelled", "dismissed"},
    "levels": {"none"},
}
RANGES = (("program_min", "program_max"), ("route_min", "route_max"))
# Services count days by these terms, so their units must be units of the calendar.
COUNTED = dict.fromkeys(("exit_notice", "voluntary_exit_notice", *RANGES[0], *RANGES[1]), UNITS) | {
    "needs_refresh": UNITS - {"working_days"} | {"per_year"}
}
# Terms that must be numbers, of a size that the calendar can count.
NUMBERS = NEEDED | COUNTED.keys()
# The day from which minimum and maximum are counted to compare them; any day will do.
SOME_DAY = date(2026, 9, 1)


class AlreadyPublished(Conflict):
    """Редакция с таким кодом уже опубликована. Изданное не меняют: дайте новой редакции другой код."""


class TermMissing(Invalid):
    """В редакции не хватает сроков: {codes}. По ним работают программы и маршруты."""


class TermsCrossed(Invalid):
    """Наименьший срок больше наибольшего: {low} и {high}."""


class TermNotPositive(Invalid):
    """Срок «{code}» должен быть больше нуля."""


class TermNotNumber(Invalid):
    """Срок «{code}» должен быть числом: по нему считают."""


class TermTooLong(Invalid):
    """Срок «{code}» больше {most}: проверьте число и единицу."""


class UnitUnknown(Invalid):
    """Единицы «{unit}» (срок «{code}») нет в списке единиц этой редакции."""


class UnitNotCounted(Invalid):
    """По сроку «{code}» считают дни, а единица «{unit}» для этого не годится. Годятся: {units}."""


class ChoiceUnknown(Invalid):
    """Значение срока «{code}» выбирают из словаря «{dictionary}», а такого слова в редакции нет: {value}."""


class CodeTwice(Invalid):
    """В списке «{dictionary}» код {code} встречается дважды."""


class DictionaryMissing(Invalid):
    """В редакции не хватает словаря «{dictionary}» (код {code}): по нему работают программы и маршруты."""


class DictionaryEmpty(Invalid):
    """Словарь «{dictionary}» пуст: выбирать будет не из чего."""


class WordsMissing(Invalid):
    """В словаре «{dictionary}» не хватает слов, которые записывает сама платформа: {codes}."""


class ClauseMissing(Invalid):
    """У «{code}» не указано название или пункт: каждый срок и каждое слово должны на что-то опираться."""


class TextTooLong(Invalid):
    """Текст в редакции длиннее 2000 знаков: «{beginning}…». Сократите его: он печатается на страницах и документах."""


class TextMissing(Invalid):
    """Впишите {what}: без этого не понять, какая это редакция и на чём она держится."""


class CodeWrong(Invalid):
    """Код «{code}» не подходит: нужны строчные латинские буквы, цифры, «-» и «_», без переноса строки в конце."""


class LevelsMissing(Invalid):
    """В словаре «{dictionary}» нужен хотя бы один уровень кроме «none»: иначе затруднение нечем отметить."""


class EditionTooBig(Invalid):
    """Редакция занимает {size} КБ, а передать организациям можно не больше {most} КБ. Уберите лишние слова."""


class UnitUnnamed(Invalid):
    """У единицы «{code}» нужны все формы: один, два, пять, «не меньше одного»."""


class PeriodWrong(Invalid):
    """Редакция перестаёт действовать раньше, чем начинает."""


class NotAnEdition(Invalid):
    """Файл не похож на редакцию Положения: {reason}."""


class EditionUnknown(NotFound):
    """Такой редакции нет."""


def publish(edition: Edition) -> RegulationPublished:
    """Publish an edition; refuse one that is incomplete."""
    if edition.valid_to is not None and edition.valid_to <= edition.valid_from:
        raise PeriodWrong
    _check_head(edition)
    for code in _codes(edition):
        if not CODE.match(code):
            raise CodeWrong(code=code.strip()[:60])
    _check_lengths(msgspec.to_builtins(edition))
    _check_units(edition)
    _check_terms(edition)
    _check_dictionaries(edition)
    published = RegulationPublished(edition_id=edition.edition, edition=edition)
    if (size := len(msgspec.json.encode(published))) > MOST_BYTES:
        raise EditionTooBig(size=-(-size // 1024), most=MOST_BYTES // 1024)
    return published


def _check_head(edition: Edition) -> None:
    if not CODE.match(edition.edition):
        raise CodeWrong(code=edition.edition.strip()[:60], field="edition.edition")
    if not edition.title.strip():
        raise TextMissing(what="название редакции (title)", field="edition.title")
    if not edition.source.strip():
        raise TextMissing(what="источник редакции (source): каким актом она принята", field="edition.source")


def _codes(edition: Edition) -> Iterator[str]:
    """Return every code that the edition gives to something."""
    yield from (unit.code for unit in edition.units)
    yield from (term.code for term in edition.terms)
    for one in edition.dictionaries:
        yield one.code
        yield from (entry.code for entry in one.entries)


def _check_lengths(told: object) -> None:
    """Refuse a text anywhere in an edition that is longer than a page can show."""
    if isinstance(told, str) and len(told) > LONGEST_TEXT:
        raise TextTooLong(beginning=told[:40])
    for part in told.values() if isinstance(told, dict) else told if isinstance(told, list | tuple) else ():
        _check_lengths(part)


def _check_units(edition: Edition) -> None:
    _check_once("Единицы", (unit.code for unit in edition.units))
    for unit in edition.units:
        if not all(form.strip() for form in (unit.one, unit.few, unit.many, unit.of_one)):
            raise UnitUnnamed(code=unit.code)


def _check_terms(edition: Edition) -> None:
    _check_once("Сроки и нормы", (term.code for term in edition.terms))
    if missing := sorted(NEEDED - {term.code for term in edition.terms}):
        raise TermMissing(codes=", ".join(missing))
    for term in edition.terms:
        _check_value(term, edition)
        if not term.clause.strip() or not term.title.strip():
            raise ClauseMissing(code=term.code)
    for low, high in RANGES:
        if last_day(edition, low, SOME_DAY) > last_day(edition, high, SOME_DAY):
            raise TermsCrossed(low=edition.number(low), high=edition.number(high))


def _check_value(term: Term, edition: Edition) -> None:
    if term.unit is not None and edition.unit(term.unit) is None:
        raise UnitUnknown(code=term.code, unit=term.unit)
    if term.dictionary is not None:
        known = {entry.code for one in edition.dictionaries if one.code == term.dictionary for entry in one.entries}
        if term.value not in known:
            raise ChoiceUnknown(code=term.code, dictionary=term.dictionary, value=str(term.value)[:60])
    if isinstance(term.value, bool | str):
        if term.code in NUMBERS:
            raise TermNotNumber(code=term.code)
        return
    if term.value < (1 if term.code in NUMBERS else 0):
        raise TermNotPositive(code=term.code)
    if term.value > (most := MOST if term.code in NUMBERS else BIGGEST):
        raise TermTooLong(code=term.code, most=most)
    units = COUNTED.get(term.code)
    if units is not None and term.unit not in units:
        raise UnitNotCounted(code=term.code, unit=term.unit or "без единицы", units=", ".join(sorted(units)))


def _check_dictionaries(edition: Edition) -> None:
    _check_once("Словари", (one.code for one in edition.dictionaries))
    known = {one.code for one in edition.dictionaries}
    for code, title in DICTIONARIES.items():
        if code not in known:
            raise DictionaryMissing(dictionary=title, code=code)
    for one in edition.dictionaries:
        if not one.title.strip():
            raise ClauseMissing(code=one.code)
        _check_words(one.entries, one.title)
        if missing := WORDS.get(one.code, set()) - {entry.code for entry in one.entries}:
            raise WordsMissing(dictionary=one.title, codes=", ".join(sorted(missing)))
        if one.code == "levels" and len(one.entries) == 1:
            raise LevelsMissing(dictionary=one.title)


def _check_words(entries: tuple[Entry, ...], title: str) -> None:
    if not entries:
        raise DictionaryEmpty(dictionary=title)
    _check_once(title, (entry.code for entry in entries))
    for entry in entries:
        if not entry.clause.strip() or not entry.title.strip():
            raise ClauseMissing(code=entry.code)


def _check_once(title: str, codes: Iterable[str]) -> None:
    for code, times in Counter(codes).items():
        if times > 1:
            raise CodeTwice(dictionary=title, code=code)
