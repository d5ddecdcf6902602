"""What the page «Проверка» says before a teacher asks the centre for a route, or takes the consent back."""

from services.programs.outside.route_request.commands import RequestRoute, WithdrawRoute
from shared.db import Tx
from shared.doors import Check, Rehearsed

TRAIL = (("Мой маршрут", "/my-route"),)


async def check_request(tx: Tx, command: RequestRoute, rehearsed: Rehearsed) -> Check:
    """Say who reads the request."""
    return Check(
        title="Проверьте запрос",
        happens=(
            "Запрос с вашим именем уйдёт в центр (ЦНППМ): его прочтут тьюторы.",
            "Тьютор ответит: откроет маршрут или скажет, что сейчас не может. Ответ появится у вас.",
        ),
        answers=(("Ваш запрос", command.request),),
        undo="Согласие можно отозвать: имя и слова сотрут и здесь, и в центре. Но прочитать их могут раньше.",
        main="Даю согласие и отправляю",
        trail=TRAIL,
    )


async def check_withdrawal(tx: Tx, command: WithdrawRoute, rehearsed: Rehearsed) -> Check:
    """Say that the name and the request are erased on both sides."""
    return Check(
        title="Проверьте: имя и запрос будут стёрты",
        happens=(
            "Ваше имя, затруднения и слова запроса сотрутся здесь и в центре (152-ФЗ, ст. 9 и 21).",
            "Маршрут, если он идёт, остановится; дадите согласие снова — он продолжится с того же шага.",
        ),
        undo="Стёртое вернуть нельзя. Попросить маршрут можно заново.",
        main="Отозвать согласие и стереть",
        trail=TRAIL,
    )
