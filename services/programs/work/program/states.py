"""The states of a program, and the events between them."""

from services.programs.work.program.events import (
    ProgramDrafted,
    ProgramReturned,
    ProgramSent,
    ProgramStopped,
)
from shared.actor import Role
from shared.contracts.programs import ProgramCompleted, ProgramStarted
from shared.states import State, States, Transition

THE_TWO = "наставник и наставляемый"
CLAUSE = "Положение, п. 1.2"
APPROVAL = "Положение, п. 4.1.2"

STATES = States(
    title="Персонализированная программа",
    states=[
        State(code="draft", title="пишется", pill="info", owner=THE_TWO, task="program.write"),
        State(code="sent", title="на утверждении", pill="wait", owner=Role.HEAD, task="program.approve"),
        State(code="returned", title="возвращена с замечаниями", pill="late", owner=THE_TWO, task="program.mend"),
        State(code="started", title="идёт", pill="ok", owner=THE_TWO, task="activity.report"),
        State(code="completed", title="завершена", pill="ok", final=True),
        State(code="stopped", title="прекращена", final=True),
    ],
    transitions=[
        Transition(to="draft", event=ProgramDrafted, who=THE_TWO, when="пара работает, затруднения отмечены"),
        Transition(
            of=("draft", "returned"),
            to="sent",
            event=ProgramSent,
            who=THE_TWO,
            when="срок, затруднения и мероприятия по правилам",
            clause=CLAUSE,
        ),
        Transition(of=("sent",), to="returned", event=ProgramReturned, who="директор", when="с замечанием"),
        Transition(
            of=("sent",), to="started", event=ProgramStarted, who="директор", when="утверждает", clause=APPROVAL
        ),
        Transition(
            of=("started",),
            to="completed",
            event=ProgramCompleted,
            who="наставник",
            when="каждое затруднение оценено, есть заключение",
            clause=CLAUSE,
        ),
        Transition(
            of=("draft", "sent", "returned", "started"),
            to="stopped",
            event=ProgramStopped,
            who="система",
            when="пара прекращена",
        ),
    ],
)
