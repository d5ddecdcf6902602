"""What the page «Проверка» says before an order is signed, and before a pair ends early."""

from datetime import date

from services.programs.pairing.pair import commands, queries
from shared import words
from shared.db import Tx
from shared.doors import Check, Rehearsed

PAIRS = ("Пары и группы", "/pairs")
PROGRAMS_STOP = "Программы пары, которые не завершены, остановятся."
AGAIN = "Наставляемый останется в списке «Кому нужен наставник», уже без пары."


async def check_order(tx: Tx, command: commands.SignPairingOrder, rehearsed: Rehearsed) -> Check:
    """Say which pairs begin with the order."""
    titles = "; ".join(card.title for card in await queries.pairs(tx) if card.id in command.pair_ids)
    day = words.written(command.signed_on)
    return Check(
        title="Проверьте приказ о закреплении",
        happens=(
            f"Вы подпишете приказ № {command.number} от {day}.",
            f"С {day} считаются закреплёнными и работают: {titles}".rstrip(".") + ".",
            "Наставники и наставляемые увидят это у себя и смогут писать программу.",
            "Приказ сохранится таким, каким подписан: имена и должности в нём больше не изменятся.",
        ),
        answers=(("Номер", command.number), ("Дата", day), ("Закрепить", titles)),
        undo="Подпись не отзывается. Закреплённую пару можно только закончить раньше срока, с причиной.",
        main="Подписать приказ",
        trail=(PAIRS, ("Приказ о закреплении", "/pairs/order")),
    )


async def check_notice(tx: Tx, command: commands.GiveNotice, rehearsed: Rehearsed) -> Check:
    """Say when the pair ends, and until when the notice may be withdrawn."""
    card = await queries.pair(tx, command.pair_id)
    last: date = rehearsed.result
    day = words.written(last)
    return Check(
        title="Проверьте: пара закончится раньше срока",
        happens=(
            f"Последний день пары {card.title} — {day}, до конца дня.",
            "Предупреждение с причиной увидят участники пары, куратор и директор.",
            PROGRAMS_STOP,
            AGAIN,
        ),
        answers=(("Причина", command.reason), ("Последний день", day)),
        undo=f"До конца дня {day} предупреждение можно отозвать на странице пары. Потом понадобится новая пара.",
        main="Предупредить",
        trail=(PAIRS, (card.title, f"/pairs/{card.id}")),
        later="Когда пара закончится, в регион уйдут её номер, день и вид причины — без имён и без ваших слов.",
    )


async def check_dismissal(tx: Tx, command: commands.DismissPair, rehearsed: Rehearsed) -> Check:
    """Say that the pair ends at once."""
    card = await queries.pair(tx, command.pair_id)
    day = words.written(command.ended_on)
    return Check(
        title="Проверьте: пара прекратится",
        happens=(f"Пара {card.title} прекратится {day}, без предупреждения.", PROGRAMS_STOP, AGAIN),
        answers=(("Дата увольнения или перевода", day),),
        undo="Отменить нельзя: если участник вернётся, понадобится новая пара с новым приказом.",
        main="Прекратить пару",
        trail=(PAIRS, (card.title, f"/pairs/{card.id}")),
    )
