"""How documents write an employee: gender, and the name and first post in each case, as corrected by hand."""

from typing import ClassVar
from uuid import UUID

import msgspec

from shared import spelling
from shared.documents.named import Cased, Named, Naming
from shared.documents.names import Gender, gender_of
from shared.documents.posts import Case
from shared.errors import Conflict, Invalid
from shared.event import Event

CASES: tuple[Case, ...] = ("genitive", "dative", "accusative", "instrumental")


# What each case answers in the sentences of documents.
QUESTIONS: dict[Case, str] = {
    "genitive": "Кого? — в отношении…",
    "dative": "Кому? — поручить…",
    "accusative": "Кого? — назначить…",
    "instrumental": "Кем? — закрепить за…",
}


class PersonNamed(Event, frozen=True, kw_only=True, tag="programs.person_named.v1"):
    """Somebody corrected how documents write an employee; later documents take it, signed ones stay."""

    about: ClassVar[str] = "person_id"
    happened: ClassVar[str] = "Исправлено имя в документах"

    person_id: UUID
    naming: Naming


class GenderMissing(Invalid):
    """По имени не понять, мужчина это или женщина: отметьте, и документы просклоняют имя верно."""


class GenderUnknown(Conflict):
    """По имени {name} не понять, мужчина это или женщина. Отметьте это на странице «Имя в документах» и вернитесь."""


class AnotherName(Invalid):
    """Здесь то же имя, только в другом падеже, например «{proposed}». Исправить само имя можно в карточке."""


def correct(person_id: UUID, named: Named, *, gender: Gender, name: Cased, post: Cased) -> PersonNamed | None:
    """Correct how somebody is written; None when nothing changed. A form that equals the proposed one is not kept."""
    known = gender or named.gender
    if not known:
        raise GenderMissing(field="gender")
    bare = msgspec.structs.replace(named, naming=Naming(gender=named.naming.gender))
    proposed = msgspec.structs.replace(named, naming=Naming(gender=known))
    kept = Naming(
        gender=known if known != gender_of(named.name) else "",
        of_name=str(named.name),
        name=Cased(**{case: _name(case, name, proposed, bare) for case in CASES}),
        of_post=named.post,
        post=Cased(**{case: _typed(post.corrected(case), proposed.post_in(case)) for case in CASES}),
    )
    if kept == Naming(of_name=kept.of_name, of_post=kept.of_post):
        kept = Naming()
    return None if kept == named.naming else PersonNamed(person_id=person_id, naming=kept)


def _name(case: Case, typed: Cased, proposed: Named, shown: Named) -> str:
    """Return a form to keep; empty for the one that is proposed now, or was shown before the gender was told."""
    form = proposed.name_in(case)
    kept = _typed(typed.corrected(case), form, shown.name_in(case))
    if kept and _initials(kept) != _initials(form):
        raise AnotherName(proposed=form, field=case)
    return kept


def _initials(name: str) -> list[str]:
    return [word[0].lower() for word in name.split()]


def _typed(typed: str, *proposed: str) -> str:
    plain = " ".join(spelling.cyrillic(spelling.composed(typed)).split())
    return "" if plain in proposed else plain


def check_gender(*people: Named) -> None:
    """Refuse to write a document about somebody whose gender neither the name tells nor anybody told."""
    for one in people:
        if not one.gender:
            raise GenderUnknown(name=str(one.name))
