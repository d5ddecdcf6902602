"""What comes next for a pair: the checklist of papers, and the next step of each reader."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from services.programs.college.act.queries import ActView
from services.programs.pairing.pair.queries import PairCard, Side
from shared.actor import Actor, Role
from shared.words import counted, in_figures


class Step(msgspec.Struct, frozen=True):
    """The one thing to do next; without a url the page shows no button."""

    text: str
    action: str = ""
    url: str = ""


def note(card: PairCard) -> str:
    """Return a line that says what a pair waits for."""
    match card.stage:
        case "answers":
            return _silence([side for side in card.sides if side.answer is None])
        case "declined":
            refusing = [side for side in card.sides if side.answer in ("declined", "withdrawn")]
            return "; ".join(refused(side.short, side.answer, side.reason) for side in refusing)
        case "papers":
            return "Согласия есть, дополнительного соглашения нет"
        case "ready":
            return "Все документы есть, осталась подпись директора"
        case "leaving":
            assert card.notice is not None
            return f"Последний день — {in_figures(card.notice.effective_on)}"
        case "withdrawn":
            return card.withdrawn_for or ""
        case "completed" | "ended":
            assert card.ended_on is not None
            return f"{card.end_word}, {in_figures(card.ended_on)}"
        case _:
            return f"Приказ № {card.order_number} от {in_figures(card.order_date)}" if card.order_date else ""


def _silence(sides: Sequence[Side]) -> str:
    reasons = [
        f"{side.short} не отвечает {counted(side.silent, 'день', 'дня', 'дней')}" for side in sides if side.silent
    ]
    if asked := [side.short for side in sides if not side.silent]:
        reasons.append(f"{'ждём' if reasons else 'Ждём'} ответа: {', '.join(asked)}")
    return "; ".join(reasons)


def ended(sentence: str) -> str:
    """Add the full stop, unless the sentence ends with an initial and its dot."""
    return sentence if sentence.endswith(".") else f"{sentence}."


def refused(who: str, answer: str | None, reason: str) -> str:
    """Return a sentence that says who declined or withdrew, and why."""
    return _why(f"{who}: {'отказ' if answer == 'declined' else 'согласие отозвано'}", reason, " — ")


def _why(what: str, reason: str, between: str) -> str:
    """Add the reason if the actor may read it."""
    return f"{what}{between}{reason}" if reason else what


def papers(card: PairCard, introduction: ActView | None, actor: Actor) -> list[dict[str, Any]]:
    """Return the checklist of papers; a paper has a link only if the actor may read it."""
    clerk = actor.has(Role.CURATOR, Role.HEAD, Role.HR)
    listed = [_consent(card, side, open=clerk or side.person_id == actor.person_id) for side in card.sides]
    rules = card.rules()
    if card.regime == "351.8":
        listed += [_addendum(card, guide, open=clerk or guide == actor.person_id) for guide in rules.guides]
    if introduction is not None and introduction.signed_on is not None:
        title = f"Приказ о внедрении № {introduction.number} от {in_figures(introduction.signed_on)}"
        listed.append({"title": title, "state": "have"})
    else:
        listed.append({"title": "Приказ о внедрении", "state": "none", "note": "Положение, п. 4.1.1", "url": "/acts"})
    if card.order_date is not None:
        order = f"Приказ № {card.order_number} от {in_figures(card.order_date)}"
        url = f"/pairs/orders/{card.order_id}/order.pdf" if actor.has(Role.CURATOR, Role.HEAD) else ""
        listed.append({"title": order, "state": "have", "url": url})
    else:
        state = "wait" if card.stage == "ready" else "none"
        listed.append({"title": "Приказ о закреплении", "state": state, "note": "Положение, пп. 4.1.1 и 4.1.4"})
    return listed


def _consent(card: PairCard, side: Side, *, open: bool) -> dict[str, Any]:
    who = "наставника" if side.role == "mentor" else "наставляемого"
    title = f"Согласие {who}: {side.short}"
    match side.answer:
        case "given":
            assert side.answered_on is not None
            url = f"/pairs/{card.id}/consent/{side.person_id}/consent.pdf" if open else ""
            return {"title": f"{title}, {side.answered_on:%d.%m}", "state": "have", "url": url}
        case "declined":
            return {"title": title, "state": "none", "note": _why("отказ", side.reason, ": ")}
        case "withdrawn":
            return {"title": title, "state": "none", "note": _why("отозвано", side.reason, ": ")}
        case _:
            waits = counted(side.silent, "день", "дня", "дней")
            return {"title": title, "state": "wait", "note": f"нет ответа {waits}" if side.silent else "ждём ответа"}


def _addendum(card: PairCard, guide: UUID, *, open: bool) -> dict[str, Any]:
    side = next(side for side in card.sides if side.person_id == guide)
    kept = next((one for one in card.addenda if one.person_id == guide), None)
    if kept is None:
        state = "wait" if side.answer == "given" else "none"
        return {"title": f"Доп. соглашение: {side.short}", "state": state, "note": "ст. 351.8 ТК РФ"}
    url = f"/pairs/{card.id}/addendum/{guide}/addendum.pdf" if open else ""
    return {"title": f"Доп. соглашение № {kept.number} (ст. 351.8 ТК РФ)", "state": "have", "url": url}


def next_step(card: PairCard, actor: Actor, *, introduced: bool) -> Step:
    """Return the actor's next step."""
    own = card.side(actor.person_id)
    if card.started_on is None and own is not None and own.answer is None and card.withdrawn_on is None:
        return Step("Прочитайте текст согласия и ответьте.", "Прочитать и ответить", f"/pairs/{card.id}/consent")
    gone = [side.short for side in (card.mentor, *card.mentees) if side.dismissed_on is not None]
    if card.started_on is None and card.withdrawn_on is None and gone:
        text = (
            f"{', '.join(gone)} уже не работает в колледже: пара не начнётся. Снимите предложение и подберите другую."
        )
        return Step(text, "Подобрать другую", "/pairs/new") if actor.has(Role.CURATOR) else Step(text)
    match card.stage:
        case "answers":
            return Step(f"{ended(note(card))} Участие добровольное, торопить нельзя — можно напомнить.")
        case "declined" if actor.has(Role.CURATOR):
            return Step("Есть отказ. Снимите предложение и подберите другую пару.", "Подобрать другую", "/pairs/new")
        case "papers":
            return _addendum_step(card, actor)
        case "ready" if not introduced:
            return Step("Сначала нужен приказ о внедрении системы наставничества (Положение, п. 4.1.1).")
        case "ready":
            if actor.has(Role.HEAD):
                return Step("Все документы есть. Осталась ваша подпись.", "Подписать приказ", "/pairs/order")
            if actor.has(Role.CURATOR):
                return Step("Все документы есть. Осталась подпись директора.", "Подготовить приказ", "/pairs/order")
            return Step("Все документы есть. Осталась подпись директора.")
        case "active":
            return Step("Пара работает. Следующее — персонализированная программа.", "К программам", "/programs")
        case _:
            return Step(note(card) or card.state)


def _addendum_step(card: PairCard, actor: Actor) -> Step:
    missing = card.rules().without_addendum()[0]
    if actor.has(Role.CURATOR, Role.HR):
        text = "Согласия есть. Запишите дополнительное соглашение к трудовому договору (ст. 351.8 ТК РФ)."
        return Step(text, "Записать соглашение", f"/pairs/{card.id}/addendum/{missing}")
    return Step("Согласия есть. Отдел кадров готовит дополнительное соглашение (ст. 351.8 ТК РФ).")
