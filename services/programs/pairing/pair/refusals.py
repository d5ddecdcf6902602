"""The refusals of pairs; each docstring is the sentence that the person reads."""

from shared.errors import Conflict, Invalid, NotFound


class PairUnknown(NotFound):
    """Такой пары нет или она вам не видна."""


class NoMentee(Invalid):
    """Выберите хотя бы одного наставляемого."""


class MenteeTwice(Invalid):
    """Один и тот же наставляемый выбран дважды."""


class MentorIsMentee(Invalid):
    """Наставник и наставляемый — один и тот же человек. Выберите другого наставника (Положение, п. 1.2)."""


class MentorNotEmployed(Invalid):
    """Этот человек уже не работает в колледже, поручить ему наставничество нельзя (ст. 351.8 ТК РФ)."""


class NotMarked(Invalid):
    """Сначала отметьте, что педагогу нужен наставник (Положение, п. 4.1.3)."""


class AlreadyPaired(Conflict):
    """Эти двое уже в паре. Чтобы помогать друг другу взаимно, выберите реверсивный вид (Положение, п. 4.1.5)."""


class FormUnknown(Invalid):
    """Выберите форму наставничества из списка (Положение, п. 4.1.5)."""


class KindUnknown(Invalid):
    """Выберите хотя бы один вид наставничества из списка (Положение, п. 4.1.5)."""


class GroupTooSmall(Invalid):
    """В группе не меньше {least} наставляемых ({clause}). Добавьте ещё одного или снимите вид «в группе»."""


class GroupNotSaid(Invalid):
    """Наставляемых несколько — отметьте вид «в группе» ({clause})."""


class ReverseInGroup(Invalid):
    """Реверсивное наставничество — только вдвоём: каждый помогает другому (Положение, п. 4.1.5)."""


class ReverseOneWay(Invalid):
    """В реверсивной паре два направления: напишите, в чём наставляемый поможет наставнику (Положение, п. 4.1.5)."""


class ReverseNotSaid(Invalid):
    """Указано встречное направление — отметьте реверсивный вид или уберите это направление (Положение, п. 4.1.5)."""


class EmployeesHere(Invalid):
    """Не работник — только в форме «работодатель — студент»; для работников есть другие основания (ст. 351.8 ТК РФ)."""


class FunctionNotSaid(Invalid):
    """Напишите, где наставничество закреплено как трудовая функция: в договоре или должностной инструкции."""


class Answered(Conflict):
    """Ответ уже получен, напоминать не нужно."""


class RemindedToday(Conflict):
    """Вы уже напоминали меньше суток назад."""


class AlreadyGiven(Conflict):
    """Согласие уже дано. До приказа его можно отозвать."""


class NoticeNeeded(Conflict):
    """Пара уже закреплена приказом. Чтобы выйти, предупредите не менее чем за {notice} ({clause})."""


class LeaveInstead(Conflict):
    """Пара уже закреплена приказом. Выйти можно в любой день: нажмите «Закончить раньше срока» ({clause})."""


class NothingToWithdraw(Conflict):
    """Отзывать нечего: согласия ещё нет."""


class AlreadyOrdered(Conflict):
    """Пара уже закреплена приказом, изменить согласие нельзя (Положение, п. 4.1.4)."""


class PairOver(Conflict):
    """Пары больше нет: предложение снято или наставничество закончилось."""


class AddendumKnown(Conflict):
    """Соглашение уже записано. Если в нём ошибка, откройте его и исправьте."""


class AddendumUnknown(NotFound):
    """Соглашение ещё не записано: исправлять нечего."""


class AddendumNotNeeded(Conflict):
    """Дополнительное соглашение здесь не нужно: {regime} (ст. 351.8 ТК РФ)."""


class NotGuide(Conflict):
    """Дополнительное соглашение заключают с тем, кто наставляет (ст. 351.8 ТК РФ)."""


class ConsentFirst(Conflict):
    """Сначала нужно письменное согласие наставника (ст. 351.8 ТК РФ)."""


class BeforeConsent(Invalid):
    """Согласие участника дано {day}: приказ не может быть раньше (Положение, раздел 2; ст. 351.8 ТК РФ)."""


class BeforeAddendum(Invalid):
    """Дополнительное соглашение подписано {day}: приказ не может быть раньше (ст. 351.8 ТК РФ)."""


class NotYetSigned(Invalid):
    """Эта дата ещё не наступила. Поставьте дату подписания."""


class TermBackwards(Invalid):
    """Срок заканчивается раньше, чем начинается."""


class PayMissing(Invalid):
    """Укажите размер выплаты больше нуля: без него соглашение неполное (ст. 351.8 ТК РФ)."""


class NobodyChosen(Invalid):
    """Выберите хотя бы одну пару."""


class AlreadyStarted(Conflict):
    """Пара {pair} уже закреплена приказом."""


class PairIncomplete(Conflict):
    """Пара не может начаться: не хватает документов (ст. 351.8 ТК РФ; Положение, п. 4.1.4)."""


class NumberTaken(Conflict):
    """Приказ с таким номером и датой уже есть."""


class NotActive(Conflict):
    """Пара ещё не закреплена приказом или уже закончилась."""


class NoticeUnderWay(Conflict):
    """Предупреждение уже подано: последний день — {day}."""


class NoticeTooShort(Invalid):
    """Предупредить нужно не менее чем за {notice} ({clause}): раньше {day} закончить нельзя."""


class NoticeInThePast(Invalid):
    """Этот день уже прошёл: раньше {day} закончить нельзя ({clause})."""


class NothingToRecall(Conflict):
    """Отзывать нечего: вы не подавали предупреждения или его срок уже вышел."""


class EndAhead(Invalid):
    """Эта дата ещё не наступила. Если решение принято заранее, подайте предупреждение (ст. 351.8 ТК РФ)."""


class EndBeforeStart(Invalid):
    """Пара не могла закончиться раньше, чем началась."""
