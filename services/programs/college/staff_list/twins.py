"""Joins several rows of one person; a person decides about namesakes and similar names."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from difflib import SequenceMatcher

import msgspec

from services.programs.college.person.model import Facts, tidy
from services.programs.college.staff_list.fields import Name
from services.programs.college.staff_list.row import StaffRow

ALIKE = 0.8
# A second row need not repeat these facts of the first.
_NEEDLESS = ("Стаж не указан", "Должность не указана", "Не указана дата присвоения", "Отчество не указано")


def joined(rows: Sequence[StaffRow]) -> tuple[StaffRow, ...]:
    """Give every person one row with all their posts; their other rows refer to it."""
    result = list(rows)
    seen: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        if row.kind != "person" or row.hidden or not row.given_name:
            continue
        key = Name(row.surname, row.given_name, row.patronymic).key
        first = next((known for known in seen[key] if not _born_apart(result[known], row)), None)
        if first is None:
            if seen[key]:
                where = _where(result[seen[key][0]], row).capitalize()
                result[at] = _warned(row, f"{where} полный тёзка с другой датой рождения: загрузим двух человек")
            seen[key].append(at)
        else:
            result[first], result[at] = _merged(result[first], row)
    return tuple(_doubted(result))


def _born_apart(one: StaffRow, other: StaffRow) -> bool:
    return bool(one.birth_year and other.birth_year and one.birth_year != other.birth_year) or bool(
        one.birth_date and other.birth_date and one.birth_date != other.birth_date
    )


def _where(row: StaffRow, other: StaffRow) -> str:
    return f"в строке {row.number}" + ("" if row.sheet == other.sheet else f" листа «{row.sheet}»")


def _warned(row: StaffRow, warning: str) -> StaffRow:
    return msgspec.structs.replace(row, warnings=(*row.warnings, warning))


def _merged(first: StaffRow, again: StaffRow) -> tuple[StaffRow, StaffRow]:
    """Add the second row's posts to the first; where they contradict each other, the first wins, with a warning."""
    repeated = (again.posts, again.subject, again.load) == (first.posts, first.subject, first.load)
    told = "строка повторяется" if repeated else "должности объединены"
    again = msgspec.structs.replace(
        again,
        same_as=first.number,
        notes=(*again.notes, f"Тот же человек, что {_where(first, again)}: {told}"),
        warnings=tuple(warning for warning in again.warnings if not warning.startswith(_NEEDLESS)),
    )
    if again.errors:
        return first, again
    subjects = dict.fromkeys(filter(None, (first.subject, again.subject)))
    added = msgspec.structs.replace(
        first,
        posts=tuple(dict.fromkeys((*first.posts, *again.posts))),
        subject="; ".join(subjects),
        load=first.load if repeated else _sum(first.load, again.load),
        experience=again.experience if first.experience is None else first.experience,
        hired_on=first.hired_on or again.hired_on,
        birth_date=first.birth_date or again.birth_date,
        birth_year=first.birth_year or again.birth_year,
        education=first.education or again.education,
        employment=first.employment or again.employment,
        warnings=(*first.warnings, *_contradictions(first, again)),
    )
    if first.category == "none" and again.category != "none":
        added = msgspec.structs.replace(added, category=again.category, category_date=again.category_date)
    return added, again


def _sum(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return one + other if one is not None and other is not None else one if one is not None else other


def _contradictions(first: StaffRow, again: StaffRow) -> list[str]:
    warnings = []
    if first.experience is not None and again.experience is not None and first.experience != again.experience:
        shown = f"{first.experience} и {again.experience}".replace(".", ",")
        warnings.append(f"Стаж здесь и в строке {again.number} разный ({shown}): взят отсюда")
    if "none" not in (first.category, again.category) and first.category != again.category:
        warnings.append(f"Категория здесь и в строке {again.number} разная: взята отсюда")
    return warnings


def _doubted(rows: list[StaffRow]) -> list[StaffRow]:
    """Mark two people whose names differ by a typing mistake as doubtful."""
    seen: dict[tuple[str, ...], StaffRow] = {}
    for at, row in enumerate(rows):
        if row.kind != "person" or row.same_as is not None or not row.given_name:
            continue
        parts = (row.surname.lower(), row.given_name.lower(), row.patronymic.lower())
        for skipped in range(3):
            rest = (str(skipped), *parts[:skipped], *parts[skipped + 1 :])
            other = seen.setdefault(rest, row)
            if other is not row and _alike(_part(other, skipped), parts[skipped]):
                rows[at] = _warned(row, f"Похоже на «{other.full_name}» в строке {other.number}: не один ли человек?")
    return rows


def _part(row: StaffRow, index: int) -> str:
    return (row.surname, row.given_name, row.patronymic)[index].lower()


def _alike(one: str, other: str) -> bool:
    return one != other and SequenceMatcher(None, one, other).ratio() >= ALIKE


def joined_facts(first: Facts, again: Facts) -> Facts:
    """Return what two rows of one person say together: both posts and subjects, the load of both; else the first."""
    repeated = (again.posts, again.subject, again.load) == (first.posts, first.subject, first.load)
    kept = {
        name: getattr(again, name)
        for name in Facts.__struct_fields__
        if getattr(first, name) in (None, "", ()) or (name == "category" and first.category == "none")
    }
    loads = [one for one in (first.load, again.load) if one is not None]
    kept |= {
        "posts": tuple(dict.fromkeys((*first.posts, *again.posts))),
        "subject": "; ".join(dict.fromkeys(filter(None, (first.subject, again.subject)))),
        "load": first.load if repeated or not loads else sum(loads, Decimal(0)),
    }
    return tidy(msgspec.structs.replace(first, **kept))
