"""The order that introduces the system of mentoring, as a document: a pure function from facts to a Document."""

from collections.abc import Sequence
from datetime import date

from services.programs.college.act.model import Draft, Stage, Wording
from shared.documents.model import (
    ORDERS,
    Acquaintance,
    Acquainted,
    Appendix,
    Document,
    Item,
    Numbered,
    Organization,
    Paragraph,
    Signature,
    Table,
)
from shared.words import in_figures, in_words

TITLE = "О внедрении системы (целевой модели) наставничества педагогических работников"
OWN = "Положением о системе наставничества педагогических работников"
HEAD = ("№ п/п", "Наименование этапа", "Содержание деятельности", "Сроки", "Ответственный", "Ожидаемый результат")


def order(
    draft: Draft,
    wording: Wording,
    *,
    number: str | None,
    signed_on: date | None,
    basis: Sequence[str],
    years: str,
    often: str,
) -> Document:
    """Return the order; without a number it is marked as a draft.

    `basis` are the acts in force on its day, after «в соответствии с»; `years` the school years of its roadmap, after
    «на»; `often` how often the list is refreshed.
    """
    return Document(
        organization=Organization(
            name=wording.full_name,
            short=wording.name,
            founder=wording.founder,
            place=wording.place,
            address=wording.address,
        ),
        kind="Приказ",
        title=TITLE,
        number=number,
        day=signed_on,
        long_storage=True,
        blocks=(
            Paragraph(
                "В целях обеспечения непрерывного профессионального роста и закрепления в профессии педагогических "
                f"работников, в соответствии с {', '.join((*basis, f'{OWN} в {wording.name}'))}"
            ),
            ORDERS,
            Numbered(_points(draft, years, often)),
            Signature(wording.head_post, wording.head_name),
            Acquaintance((Acquainted(wording.curator_name),), text="С приказом ознакомлен(а):"),
            Appendix(
                number=1,
                to=_to(wording, number, signed_on),
                title=f"План мероприятий («дорожная карта») по реализации системы наставничества на {years}",
                landscape=True,
            ),
            roadmap(draft.stages),
        ),
    )


def _points(draft: Draft, years: str, often: str) -> tuple[Item, ...]:
    return (
        Item(
            "Внедрить систему (целевую модель) наставничества педагогических работников "
            f"(далее – система наставничества) с {in_words(draft.starts_on)}"
        ),
        Item(
            "Утвердить план мероприятий («дорожную карту») по реализации системы наставничества "
            f"на {years} (приложение № 1)."
        ),
        Item(
            "Назначить куратором реализации персонализированных программ наставничества "
            f"{draft.curator_named} (далее – куратор)."
        ),
        Item(
            "Куратору:",
            (
                Item(
                    f"не реже {often} актуализировать информацию о педагогических работниках, "
                    "которых необходимо включить в наставническую деятельность в качестве наставляемых;"
                ),
                Item("организовать разработку персонализированных программ наставничества;"),
                Item(
                    "осуществлять мониторинг эффективности и результативности системы наставничества "
                    "и подготовить итоговый аналитический отчёт."
                ),
            ),
        ),
        Item("Контроль за исполнением приказа оставляю за собой."),
    )


def _to(wording: Wording, number: str | None, signed_on: date | None) -> tuple[str, ...]:
    when = in_figures(signed_on) if signed_on else "____________"
    return (f"к приказу {wording.name}", f"от {when} № {number or '______'}")


def roadmap(stages: Sequence[Stage]) -> Table:
    """Return the stages as the table that colleges publish."""
    return Table(
        head=HEAD,
        widths=(0.7, 3, 4.4, 2.2, 2.2, 2.5),
        rows=tuple(
            (str(place), stage.title, stage.content, stage.when, stage.who, stage.result)
            for place, stage in enumerate(stages, start=1)
        ),
    )
