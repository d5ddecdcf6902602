"""The refusals of programs; each docstring is the sentence that the person reads."""

from shared.errors import Conflict, Forbidden, Invalid, NotFound, Stale


class ProgramUnknown(NotFound):
    """Такой программы нет или она вам не видна."""


class ActivityUnknown(NotFound):
    """Такого мероприятия в программе нет."""


class PairNotWorking(Conflict):
    """Программу пишут, когда пара закреплена приказом и работает (Положение, п. 1.2)."""


class NotAssessed(Conflict):
    """Наставляемый ещё не отметил затруднения и сильные стороны: с них начинается программа (Положение, п. 1.2)."""


class ProgramExists(Conflict):
    """У этой пары уже есть программа: продолжайте её."""


class OnlyTheMentor(Forbidden):
    """Это делает наставник."""


class TooLong(Invalid):
    """Программа заканчивается {ends} — это {months}. По Положению ({clause}) — не дольше {most}: поставьте дату не позже {last}."""  # noqa: E501


class TooShort(Invalid):
    """Программа заканчивается {ends} — это меньше {least}. По Положению ({clause}) — не короче: поставьте дату не раньше {first}."""  # noqa: E501


class EndsBeforeItStarts(Invalid):
    """Программа заканчивается раньше, чем начинается."""


class StartsBeforePair(Invalid):
    """Пара закреплена приказом {day}: программа не может начаться раньше (Положение, пп. 4.1.1 и 4.1.4)."""


class AlreadyOver(Invalid):
    """Срок программы уже прошёл: исправьте даты."""


class NotADifficulty(Invalid):
    """Выберите затруднения из тех, что отметил наставляемый."""


class NotAStrength(Invalid):
    """Выберите сильные стороны из списка областей (Положение, п. 4.2.2)."""


class ProgramChanged(Stale):
    """Пока вы писали, программу изменили: {editor}."""


class ProgramUnread(Stale):
    """Пока вы читали, программу изменили: {editor}."""

    in_form = "Ниже она такая, как сейчас: прочитайте её ещё раз и решите."


class NotEditable(Conflict):
    """Программа уже на утверждении или утверждена. После утверждения её исправляют с указанием причины."""


class OutsideTerm(Invalid):
    """Срок мероприятия — {due}, а программа идёт {period}. Поставьте дату внутри этого срока."""


class WorksOnNothing(Invalid):
    """Выберите, над каким затруднением работает мероприятие или какую сильную сторону поддерживает."""


class Incomplete(Conflict):
    """Программа ещё не готова."""


class NotSent(Conflict):
    """Программа не на утверждении."""


class NotRunning(Conflict):
    """Программа не идёт: она ещё не утверждена или уже закончилась."""


class NothingChanges(Invalid):
    """Так уже и есть: ничего не меняется."""


class AlreadyMarked(Conflict):
    """Это мероприятие уже выполнено и отмечено."""


class OutcomeMissing(Invalid):
    """Отметьте, каким стало каждое затруднение: {domain}."""


class ReasonNeeded(Invalid):
    """{why} Напишите причину — и программу можно завершить."""


class CorrectionWaits(Conflict):
    """Исправление ждёт решения куратора. Завершить программу можно после него."""
