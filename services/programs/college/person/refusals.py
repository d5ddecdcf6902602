"""Refusals about employees."""

from shared.errors import Conflict, Invalid, NotFound


class PersonUnknown(NotFound):
    """Такого сотрудника нет или он вам не виден."""


class AlreadyDismissed(Conflict):
    """Этот сотрудник уже отмечен как уволенный."""


class NotDismissed(Conflict):
    """Этот сотрудник и так работает."""


class DismissedLater(Invalid):
    """Дата увольнения не может быть позже сегодняшней: отметьте увольнение, когда оно наступит."""


class DismissedBeforeHired(Invalid):
    """Последний рабочий день раньше дня приёма ({day}): проверьте год."""


class SamePerson(Conflict):
    """{name} уже есть среди сотрудников. Вторую должность допишите в карточке; тёзке укажите дату рождения."""


class AnotherPerson(Conflict):
    """Было «{before}», станет «{after}»: это другой человек? Нового добавьте отдельно, а если тот же — отметьте это."""


class PostMissing(Invalid):
    """Впишите хотя бы одну должность."""


class BornLater(Invalid):
    """Проверьте дату рождения: по ней человеку нет 16 лет."""


class HiredLater(Invalid):
    """Проверьте дату приёма: она позже сегодняшней больше чем на год."""


class TooExperienced(Invalid):
    """Стаж больше возраста: проверьте стаж и дату рождения."""
