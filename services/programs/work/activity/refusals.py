"""The refusals of results and marks; each docstring is the sentence that the person reads."""

from shared.errors import Conflict, Invalid


class NotALink(Invalid):
    """Ссылка должна начинаться с http:// или https://."""


class NoResultYet(Conflict):
    """Сначала нужен результат: что получилось."""


class LevelUnknown(Invalid):
    """Выберите уровень из списка."""
