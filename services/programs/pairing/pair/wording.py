"""The text of a consent: a pure function, so that the version a person saw can be proved."""

from datetime import date
from typing import Literal

import msgspec

from services.programs.pairing.pair.events import Regime
from shared.documents.named import Named
from shared.documents.typography import phrase


class Contracted(msgspec.Struct, frozen=True):
    """The addendum under which somebody mentors: its number and day, and until when it runs."""

    number: str
    signed_on: date
    ends_on: date


class Matter(msgspec.Struct, frozen=True, kw_only=True):
    """The subject matter of a pair, in the words of the edition it was proposed under.

    `rules` says for each of `kinds` what the regulation says of it, or nothing; `papers` are the addenda.
    """

    organization: str
    mentor: Named
    mentees: tuple[Named, ...]
    form: str
    kinds: tuple[str, ...]
    topic: str
    reverse_topic: str
    regime: Regime
    regime_ground: str
    notice: str
    own_notice: str = ""
    program: str
    rules: tuple[str, ...] = ()
    papers: tuple[Contracted, ...] = ()


def consent(matter: Matter, who: Named, role: Literal["mentor", "mentee"]) -> str:
    """Return the text of the consent for one side of a pair."""
    name = f"{who.name}, {who.post}" if who.post else str(who.name)
    agree = "согласна" if who.female else "согласен"
    first, *more = _as_mentor(matter, agree) if role == "mentor" else _as_mentee(matter, agree)
    paragraphs = [f"Я, {name} ({matter.organization}), {first}", *more]
    paragraphs += [
        f"Форма наставничества: {matter.form}. Виды: {', '.join(matter.kinds)}.",
        f"Содержание: {phrase(matter.topic)}.",
    ]
    if matter.reverse_topic:
        paragraphs.append(
            f"Встречное направление, в котором наставляемый помогает наставнику: {phrase(matter.reverse_topic)}."
        )
    paragraphs += _leaving(matter, role)
    law = "; ст. 351.8 ТК РФ" if matter.regime == "351.8" else ""
    paragraphs.append(
        f"Участие добровольное; за отказ никаких мер ко мне не применяют (Положение, раздел 2{law}). "
        "Это согласие не заменяет согласия на обработку персональных данных: оно оформляется отдельно."
    )
    return "\n".join(paragraphs)


def _as_mentor(matter: Matter, agree: str) -> list[str]:
    mentees = "; ".join(one.cased("genitive") for one in matter.mentees)
    if matter.regime == "351.8":
        return [
            "даю письменное согласие на выполнение по поручению работодателя работы по наставничеству "
            f"(ст. 351.8 Трудового кодекса РФ) в отношении: {mentees}.",
            "Содержание, сроки и форма этой работы, размер и условия выплат устанавливаются "
            "дополнительным соглашением к трудовому договору.",
        ]
    ground = f" ({matter.regime_ground})" if matter.regime_ground else ""
    why = (
        "входит в мою трудовую функцию" if matter.regime == "permanent_function" else "трудовым договором не поручается"
    )
    return [f"{agree} быть наставником в отношении: {mentees}. Эта работа {why}{ground}."]


def _as_mentee(matter: Matter, agree: str) -> list[str]:
    paragraphs = [
        f"{agree} участвовать в персонализированной программе наставничества в качестве наставляемого "
        f"(Положение, п. 1.2). Мой наставник — {matter.mentor.name}"
        + (f", {matter.mentor.post}." if matter.mentor.post else "."),
    ]
    if matter.reverse_topic and matter.regime == "351.8":
        paragraphs.append(
            "Даю также письменное согласие на выполнение работы по наставничеству во встречном направлении "
            "на условиях дополнительного соглашения к трудовому договору (ст. 351.8 Трудового кодекса РФ)."
        )
    return paragraphs


def _leaving(matter: Matter, role: str) -> list[str]:
    if matter.regime == "351.8" and (role == "mentor" or matter.reverse_topic):
        return [
            "Мне известно, что я вправе досрочно отказаться от наставничества, а работодатель — досрочно отменить "
            f"поручение, предупредив об этом не менее чем за {matter.notice} (ст. 351.8 Трудового кодекса РФ)."
        ]
    if role == "mentor" and matter.regime == "permanent_function":
        return []
    ahead = f", предупредив об этом не менее чем за {matter.own_notice}" if matter.own_notice else " в любой день"
    return [f"Мне известно, что я вправе выйти из программы{ahead} (Положение, раздел 2)."]
