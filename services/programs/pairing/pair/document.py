"""The papers of a pair as official documents: pure functions from facts to a Document."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import msgspec

from services.programs.pairing.pair.events import Pay
from services.programs.pairing.pair.wording import Matter
from shared.documents.model import (
    ORDERS,
    Acquaintance,
    Acquainted,
    Document,
    Item,
    Numbered,
    Organization,
    Paragraph,
    Parties,
    Party,
    Signature,
)
from shared.documents.named import Named
from shared.documents.names import initials_first
from shared.documents.typography import phrase
from shared.words import in_figures, in_words

PAYS: dict[Pay, str] = {
    "percent": "{amount} % должностного оклада (ставки)",
    "amount": "{amount} руб. в месяц",
    "points": "{amount} баллов по положению об оплате труда",
}


class Head(msgspec.Struct, frozen=True):
    """Who signs for the employer; `in_person` and `acting` are for an agreement: «директора Самойловой И. К.»."""

    post: str
    name: str
    in_person: str = ""
    acting: str = "действующего"


class Contract(msgspec.Struct, frozen=True, kw_only=True):
    """What the addendum to the employment contract sets."""

    number: str
    signed_on: date
    content: str
    work_form: str
    starts_on: date
    ends_on: date
    pay_kind: Pay
    pay_amount: Decimal
    pay_terms: str
    contract_number: str = ""
    contract_date: date | None = None
    authority: str = ""

    @property
    def to(self) -> str:
        """The employment contract after «к»: «трудовому договору от 16.01.1995 № 7»; an old record does not name it."""
        return f"трудовому договору{self._contract}"

    @property
    def of(self) -> str:
        """The employment contract after «часть»."""
        return f"трудового договора{self._contract}"

    @property
    def _contract(self) -> str:
        return f" от {in_figures(self.contract_date)} № {self.contract_number}" if self.contract_date else ""


def pay(kind: Pay, amount: Decimal) -> str:
    """Say a pay: «10 % должностного оклада (ставки)»."""
    return PAYS[kind].format(amount=f"{amount.normalize():f}".replace(".", ","))


def pairing_order(
    organization: Organization,
    head: Head,
    matters: tuple[Matter, ...],
    *,
    number: str | None,
    day: date | None,
    introduction: str,
    curator: str,
) -> Document:
    """Return the order that fixes pairs and groups; without a number it is a draft."""
    fixed = tuple(Item(_fixes(matter)) for matter in matters)
    ground = f", приказом {introduction}" if introduction else ""
    by_contract = any(matter.regime == "351.8" for matter in matters)
    law = "Трудовым кодексом Российской Федерации (статья 351.8), " if by_contract else ""
    paid = (Item("Оплату работы по наставничеству производить по дополнительным соглашениям, названным в пункте 1."),)
    control = f"Контроль за исполнением приказа возложить на куратора: {phrase(curator)}." if curator else (
        "Контроль за исполнением приказа оставляю за собой."
    )  # fmt: skip
    return Document(
        organization=organization,
        kind="ПРИКАЗ",
        title="О закреплении наставнических пар (групп)",
        number=number,
        day=day,
        long_storage=True,
        blocks=(
            Paragraph(
                f"В соответствии с {law}Положением о системе наставничества педагогических работников{ground}, "
                "на основании письменных согласий участников"
            ),
            ORDERS,
            Numbered(
                items=(
                    Item("Закрепить наставнические пары (группы) с письменного согласия их участников:", fixed),
                    Item(
                        "Наставникам совместно с наставляемыми разработать персонализированные программы "
                        f"наставничества на срок {_or(one.program for one in matters)} и представить их на утверждение."
                    ),
                    *(paid if by_contract else ()),
                    Item(control),
                )
            ),
            Signature(head.post, head.name),
            Acquaintance(tuple(Acquainted(initials_first(one.name)) for one in _everybody(matters))),
        ),
    )


def _or(wordings: Iterable[str]) -> str:
    """Join the different wordings: pairs of one order may be under different editions."""
    return " или ".join(dict.fromkeys(wordings))


def _fixes(matter: Matter) -> str:
    mentees = "; ".join(one.cased("instrumental") for one in matter.mentees)
    reverse = f"; встречное направление: {phrase(matter.reverse_topic)}" if matter.reverse_topic else ""
    whom = "наставляемой" if matter.mentees[0].female else "наставляемым"
    whom = whom if len(matter.mentees) == 1 else "наставляемыми"
    return (
        f"наставника {matter.mentor.cased('accusative')}, — за {whom} {mentees}. "
        f"Форма: {matter.form}; виды: {_kinds(matter)}; содержание: {phrase(matter.topic)}{reverse}. {_term(matter)}."
    )


def _kinds(matter: Matter) -> str:
    """Return the kinds, each with what the regulation says of it."""
    rules = matter.rules or ("",) * len(matter.kinds)
    return ", ".join(f"{kind} ({rule})" if rule else kind for kind, rule in zip(matter.kinds, rules, strict=True))


def _term(matter: Matter) -> str:
    """Return until when the pair is fixed, and on what ground: the law asks for the term of an assignment."""
    if matter.regime == "351.8" and matter.papers:
        papers = "; ".join(f"от {in_figures(one.signed_on)} № {one.number}" for one in matter.papers)
        what = "дополнительное соглашение" if len(matter.papers) == 1 else "дополнительные соглашения"
        until = max(one.ends_on for one in matter.papers)
        return f"Срок: со дня подписания приказа по {in_words(until)} ({what} {papers})"
    grounds = {
        "permanent_function": "работа входит в трудовую функцию наставника",
        "not_employee": "трудовым договором работа не поручается",
    }
    ground = f"; {words}" if (words := grounds.get(matter.regime)) else ""
    by = f" ({phrase(matter.regime_ground)})" if ground and matter.regime_ground else ""
    return f"Срок: со дня подписания приказа на время программы наставничества, {matter.program}{ground}{by}"


def _everybody(matters: tuple[Matter, ...]) -> list[Named]:
    people = [one for matter in matters for one in (matter.mentor, *matter.mentees)]
    return list(dict.fromkeys(people))


def addendum(organization: Organization, head: Head, matter: Matter, guide: Named, contract: Contract) -> Document:
    """Return the addendum to a mentor's employment contract (ст. 351.8 ТК РФ)."""
    mentees = "; ".join(one.cased("genitive") for one in matter.mentees if one != guide)
    mentees = mentees or matter.mentor.cased("genitive")
    named, received = ("именуемая", "получила") if guide.female else ("именуемый", "получил")
    return Document(
        organization=organization,
        kind="ДОПОЛНИТЕЛЬНОЕ СОГЛАШЕНИЕ",
        title=f"к {contract.to} о выполнении работы по наставничеству",
        layout="agreement",
        number=contract.number,
        day=contract.signed_on,
        long_storage=True,
        blocks=(
            Paragraph(
                f"{organization.name} в лице {head.in_person or head.name}, "
                f"{f'{head.acting} на основании {phrase(contract.authority)}, ' if contract.authority else ''}"
                "именуемое далее «Работодатель», "
                f"и {guide.name} ({guide.post or 'работник'}), {named} далее «Работник», в соответствии "
                "со статьёй 351.8 Трудового кодекса Российской Федерации договорились о нижеследующем:"
            ),
            Numbered(items=tuple(Item(text) for text in _terms(matter, mentees, contract))),
            Parties(
                Party("Работодатель", (organization.name, organization.address), head.name, head.post),
                Party("Работник", (str(guide.name), guide.post), initials_first(guide.name)),
            ),
            Acquaintance((Acquainted(initials_first(guide.name)),), text=f"Экземпляр соглашения {received}:"),
        ),
    )


