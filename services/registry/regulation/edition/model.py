"""When an edition of the rules may be published: nobody who works by it may miss a term or meet a word twice."""

from collections import Counter
from datetime import date

from shared.actor import Role
from shared.contracts.registry import RegulationPublished
from shared.contracts.regulation import Edition, Entry, first_edition
from shared.errors import Conflict, Invalid, NotFound

PUBLISHERS = frozenset({Role.OFFICIAL, Role.OPERATOR})
DICTIONARIES = {
    "forms": "Формы наставничества",
    "kinds": "Виды наставничества",
    "domains": "Области достижений и затруднений",
    "need_reasons": "Почему нужен наставник",
    "levels": "Уровни затруднения",
    "end_reasons": "Почему заканчивается наставничество",
    "positions": "Должности педагогических работников",
}
# A term beyond this is a slip of the hand, and days counted from it leave the calendar.
MOST = 120
# The services ask for these terms by name; an edition without one would stop them.
NEEDED = frozenset(term.code for term in first_edition().terms)
RANGES = (("program_months_min", "program_months_max"), ("route_years_min", "route_years_max"))


class AlreadyPublished(Conflict):
    """Редакция с таким кодом уже опубликована. Изданное не меняют: дайте новой редакции другой код."""


class TermMissing(Invalid):
    """В редакции не хватает сроков: {codes}. По ним работают программы и маршруты."""


class TermsCrossed(Invalid):
    """Наименьший срок больше наибольшего: {low} и {high}."""


class TermNotPositive(Invalid):
    """Срок «{code}» должен быть больше нуля."""


class TermTooLong(Invalid):
    """Срок «{code}» больше {most}: проверьте число и единицу."""


class CodeTwice(Invalid):
    """В словаре «{dictionary}» код {code} встречается дважды."""


class DictionaryEmpty(Invalid):
    """Словарь «{dictionary}» пуст: выбирать будет не из чего."""


class ClauseMissing(Invalid):
    """У «{code}» не указан пункт: каждый срок и каждое слово должны на что-то опираться."""


class PeriodWrong(Invalid):
    """Редакция перестаёт действовать раньше, чем начинает."""


class NotAnEdition(Invalid):
    """Файл не похож на редакцию Положения: {reason}."""


class EditionUnknown(NotFound):
    """Такой редакции нет."""


def publish(edition: Edition) -> RegulationPublished:
    """Publish an edition that is whole."""
    if edition.valid_to is not None and edition.valid_to <= edition.valid_from:
        raise PeriodWrong
    _check_terms(edition)
    for dictionary, title in DICTIONARIES.items():
        _check_words(getattr(edition, dictionary), title)
    return RegulationPublished(edition_id=edition.edition, edition=edition)


def _check_terms(edition: Edition) -> None:
    values = {term.code: term.value for term in edition.terms}
    if missing := sorted(NEEDED - values.keys()):
        raise TermMissing(codes=", ".join(missing))
    for term in edition.terms:
        if term.value < 1:
            raise TermNotPositive(code=term.code)
        if term.value > MOST:
            raise TermTooLong(code=term.code, most=MOST)
        if not term.clause.strip():
            raise ClauseMissing(code=term.code)
    for low, high in RANGES:
        if values[low] > values[high]:
            raise TermsCrossed(low=values[low], high=values[high])


def _check_words(entries: tuple[Entry, ...], title: str) -> None:
    if not entries:
        raise DictionaryEmpty(dictionary=title)
    for code, times in Counter(entry.code for entry in entries).items():
        if times > 1:
            raise CodeTwice(dictionary=title, code=code)
    for entry in entries:
        if not entry.clause.strip() or not entry.title.strip():
            raise ClauseMissing(code=entry.code)


def in_force(editions: list[Edition], today: date) -> Edition | None:
    """Return the edition in force on a day: the latest that has begun and has not ended."""
    begun = [one for one in editions if one.valid_from <= today and (one.valid_to is None or today < one.valid_to)]
    return max(begun, key=lambda one: one.valid_from, default=None)
