"""Compares a staff list with the staff: who each row is and what would change. A person decides doubtful rows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Literal
from uuid import UUID

import msgspec

from services.programs.college.person.model import (
    CATEGORIES,
    EMPLOYMENT,
    Facts,
    Person,
    facts_of,
    name_key,
    tell_apart,
    tidy,
)
from services.programs.college.staff_list.parsing import StaffList
from services.programs.college.staff_list.row import StaffRow

Verdict = Literal["new", "changed", "unchanged", "doubtful", "error"]

TITLES = {
    "surname": "фамилия",
    "given_name": "имя",
    "patronymic": "отчество",
    "posts": "должность",
    "subject": "предмет",
    "education": "образование",
    "graduated": "год окончания",
    "experience": "стаж",
    "experience_on": "стаж на дату",
    "category": "категория",
    "category_date": "дата категории",
    "hired_on": "дата приёма",
    "birth_date": "дата рождения",
    "birth_year": "год рождения",
    "load": "ставка",
    "employment": "условия работы",
}


# How many signs of a hash mark a row.
MARK = 8
# The rounding error of years of service with two digits.
SAME_SERVICE = Decimal("0.02")
SPELLED = ("surname", "given_name", "patronymic", "posts", "subject", "education")


class Change(msgspec.Struct, frozen=True):
    """One field in which the list differs from the known facts."""

    field: str
    before: str
    after: str

    @property
    def title(self) -> str:
        """The title of the field."""
        return TITLES[self.field]


class MatchedRow(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to one row: `row` is its index in the list, `number` its number for people."""

    row: int
    sheet: str
    number: int
    name: str
    verdict: Verdict
    facts: Facts | None = None
    person_id: UUID | None = None
    changes: tuple[Change, ...] = ()
    candidates: tuple[UUID, ...] = ()
    # What is known of the candidates: a choice between them is made of what was shown.
    known: tuple[Facts, ...] = ()
    why: str = ""
    remarks: tuple[str, ...] = ()


class Plan(msgspec.Struct, frozen=True):
    """The effect of importing a list, row by row, and the employees who are not in it."""

    lines: tuple[MatchedRow, ...]
    absent: tuple[UUID, ...]

    def of(self, verdict: Verdict) -> list[MatchedRow]:
        """Return the rows with this verdict."""
        return [line for line in self.lines if line.verdict == verdict]

    @property
    def seal(self) -> str:
        """The hash of the previewed plan: the import of any other plan is refused."""
        return sha256(msgspec.json.encode(self.lines)).hexdigest()[:32]

    @property
    def marks(self) -> str:
        """The hashes of the rows one after another, to find the rows that have changed since a preview."""
        return "".join(sha256(msgspec.json.encode(line)).hexdigest()[:MARK] for line in self.lines)

    def changed_since(self, marks: str) -> list[MatchedRow]:
        """Return the rows that are not as they were in the preview with these marks; none if there are no marks."""
        was, now = _cut(marks), _cut(self.marks)
        if len(was) != len(now):
            return []
        return [line for line, before, after in zip(self.lines, was, now, strict=True) if before != after]


def _cut(marks: str) -> list[str]:
    return [marks[at : at + MARK] for at in range(0, len(marks), MARK)]


def plan(staff: StaffList, people: Sequence[Person], *, as_of: date) -> Plan:
    """Compare a list with the staff."""
    told = {column.meaning for column in staff.columns}
    rows = [(place, row) for place, row in enumerate(staff.rows) if row.kind == "person" or row.errors]
    listed = {place: listed_facts(row, as_of) for place, row in rows if row.kind == "person" and not row.errors}
    keys = {facts.key for facts in listed.values()}
    taken: set[UUID] = set()
    lines = []
    for place, row in rows:
        if row.same_as is not None and not row.errors:
            continue
        facts = listed.get(place)
        if facts is None:
            lines.append(_line(place, row, verdict="error", remarks=(*row.errors, *row.warnings)))
            continue
        line = _match(_line(place, row, verdict="new", facts=facts), facts, people, keys, "category" in told)
        if row.hidden:
            known = line.candidates or ((line.person_id,) if line.person_id else ())
            line = _doubt(line, known, "Эта строка скрыта в файле, вручную или фильтром. Загрузить её?")
        if line.person_id in taken:
            line = _doubt(line, [line.person_id], "В списке двое с таким именем, и не понять, кто из них кто.")
        if line.person_id is not None:
            taken.add(line.person_id)
        lines.append(line)
    shown_of = {one.id: facts_of(one) for one in people}
    lines = [
        msgspec.structs.replace(line, known=tuple(shown_of[one] for one in line.candidates))
        if line.candidates
        else line
        for line in lines
    ]
    seen = taken | {candidate for line in lines for candidate in line.candidates}
    absent = tuple(one.id for one in people if one.dismissed_on is None and one.id not in seen)
    return Plan(tuple(lines), absent)


