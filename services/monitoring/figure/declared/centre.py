"""Figures of the regional centre: individual routes, and cards of the register of mentors. Pure."""

from services.monitoring.figure.declared.figure import Figure, at
from shared.contracts.programs import MentorPublished
from shared.contracts.routes import RouteOpened

FIGURES = (
    Figure(
        code="routes",
        title="Индивидуальных маршрутов",
        heading="Маршрутов ИОМ",
        unit="ед.",
        clause="Положение, п. 4.2.2",
        told=RouteOpened,
        sql=("select organization, number, opened_on, finished_on, '', null, null from route",),
        shown=at("sheet", "organization"),
    ),
    Figure(
        code="cards",
        title="Карточек в реестре наставников",
        unit="ед.",
        clause="Положение, разделы 3.4 и 4.2",
        told=MentorPublished,
        sql=("select organization, number, since, until, '', null, null from mentor",),
        shown=at("organization"),
    ),
)
PASSPORTS = ()
