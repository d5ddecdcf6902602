"""The states of an order that introduces mentoring, and the events between them."""

from services.programs.college.act.model import ActDiscarded, ActDrafted
from shared.actor import Role
from shared.contracts.programs import SystemIntroduced
from shared.states import State, States, Transition

CLAUSE = "Положение, п. 4.1.1"

STATES = States(
    title="Приказ о внедрении наставничества",
    states=[
        State(code="draft", title="проект", pill="wait", owner=Role.HEAD, task="act.sign"),
        State(code="in force", title="действует", pill="ok", owner=Role.HEAD, task="act.replace"),
        State(code="superseded", title="заменён", final=True),
        State(code="discarded", title="отброшен", final=True),
    ],
    transitions=[
        Transition(to="draft", event=ActDrafted, who="директор, куратор или отдел кадров"),
        Transition(of=("draft",), to="discarded", event=ActDiscarded, who="директор, куратор или отдел кадров"),
        Transition(of=("draft",), to="in force", event=SystemIntroduced, who="директор", when="подпись", clause=CLAUSE),
        Transition(
            of=("in force",), to="superseded", event=SystemIntroduced, who="директор", when="подписан следующий приказ"
        ),
    ],
)
