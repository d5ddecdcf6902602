"""What comes next in a program, for each who looks at it: the one step, the work queue."""

from collections.abc import Iterable
from datetime import date, timedelta

import msgspec

from services.programs.pairing.pair.queries import RUNNING, PairCard, Side
from services.programs.work.program.queries import ProgramCard
from shared.actor import Actor, Role
from shared.service import Task
from shared.words import counted, day, in_figures

# How long before its day an activity becomes a task, and a program begins to ask for its conclusion.
AHEAD = timedelta(days=14)
ENDING = timedelta(days=21)
# A pair is quietly waited for this long before the curator hears that it has no program.
PATIENCE = timedelta(days=14)


class Step(msgspec.Struct, frozen=True):
    """The one thing to do next; without a url there is nothing to press."""

    text: str
    action: str = ""
    url: str = ""


class Lacking(msgspec.Struct, frozen=True):
    """A mentee in a working pair without a program."""

    pair: PairCard
    side: Side


def without_program(pairs: Iterable[PairCard], programs: Iterable[ProgramCard]) -> list[Lacking]:
    """Return the mentees of working pairs who have no program yet."""
    have = {(card.pair_id, card.mentee_id) for card in programs if card.stage != "stopped"}
    return [
        Lacking(pair, side)
        for pair in pairs
        if pair.stage in RUNNING
        for side in pair.mentees
        if (pair.id, side.person_id) not in have
    ]


def next_step(card: ProgramCard, actor: Actor, today: date) -> Step:
    """Return the one thing to do next, for whoever looks."""
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
                return Step("Участники предложили исправление, ждут решения.", "Сравнить", f"{url}/corrections")
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


def tasks(lacking: list[Lacking], programs: list[ProgramCard], actor: Actor, today: date) -> list[Task]:
    """Return what waits for the actor in programs."""
    found = [task for one in lacking for task in _lacking_tasks(one, actor, today)]
    for card in programs:
        if actor.person_id in (card.mentor_id, card.mentee_id):
            found += _own_tasks(card, actor, today)
        if actor.has(Role.HEAD) and card.stage == "sent":
            why = "Срок, затруднения и мероприятия проверены по правилам (Положение, п. 1.2). Осталось ваше решение."
            url = f"/programs/{card.id}"
            found.append(Task(title=f"Утвердить программу: {card.title}", why=why, action="Прочитать", url=url))
        if actor.has(Role.CURATOR):
            found += _curator_tasks(card)
    return found


def _lacking_tasks(one: Lacking, actor: Actor, today: date) -> list[Task]:
    started = one.pair.started_on or today
    if actor.person_id in (one.pair.mentor.person_id, one.side.person_id):
        other = one.side.short if actor.person_id == one.pair.mentor.person_id else one.pair.mentor.short
        why = "Пара закреплена приказом. Программу пишете вдвоём, на срок от 3 месяцев до года (Положение, п. 1.2)."
        return [Task(title=f"Напишите программу: {other}", why=why, action="Начать", url="/programs")]
    if actor.has(Role.CURATOR) and today - started >= PATIENCE:
        waits = counted((today - started).days, "день", "дня", "дней")
        why = f"Пара работает {waits}, программы нет. Куратор организует разработку программ (Положение, п. 4.1.3)."
        url = f"/pairs/{one.pair.id}"
        return [Task(title=f"Нет программы: {one.pair.title}", why=why, action="Посмотреть", url=url)]
    return []


def _own_tasks(card: ProgramCard, actor: Actor, today: date) -> list[Task]:
    url = f"/programs/{card.id}"
    if card.stage == "returned":
        why = f"Замечание директора: {card.comment}. Всё написанное сохранено."
        title = f"Программу вернули: {card.title}"
        return [Task(title=title, why=why, action="Исправить", url=f"{url}/edit", state="late", pill="замечания")]
    if card.stage == "draft":
        why = "Допишите цель, мероприятия и отправьте на утверждение (Положение, п. 1.2)."
        return [Task(title=f"Программа пишется: {card.title}", why=why, action="Продолжить", url=f"{url}/edit")]
    if card.stage != "started":
        return []
    return [*_activity_tasks(card, actor, today), *_meeting_tasks(card, today), *_ending_tasks(card, actor, today)]


def _activity_tasks(card: ProgramCard, actor: Actor, today: date) -> list[Task]:
    mentor = actor.person_id == card.mentor_id
    found = []
    for row in card.activities:
        url = f"/programs/{card.id}/activities/{row.id}"
        if row.accepted:
            continue
        if row.result and row.mark is None:
            if mentor:
                why = f"Результат записан {in_figures(row.reported_on)}." if row.reported_on else ""
                title = f"Отметьте результат: {row.title}"
                found.append(
                    Task(title=title, why=why or "Результат записан.", action="Отметить", url=url, due=row.due)
                )
        elif row.due <= today + AHEAD:
            why = f"Ожидаем: {row.product}. Затруднение: {row.domain_word}."
            found.append(Task(title=row.title, why=why, action="Записать результат", url=url, due=row.due))
    return found


def _meeting_tasks(card: ProgramCard, today: date) -> list[Task]:
    if card.next_meeting is None or card.next_meeting > today + AHEAD:
        return []
    why = "О ней вы договорились на прошлой встрече. После встречи запишите её в дневник."
    url = f"/programs/{card.id}/diary"
    return [Task(title=f"Встреча: {card.title}", why=why, action="Открыть дневник", url=url, due=card.next_meeting)]


def _ending_tasks(card: ProgramCard, actor: Actor, today: date) -> list[Task]:
    if actor.person_id != card.mentor_id or card.plan.ends_on > today + ENDING:
        return []
    why = "Отметьте, каким стало каждое затруднение, и напишите заключение (Положение, п. 1.2)."
    url = f"/programs/{card.id}/complete"
    return [Task(title=f"Подведите итог: {card.title}", why=why, action="Завершить", url=url, due=card.plan.ends_on)]


def _curator_tasks(card: ProgramCard) -> list[Task]:
    found = [
        Task(
            title=f"{one.who} предлагает исправить программу",
            why=f"{one.what}. Причина: {one.reason.rstrip('.')}.",
            action="Сравнить версии",
            url=f"/programs/{card.id}/corrections",
            due=one.proposed_on + timedelta(days=3),
        )
        for one in card.corrections
        if one.state == "open"
    ]
    if card.late:
        count = counted(len(card.late), "мероприятие", "мероприятия", "мероприятий")
        found.append(
            Task(
                title=f"Просрочено {count}: {card.title}",
                why=f"Первое — «{card.late[0].title}», до {in_figures(card.late[0].due)}. Спросите, чем помочь.",
                action="Посмотреть",
                url=f"/programs/{card.id}",
                due=card.late[0].due,
            )
        )
    return found
