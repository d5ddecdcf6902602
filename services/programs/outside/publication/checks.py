"""What the page «Проверка» says before a mentor's card is withdrawn and its words are erased."""

from services.programs.outside.publication.commands import WithdrawCard
from shared.db import Tx
from shared.doors import Check, Rehearsed


async def check_withdrawal(tx: Tx, command: WithdrawCard, rehearsed: Rehearsed) -> Check:
    """Say that the words are erased on both sides."""
    return Check(
        title="Проверьте: карточка будет стёрта",
        happens=(
            "Карточка уйдёт из реестра наставников края.",
            "Её слова и ваш черновик сотрутся здесь и в регионе (152-ФЗ, ст. 9 и 21).",
            "На ваши пары и программы это не влияет.",
        ),
        undo="Стёртое вернуть нельзя. Карточку можно написать и опубликовать заново.",
        main="Отозвать согласие",
        trail=(("Моя карточка наставника", "/card"),),
    )
