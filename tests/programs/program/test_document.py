"""The program document has the columns of the field, its sections, its approval."""

from datetime import date
from typing import Any

import msgspec

from services.programs.work.program import document
from services.programs.work.program.document import COLUMNS, Content, Gap, Person, PlanRow
from shared.documents.docx import to_docx
from shared.documents.model import Organization, Table
from shared.documents.pdf import to_pdf

ORGANIZATION = Organization("Бийский техникум лесного хозяйства", "БТЛХ", place="г. Бийск")
VISITS = PlanRow(
    section="Раздел 1. Анализ профессиональных трудностей",
    domain="методические",
    title="Три взаимных посещения",
    form="взаимопосещение",
    due=date(2026, 9, 20),
    product="карта наблюдений",
    result="Карта наблюдений",
    mark="выполнено",
)
CONTENT = Content(
    mentor=Person("Ермолин Геннадий Аркадьевич", "Г. А. Ермолин", "преподаватель"),
    mentee=Person("Шубина Лариса Викторовна", "Л. В. Шубина", "преподаватель"),
    form="педагог — педагог",
    kinds=("традиционное", "виртуальное"),
    topic="методика",
    order="приказ от 29.08.2026 № 118-л",
    starts_on=date(2026, 9, 1),
    ends_on=date(2027, 5, 31),
    mode="смешанный",
    goal="уверенно вести практику",
    tasks="увидеть\n- повторить",
    difficulties=(Gap("методические", "высокое", "—"),),
    strengths=("цифровизация образования",),
    no_strength_reason="",
    lines=(
        msgspec.structs.replace(VISITS, section="Раздел 2. Вхождение в должность", due=date(2026, 9, 10)),
        msgspec.structs.replace(VISITS, title="Сценарий", due=date(2026, 10, 30)),
        VISITS,
    ),
    conclusion="",
    version=0,
    approved_on=None,
    head_post="Директор",
    head_name="И. К. Самойлова",
)


def program(**changes: Any) -> Any:
    return document.program(ORGANIZATION, msgspec.structs.replace(CONTENT, **changes))


def test_the_plan_has_the_eight_columns_and_its_sections_in_order() -> None:
    plan = next(block for block in program().blocks if isinstance(block, Table) and block.head == COLUMNS)

    assert len(plan.head) == 8
    assert [row[0] for row in plan.rows] == [
        "Раздел 1. Анализ профессиональных трудностей", "1", "2", "Раздел 2. Вхождение в должность", "3",
    ]  # fmt: skip
    assert plan.rows[1][2] == "Три взаимных посещения"


def test_the_program_is_approved_by_the_head_and_names_form_kinds_and_term() -> None:
    paper = program(approved_on=date(2026, 9, 1), version=2)

    assert (paper.stamps[0].word, paper.stamps[0].day) == ("УТВЕРЖДАЮ", date(2026, 9, 1))
    said = dict(paper.fields.rows)
    assert said["Виды наставничества"] == "традиционное, виртуальное"
    assert said["Редакция программы"] == "2"
    assert dict(program().fields.rows)["Редакция программы"] == "проект"


def test_a_program_without_strengths_says_why() -> None:
    assert "не выделены: ещё не выявлены" in str(program(strengths=(), no_strength_reason="ещё не выявлены"))


def test_the_program_becomes_docx_and_pdf() -> None:
    assert to_docx(program())[:2] == b"PK"
    assert to_pdf(program())[:5] == b"%PDF-"
