"""Who needs a mentor, who has one, and the pairs. Pure."""

from services.monitoring.figure.declared.figure import Figure, Passport, at
from shared.contracts.programs import NeedMarked, PairStarted

MENTORS = "select organization, number, since, until, order_number, mentor_id, null from pair"
MENTEES = "select organization, number, since, until, order_number, person_id, null from mentee"

FIGURES = (
    Figure(
        code="involved",
        title="Вовлечены в наставничество",
        unit="чел.",
        clause="Положение, раздел 5",
        told=PairStarted,
        sql=(MENTORS, MENTEES),
        counts="people",
        within=("teachers",),
    ),
    Figure(
        code="needing",
        title="Нужен наставник",
        unit="чел.",
        clause="Положение, п. 4.1.3",
        told=NeedMarked,
        sql=("select organization, number, since, until, '', null, null from need",),
        shown=at("region", "sheet"),
        within=("teachers",),
    ),
    Figure(
        code="needing_with_pair",
        title="Нужен наставник и есть пара",
        heading="Из них с парой",
        unit="чел.",
        clause="Положение, п. 4.1.3",
        told=NeedMarked,
        sql=(
            """select organization, n.number, greatest(n.since, m.since), least(n.until, m.until), '', person_id, null
               from need n join mentee m using (organization, person_id)""",
        ),
        counts="people",
        shown=at("sheet"),
        within=("involved", "needing"),
    ),
    Figure(
        code="pairs",
        title="Пар и групп",
        unit="ед.",
        clause="Положение, п. 4.1.4",
        told=PairStarted,
        sql=("select organization, number, since, until, order_number, null, null from pair",),
        shown=at("region", "sheet"),
        within=("involved",),
    ),
    Figure(
        code="mentors",
        title="Наставников",
        unit="чел.",
        clause="Положение, п. 4.1.4",
        told=PairStarted,
        sql=(MENTORS,),
        counts="people",
        shown=at("sheet", "organization"),
    ),
    Figure(
        code="mentees",
        title="Наставляемых",
        unit="чел.",
        clause="Положение, п. 4.1.4",
        told=PairStarted,
        sql=(MENTEES,),
        counts="people",
        shown=at("sheet", "organization"),
    ),
)
PASSPORTS = (
    Passport(
        code="I01",
        name="Доля педагогов, вовлечённых в наставничество",
        short="Вовлечены",
        unit="%",
        period="постоянно",
        formula="наставники и наставляемые действующих пар ÷ педагогические работники × 100",
        executor="куратор организации",
        clause="Положение, раздел 5",
        of="involved",
        by="teachers",
    ),
    Passport(
        code="I05",
        name="Наставнических пар и групп по приказу",
        short="Пары и группы",
        unit="ед.",
        period="постоянно",
        formula="действующие пары и группы, закреплённые приказом",
        executor="куратор организации",
        clause="Положение, п. 4.1.4",
        of="pairs",
    ),
    Passport(
        code="I18",
        name="Охват: у кого из нуждающихся есть наставник",
        short="Охват",
        unit="%",
        period="постоянно",
        formula="нуждающиеся педагоги в действующих парах ÷ нуждающиеся педагоги × 100",
        executor="куратор организации",
        clause="Положение, п. 4.1.3",
        of="needing_with_pair",
        by="needing",
    ),
)
