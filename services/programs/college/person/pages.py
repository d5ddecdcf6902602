"""Pages of the staff: the list, a card, adding and correcting by hand."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.programs.college.person import queries
from services.programs.college.person.commands import (
    AddPerson,
    ChangePerson,
    CorrectNaming,
    DismissPerson,
    ReturnPerson,
    add_person,
    change_person,
    correct_naming,
    dismiss_person,
    return_person,
)
from services.programs.college.person.model import CATEGORIES, EMPLOYMENT, KEEPERS, experience_shown, name_key
from services.programs.college.person.naming import QUESTIONS
from services.programs.college.person.queries import PersonCard
from shared import nomenclature
from shared.db import Tx
from shared.documents.spreadsheet import Exported, write_xlsx
from shared.doors import SHOWN, SIGNED_IN, File, View, file, page, wish
from shared.listing import Choice, Order, Sort, alphabetical, listing
from shared.service import Nav
from shared.web.forms import Form
from shared.web.papers import as_xlsx

SEEN_BY = "Список видят директор, куратор и отдел кадров. В регион уходят только числа: сколько педагогов."

NAMED_BY = "Эти формы видят и правят сам человек, директор, куратор и отдел кадров. В регион они не уходят."

STATES = [("working", "Работают"), ("dismissed", "Уволены"), ("all", "Все")]
EXPERIENCE = [
    ("", "Любой стаж"),
    ("novice", "До трёх лет"),
    ("experienced", "Три года и больше"),
    ("unknown", "Стаж не указан"),
]
CHOICES = (
    Choice("state", "Кто", STATES),
    Choice("experience", "Стаж", EXPERIENCE),
    Choice("category", "Категория", [("", "Любая категория"), *CATEGORIES.items()]),
)
RANKS = {code: place for place, code in enumerate(CATEGORIES)}
SORTS = {
    "name": Sort("По фамилии", lambda one: name_key(one.full_name)),
    "post": Sort("По должности", lambda one: alphabetical(one.post)),
    "subject": Sort("По предмету", lambda one: alphabetical(one.subject)),
    "experience": Sort("По стажу", lambda one: one.experience_years),
    "category": Sort("По категории", lambda one: RANKS[one.category]),
}
WORDS = {"categories": list(CATEGORIES.items()), "employments": [one for one in EMPLOYMENT.items() if one[0]]}


async def show_people(tx: Tx, asked: queries.StaffFilter = queries.WORKING, order: Order = Order()) -> View:  # noqa: B008 — frozen
    """Show the staff."""
    context = {
        "people": listing(
            "/people",
            asked,
            order,
            await queries.people(tx, asked),
            sorts=SORTS,
            choices=CHOICES,
            hint="Фамилия или должность",
        ),
        "total": await queries.count(tx),
        "told": await queries.told(tx),
    }
    return View("person/people.html", context, title="Сотрудники", seen_by=SEEN_BY)


async def show_person(tx: Tx, person_id: UUID, form: Form = Form()) -> View:
    """Show one employee."""
    person = await queries.person(tx, person_id)
    standing = "; ".join(dict.fromkeys(map(nomenclature.standing, person.posts)))
    context = {"person": person, "form": form, "today": tx.today, "standing": standing}
    return View("person/person.html", context, title=person.full_name, seen_by=SEEN_BY)


async def show_new(tx: Tx, form: Form = Form()) -> View:
    """Show the form that adds an employee."""
    context = {"person": None, "form": form.of("AddPerson"), **WORDS}
    return View("person/edit.html", context, title="Новый сотрудник", seen_by=SEEN_BY)


async def show_correction(tx: Tx, person_id: UUID, form: Form = Form()) -> View:
    """Show the form that corrects a card."""
    person = await queries.person(tx, person_id)
    service = experience_shown(person.facts(), tx.today)
    context = {
        "person": person,
        "form": form.of("ChangePerson"),
        "service": "" if service is None else f"{service:f}".replace(".", ","),
        **WORDS,
    }
    return View("person/edit.html", context, title=f"Исправить: {person.short}", seen_by=SEEN_BY)


async def show_naming(tx: Tx, person_id: UUID, form: Form = Form()) -> View:
    """Show how documents write somebody, to be corrected."""
    person = await queries.nameable(tx, person_id)
    cases = [(case, title, person.named.name_in(case), person.named.post_in(case)) for case, title in QUESTIONS.items()]
    context = {
        "person": person,
        "form": form.of("CorrectNaming"),
        "cases": cases,
        "keeps": tx.actor.has(*KEEPERS),
    }
    return View("person/naming.html", context, title="Имя в документах", seen_by=NAMED_BY)


async def download_people(tx: Tx) -> File:
    """Return the staff list as XLSX."""
    today = tx.today
    rows = (_row(one, today) for one in await queries.people(tx))
    content = write_xlsx("Сотрудники", HEAD, rows, notes=[f"На {today:%d.%m.%Y}"])
    return as_xlsx(f"Сотрудники {today:%Y-%m-%d}", content)


# The headings of a staff list, so that a downloaded table can be uploaded again without a change.
HEAD = (
    "ФИО", "Должность", "Предмет", "Педагогический стаж, лет", "Категория", "Дата присвоения категории", "Образование",
    "Год окончания", "Дата приёма", "Дата рождения", "Ставка", "Условия работы",
)  # fmt: skip


def _row(one: PersonCard, today: date) -> Sequence[Exported]:
    service = one.facts().experience_at(today)
    return (
        one.full_name, "; ".join(one.posts), one.subject, None if service is None else round(service, 2),
        one.category_word, one.category_date, one.education, one.graduated, one.hired_on,
        one.birth_date or one.birth_year, one.load, one.employment_word if one.employment else "",
    )  # fmt: skip


def card_url(command: ChangePerson | DismissPerson | ReturnPerson, done: object) -> str:
    """Return the address of a card."""
    return f"/people/{command.person_id}"


DOORS = [
    page("/people", show_people, who=KEEPERS, reads=SHOWN),
    file("/people/list.xlsx", download_people, who=KEEPERS, reads=queries.ids),
    page("/people/new", show_new, who=KEEPERS, impersonal="an empty form"),
    *wish(
        "/people",
        AddPerson,
        add_person,
        who=KEEPERS,
        page=show_new,
        then=lambda command, person_id: f"/people/{person_id}",
        flash=lambda command, person_id: f"{command.surname} {command.given_name}: карточка заведена.",
        answer="person_id",
    ),
    page("/people/{person_id:uuid}", show_person, who=KEEPERS, reads=SHOWN),
    page("/people/{person_id:uuid}/naming", show_naming, who=SIGNED_IN, reads=SHOWN),
    *wish(
        "/people/{person_id:uuid}/namings",
        CorrectNaming,
        correct_naming,
        who=SIGNED_IN,
        page=show_naming,
        then=lambda command, _: f"/people/{command.person_id}/naming",
        flash="Запомнили. Так имя встанет в следующие документы; подписанные остались прежними.",
    ),
    page("/people/{person_id:uuid}/correction", show_correction, who=KEEPERS, reads=SHOWN),
    *wish(
        "/people/{person_id:uuid}/corrections",
        ChangePerson,
        change_person,
        who=KEEPERS,
        page=show_correction,
        then=card_url,
        flash="Карточка исправлена.",
    ),
    *wish(
        "/people/{person_id:uuid}/dismissals",
        DismissPerson,
        dismiss_person,
        who=KEEPERS,
        page=show_person,
        then=card_url,
        flash="Увольнение отмечено. История участия в наставничестве сохранена.",
    ),
    *wish(
        "/people/{person_id:uuid}/returns",
        ReturnPerson,
        return_person,
        who=KEEPERS,
        page=show_person,
        then=card_url,
        flash="Сотрудник снова в списке работающих.",
    ),
]

NAV = [Nav("Сотрудники", "/people", "Организация", KEEPERS, order=62)]
