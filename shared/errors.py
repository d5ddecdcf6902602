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
