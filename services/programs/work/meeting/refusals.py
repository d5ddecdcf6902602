"""The refusals of meetings; each docstring is the sentence that the person reads."""

from shared.errors import Invalid


class NotHeldYet(Invalid):
    """Эта дата ещё не наступила. Запишите встречу, когда она пройдёт."""


class NextInPast(Invalid):
    """Следующая встреча не может быть раньше этой."""
