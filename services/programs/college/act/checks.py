"""What the page «Проверка» says before the head signs the order that introduces the system."""

from services.programs.college.act import queries
from services.programs.college.act.commands import SignAct
from services.programs.college.person import queries as people
from shared import words
from shared.db import Tx
from shared.doors import Check, Rehearsed


async def check_signature(tx: Tx, command: SignAct, rehearsed: Rehearsed) -> Check:
    """Say who becomes the curator, from when, and which order ends."""
    act = await queries.act(tx, command.act_id)
    curator = await people.person(tx, act.draft.curator_id)
    before = await queries.in_force(tx)
    day = words.written(command.signed_on)
    replaced = (f"Приказ № {before.number} утратит силу.",) if before else ()
    return Check(
        title="Проверьте приказ о внедрении",
        happens=(
            f"Вы подпишете приказ № {command.number} от {day}.",
            f"Система наставничества вводится с {words.written(act.draft.starts_on)}.",
            f"Куратор по этому приказу — {curator.full_name}: ему откроются подбор пар, программы и отчёты.",
            *replaced,
            "Приказ увидят все сотрудники. Он сохранится таким, каким подписан.",
        ),
        answers=(("Номер", command.number), ("Дата", day), ("Куратор", curator.full_name)),
        undo="Подпись не отзывается: действующий приказ можно только заменить новым.",
        main="Подписать",
        trail=(("Приказ о внедрении", "/acts"), ("Проект приказа", f"/acts/{act.id}")),
    )
