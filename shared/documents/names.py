"""Russian names and posts as an official document writes them.

A declined name is only a suggestion: no rule knows every surname, so the author of the document may correct it.
"""

from collections.abc import Callable
from typing import Literal

import msgspec
from pytrovich.detector import PetrovichGenderDetector
from pytrovich.enums import Case as _Case
from pytrovich.enums import Gender, NamePart
from pytrovich.maker import PetrovichDeclinationMaker

Case = Literal["nominative", "genitive", "dative", "accusative", "instrumental", "prepositional"]

_maker = PetrovichDeclinationMaker()
_detect: Callable[..., Gender] = PetrovichGenderDetector().detect


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


def is_female(name: FullName) -> bool:
    """Whether words about this person are feminine, as far as the name shows it."""
    return _gender(name) is Gender.FEMALE


def _gender(name: FullName) -> Gender:
    patronymic = name.patronymic.lower()
    if patronymic.endswith(("вна", "чна", "кызы", "шна")):
        return Gender.FEMALE
    if patronymic.endswith(("вич", "ьич", "мич", "оглы")):
        return Gender.MALE
    return _detect(firstname=name.given, middlename=name.patronymic, lastname=name.surname)


def decline(name: FullName, case: Case) -> FullName:
    """Return the whole name in a case: a suggestion that a person confirms."""
    if case == "nominative":
        return name
    gender, wanted = _gender(name), _Case[case.upper()]
    return FullName(
        surname=_declined(NamePart.LASTNAME, gender, wanted, name.surname),
        given=_declined(NamePart.FIRSTNAME, gender, wanted, name.given),
        patronymic=_declined(NamePart.MIDDLENAME, gender, wanted, name.patronymic),
    )


# Common names that pytrovich declines wrongly.
_SOFT_FEMALE = ("гузель", "айгуль", "гульназ", "нинель", "рашель", "асель", "мишель")


def _declined(part: NamePart, gender: Gender, case: _Case, word: str) -> str:
    if not word or word.lower().endswith(("оглы", "кызы")):
        return word
    if part is NamePart.FIRSTNAME and word.lower() in _SOFT_FEMALE and word.endswith("ь"):
        ending = {_Case.ACCUSATIVE: "ь", _Case.INSTRUMENTAL: "ью"}.get(case, "и")
        return word[:-1] + ending
    return str(_maker.make(part, gender, case, word))


# Only the head word of a post is declined, not the words that depend on it: «мастеру производственного обучения».
_HEADS: dict[str, tuple[str, str, str, str, str]] = {
    "директор": ("директора", "директору", "директора", "директором", "директоре"),
    "заместитель": ("заместителя", "заместителю", "заместителя", "заместителем", "заместителе"),
    "заведующий": ("заведующего", "заведующему", "заведующего", "заведующим", "заведующем"),
    "заведующая": ("заведующей", "заведующей", "заведующую", "заведующей", "заведующей"),
    "исполняющий": ("исполняющего", "исполняющему", "исполняющего", "исполняющим", "исполняющем"),
    "руководитель": ("руководителя", "руководителю", "руководителя", "руководителем", "руководителе"),
    "преподаватель": ("преподавателя", "преподавателю", "преподавателя", "преподавателем", "преподавателе"),
    "учитель": ("учителя", "учителю", "учителя", "учителем", "учителе"),
    "воспитатель": ("воспитателя", "воспитателю", "воспитателя", "воспитателем", "воспитателе"),
    "организатор": ("организатора", "организатору", "организатора", "организатором", "организаторе"),
    "мастер": ("мастера", "мастеру", "мастера", "мастером", "мастере"),
    "методист": ("методиста", "методисту", "методиста", "методистом", "методисте"),
    "педагог": ("педагога", "педагогу", "педагога", "педагогом", "педагоге"),
    "психолог": ("психолога", "психологу", "психолога", "психологом", "психологе"),
    "тьютор": ("тьютора", "тьютору", "тьютора", "тьютором", "тьюторе"),
    "концертмейстер": (
        "концертмейстера", "концертмейстеру", "концертмейстера", "концертмейстером", "концертмейстере",
    ),
    "советник": ("советника", "советнику", "советника", "советником", "советнике"),
    "специалист": ("специалиста", "специалисту", "специалиста", "специалистом", "специалисте"),
    "наставник": ("наставника", "наставнику", "наставника", "наставником", "наставнике"),
    "куратор": ("куратора", "куратору", "куратора", "куратором", "кураторе"),
    "старший": ("старшего", "старшему", "старшего", "старшим", "старшем"),
    "социальный": ("социального", "социальному", "социального", "социальным", "социальном"),
    "главный": ("главного", "главному", "главного", "главным", "главном"),
}  # fmt: skip
_ORDER = ("genitive", "dative", "accusative", "instrumental", "prepositional")


def decline_post(post: str, case: Case) -> str:
    """«педагог-психолог» → «педагогу-психологу»; an unknown post stays as it is."""
    if case == "nominative":
        return post
    words = post.split(" ")
    for index, word in enumerate(words):
        declined = [_post_word(piece, case) for piece in word.split("-")]
        if None in declined:
            break
        words[index] = "-".join(filter(None, declined))
        if word.lower() not in ("старший", "социальный", "главный"):
            break
    return " ".join(words)


def _post_word(word: str, case: Case) -> str | None:
    forms = _HEADS.get(word.lower())
    if forms is None:
        return None
    form = forms[_ORDER.index(case)]
    return form.capitalize() if word[:1].isupper() else form
