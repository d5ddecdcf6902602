"""Programs and meetings. Pure."""

from services.monitoring.figure.declared.figure import Figure, Passport, at
from shared.contracts.programs import MeetingHeld, ProgramCompleted, ProgramStarted

FIGURES = (
    Figure(
        code="programs",
        title="Программ идёт",
        unit="ед.",
        clause="Положение, п. 4.1.3",
        told=ProgramStarted,
        sql=("select organization, number, since, until, '', null, null from running",),
        shown=at("region", "sheet"),
        within=("pairs",),
    ),
    Figure(
        code="program_mentees",
        title="Наставляемых с программой",
        unit="чел.",
        clause="Положение, п. 4.1.3",
        told=ProgramStarted,
        sql=("select organization, number, since, until, '', unnest(mentee_ids), null from running",),
        counts="people",
    ),
    Figure(
        code="completed",
        title="Программ завершено",
        heading="Завершено",
        unit="ед.",
        clause="Положение, п. 4.1.3",
        told=ProgramCompleted,
        sql=(
            """select organization, completed_number, completed_on, null, '', null, null from program
               where completed_on is not null""",
        ),
        shown=at("region", "sheet", "organization"),
    ),
    Figure(
        code="overdue",
        title="Программ дольше срока",
        unit="ед.",
        clause="Положение, п. 1.2",
        told=ProgramStarted,
        sql=("select organization, number, greatest(since, ends_on + 1), until, '', null, null from running",),
        shown=at("organization"),
    ),
    Figure(
        code="meetings",
        title="Встреч проведено",
        unit="ед.",
        clause="Положение, п. 4.1.5",
        told=MeetingHeld,
        sql=("select organization, number, held_on, null, '', null, null from meeting",),
        shown=at("organization"),
    ),
    Figure(
        code="meetings_online",
        title="Встреч онлайн",
        heading="из них онлайн",
        part_of="meetings",
        unit="ед.",
        clause="Положение, п. 4.1.5",
        told=MeetingHeld,
        sql=("select organization, number, held_on, null, '', null, null from meeting where form = 'online'",),
        shown=at("organization"),
    ),
    Figure(
        code="meetings_untold",
        title="Встреч, форма которых не указана",
        heading="форма не указана у",
        part_of="meetings",
        unit="ед.",
        clause="Положение, п. 4.1.5",
        told=MeetingHeld,
        sql=("select organization, number, held_on, null, '', null, null from meeting where form is null",),
        shown=at("organization"),
    ),
)
PASSPORTS = (
    Passport(
        code="I06",
        name="Персонализированных программ идёт",
        short="Программы",
        unit="ед.",
        period="постоянно",
        formula="утверждённые руководителем и не завершённые программы",
        executor="куратор организации",
        clause="Положение, п. 4.1.3",
        of="programs",
    ),
)
