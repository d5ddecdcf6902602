"""What the page «Проверка» says before a program is approved, and before it is completed."""

from services.programs.college.organization import queries as organization
from services.programs.work.program import queries
from services.programs.work.program.commands import ApproveProgram, CompleteProgram
from services.programs.work.program.progress import ProgramCard
from shared import words
from shared.contracts.programs import PairEnded
from shared.db import Tx
from shared.doors import Check, Rehearsed


async def check_approval(tx: Tx, command: ApproveProgram, rehearsed: Rehearsed) -> Check:
    """Say that the program begins, and with what."""
    card = await queries.program(tx, command.program_id)
    plan = card.plan
    planned = words.counted(len(plan.activities), "мероприятие", "мероприятия", "мероприятий")
    term = f"{words.written(plan.starts_on)} — {words.written(plan.ends_on)}"
    return Check(
        title="Проверьте: программа начнётся",
        happens=(
            f"Вы утвердите программу {card.title}, и она начнётся: {term}.",
            f"{card.mentor} и {card.mentee} увидят это у себя; в программе {planned}.",
            "Утверждённый текст сохранится с вашей подписью.",
        ),
        answers=(("Срок", term), ("Цель", plan.goal), ("Затруднения", _difficulties(card))),
        undo="Утверждение не отзывается. Программу потом меняют исправлением: его предлагает пара, одобряет куратор.",
        main="Утвердить",
        trail=_trail(card),
    )


async def check_completion(tx: Tx, command: CompleteProgram, rehearsed: Rehearsed) -> Check:
    """Say with which levels the program ends, and whether the pair ends with it."""
    card = await queries.program(tx, command.program_id)
    edition = await organization.edition_called(tx, card.edition)
    after = {one.domain: edition.word("levels", one.after) for one in command.outcomes}
    outcomes = tuple((one.title, f"было «{one.level_word}», стало «{after[one.domain]}»") for one in card.difficulties)
    pair_ends = any(isinstance(event, PairEnded) for event in rehearsed.told)
    return Check(
        title="Проверьте итог программы",
        happens=(
            f"Программа {card.title} завершится сегодня, {words.written(tx.today)}.",
            *(("Это последняя программа пары: вместе с ней завершится и пара.",) if pair_ends else ()),
            "Заключение прочтут наставляемый, куратор и директор; оно войдёт в документ программы.",
        ),
        answers=(
            *outcomes,
            ("Заключение", command.conclusion),
            *((("Причина", command.reason),) if command.reason.strip() else ()),
        ),
        undo="Завершённую программу заново не открывают, и её итог не меняют.",
        main="Завершить программу",
        trail=_trail(card),
    )


def _difficulties(card: ProgramCard) -> str:
    return "; ".join(f"{one.title} ({one.level_word})" for one in card.difficulties)


def _trail(card: ProgramCard) -> tuple[tuple[str, str], ...]:
    return (("Программы", "/programs"), (card.title, f"/programs/{card.id}"))
