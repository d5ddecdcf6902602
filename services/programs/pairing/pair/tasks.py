"""Tasks of pairs: an answer, a missing answer, a refusal, a paper, the order, a pair that ends."""

from typing import Any
from uuid import UUID

import msgspec

from services.programs.college.person.queries import Name, named, short
from services.programs.pairing.pair.steps import ended, refused
from shared.actor import Role
from shared.tasks import TODAY, Kind, Row, Task
from shared.words import counted

SILENT_DAYS = 3
CURATOR = (Role.CURATOR,)


class Member(msgspec.Struct, frozen=True):
    """One person of a pair, with the fields that the sentence of a task needs."""

    name: Name
    role: str
    answer: str | None
    reason: str
    dismissed: bool

    @property
    def short(self) -> str:
        """«Шубина Л. В.»."""
        return short(self.name)


class Sides(msgspec.Struct, frozen=True):
    """The people of a pair, the mentor first."""

    sides: tuple[Member, ...]

    @property
    def title(self) -> str:
        """«Ермолин Г. А. → Шубина Л. В.»."""
        mentor, *mentees = [side.short for side in self.sides]
        return f"{mentor} → {', '.join(mentees)}"


class _Unanswered(Sides, frozen=True):
    role: str
    topic: str
    reminded: bool


class _Silence(Sides, frozen=True):
    name: Name
    days: int


class _Papers(Sides, frozen=True):
    missing: UUID


class _Leaving(Sides, frozen=True):
    reason: str


class _Ready(msgspec.Struct, frozen=True):
    pairs: tuple[tuple[Member, ...], ...]


def sides(pair: str) -> str:
    """Return a sub-select of the members of a pair, by its id."""
    return f"""(select jsonb_agg(jsonb_build_object('name', {named("x")}, 'role', s.role, 'answer', s.answer,
                         'reason', s.reason, 'dismissed', x.dismissed_on is not null) order by s.place)
                from participant s join person x on x.id = s.person_id where s.pair_id = {pair})"""


def _to_answer(row: Row[_Unanswered]) -> Task:
    asked = row.facts
    mentor, *mentees = [side.short for side in asked.sides]
    proposed = f"Вас предлагают в наставники: {', '.join(mentees)}"
    topic = asked.topic[0].upper() + asked.topic[1:]
    reminded = " Куратор просит ответить." if asked.reminded else ""
    return Task(
        title=proposed if asked.role == "mentor" else f"Ваш наставник — {mentor}?",
        why=f"{topic}. Участие добровольное: можно согласиться или отказаться с причиной.{reminded}",
        action="Прочитать и ответить",
        url=f"/pairs/{row.thing}/consent",
        due=row.due,
    )


def _dismissed(row: Row[Sides]) -> Task:
    gone = next(side.short for side in row.facts.sides if side.dismissed)
    return Task(
        title=f"Участник уволен: {row.facts.title}",
        why=f"{gone} больше не работает. Прекратите пару или снимите предложение и подберите другую.",
        action="Посмотреть",
        url=f"/pairs/{row.thing}",
        state="late",
        pill="уволен",
    )


def _silent(row: Row[_Silence]) -> Task:
    return Task(
        title=f"{short(row.facts.name)} не отвечает {counted(row.facts.days, 'день', 'дня', 'дней')}",
        why=f"Пара {row.facts.title} не начнётся без письменного согласия (ст. 351.8 ТК РФ).",
        action="Напомнить",
        url=f"/pairs/{row.thing}",
    )


def _declined(row: Row[Sides]) -> Task:
    refusing = [side for side in row.facts.sides if side.answer in ("declined", "withdrawn")]
    refusals = "; ".join(refused(side.short, side.answer, side.reason) for side in refusing)
    return Task(
        title=f"Отказ: {row.facts.title}",
        why=f"{ended(refusals)} Снимите предложение и подберите другого наставника.",
        action="Посмотреть",
        url=f"/pairs/{row.thing}",
        state="late",
        pill="отказ",
    )


def _papers(row: Row[_Papers]) -> Task:
    return Task(
        title=f"Дополнительное соглашение: {row.facts.title}",
        why="Согласия есть. В соглашении — содержание, срок, форма и оплата работы (ст. 351.8 ТК РФ).",
        action="Записать соглашение",
        url=f"/pairs/{row.thing}/addendum/{row.facts.missing}",
    )


