"""Why a meeting is refused, in the words that a person reads."""

from shared.errors import Invalid


class NotHeldYet(Invalid):
    """Эта дата ещё не наступила. Запишите встречу, когда она пройдёт."""


class NextInPast(Invalid):
    """Следующая встреча не может быть раньше этой."""
