"""What comes next in a program: the next step of each reader."""

from collections.abc import Iterable
from datetime import date

import msgspec

from services.programs.pairing.pair.queries import RUNNING, PairCard, Side
from services.programs.work.program.progress import ProgramCard
from shared.actor import Actor, Role
from shared.words import day, in_figures


class Step(msgspec.Struct, frozen=True):
    """The one thing to do next; without a url the page shows no button."""

    text: str
    action: str = ""
    url: str = ""


class Lacking(msgspec.Struct, frozen=True):
    """A mentee of an active pair who has no program."""

    pair: PairCard
    side: Side


def without_program(pairs: Iterable[PairCard], programs: Iterable[ProgramCard]) -> list[Lacking]:
    """Return the mentees of active pairs who have no program yet."""
    have = {(card.pair_id, card.mentee_id) for card in programs if card.stage != "stopped"}
    return [
        Lacking(pair, side)
        for pair in pairs
        if pair.stage in RUNNING
        for side in pair.mentees
        if (pair.id, side.person_id) not in have
    ]


def next_step(card: ProgramCard, actor: Actor, today: date) -> Step:
    """Return the actor's next step."""
    own = actor.person_id in (card.mentor_id, card.mentee_id)
    url = f"/programs/{card.id}"
    match card.stage:
        case "draft" | "returned" if own:
            text = (
                f"Директор вернул программу: {card.comment}"
                if card.stage == "returned"
                else "Допишите программу вдвоём."
            )
            return Step(text, "Продолжить", f"{url}/edit")
        case "draft" | "returned":
            return Step("Программу пишут наставник и наставляемый. Вы увидите её на утверждении.")
        case "sent" if actor.has(Role.HEAD):
            return Step("Прочитайте программу: утвердите её или верните с замечанием.")
        case "sent":
            return Step("Программа у директора на утверждении.")
        case "started" if own:
            return _running_step(card, actor, today)
        case "started":
            waits = [one for one in card.corrections if one.state == "open"]
            if waits and actor.has(Role.CURATOR):
                return Step("Участники предложили исправление, ждут решения.", "Сравнить версии", f"{url}/comparison")
            return Step("Программа идёт. Участники записывают встречи и результаты.")
        case "completed":
            return Step(f"Программа завершена {in_figures(card.over_on)}." if card.over_on else "Программа завершена.")
        case _:
            return Step("Программа прекращена вместе с парой.")


def _running_step(card: ProgramCard, actor: Actor, today: date) -> Step:
    url = f"/programs/{card.id}"
    mentor = actor.person_id == card.mentor_id
    waiting = next((row for row in card.activities if row.result and row.mark is None), None)
    if mentor and waiting is not None:
        return Step(f"Есть результат: «{waiting.title}». Отметьте его.", "Отметить", f"{url}/activities/{waiting.id}")
    if mentor and card.coming is None and card.activities:
        return Step("Все мероприятия выполнены. Подведите итог.", "Завершить программу", f"{url}/complete")
    if mentor and card.plan.ends_on <= today:
        return Step("Срок программы вышел. Подведите итог или предложите продлить.", "Завершить", f"{url}/complete")
    if card.coming is None:
        return Step("Все мероприятия выполнены, наставник подводит итог.")
    when = day(card.coming.due, today)
    return Step(f"«{card.coming.title}» — до {when}. Договоритесь о встрече.", "Записать встречу", f"{url}/diary")
