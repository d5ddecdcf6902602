"""Who needs a mentor, who has one, and the pairs. Pure."""

from services.monitoring.figure.declared.figure import Figure, Passport, at
from shared.contracts.programs import NeedMarked, PairStarted

MENTORS = "select organization, number, since, until, order_number, mentor_id, null from pair"
MENTEES = "select organization, number, since, until, order_number, person_id, null from mentee"
# Who completed a program after being marked: a success, and it stays one as long as the mark does.
NEEDING_DONE = """select organization, n.number, s.since, n.until, '', person_id, null
                  from need n join success s using (organization, person_id)
                  where s.since > n.since"""

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
        title="Нужен наставник, и он есть или уже помог",
        heading="Из них охвачено",
        unit="чел.",
        clause="Положение, п. 4.1.3",
        told=NeedMarked,
        sql=(
            """select organization, n.number, greatest(n.since, m.since), least(n.until, m.until), '', person_id, null
               from need n join mentee m using (organization, person_id)""",
            NEEDING_DONE,
        ),
        counts="people",
        shown=at("sheet"),
        within=("needing",),
    ),
    Figure(
        code="needing_with_program",
        title="Нужен наставник, и программа идёт или завершена",
        unit="чел.",
        clause="Положение, п. 4.1.3",
        told=NeedMarked,
        sql=(
            """select organization, n.number, greatest(n.since, m.since), least(n.until, m.until), '', person_id, null
               from need n join (select organization, since, until, unnest(mentee_ids) as person_id from running) m
                 using (organization, person_id)""",
            NEEDING_DONE,
        ),
        counts="people",
    ),
    Figure(
        code="needing_done",
        title="Нужен наставник, и программа завершена",
        unit="чел.",
        clause="Положение, п. 4.1.3",
        told=NeedMarked,
        sql=(NEEDING_DONE,),
        counts="people",
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
        formula="наставники и наставляемые действующих пар ÷ педагогические работники без внешних совместителей × 100",
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
        formula="нуждающиеся педагоги в действующих парах или с завершённой программой ÷ нуждающиеся педагоги × 100",
        executor="куратор организации",
        clause="Положение, п. 4.1.3",
        of="needing_with_pair",
        by="needing",
    ),
)