def _line(
    place: int, row: StaffRow, *, verdict: Verdict, facts: Facts | None = None, remarks: tuple[str, ...] = ()
) -> MatchedRow:
    return MatchedRow(
        row=place,
        sheet=row.sheet,
        number=row.number,
        name=row.full_name or row.raw[:80],
        verdict=verdict,
        facts=facts,
        remarks=remarks or row.warnings,
    )


def listed_facts(row: StaffRow, as_of: date) -> Facts:
    """Return a person's facts from a row."""
    return tidy(
        Facts(
            surname=row.surname,
            given_name=row.given_name,
            patronymic=row.patronymic,
            posts=row.posts,
            subject=row.subject,
            education=row.education,
            graduated=row.graduated,
            experience=row.experience,
            experience_on=None if row.experience is None else as_of,
            category=row.category,
            category_date=row.category_date,
            hired_on=row.hired_on,
            birth_date=row.birth_date,
            birth_year=row.birth_year,
            load=row.load,
            employment=row.employment,
        )
    )


def _match(line: MatchedRow, facts: Facts, people: Sequence[Person], keys: set[str], has_category: bool) -> MatchedRow:
    same = [one for one in people if one.key == facts.key]
    if same:
        return _among(line, facts, same, has_category)
    alike = [one for one in people if one.key not in keys and looks_like(facts, one)]
    if alike:
        return _doubt(
            line, [one.id for one in alike], "Похоже на того, кто уже есть: опечатка, новая фамилия или другой человек?"
        )
    return line


def _among(line: MatchedRow, facts: Facts, same: list[Person], has_category: bool) -> MatchedRow:
    """Choose among people of exactly this name: by birthday, then by post; otherwise a person decides."""
    left = [one for one in same if not tell_apart(facts, one)]
    if not left:
        return _doubt(
            line, [one.id for one in same], "Имя совпадает, а дата рождения — нет: опечатка или полный тёзка?"
        )
    for narrower in (
        [one for one in left if facts.birth_date and one.birth_date == facts.birth_date],
        [one for one in left if set(map(name_key, one.posts)) & set(map(name_key, facts.posts))],
    ):
        if len(left) > 1 and narrower:
            left = narrower
    if len(left) > 1:
        return _doubt(line, [one.id for one in left], "Таких имён несколько: выберите, кто это.")
    [person] = left
    if person.dismissed_on is not None:
        return _doubt(line, [person.id], f"Отмечен как уволенный {person.dismissed_on:%d.%m.%Y}. Снова работает?")
    return compared(line, facts, person, has_category)


def compared(line: MatchedRow, facts: Facts, person: Person, has_category: bool) -> MatchedRow:
    """Return the row with the changes to a person; facts that the list leaves out stay."""
    wanted = merged(facts_of(person), facts, has_category=has_category)
    found = changes(facts_of(person), wanted)
    return msgspec.structs.replace(
        line,
        verdict="changed" if found else "unchanged",
        person_id=person.id,
        facts=wanted,
        changes=found,
        candidates=(),
        why="",
    )


