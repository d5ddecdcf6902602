"""Figures of a college itself: whether mentoring is introduced, and how many teach. Pure."""

from services.monitoring.figure.declared.figure import Figure, at
from shared.contracts.programs import StaffCounted, SystemIntroduced

FIGURES = (
    Figure(
        code="introduced",
        title="Приказ о внедрении системы",
        unit="да/нет",
        clause="Положение, п. 4.1.1",
        told=SystemIntroduced,
        sql=(
            "select organization, number, signed_on, null::date, order_number, null::uuid, null::int from introduction",
        ),
        shown=at("organization"),
    ),
    Figure(
        code="teachers",
        title="Педагогов",
        unit="чел.",
        clause="Положение, раздел 5",
        told=StaffCounted,
        sql=(
            """select organization, number, as_of, lead(as_of) over (partition by organization order by as_of),
                      '', null, teachers
               from staff""",
        ),
        counts="amount",
        shown=at("region", "sheet"),
        within=(),
    ),
)
PASSPORTS = ()
