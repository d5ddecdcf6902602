"""The states of a route: the first open of its seven steps, finished, or stopped; and the events between them."""

from services.routes.route.route.model import STEPS
from shared.actor import Role
from shared.contracts.programs import RouteRequested, RouteWithdrawn
from shared.contracts.routes import RouteOpened, StepCompleted
from shared.states import State, States, Transition

CLAUSE = "Положение, п. 4.2.2"
TUTOR = "тьютор маршрута"
# The possible next first open step of each step: 2 and 3 are completed in any order, 5 and 6 side by side.
NEXT = {1: (2,), 2: (3, 4), 3: (4,), 4: (5,), 5: (6,), 6: (7,)}
OPEN = tuple(str(step) for step in STEPS)


def _completed(step: int, to: str) -> Transition:
    return Transition(
        of=(str(step),), to=to, event=StepCompleted, who=TUTOR, when=f"шаг {step} держит всё, что нужно", clause=CLAUSE
    )


STATES = States(
    title="Индивидуальный образовательный маршрут",
    states=[
        *(State(code=str(step), title=title, owner=Role.TUTOR, task="step.next") for step, title in STEPS.items()),
        State(code="finished", title="завершён", final=True),
        State(code="withdrawn", title="остановлен: согласие отозвано", final=True),
    ],
    transitions=[
        Transition(to="1", event=RouteOpened, who="тьютор", when="заявка ждёт ответа", clause=CLAUSE),
        *(_completed(step, str(to)) for step, following in NEXT.items() for to in following),
        _completed(7, "finished"),
        Transition(
            of=(*OPEN, "finished"), to="withdrawn", event=RouteWithdrawn, who="педагог", clause="152-ФЗ, ст. 9 и 21"
        ),
        *(
            Transition(of=("withdrawn",), to=step, event=RouteRequested, who="педагог", when=f"был на шаге {step}")
            for step in OPEN
        ),
        Transition(of=("withdrawn",), to="finished", event=RouteRequested, who="педагог", when="был завершён"),
    ],
)
