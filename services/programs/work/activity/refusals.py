"""Why a result or a mark is refused, in the words that a person reads."""

from shared.errors import Conflict, Invalid


class NotALink(Invalid):
    """Ссылка должна начинаться с http:// или https://."""


class NoResultYet(Conflict):
    """Сначала нужен результат: что получилось."""


class LevelUnknown(Invalid):
    """Выберите уровень из списка."""
