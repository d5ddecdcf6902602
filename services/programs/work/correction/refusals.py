"""The refusals of corrections; each docstring is the sentence that the person reads."""

from shared.errors import Conflict, NotFound


class CorrectionUnknown(NotFound):
    """Такого исправления нет."""


class Decided(Conflict):
    """По этому исправлению решение уже принято."""
