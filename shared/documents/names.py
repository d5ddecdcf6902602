"""Russian names as an official document writes them.

A declined name is only a suggestion: no rule knows every surname, so the author of the document may correct it.
"""

from collections.abc import Callable
from typing import Literal

import msgspec
from pytrovich.detector import PetrovichGenderDetector
from pytrovich.enums import Case as _Case
from pytrovich.enums import Gender as _Gender
from pytrovich.enums import NamePart
from pytrovich.maker import PetrovichDeclinationMaker

from shared.documents.posts import Case

# "" where a name does not tell it.
Gender = Literal["", "female", "male"]

_maker = PetrovichDeclinationMaker()
_detect: Callable[..., _Gender] = PetrovichGenderDetector().detect


class FullName(msgspec.Struct, frozen=True):
    """Surname, given name and, where a person has one, patronymic."""

    surname: str
    given: str
    patronymic: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.surname, self.given, self.patronymic)))


def surname_first(name: FullName) -> str:
    """«Вершинина О. П.»: lists and addressees. The initials and the surname stay on one line."""
    return f"{name.surname}\N{NO-BREAK SPACE}{_initials(name)}".strip()


def initials_first(name: FullName) -> str:
    """«О. П. Вершинина»: signatures and stamps."""
    return f"{_initials(name)}\N{NO-BREAK SPACE}{name.surname}".strip()


def _initials(name: FullName) -> str:
    return "\N{NO-BREAK SPACE}".join(f"{_capital(part)}." for part in (name.given, name.patronymic) if part)


def _capital(part: str) -> str:
    return "-".join(piece[:1].upper() for piece in part.split("-"))


_FEMALE = {"patronymic": ("вна", "чна", "шна", "кызы", "гызы"), "surname": ("ова", "ева", "ёва", "ина", "ына", "ая")}
_MALE = {"patronymic": ("ич", "оглы", "улы"), "surname": ("ов", "ев", "ёв", "ин", "ын", "ский", "цкий")}


def gender_of(name: FullName) -> Gender:
    """Return the gender that the patronymic tells, else the surname's ending; "" when neither does.

    A surname that the given name speaks against tells nothing: «Калина Пётр».
    """
    if by_patronymic := _by_ending("patronymic", name.patronymic):
        return by_patronymic
    by_surname = _by_ending("surname", name.surname.rpartition("-")[2])
    against = {"female": _Gender.MALE, "male": _Gender.FEMALE}.get(by_surname)
    return "" if against is not None and _detect(firstname=name.given) is against else by_surname


def _by_ending(part: str, word: str) -> Gender:
    ending = word.lower()
    if ending.endswith(_FEMALE[part]):
        return "female"
    return "male" if ending.endswith(_MALE[part]) else ""


def is_female(name: FullName, gender: Gender = "") -> bool:
    """Whether words about this person are feminine: as was told, else as far as the name shows it."""
    return _gender(name, gender) is _Gender.FEMALE


def _gender(name: FullName, told: Gender = "") -> _Gender:
    known = told or gender_of(name)
    if known:
        return _Gender.FEMALE if known == "female" else _Gender.MALE
    return _detect(firstname=name.given, middlename=name.patronymic, lastname=name.surname)


def decline(name: FullName, case: Case, gender: Gender = "") -> FullName:
    """Return the whole name in a case: a suggestion that a person confirms. A told gender goes before the name's."""
    if case == "nominative":
        return name
    known, wanted = _gender(name, gender), _Case[case.upper()]
    return FullName(
        surname=_declined(NamePart.LASTNAME, known, wanted, name.surname),
        given=_declined(NamePart.FIRSTNAME, known, wanted, name.given),
        patronymic=_declined(NamePart.MIDDLENAME, known, wanted, name.patronymic),
    )


# Common names that pytrovich declines wrongly.
_SOFT_FEMALE = ("гузель", "айгуль", "гульназ", "нинель", "рашель", "асель", "мишель")


def _declined(part: NamePart, gender: _Gender, case: _Case, word: str) -> str:
    if not word or word.lower().endswith(("оглы", "кызы")):
        return word
    if part is NamePart.FIRSTNAME and word.lower() in _SOFT_FEMALE and word.endswith("ь"):
        ending = {_Case.ACCUSATIVE: "ь", _Case.INSTRUMENTAL: "ью"}.get(case, "и")
        return word[:-1] + ending
    return str(_maker.make(part, gender, case, word))
