"""The papers of a pair have the content that the law requires, and become real files."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from services.programs.pairing.pair import document, wording
from services.programs.pairing.pair.document import Contract, Head
from services.programs.pairing.pair.wording import Contracted, Matter
from shared.documents.docx import to_docx
from shared.documents.model import ORDERS, Document, Organization, Signature, Table
from shared.documents.named import Named
from shared.documents.names import FullName
from shared.documents.pdf import to_pdf
from tests.house.source import ROOT

ORGANIZATION = Organization("Бийский техникум лесного хозяйства", "БТЛХ", place="г. Бийск")
HEAD = Head("Директор", "И. К. Самойлова", "директора Самойловой Ирины Константиновны", "действующей")
ERMOLIN = Named(FullName("Ермолин", "Геннадий", "Аркадьевич"), "преподаватель")
SHUBINA = Named(FullName("Шубина", "Лариса", "Викторовна"), "преподаватель")
GUSHCHIN = Named(FullName("Гущин", "Павел", "Романович"), "мастер производственного обучения")
CONTRACT = Contract(
    number="14",
    signed_on=date(2026, 8, 29),
    content="помощь в подготовке занятий",
    work_form="очно",
    starts_on=date(2026, 9, 1),
    ends_on=date(2027, 5, 31),
    pay_kind="percent",
    pay_amount=Decimal("10.50"),
    pay_terms="ежемесячно.",
    contract_number="7",
    contract_date=date(1995, 1, 16),
    authority="устава",
)


def matter(**changes: Any) -> Matter:
    known: dict[str, Any] = {
        "organization": "БТЛХ",
        "mentor": ERMOLIN,
        "mentees": (SHUBINA,),
        "form": "педагог — педагог",
        "kinds": ("традиционное",),
        "topic": "методика",
        "reverse_topic": "",
        "regime": "351.8",
        "regime_ground": "",
        "notice": "3 рабочих дня",
        "program": "от 3 месяцев до 1 года",
    }
    return Matter(**(known | changes))


def order(*matters: Matter, number: str | None = "118-л") -> Document:
    return document.pairing_order(
        ORGANIZATION,
        HEAD,
        matters or (matter(),),
        number=number,
        day=date(2026, 8, 29) if number else None,
        introduction="от 28.08.2026 № 101-л",
        curator="Вершинину Ольгу Петровну.",
    )


def plain(paper: Document) -> str:
    """The words of a document, its spaces all alike."""
    return str(paper).replace("\\xa0", " ")


def test_an_order_names_each_pair_in_its_cases_and_rests_on_the_law() -> None:
    said = str(order(matter(), matter(mentees=(SHUBINA, GUSHCHIN))))

    assert (
        "наставника Ермолина Геннадия Аркадьевича, преподавателя, — за наставляемой Шубиной Ларисой Викторовной" in said
    )
    assert "за наставляемыми Шубиной Ларисой Викторовной, преподавателем; Гущиным Павлом Романовичем, мастером" in said
    assert "Трудовым кодексом Российской Федерации (статья 351.8)" in said
    assert "приказом от 28.08.2026 № 101-л" in said


def test_an_order_without_a_number_is_a_draft_and_without_351_8_promises_no_pay() -> None:
    assert order(number=None).draft
    said = str(order(matter(regime="permanent_function", regime_ground="должностная инструкция")))
    assert "351.8" not in said
    assert "Оплату" not in said


def test_an_addendum_sets_content_form_term_and_pay() -> None:
    said = str(document.addendum(ORGANIZATION, HEAD, matter(), ERMOLIN, CONTRACT))

    for words in (
        "в лице директора Самойловой Ирины Константиновны",
        "в отношении: Шубиной Ларисы Викторовны, преподавателя",
        "Содержание работы: помощь в подготовке занятий",
        "Форма выполнения работы: очно",
        "с 1\\xa0сентября 2026\\xa0г. по 31\\xa0мая 2027\\xa0г.",
        "10,5 % должностного оклада (ставки), условия: ежемесячно.",
        "к трудовому договору от 16.01.1995 № 7 о выполнении работы по наставничеству",
        "является частью трудового договора от 16.01.1995 № 7.",
        "Самойловой Ирины Константиновны, действующей на основании устава, именуемое далее",
        "Экземпляр соглашения получил:",
        "не менее чем за 3 рабочих дня",
    ):
        assert words in said, words


def test_an_addendum_recorded_before_its_contract_was_asked_for_does_not_invent_one() -> None:
    old = msgspec.structs.replace(CONTRACT, contract_number="", contract_date=None, authority="")
    said = str(document.addendum(ORGANIZATION, HEAD, matter(), ERMOLIN, old))

    assert "к трудовому договору о выполнении работы" in said
    assert "на основании" not in said


def test_an_order_names_the_term_and_the_addendum_of_each_pair() -> None:
    paper = Contracted("14", date(2026, 8, 29), date(2027, 5, 31))
    said = plain(order(matter(papers=(paper,))))

    assert "Срок: со дня подписания приказа по 31 мая 2027 г. (дополнительное соглашение от 29.08.2026 № 14)." in said
    both = plain(order(matter(papers=(paper, Contracted("15", date(2026, 8, 29), date(2027, 6, 30))))))
    assert "по 30 июня 2027 г. (дополнительные соглашения от 29.08.2026 № 14; от 29.08.2026 № 15)" in both
    own = plain(order(matter(regime="permanent_function", regime_ground="должностная инструкция, п. 2.")))
    assert (
        "на время программы наставничества, от 3 месяцев до 1 года; работа входит в трудовую функцию наставника "
        "(должностная инструкция, п. 2)." in own
    )


def test_an_order_says_of_each_kind_what_the_regulation_says_of_it() -> None:
    said = plain(order(matter(kinds=("скоростное", "свой вид"), rules=("одна встреча", ""))))

    assert "виды: скоростное (одна встреча), свой вид; содержание" in said


@pytest.mark.parametrize("end", [".", "..", ". ", ";", ""])
def test_no_phrase_ends_twice(end: str) -> None:
    typed = matter(topic=f"методика{end}", reverse_topic=f"нейросети{end}")
    contract = msgspec.structs.replace(
        CONTRACT, content=f"разбор занятий{end}", work_form=f"очно{end}", pay_terms=f"раз в месяц{end}"
    )
    papers = [
        str(order(typed)),
        str(document.addendum(ORGANIZATION, HEAD, typed, ERMOLIN, contract)),
        wording.consent(typed, SHUBINA, "mentee"),
    ]

    assert not any(".." in said or ";." in said or ". ." in said for said in papers)


def test_a_consent_speaks_in_the_persons_own_gender_and_of_the_right_to_leave() -> None:
    mentee = wording.consent(matter(), SHUBINA, "mentee")
    mentor = wording.consent(matter(), ERMOLIN, "mentor")

    assert mentee.startswith("Я, Шубина Лариса Викторовна, преподаватель (БТЛХ), согласна участвовать")
    assert "даю письменное согласие на выполнение по поручению работодателя работы по наставничеству" in mentor
    assert "не менее чем за 3 рабочих дня" in mentor
    assert "оформляется отдельно" in mentee


def test_in_a_reverse_pair_the_mentee_consents_to_mentor_too() -> None:
    said = wording.consent(matter(reverse_topic="нейросети"), SHUBINA, "mentee")

    assert "Встречное направление" in said
    assert "351.8 Трудового кодекса" in said


@pytest.mark.parametrize(
    "paper",
    [
        order(),
        document.addendum(ORGANIZATION, HEAD, matter(), ERMOLIN, CONTRACT),
        document.consent(ORGANIZATION, SHUBINA, "Я согласна.", given_on=date(2026, 8, 26)),
    ],
    ids=["order", "addendum", "consent"],
)
def test_every_paper_becomes_docx_and_pdf(paper: Document) -> None:
    assert to_docx(paper)[:2] == b"PK"
    assert to_pdf(paper)[:5] == b"%PDF-"


def test_a_consent_has_no_hash_beside_the_signature() -> None:
    paper = document.consent(ORGANIZATION, SHUBINA, "Я согласна.", given_on=date(2026, 8, 26))

    assert not any(isinstance(block, Table) for block in paper.blocks)
    assert "Согласие дано в личном кабинете под своим именем 26 августа 2026 г" in plain(paper)
    assert paper.blocks[-1] == Signature("Преподаватель", "Л.\xa0В.\xa0Шубина", dated=True, day=date(2026, 8, 26))


def test_every_order_says_that_it_orders_alike() -> None:
    texts = [file.read_text("utf-8") for file in (ROOT / "services").rglob("document.py")]

    assert ORDERS in order().blocks
    assert not any("ПРИКАЗЫВАЮ" in text for text in texts)