def merged(known: Facts, listed: Facts, *, has_category: bool) -> Facts:
    """Return the known facts updated from a list: an empty cell removes nothing."""
    kept = {
        name: getattr(known, name)
        for name in Facts.__struct_fields__
        if getattr(listed, name) in (None, "", ())
        or (name == "category" and listed.category == "none" and not has_category)
    }
    # A list that writes «е» for «ё», or everything in capitals, is no better spelling.
    kept |= {name: getattr(known, name) for name in SPELLED if _reads(known, name) == _reads(listed, name)}
    if listed.experience is not None and listed.experience_on is not None:
        grown = known.experience_at(listed.experience_on)
        if grown is not None and abs(grown - listed.experience) <= SAME_SERVICE:  # only time has passed
            kept |= {"experience": known.experience, "experience_on": known.experience_on}
    # A «педагог-наставник» has the highest category too: a list with only the highest one changes nothing.
    if listed.category == "highest" and known.category in ("mentor", "methodist"):
        kept |= {"category": known.category, "category_date": known.category_date}
    if listed.category == "none" and has_category:
        kept.pop("category_date", None)
    if listed.birth_date is None and known.birth_date is not None:
        kept["birth_year"] = known.birth_year
    return tidy(msgspec.structs.replace(listed, **kept))


def _reads(facts: Facts, name: str) -> str:
    """Return a field's text in a normal spelling, for comparison."""
    value = getattr(facts, name)
    return name_key(", ".join(value) if isinstance(value, tuple) else value)


def changes(before: Facts, after: Facts) -> tuple[Change, ...]:
    """Return the differing fields, in words."""
    return tuple(
        Change(name, shown(name, getattr(before, name)), shown(name, getattr(after, name)))
        for name in Facts.__struct_fields__
        if getattr(before, name) != getattr(after, name) and not (name == "birth_year" and after.birth_date)
    )


def shown(field: str, value: object) -> str:
    """Return a field's value in words."""
    if value in (None, "", ()):
        return "не указано"
    if field == "employment":
        return EMPLOYMENT[value]  # type: ignore[index]  # the field says which values it has
    if field == "category":
        return CATEGORIES[value]  # type: ignore[index]  # the field says which values it has
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return str(value).replace(".", ",") if field in ("experience", "load") else str(value)


def looks_like(facts: Facts, person: Person) -> bool:
    """Tell whether two different names may be one person: a typing mistake, a missing patronymic, a new surname."""
    first = name_key(f"{facts.given_name} {facts.patronymic}"), name_key(f"{person.given_name} {person.patronymic}")
    last = name_key(facts.surname), name_key(person.surname)
    if tell_apart(facts, person):
        return False
    if facts.birth_date and facts.birth_date == person.birth_date:
        return first[0] == first[1] or last[0] == last[1]
    if first[0] == first[1]:
        married = facts.hired_on is not None and facts.hired_on == person.hired_on
        return married or slips(*last) <= 2
    return last[0] == last[1] and (slips(*first) <= 2 or _shorter(*first))


def _shorter(one: str, other: str) -> bool:
    """Tell whether one name is the other without its patronymic."""
    return one.split(" ")[0] == other.split(" ")[0] and min(len(one.split()), len(other.split())) == 1


def slips(one: str, other: str) -> int:
    """Return how many letters were dropped, added or replaced (3 means three or more)."""
    if abs(len(one) - len(other)) > 2:
        return 3
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, start=1):
        before, row[0] = row[0], i
        for j, right in enumerate(other, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (left != right))
    return min(row[-1], 3)


def _doubt(line: MatchedRow, candidates: Iterable[UUID | None], why: str) -> MatchedRow:
    found = tuple(one for one in candidates if one is not None)
    return msgspec.structs.replace(line, verdict="doubtful", person_id=None, candidates=found, changes=(), why=why)


def resolved(line: MatchedRow, choice: str, people: Mapping[UUID, Person], *, has_category: bool) -> MatchedRow | None:
    """Return a doubtful line as a person decided: «new», one of the candidates, or None to leave the row out."""
    if choice == "skip":
        return None
    if choice == "new":
        return msgspec.structs.replace(line, verdict="new", candidates=(), why="")
    assert line.facts is not None
    return compared(line, line.facts, people[UUID(choice)], has_category)
