"""What a college tells the region. Whose fact it is, the stream says: no event here names its organization."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from shared.event import Dictionary, Label, Leaves, Means, Told

# Whoever listens refuses what lies outside: a college that means harm can be large only in its own figures.
Figure = Annotated[int, Meta(ge=0, le=100_000), Leaves("figure")]
Code = Annotated[str, Meta(max_length=100), Leaves("code")]
Number = Annotated[str, Meta(max_length=100), Leaves("public duty")]
Codes = Annotated[tuple[Annotated[str, Meta(max_length=100)], ...], Meta(max_length=100)]
People = Annotated[tuple[UUID, ...], Meta(max_length=1000)]
Line = Annotated[str, Meta(max_length=500)]
Words = Annotated[str, Meta(max_length=10_000)]
Day = Annotated[date, Leaves("figure")]
PersonId = Annotated[UUID, Leaves("pseudonym")]
ThingId = Annotated[UUID, Leaves("code")]
LIFTED_FOR = {
    "settled": "наставник больше не нужен",
    "completed": "программа выполнена",
    "declined": "педагог отказался (Положение, раздел 2: добровольность)",
    "dismissed": "увольнение или перевод",
    "mistake": "отмечен по ошибке",
}
MEETING_FORMS = {"onsite": "очно", "online": "онлайн"}


class FromCollege(Told, frozen=True, kw_only=True):
    """A fact that a college tells the region. Most of what leaves is counted; what goes to people says so."""

    addressee: ClassVar[str] = "региону: мониторинг"
    because: ClassVar[str] = "без имени, для показателей"

    def stream(self, home: str) -> str:
        """College to region: one stream for each college."""
        return f"programs.{home}"


class StaffCounted(FromCollege, frozen=True, kw_only=True, tag="programs.staff_counted.v1"):
    """The number of teachers of a college changed: the denominators of every share."""

    about: ClassVar[str] = "as_of"
    happened: ClassVar[str] = "Сосчитаны педагоги"

    as_of: Annotated[Day, Label("На день")]
    teachers: Annotated[Figure, Label("Педагогов")]
    novices: Annotated[Figure, Label("Из них молодых педагогов")]
    under_35: Annotated[Figure, Label("Из них моложе 35 лет")]


class SystemIntroduced(FromCollege, frozen=True, kw_only=True, tag="programs.system_introduced.v1"):
    """The head signed the order that introduces the system of mentoring (R4.1.1)."""

    about: ClassVar[str] = "act_id"
    happened: ClassVar[str] = "Подписан приказ о внедрении системы"
    your_title: ClassVar[str] = "Вы названы куратором в приказе о наставничестве"

    act_id: Annotated[ThingId, Label("Приказ")]
    number: Annotated[Number, Label("Номер приказа")]
    signed_on: Annotated[Day, Label("Подписан")]
    curator_id: Annotated[PersonId, Label("Куратор")]


class NeedMarked(FromCollege, frozen=True, kw_only=True, tag="programs.need_marked.v1"):
    """A teacher was marked as needing a mentor (R4.1.3)."""

    about: ClassVar[str] = "person_id"
    happened: ClassVar[str] = "Педагог отмечен: нужен наставник"
    your_title: ClassVar[str] = "Вы отмечены: нужен наставник"

    person_id: Annotated[PersonId, Label("Педагог")]
    reason: Annotated[Code, Label("Причина"), Dictionary("need_reasons")]
    marked_on: Annotated[Day, Label("Отмечено")]


class NeedLifted(FromCollege, frozen=True, kw_only=True, tag="programs.need_lifted.v1"):
    """A teacher no longer needs a mentor, or was marked by mistake."""

    about: ClassVar[str] = "person_id"
    happened: ClassVar[str] = "Отметка «нужен наставник» снята"

    person_id: Annotated[PersonId, Label("Педагог")]
    reason: Annotated[Code, Label("Причина"), Means(LIFTED_FOR)]
    lifted_on: Annotated[Day, Label("Снято")]


class PairStarted(FromCollege, frozen=True, kw_only=True, tag="programs.pair_started.v1"):
    """A pair or group began: every consent, the addendum and the order are there (V03, V04)."""

    about: ClassVar[str] = "pair_id"
    happened: ClassVar[str] = "Начата пара или группа"
    your_title: ClassVar[str] = "Началась ваша пара"

    pair_id: Annotated[ThingId, Label("Пара")]
    mentor_id: Annotated[PersonId, Label("Наставник", you="наставник")]
    mentee_ids: Annotated[People, Leaves("pseudonym"), Label("Наставляемые", you="наставляемый")]
    form: Annotated[Code, Label("Форма"), Dictionary("forms")]
    kinds: Annotated[Codes, Leaves("code"), Label("Виды"), Dictionary("kinds")]
    order_number: Annotated[Number, Label("Номер приказа")]
    started_on: Annotated[Day, Label("Начало")]


class PairEnded(FromCollege, frozen=True, kw_only=True, tag="programs.pair_ended.v1"):
    """A pair or group ended, and why."""

    about: ClassVar[str] = "pair_id"
    happened: ClassVar[str] = "Завершена пара или группа"
    your_title: ClassVar[str] = "Ваша пара завершена"

    pair_id: Annotated[ThingId, Label("Пара")]
    ended_on: Annotated[Day, Label("Конец")]
    reason: Annotated[Code, Label("Причина"), Dictionary("end_reasons")]


class ProgramStartedV1(FromCollege, frozen=True, kw_only=True, tag="programs.program_started.v1"):
    """A program began, as it was told before it named its mentee."""

    about: ClassVar[str] = "program_id"

    program_id: ThingId
    pair_id: ThingId
    starts_on: Day
    ends_on: Day
    edition: Code
    domains: Annotated[Codes, Leaves("code")]
    activities: Figure

    def upcast(self) -> "ProgramStarted":
        """Nobody told whose program of a group it is."""
        return ProgramStarted(**msgspec.structs.asdict(self), mentee_id=None)


class ProgramStarted(FromCollege, frozen=True, kw_only=True, tag="programs.program_started.v2"):
    """The head approved a personalized program (3 to 12 months) of one mentee and it began (R1.2)."""

    about: ClassVar[str] = "program_id"
    was: ClassVar[type[Told]] = ProgramStartedV1
    happened: ClassVar[str] = "Начата программа"
    your_title: ClassVar[str] = "Началась ваша программа"

    program_id: Annotated[ThingId, Label("Программа")]
    pair_id: Annotated[ThingId, Label("Пара")]
    mentee_id: Annotated[UUID | None, Leaves("pseudonym"), Label("Наставляемый", you="наставляемый")]
    starts_on: Annotated[Day, Label("Начало")]
    ends_on: Annotated[Day, Label("Конец")]
    edition: Annotated[Code, Label("Редакция Положения")]
    domains: Annotated[Codes, Leaves("code"), Label("Области"), Dictionary("domains")]
    activities: Annotated[Figure, Label("Мероприятий в программе")]


class ProgramCorrected(FromCollege, frozen=True, kw_only=True, tag="programs.program_corrected.v1"):
    """A running program got a new version: another last day or other activities (R1.2: twelve months at most)."""

    about: ClassVar[str] = "program_id"
    happened: ClassVar[str] = "Изменена программа"
    your_title: ClassVar[str] = "Ваша программа изменена"

    program_id: Annotated[ThingId, Label("Программа")]
    version: Annotated[Figure, Label("Версия программы")]
    ends_on: Annotated[Day, Label("Конец")]
    activities: Annotated[Figure, Label("Мероприятий в программе")]


class MeetingHeldV1(FromCollege, frozen=True, kw_only=True, tag="programs.meeting_held.v1"):
    """A pair met, as it was told before the form of a meeting was."""

    about: ClassVar[str] = "program_id"

    program_id: ThingId
    held_on: Day

    def upcast(self) -> "MeetingHeld":
        """Nobody said how they met."""
        return MeetingHeld(program_id=self.program_id, held_on=self.held_on, form=None)


class MeetingHeld(FromCollege, frozen=True, kw_only=True, tag="programs.meeting_held.v2"):
    """A pair met, on site or online. What they spoke of stays with them."""

    about: ClassVar[str] = "program_id"
    was: ClassVar[type[Told]] = MeetingHeldV1
    happened: ClassVar[str] = "Проведена встреча"
    your_title: ClassVar[str] = "Прошла встреча по вашей программе"

    program_id: Annotated[ThingId, Label("Программа")]
    held_on: Annotated[Day, Label("Дата встречи")]
    form: Annotated[Literal["onsite", "online"] | None, Leaves("code"), Label("Форма"), Means(MEETING_FORMS)]


class Outcome(msgspec.Struct, frozen=True):
    """The level of a difficulty in one domain before and after a program."""

    domain: Annotated[str, Meta(max_length=100), Dictionary("domains")]
    before: Annotated[str, Meta(max_length=100), Dictionary("levels")]
    after: Annotated[str, Meta(max_length=100), Dictionary("levels")]


class ProgramCompleted(FromCollege, frozen=True, kw_only=True, tag="programs.program_completed.v1"):
    """A program was completed, with what became of each difficulty."""

    about: ClassVar[str] = "program_id"
    happened: ClassVar[str] = "Завершена программа"
    your_title: ClassVar[str] = "Ваша программа завершена"

    program_id: Annotated[ThingId, Label("Программа")]
    completed_on: Annotated[Day, Label("Завершена")]
    outcomes: Annotated[tuple[Outcome, ...], Meta(max_length=100), Leaves("code"), Label("Уровни до и после")]
    activities_done: Annotated[Figure, Label("Из них проведено")]
    activities: Annotated[Figure, Label("Мероприятий в программе")]


class MentorPublishedV1(FromCollege, frozen=True, kw_only=True, tag="programs.mentor_published.v1"):
    """A mentor's card was published, as it was told before words were sealed with their person's key."""

    about: ClassVar[str] = "person_id"
    in_the_clear: ClassVar[bool] = True

    person_id: PersonId
    name: Annotated[Line, Leaves("by consent: publication")]
    post: Annotated[Words, Leaves("by consent: publication")]
    subject: Annotated[Words, Leaves("by consent: publication")]
    category: Annotated[Line, Leaves("by consent: publication")]
    experience_years: Annotated[int, Meta(ge=0, le=100), Leaves("by consent: publication")]
    domains: Annotated[Codes, Leaves("by consent: publication")]
    about_self: Annotated[Words, Leaves("by consent: publication")]
    mentees_now: Figure
    consented_on: Day

    def upcast(self) -> "MentorPublished":
        """The same card; only the bytes differ."""
        return MentorPublished(**msgspec.structs.asdict(self))


class MentorPublished(FromCollege, frozen=True, kw_only=True, tag="programs.mentor_published.v2"):
    """A mentor's card was published to the regional register, with the mentor's consent for exactly that.

    What the consent is for is sealed with the mentor's key.
    """

    about: ClassVar[str] = "person_id"
    was: ClassVar[type[Told]] = MentorPublishedV1
    happened: ClassVar[str] = "Опубликована карточка наставника"
    your_title: ClassVar[str] = "Ваша карточка наставника опубликована"
    addressee: ClassVar[str] = "региону: реестр наставников"

    person_id: Annotated[PersonId, Label("Педагог")]
    name: Annotated[Line, Leaves("by consent: publication"), Label("Имя")]
    post: Annotated[Words, Leaves("by consent: publication"), Label("Должность")]
    subject: Annotated[Words, Leaves("by consent: publication"), Label("Предмет")]
    category: Annotated[Line, Leaves("by consent: publication"), Label("Категория")]
    experience_years: Annotated[int, Meta(ge=0, le=100), Leaves("by consent: publication"), Label("Стаж, лет")]
    domains: Annotated[Codes, Leaves("by consent: publication"), Label("Области"), Dictionary("domains")]
    about_self: Annotated[Words, Leaves("by consent: publication"), Label("О себе")]
    mentees_now: Annotated[Figure, Label("Наставляемых сейчас")]
    consented_on: Annotated[Day, Label("Дата согласия")]


class MentorWithdrawn(FromCollege, frozen=True, kw_only=True, tag="programs.mentor_withdrawn.v1"):
    """A mentor withdrew the consent: the card leaves the regional register, and its words are erased."""

    about: ClassVar[str] = "person_id"
    erases: ClassVar[str] = "publication"
    happened: ClassVar[str] = "Отозвана карточка наставника"
    your_title: ClassVar[str] = "Ваша карточка наставника отозвана"
    addressee: ClassVar[str] = "региону: реестр наставников"
    because: ClassVar[str] = "вы отозвали согласие или больше не наставник: карточку надо убрать"

    person_id: Annotated[PersonId, Label("Педагог")]
    withdrawn_on: Annotated[Day, Label("Отозвано")]


class RouteRequestedV1(FromCollege, frozen=True, kw_only=True, tag="programs.route_requested.v1"):
    """A teacher asked for a route, as it was told before words were sealed with their person's key."""

    about: ClassVar[str] = "person_id"
    in_the_clear: ClassVar[bool] = True

    person_id: PersonId
    name: Annotated[Line, Leaves("by consent: route")]
    post: Annotated[Words, Leaves("by consent: route")]
    subject: Annotated[Words, Leaves("by consent: route")]
    difficulties: Annotated[
        dict[Annotated[str, Meta(max_length=100)], Annotated[str, Meta(max_length=100)]],
        Meta(max_length=100),
        Leaves("by consent: route"),
    ]
    strengths: Annotated[Codes, Leaves("by consent: route")]
    request: Annotated[Words, Leaves("by consent: route")]
    consented_on: Day

    def upcast(self) -> "RouteRequested":
        """The same request; only the bytes differ."""
        return RouteRequested(**msgspec.structs.asdict(self))


