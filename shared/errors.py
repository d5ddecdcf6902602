"""All kinds of refusals: each refusal is a subclass of one of five kinds, and its docstring is the message.

A refusal is mapped to HTTP in exactly one place, shared/web/app.py.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from inspect import cleandoc
from typing import ClassVar

from asyncpg import CheckViolationError, ExclusionViolationError, ForeignKeyViolationError, UniqueViolationError

Broken = (UniqueViolationError, ExclusionViolationError, ForeignKeyViolationError, CheckViolationError)


class Refused(Exception):
    """Отказано."""

    status: ClassVar[int] = 400
    # Continues the sentence where the person sees a form; a program never reads it.
    in_form: ClassVar[str] = ""
    # Tells a program what to do, instead of the usual advice for the status.
    remedy: ClassVar[str] = ""

    def __init__(self, message: str = "", *, field: str | None = None, **facts: object) -> None:
        """`facts` fill the {placeholders} of the docstring; `field` names the form field.

        A `message` replaces the docstring and is shown as it is, braces included.
        """
        self.field = field
        self.message = message or cleandoc(type(self).__doc__ or "").format(**facts)
        super().__init__(self.message)


class Invalid(Refused):
    """Данные заполнены неверно."""

    status = 422


class Forbidden(Refused):
    """У вас нет права на это действие."""

    status = 403


class NotFound(Refused):
    """Такой записи нет или она вам не видна."""

    status = 404


class Conflict(Refused):
    """Сейчас это сделать нельзя."""

    status = 409


class Stale(Conflict):
    """Это изменили, пока вы смотрели на прежнее."""

    in_form = "Ваш текст на месте: сравните его с тем, что есть сейчас, и сохраните снова."
    remedy = (
        "Прочитайте запись заново, сравните её с тем, что собирались отправить, и отправьте запрос с номером версии, "
        "который прочитали."
    )


class Postponed(Refused):
    """Сейчас это не сделать; позже получится."""

    status = 423


class SeveralWrong(Invalid):
    """Поправьте несколько полей: {told}."""

    def __init__(self, refusals: tuple[Refused, ...]) -> None:
        self.refusals = refusals
        super().__init__(field=refusals[0].field, told=" ".join(one.message for one in refusals).removesuffix("."))


class Gathered:
    """What a rule finds wrong with single fields; `with each:` around a check keeps its refusal for the end.

    A refusal that names no field is raised at once: nothing else about the form matters then.
    """

    def __init__(self) -> None:
        self.refusals: list[Refused] = []

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, Refused) or error.field is None:
            return False
        self.refusals += error.refusals if isinstance(error, SeveralWrong) else [error]
        return True


@contextmanager
def gathering() -> Iterator[Gathered]:
    """Tell everything that is wrong with the fields of a form at once: the one refusal, or SeveralWrong."""
    gathered = Gathered()
    yield gathered
    by_field = {one.field: one for one in reversed(gathered.refusals)}
    told = tuple(one for one in gathered.refusals if by_field[one.field] is one)
    if len(told) > 1:
        raise SeveralWrong(told)
    if told:
        raise told[0]


@contextmanager
def refusing(**constraints: type[Refused]) -> Iterator[None]:
    """Translate a named constraint of PostgreSQL into the refusal it stands for."""
    try:
        yield
    except Broken as error:
        refusal = constraints.get(error.constraint_name or "")
        if refusal is None:
            raise
        raise refusal from error
