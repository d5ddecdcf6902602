"""Errors: what a person is told, a problem of RFC 9457 for programs, and a page that explains each type of problem."""

import re
from collections.abc import Iterator, Sequence
from inspect import cleandoc
from typing import Any

import asyncpg
import msgspec
from litestar.exceptions import HTTPException, InternalServerException

from shared import db
from shared.doors import View
from shared.errors import NotFound, Refused
from shared.web import body
from shared.web.desk import Desk

TYPES = "/problems"
NOT_FOUND = "Такой страницы или записи нет, или она вам не видна."
WORDS = {
    400: "Запрос не разобрать.",
    401: "Войдите, чтобы продолжить.",
    403: "У вас нет права на это действие.",
    404: NOT_FOUND,
    405: "Так к этой странице не обращаются.",
    413: "Слишком большой запрос.",
    429: "Слишком много попыток. Подождите немного.",
    500: "У нас ошибка. Мы её записали; то, что вы ввели раньше, сохранено.",
    503: "База данных сейчас недоступна. Попробуйте через минуту: ничего не потеряно.",
}
TITLES = {
    400: "Запрос не разобрать",
    401: "Нужно войти",
    403: "Нет доступа",
    404: "Не нашлось",
    409: "Сейчас нельзя",
    422: "Не получилось",
    423: "Пока только смотреть",
    503: "Нет связи с базой",
}
# What a program does about a problem, by its status; a refusal may say more in `remedy`.
REMEDIES = {
    400: "Отправьте тело запроса в JSON (RFC 8259), в кодировке UTF-8. Без исправления ответ будет тем же.",
    401: "Передайте действующий ключ: «Authorization: Bearer …». Ключ выдаёт владелец учётной записи в профиле.",
    403: "Ключ действует от имени человека и может то же, что он. Возьмите ключ того, у кого есть эта роль.",
    404: "Проверьте номер в адресе. Чужая запись отвечает так же, как отсутствующая.",
    409: "Прочитайте запись заново: её состояние не допускает этого. Повтор без изменений получит тот же ответ.",
    422: "Поправьте поля, перечисленные в «errors», и отправьте запрос снова. Без исправления ответ будет тем же.",
    423: "Повторите запрос позже.",
}
GAP = re.compile(r"\{[^}]*\}")
CLAUSE = re.compile(r"\(([^()]*(?:Положени|ТК РФ|ФЗ|приказ|ГОСТ)[^()]*)\)")


class ProblemUnknown(NotFound):
    """Такого вида отказа здесь нет."""


class Meaning(msgspec.Struct, frozen=True):
    """What one refusal means: its status, its sentence with gaps as «…», what to do, the clauses it rests on."""

    status: int
    title: str
    sentence: str
    remedy: str
    clauses: tuple[str, ...]

    @property
    def short(self) -> str:
        """The first sentence, for a list."""
        return re.split(r"(?<=[.?…]) (?=[А-ЯЁ])", self.sentence, maxsplit=1)[0]


class ProblemType(msgspec.Struct, frozen=True):
    """A type of problem: its name in addresses, and every refusal that is called so."""

    name: str
    meanings: tuple[Meaning, ...]


# What Litestar says when a client leaves before its request is whole.
LEFT = "client disconnected prematurely"


def told(error: Exception) -> tuple[int, str]:
    """Return the status and the sentence of an error."""
    match error:
        case Refused():
            return error.status, error.message
        case InternalServerException() if error.detail == LEFT:  # whoever sent it left in the middle: no fault of ours
            return 400, WORDS[400]
        case HTTPException():
            return error.status_code, WORDS.get(error.status_code, WORDS[400])
        case asyncpg.DataError() | asyncpg.CharacterNotInRepertoireError():
            return 422, "Какое-то значение не помещается в базу: слишком велико или содержит запретные знаки."
        case asyncpg.SerializationError() | asyncpg.DeadlockDetectedError():
            return 409, "Кто-то изменил это одновременно с вами. Повторите."
        case _ if db.passing(error):
            return 503, WORDS[503]
        case _:
            return 500, WORDS[500]


def title_of(status: int) -> str:
    """Return the heading of an error page, which is also the title of a problem."""
    return TITLES.get(status, "Не получилось")


def problem_of(error: Exception, request: str) -> dict[str, Any]:
    """Return an error as an RFC 9457 problem: `type` names the refusal, `instance` is the id of the request.

    `errors` lists every faulty field with a sentence of its own; `field` is the first of them.
    """
    status, message = told(error)
    type = f"{TYPES}/{kebab(error.__class__.__name__)}" if isinstance(error, Refused) else "about:blank"
    problem = {"type": type, "title": title_of(status), "status": status, "detail": message, "instance": request}
    if isinstance(error, Refused):
        if error.field:
            problem["field"] = error.field
        if faults := body.faults_of(error):
            problem["errors"] = [
                {"pointer": f"#{fault.pointer}", "field": fault.field, "detail": fault.detail} for fault in faults
            ]
    return problem


def kebab(name: str) -> str:
    """Return the name of a class in kebab case: ProgramTooLong is program-too-long."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def types_of(services: Sequence[str]) -> dict[str, ProblemType]:
    """Return every type of problem that a contour with these services may answer with, by name."""
    found: dict[str, list[Meaning]] = {}
    for refusal in _refusals(Refused):
        root, _, rest = refusal.__module__.partition(".")
        if root == "shared" or (root == "services" and rest.partition(".")[0] in services):
            found.setdefault(kebab(refusal.__name__), []).append(_meaning(refusal))
    return {name: ProblemType(name, tuple(dict.fromkeys(found[name]))) for name in sorted(found)}


def _refusals(kind: type[Refused]) -> Iterator[type[Refused]]:
    for refusal in kind.__subclasses__():
        yield refusal
        yield from _refusals(refusal)


def _meaning(refusal: type[Refused]) -> Meaning:
    sentence = GAP.sub("…", " ".join(cleandoc(refusal.__doc__ or "").split())).replace("….", "…")
    clauses = tuple(dict.fromkeys(clause for clause in CLAUSE.findall(sentence) if "…" not in clause))
    remedy = refusal.remedy or REMEDIES.get(refusal.status, REMEDIES[409])
    return Meaning(refusal.status, title_of(refusal.status), sentence, remedy, clauses)


def _of(desk: Desk) -> dict[str, ProblemType]:
    return types_of([running.service.name for running in desk.services])


SEEN_BY = "Все, у кого есть этот адрес: здесь только устройство."


async def show_types(desk: Desk) -> View:
    """Show every type of problem."""
    return View("problems.html", {"types": list(_of(desk).values())}, "Отказы программного доступа", SEEN_BY)


async def show_type(desk: Desk, name: str) -> View:
    """Explain one type of problem."""
    known = _of(desk)
    if name not in known:
        raise ProblemUnknown
    return View("problem.html", {"type": known[name], "types": TYPES}, f"Отказ {name}", SEEN_BY)