class RouteRequested(FromCollege, frozen=True, kw_only=True, tag="programs.route_requested.v2"):
    """A teacher asked the centre for an individual educational route, with a consent to be known there (R4.2.2).

    What the consent is for is sealed with the teacher's key.
    """

    about: ClassVar[str] = "person_id"
    was: ClassVar[type[Told]] = RouteRequestedV1
    happened: ClassVar[str] = "Запрошен индивидуальный маршрут"
    your_title: ClassVar[str] = "Вы запросили индивидуальный маршрут"
    addressee: ClassVar[str] = "региону: центр (ЦНППМ)"

    person_id: Annotated[PersonId, Label("Педагог")]
    name: Annotated[Line, Leaves("by consent: route"), Label("Имя")]
    post: Annotated[Words, Leaves("by consent: route"), Label("Должность")]
    subject: Annotated[Words, Leaves("by consent: route"), Label("Предмет")]
    difficulties: Annotated[
        dict[Annotated[str, Meta(max_length=100)], Annotated[str, Meta(max_length=100)]],
        Meta(max_length=100),
        Leaves("by consent: route"),
        Label("Затруднения"),
        Dictionary("domains", values="levels"),
    ]
    strengths: Annotated[Codes, Leaves("by consent: route"), Label("Сильные стороны"), Dictionary("domains")]
    request: Annotated[Words, Leaves("by consent: route"), Label("Запрос")]
    consented_on: Annotated[Day, Label("Дата согласия")]


class RouteWithdrawn(FromCollege, frozen=True, kw_only=True, tag="programs.route_withdrawn.v1"):
    """A teacher withdrew the consent to be known at the centre: the request and the name are erased there."""

    about: ClassVar[str] = "person_id"
    erases: ClassVar[str] = "route"
    happened: ClassVar[str] = "Отозвано согласие на маршрут"
    your_title: ClassVar[str] = "Вы отозвали согласие на маршрут"
    addressee: ClassVar[str] = "региону: центр (ЦНППМ)"
    because: ClassVar[str] = "вы отозвали согласие: имя и запрос надо стереть"

    person_id: Annotated[PersonId, Label("Педагог")]
    withdrawn_on: Annotated[Day, Label("Отозвано")]
