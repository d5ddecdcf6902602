"""The personalized program as an official document: a pure function from facts to a Document."""

from datetime import date
from itertools import groupby

import msgspec

from shared.documents.model import (
    Document,
    Fields,
    Heading,
    Listed,
    NewPage,
    Organization,
    Paragraph,
    Signature,
    Stamp,
    Table,
)
from shared.documents.typography import phrase
from shared.words import in_figures, in_words

COLUMNS = (
    "№ п/п",
    "Направление деятельности",
    "Содержание / мероприятие (задание)",
    "Форма",
    "Срок",
    "Планируемый результат (продукт)",
    "Фактический результат",
    "Отметка наставника о выполнении",
)
WIDTHS = (1.0, 3.2, 4.6, 2.6, 2.0, 3.6, 3.6, 3.0)


class Person(msgspec.Struct, frozen=True):
    """The mentor or the mentee: full name, name with initials, post."""

    full: str
    short: str
    post: str


class PlanRow(msgspec.Struct, frozen=True, kw_only=True):
    """An activity as a row of the plan."""

    section: str
    domain: str
    title: str
    form: str
    due: date
    product: str
    result: str
    mark: str


class Gap(msgspec.Struct, frozen=True):
    """A difficulty: its domain, its level before and after the program."""

    domain: str
    before: str
    after: str


class Corrected(msgspec.Struct, frozen=True):
    """The last approved correction: when, for what reason, by which curator."""

    on: date
    reason: str
    curator: str


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """The content of a program; `as_of` is set where it tells how the program goes and not what was approved."""

    mentor: Person
    mentee: Person
    form: str
    kinds: tuple[str, ...]
    topic: str
    order: str
    starts_on: date
    ends_on: date
    mode: str
    goal: str
    tasks: str
    difficulties: tuple[Gap, ...]
    strengths: tuple[str, ...]
    no_strength_reason: str
    lines: tuple[PlanRow, ...]
    conclusion: str
    version: int
    approved_on: date | None
    head_post: str
    head_name: str
    corrected: Corrected | None = None
    as_of: date | None = None


def program(organization: Organization, content: Content) -> Document:
    """Return the document: title page, explanatory note, difficulties, plan, signatures."""
    return Document(
        organization=organization,
        kind="ПЕРСОНАЛИЗИРОВАННАЯ ПРОГРАММА НАСТАВНИЧЕСТВА",
        title=f"пары {content.mentor.short} — {content.mentee.short}",
        layout="plan",
        numbered=False,
        day=content.as_of or (content.corrected.on if content.corrected else content.approved_on),
        stamps=_stamps(organization, content),
        fields=Fields(
            (
                ("Наставник", f"{content.mentor.full}, {content.mentor.post}".rstrip(", ")),
                ("Наставляемый", f"{content.mentee.full}, {content.mentee.post}".rstrip(", ")),
                ("Форма наставничества", content.form),
                ("Виды наставничества", ", ".join(content.kinds)),
                ("Срок реализации", f"с {in_words(content.starts_on)} по {in_words(content.ends_on)}"),
                ("Режим работы", content.mode),
                ("Пара закреплена", content.order),
                ("Редакция программы", str(content.version or "проект")),
                *_since(content),
            )
        ),
        blocks=(*_note(content), NewPage(landscape=True), *_plan(content), *_end(content)),
    )


def _stamps(organization: Organization, content: Content) -> tuple[Stamp, ...]:
    """The head approves the first version, the curator each correction: nobody's date stands over a later text."""
    if content.as_of:
        return ()
    if content.corrected:
        whose = ("Куратор реализации персонализированных", "программ наставничества")
        return (Stamp("СОГЛАСОВАНО", whose, name=content.corrected.curator, day=content.corrected.on),)
    lines = (content.head_post, organization.short or organization.name)
    return (Stamp("УТВЕРЖДАЮ", lines, name=content.head_name, day=content.approved_on),)


def _since(content: Content) -> list[tuple[str, str]]:
    rows = []
    if content.approved_on and (content.corrected or content.as_of):
        rows.append(("Утверждена", f"{in_words(content.approved_on)}, редакция 1"))
    if content.corrected:
        rows.append(("Исправлена", f"{in_words(content.corrected.on)}: {content.corrected.reason}"))
    if content.as_of:
        rows.append(("Ход выполнения", f"на {in_words(content.as_of)}"))
    return rows


def _note(content: Content) -> list[Heading | Paragraph | Listed | Table]:
    blocks: list[Heading | Paragraph | Listed | Table] = [
        Heading("Пояснительная записка"),
        Paragraph(f"Цель программы: {content.goal or '—'}."),
        Paragraph(f"Направление работы пары: {content.topic}."),
    ]
    tasks = tuple(line.strip(" -–—•") for line in content.tasks.split("\n") if line.strip())
    if tasks:
        blocks += [Paragraph("Задачи:"), Listed(tasks)]
    blocks += [
        Heading("Профессиональные затруднения и сильные стороны"),
        Table(
            head=("№ п/п", "Затруднение (область)", "Уровень до программы", "Уровень после программы"),
            rows=tuple(
                (str(place), gap.domain, gap.before, gap.after) for place, gap in enumerate(content.difficulties, 1)
            ),
            widths=(1, 7, 4, 4),
        ),
    ]
    strong = ", ".join(content.strengths) or f"не выделены: {phrase(content.no_strength_reason) or '—'}"
    blocks.append(Paragraph(f"Сильные стороны, которые поддерживает программа: {strong}."))
    return blocks


def _plan(content: Content) -> list[Heading | Table]:
    rows: list[tuple[str, ...]] = []
    number = 0
    for section, lines in groupby(sorted(content.lines, key=lambda one: one.section), key=lambda one: one.section):
        rows.append((section,))
        for line in sorted(lines, key=lambda one: one.due):
            number += 1
            rows.append(
                (
                    str(number), line.domain, line.title, line.form, in_figures(line.due), line.product, line.result,
                    line.mark,
                )
            )  # fmt: skip
    return [
        Heading("План мероприятий"),
        Table(head=COLUMNS, rows=tuple(rows), widths=WIDTHS, column_numbers=True, centered=(0, 4)),
    ]


def _end(content: Content) -> list[Heading | Paragraph | Signature]:
    blocks: list[Heading | Paragraph | Signature] = []
    if content.conclusion:
        blocks += [Heading("Заключение наставника"), Paragraph(content.conclusion)]
    return [
        *blocks,
        Signature("Наставник", content.mentor.short, dated=True),
        Signature("Наставляемый", content.mentee.short, dated=True),
    ]
