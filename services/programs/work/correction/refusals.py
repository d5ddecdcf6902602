"""Why something about a correction is refused, in the words that a person reads."""

from shared.errors import Conflict, NotFound


class CorrectionUnknown(NotFound):
    """Такого исправления нет."""


class Decided(Conflict):
    """По этому исправлению решение уже принято."""