def _terms(matter: Matter, mentees: str, contract: Contract) -> tuple[str, ...]:
    conditions = f", условия: {phrase(contract.pay_terms)}" if contract.pay_terms else ""
    return (
        "Работодатель поручает, а Работник с письменного согласия принимает на себя работу по наставничеству "
        f"в отношении: {mentees}.",
        f"Содержание работы: {phrase(contract.content)}.",
        f"Форма выполнения работы: {phrase(contract.work_form)}. Форма наставничества: {matter.form}.",
        f"Срок: с {in_words(contract.starts_on)} по {in_words(contract.ends_on)}",
        f"Размер выплаты: {pay(contract.pay_kind, contract.pay_amount)}{conditions}.",
        "Работник вправе досрочно отказаться от этой работы, а Работодатель — досрочно отменить поручение, "
        f"предупредив другую сторону не менее чем за {matter.notice}.",
        f"Соглашение составлено в двух экземплярах, по одному для каждой стороны, и является частью {contract.of}.",
    )


def consent(organization: Organization, who: Named, wording: str, *, given_on: date) -> Document:
    """Return a written consent as it was given."""
    return Document(
        organization=organization,
        kind="СОГЛАСИЕ",
        title="на участие в наставничестве",
        layout="agreement",
        numbered=False,
        day=given_on,
        blocks=(
            *(Paragraph(line) for line in wording.split("\n")),
            Paragraph(f"Согласие дано в личном кабинете под своим именем {in_words(given_on)}"),
            Signature(_capital(who.post or "участник"), initials_first(who.name), dated=True, day=given_on),
        ),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
