"""What the centre tells a college about its teachers' individual educational routes."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from shared.actor import ROLE_WORDS
from shared.event import Label, Leaves, Means, Told

PersonId = Annotated[UUID, Leaves("pseudonym")]
ThingId = Annotated[UUID, Leaves("code")]
Day = Annotated[date, Leaves("figure")]
Figure = Annotated[int, Leaves("figure")]
Code = Annotated[str, Leaves("code")]

# Roles, and what is read in the region by the first word of its address; another word is another page.
READERS = {role.value: word for role, word in ROLE_WORDS.items()}
READ = {
    "": "дела на сегодня",
    "mentors": "реестр наставников края",
    "requests": "заявка на маршрут",
    "route-requests": "заявка на маршрут",
    "routes": "индивидуальный маршрут",
}


class ToOrganization(Told, frozen=True, kw_only=True):
    """A fact that the centre tells one college."""

    addressee: ClassVar[str] = "колледжу"
    because: ClassVar[str] = "без имени: колледж ведёт учёт своих педагогов"

    organization: Annotated[str, Leaves("code"), Label("Организация")]

    def stream(self, home: str) -> str:
        """Centre to one college."""
        return f"routes.{self.organization}"


class RouteOpened(ToOrganization, frozen=True, kw_only=True, tag="routes.route_opened.v1"):
    """A tutor opened an individual educational route of four to five years (R1.2, R4.2.2)."""

    about: ClassVar[str] = "route_id"
    happened: ClassVar[str] = "Открыт индивидуальный маршрут"

    route_id: Annotated[ThingId, Label("Маршрут")]
    person_id: Annotated[PersonId, Label("Педагог")]
    opened_on: Annotated[Day, Label("Открыт")]
    ends_on: Annotated[Day, Label("Конец")]


class StepCompleted(ToOrganization, frozen=True, kw_only=True, tag="routes.step_completed.v1"):
    """One of the seven steps of a route was completed; `next_step` is 0 when it was the last."""

    about: ClassVar[str] = "route_id"
    happened: ClassVar[str] = "Пройден шаг индивидуального маршрута"

    route_id: Annotated[ThingId, Label("Маршрут")]
    person_id: Annotated[PersonId, Label("Педагог")]
    step: Annotated[Figure, Label("Шаг")]
    next_step: Annotated[Figure, Label("Следующий шаг")]
    completed_on: Annotated[Day, Label("Завершён")]


class RouteDeclined(ToOrganization, frozen=True, kw_only=True, tag="routes.route_declined.v1"):
    """The centre could not open a route now; the reason is told to the teacher by the tutor."""

    about: ClassVar[str] = "person_id"
    happened: ClassVar[str] = "Индивидуальный маршрут сейчас не открыт"

    person_id: Annotated[PersonId, Label("Педагог")]
    declined_on: Annotated[Day, Label("Дата ответа")]


class PeopleRead(ToOrganization, frozen=True, kw_only=True, tag="routes.people_read.v1"):
    """On a day somebody of the region was shown data of these people of a college (152-ФЗ): in which role, and what.

    Who it was by name is not told. Told again after a crash, it says the same.
    """

    about: ClassVar[str] = "organization"
    happened: ClassVar[str] = "В крае смотрели данные ваших сотрудников"
    because: ClassVar[str] = "без имён: человек вправе знать, кто смотрел его данные"

    read_on: Annotated[Day, Label("День")]
    role: Annotated[Code, Label("Кто смотрел"), Means(READERS)]
    what: Annotated[Code, Label("Что открывали"), Means(READ)]
    person_ids: Annotated[tuple[UUID, ...], Leaves("pseudonym"), Label("Чьи данные")]
