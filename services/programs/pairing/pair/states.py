"""The states of a pair, and the events between them."""

from services.programs.pairing.pair.events import (
    AddendumRecorded,
    ConsentDeclined,
    ConsentGiven,
    ConsentWithdrawn,
    NoticeGiven,
    NoticeRecalled,
    PairProposed,
    ProposalWithdrawn,
)
from shared.actor import Role
from shared.contracts.programs import PairEnded, PairStarted
from shared.states import State, States, Transition

ANSWERING = "каждый участник, пока не ответил"
THE_TWO = "наставник и наставляемый"
LAW = "ст. 351.8 ТК РФ"

STATES = States(
    title="Пара или группа",
    states=[
        State(code="answers", title="ждём согласий", pill="wait", owner=ANSWERING, task="pair.answer"),
        State(code="declined", title="есть отказ", pill="late", owner=Role.CURATOR, task="pair.declined"),
        State(code="papers", title="нужно доп. соглашение", pill="wait", owner=Role.HR, task="pair.papers"),
        State(code="ready", title="готова к приказу", pill="wait", owner=Role.HEAD, task="pair.sign"),
        State(code="active", title="работает", pill="ok", owner=THE_TWO, task="program.begin"),
        State(code="leaving", title="заканчивается", pill="wait", owner=Role.CURATOR, task="pair.leaving"),
        State(code="completed", title="завершена", pill="ok", final=True),
        State(code="ended", title="прекращена", final=True),
        State(code="withdrawn", title="предложение снято", final=True),
    ],
    transitions=[
        Transition(to="answers", event=PairProposed, who="куратор", when="наставляемый отмечен, работают оба"),
        Transition(
            of=("declined",), to="answers", event=ConsentGiven, who="участник", when="ответили ещё не все", clause=LAW
        ),
        Transition(
            of=("answers", "declined"),
            to="papers",
            event=ConsentGiven,
            who="участник",
            when="согласны все, соглашения нет",
            clause=LAW,
        ),
        Transition(
            of=("answers", "declined"),
            to="ready",
            event=ConsentGiven,
            who="участник",
            when="согласны все, соглашение есть или не нужно",
            clause=LAW,
        ),
        Transition(
            of=("answers",), to="declined", event=ConsentDeclined, who="участник", when="с причиной", clause=LAW
        ),
        Transition(
            of=("answers", "papers", "ready"),
            to="declined",
            event=ConsentWithdrawn,
            who="участник",
            when="до приказа, с причиной",
            clause=LAW,
        ),
        Transition(
            of=("papers",),
            to="ready",
            event=AddendumRecorded,
            who="отдел кадров или куратор",
            when="соглашения есть у всех, кто наставляет",
            clause=LAW,
        ),
        Transition(
            of=("ready",),
            to="active",
            event=PairStarted,
            who="директор, приказом",
            when="система внедрена",
            clause="Положение, пп. 4.1.1 и 4.1.4",
        ),
        Transition(of=("active",), to="leaving", event=NoticeGiven, who="участник или директор", clause=LAW),
        Transition(of=("leaving",), to="active", event=NoticeRecalled, who="кто предупредил", when="до последнего дня"),
        Transition(
            of=("active", "leaving"), to="completed", event=PairEnded, who="система", when="программы завершены"
        ),
        Transition(
            of=("active", "leaving"),
            to="ended",
            event=PairEnded,
            who="куратор, или система в последний день",
            when="участник уволен или предупреждение истекло",
        ),
        Transition(
            of=("answers", "declined", "papers", "ready"),
            to="withdrawn",
            event=ProposalWithdrawn,
            who="куратор",
            when="до приказа, с причиной",
        ),
    ],
)