def _to_prepare(row: Row[Sides]) -> Task:
    return Task(
        title=f"Пара без приказа: {row.facts.title}",
        why="Согласия и соглашение есть. Без приказа программа не начнётся (Положение, пп. 4.1.1 и 4.1.4).",
        action="Подготовить приказ",
        url="/pairs/order",
    )


def _to_sign(row: Row[_Ready]) -> Task:
    ready = [Sides(one).title for one in row.facts.pairs]
    return Task(
        title=f"Приказ о закреплении: {counted(len(ready), 'пара готова', 'пары готовы', 'пар готовы')}",
        why=f"{'; '.join(ready)} — согласия и соглашения есть (Положение, пп. 4.1.1 и 4.1.4).",
        action="Подписать приказ",
        url="/pairs/order",
    )


def _leaving(row: Row[_Leaving]) -> Task:
    return Task(
        title=f"Пара заканчивается: {row.facts.title}",
        why=f"Подано предупреждение: {row.facts.reason}. Наставляемому понадобится другой наставник.",
        action="Посмотреть",
        url=f"/pairs/{row.thing}",
        due=row.due,
    )


GONE = """exists (select from participant g join person x on x.id = g.person_id
                  where g.pair_id = p.id and x.dismissed_on is not null)"""
# The mentors without an addendum; in a reverse pair both people mentor.
MISSING = """(select g.person_id from participant g
              where g.pair_id = p.id and (g.role = 'mentor' or p.reverse_topic <> '')
                and not exists (select from addendum a where (a.pair_id, a.person_id) = (g.pair_id, g.person_id))
              order by g.place limit 1)"""
SIDES = {"sides": sides("p.id")}


def _of_curator(name: str, stage: str, **more: Any) -> Kind[Any]:
    """Return a kind of task for the curator of a pair in this stage, none of whose people was dismissed."""
    wanted: dict[str, Any] = {"shape": Sides, "roles": CURATOR, "facts": SIDES} | more
    return Kind(name=name, rows=f"pair p where p.stage = '{stage}' and not {GONE}", thing="p.id", **wanted)


TASKS: list[Kind[Any]] = [
    Kind(
        name="pair.answer",
        shape=_Unanswered,
        says=_to_answer,
        rows="""pair p join participant m on m.pair_id = p.id
                where p.stage in ('answers', 'declined') and m.answer is null""",
        thing="p.id",
        person="m.person_id",
        since="p.proposed_on",
        due="p.answer_due",
        facts=SIDES | {"role": "m.role", "topic": "p.topic", "reminded": "m.reminded_at is not null"},
    ),
    Kind(
        name="pair.dismissed",
        shape=Sides,
        says=_dismissed,
        rows=f"pair p where p.withdrawn_on is null and p.ended_on is null and {GONE}",
        thing="p.id",
        roles=CURATOR,
        facts=SIDES,
    ),
    Kind(
        name="pair.silent",
        shape=_Silence,
        says=_silent,
        rows=f"""pair p join participant m on m.pair_id = p.id join person w on w.id = m.person_id
                 where p.stage = 'answers' and m.answer is null and {TODAY} - p.proposed_on >= {SILENT_DAYS}
                   and not {GONE}""",
        thing="p.id",
        roles=CURATOR,
        besides="array[m.person_id]",
        since="p.proposed_on",
        facts=SIDES | {"name": named("w"), "days": f"{TODAY} - p.proposed_on"},
    ),
    _of_curator("pair.declined", "declined", says=_declined),
    _of_curator(
        "pair.papers",
        "papers",
        says=_papers,
        shape=_Papers,
        roles=(Role.CURATOR, Role.HR),
        facts=SIDES | {"missing": MISSING},
    ),
    _of_curator("pair.prepare", "ready", says=_to_prepare),
    Kind(
        name="pair.sign",
        shape=_Ready,
        says=_to_sign,
        rows=f"""(select jsonb_agg({sides("p.id")} order by p.proposed_at desc, p.id) as pairs
                  from pair p where p.stage = 'ready' having count(*) > 0) ready
                 where exists (select from act where state = 'in force')""",
        roles=(Role.HEAD,),
        facts={"pairs": "ready.pairs"},
    ),
    _of_curator(
        "pair.leaving",
        "leaving",
        says=_leaving,
        shape=_Leaving,
        due="p.notice->>'effective_on'",
        since="p.notice->>'received_on'",
        facts=SIDES | {"reason": "p.notice->>'reason'"},
    ),
]
