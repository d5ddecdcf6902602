"""Pages of a staff list: choosing a file, the preview, the import."""

from typing import Literal
from uuid import UUID

import msgspec

from services.programs.college.person import queries as people
from services.programs.college.person.model import KEEPERS
from services.programs.college.person.queries import PersonCard
from services.programs.college.staff_list import queries
from services.programs.college.staff_list.columns import WORDS, Meaning
from services.programs.college.staff_list.commands import (
    Imported,
    ImportStaffList,
    UploadStaffList,
    import_staff_list,
    preview,
    read_staff_list,
    upload_staff_list,
)
from services.programs.college.staff_list.matching import MatchedRow, Verdict
from shared.db import Tx
from shared.doors import SHOWN, View, page, wish
from shared.web.forms import Form
from shared.words import counted

SEEN_BY = "Список видят директор, куратор и отдел кадров. В регион уходят только числа: сколько педагогов."
VERDICTS: list[tuple[Verdict, str, str, str]] = [
    ("doubtful", "Решите сами", "решите сами", "wait"),
    ("error", "С ошибкой", "не загрузится", "late"),
    ("changed", "Обновим", "обновим", "info"),
    ("new", "Добавим", "добавим", "ok"),
    ("unchanged", "Без изменений", "без изменений", ""),
]
# Columns in the order of their use; the rest of WORDS are parts of a name.
UNDERSTOOD: tuple[Meaning, ...] = (
    "name", "post", "subject", "experience", "category", "category_date", "education", "graduated", "hired_on",
    "birth_date", "load",
)  # fmt: skip


class Shown(msgspec.Struct, frozen=True):
    """The filter of a preview's rows."""

    only: Literal["", "doubtful", "error", "changed", "new", "unchanged"] = ""


EVERY = Shown()


async def show_upload(tx: Tx, form: Form = Form()) -> View:
    """Show the form for a staff list's file, and which columns are recognized."""
    context = {
        "form": form.of("UploadStaffList"),
        "uploads": await queries.uploads(tx),
        "columns": [WORDS[meaning] for meaning in UNDERSTOOD],
    }
    return View("staff_list/upload.html", context, title="Загрузить список сотрудников", seen_by=SEEN_BY)


async def show_list(tx: Tx, list_id: UUID, shown: Shown = EVERY, form: Form = Form()) -> View:
    """Show what was read from a list, and the effect of importing it."""
    uploaded = await queries.upload(tx, list_id)
    plan = await preview(tx, list_id)
    staff = {person.id: person for person in await people.people(tx, people.ALL)}
    url = f"/people/lists/{list_id}"
    tabs = [("Все", url, len(plan.lines))] + [
        (title, f"{url}?only={verdict}", len(plan.of(verdict))) for verdict, title, _, _ in VERDICTS if plan.of(verdict)
    ]
    own = form.of("ImportStaffList")
    context = {
        "form": own,
        "since": plan.changed_since(str(own.value("marks"))) if own.refused else [],
        "strange": [column.label for column in uploaded.list.columns if column.meaning is None and named(column.label)],
        "uploaded": uploaded,
        "plan": plan,
        "lines": plan.of(shown.only) if shown.only else plan.lines,
        "pills": {verdict: (words, state) for verdict, _, words, state in VERDICTS},
        "tabs": tabs,
        "current": f"{url}?only={shown.only}" if shown.only else url,
        "doubtful": [(line, _choices(line, staff)) for line in plan.of("doubtful")],
        "absent": [one for one in staff.values() if one.id in plan.absent],
        "other": [row for row in uploaded.list.rows if row.kind != "person" and not row.errors],
    }
    return View("staff_list/list.html", context, title="Проверьте список", seen_by=SEEN_BY, unread=("plan",))


def named(label: str) -> bool:
    """Tell whether a column's title says what is in it: «№» and «№ п/п» only number the rows."""
    plain = label.casefold().replace(" ", "")
    return any(sign.isalpha() for sign in plain.removeprefix("№").removeprefix("п/п").removeprefix("nп/п"))


def _choices(line: MatchedRow, people: dict[UUID, PersonCard]) -> list[tuple[str, str]]:
    """Return the choices for a doubtful row."""
    known = [people[one] for one in line.candidates]
    same = [(str(one.id), f"Это {one.full_name}, {one.post or 'должность не указана'}{_born(one)}") for one in known]
    returning = any(one.dismissed_on for one in known)
    return [
        *((choice, f"{title} — снова работает" if returning else title) for choice, title in same),
        *([] if returning else [("new", "Это другой человек: добавить")]),
        ("skip", "Не загружать эту строку"),
    ]


def _born(one: PersonCard) -> str:
    return f", {one.birth_year} г. р." if one.birth_year else ""


def _done(command: ImportStaffList, done: Imported) -> str:
    if not (done.added or done.changed):
        return "В списке ничего нового: все данные уже такие. Мы ничего не изменили."
    parts = [
        f"добавлено {counted(done.added, 'сотрудник', 'сотрудника', 'сотрудников')}" if done.added else "",
        f"обновлено {counted(done.changed, 'карточка', 'карточки', 'карточек')}" if done.changed else "",
        f"без изменений {done.unchanged}" if done.unchanged else "",
    ]
    return f"Список загружен: {', '.join(filter(None, parts))}."


DOORS = [
    page("/people/upload", show_upload, who=KEEPERS, impersonal="names of files and of columns"),
    *wish(
        "/staff-lists",
        UploadStaffList,
        upload_staff_list,
        who=KEEPERS,
        page=show_upload,
        then=lambda command, list_id: f"/people/lists/{list_id}",
        answer="list_id",
        upload=True,
        before=read_staff_list,
    ),
    page("/people/lists/{list_id:uuid}", show_list, who=KEEPERS, reads=SHOWN),
    *wish(
        "/staff-lists/{list_id:uuid}/imports",
        ImportStaffList,
        import_staff_list,
        who=KEEPERS,
        page=show_list,
        then="/people",
        flash=_done,
    ),
]
