"""What a person repairs on «Что разобрать»: a restored database, an alarm, a fact that could not be applied."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import msgspec

from shared import db
from shared.actor import Actor, Role
from shared.config import Config
from shared.db import Pool
from shared.doors import Door, Flash, Show, page, roles, wish
from shared.errors import NotFound
from shared.log import log
from shared.sync import state, wire
from shared.sync.core import Frame
from shared.sync.difference import differences, recoveries
from shared.sync.parking import Parking
from shared.sync.recovery import LOST_FOR_GOOD
from shared.sync.running import RunningService
from shared.sync.state import Parked, SetAside
from shared.web import statements
from shared.web.desk import Desk
from shared.wish import Line, Wish

URL = "/exchange"
REPAIRS = f"{URL}/repairs"
Number = Annotated[int, msgspec.Meta(ge=0, lt=10**18)]
OPERATORS = roles(Role.OPERATOR)
TENDING = (Role.HEAD, Role.CURATOR, Role.HR, Role.OFFICIAL, Role.OPERATOR, Role.TUTOR, Role.OBSERVER)
ALARMS = {
    "FORK": "Рассказаны две разные истории об одних и тех же номерах, и под обеими подпись.",
    "FORGED": "Пришёл кадр, подписанный не тем, кто должен говорить в этом потоке.",
    "MALFORMED": "Пришло то, что не разобрать.",
    "UNASKED": "По этой линии пришёл чужой поток.",
}


Retried = Literal["applied", "still parked", "not there"]
RETRIED: dict[Retried, Flash] = {
    "applied": Flash("Факт учтён."),
    "still parked": Flash("Факт всё ещё не учесть; причина в таблице.", "wait"),
    "not there": Flash("Этого факта в отложенных уже нет.", "wait"),
}
CLEARED = Flash("Тревога снята; что было отклонено, остаётся в списке.")
NO_ALARM = Flash("Тревоги об этом потоке уже нет.", "info")


class SetAsideView(msgspec.Struct, frozen=True):
    """A rejected frame or a parked fact as the page shows it: what came, and why it was not accepted."""

    what: str
    why: str
    one: SetAside


def alarm_words(alarm: str | None) -> str:
    """An alarm in plain words."""
    return ALARMS.get(alarm.partition(":")[0], alarm) if alarm else ""


async def shown(services: Sequence[RunningService], pool: Pool, config: Config, actor: Actor) -> Mapping[str, Any]:
    """Return what waits for a person on this page."""

    def see(stream: str) -> bool:
        return statements.may_see(config, actor, stream)

    return {
        "operator": actor.has(Role.OPERATOR),
        "differences": [one for one in await differences(pool) if see(one.stream)],
        "recoveries": [one for one in await recoveries(pool) if see(one.stream)],
        "lost_for_good": LOST_FOR_GOOD,
        "contour": config.contour,
        "set_aside": [kept(one) for one in await state.set_aside(pool) if see(one.stream)],
        "parked": await parked_seen(services, config, actor),
    }


def kept(one: SetAside) -> SetAsideView:
    """Return what a frame claims to be; its content is not shown."""
    frame = wire.frame(one.frame)
    what = f"{len(one.frame)} байт"
    if isinstance(frame, Frame):
        last = frame.first + len(frame.events) - 1
        what = f"{frame.stream}, № {frame.first}–{last}, эпоха {frame.epoch}"
    return SetAsideView(what, ALARMS.get(one.verdict, one.verdict), one)


async def parked_seen(services: Sequence[RunningService], config: Config, actor: Actor) -> list[tuple[str, Parked]]:
    """Return the parked facts of the streams that this person may see."""
    return [(name, one) for name, one in await parked(services, actor) if statements.may_see(config, actor, one.stream)]


async def parked(services: Sequence[RunningService], actor: Actor) -> list[tuple[str, Parked]]:
    """Return the facts that each service parked. A reason may quote a fact: only those who tend the exchange see it."""
    found: list[tuple[str, Parked]] = []
    for running in services:
        async with running.transaction(actor) as tx:
            found += [(running.service.name, one) for one in await state.parked(tx.connection)]
    return found


class TakeInAgain(Wish, frozen=True, kw_only=True):
    """Apply a parked fact again."""

    service: Line
    stream: Line
    seq: Number


class PutDownAlarm(Wish, frozen=True, kw_only=True):
    """Clear the alarm of a stream; what was refused stays in the list."""

    stream: Line


async def take_in_again(command: TakeInAgain, desk: Desk) -> Retried:
    """Apply a parked fact again, and return how it went."""
    running = next((one for one in desk.services if one.service.name == command.service), None)
    if running is None:
        raise NotFound
    try:
        taken = await Parking(running, [desk.live.changed]).re_run(command.stream, command.seq)
    except Exception as error:
        if db.passing(error):
            raise
        log.warning("still parked", service=command.service, seq=command.seq, error=type(error).__name__)
        return "still parked"
    return "applied" if taken else "not there"


async def put_down_alarm(command: PutDownAlarm, actor: Actor, config: Config, pool: Pool) -> bool:
    """Clear an alarm that somebody has looked at; return whether there was one."""
    if not statements.may_see(config, actor, command.stream):
        raise NotFound
    alarm = await state.alarm_seen(pool, command.stream, by=actor.name, now=config.clock())
    if alarm is None:
        return False
    log.warning("alarm_put_down", stream=command.stream, alarm=alarm, by=actor.id)
    return True


def doors(show: Show) -> tuple[Door, ...]:
    """Return the door of the page that `show` returns, and those of its buttons."""
    return (
        page(REPAIRS, show, who=roles(*TENDING), impersonal="facts counted by stream"),
        *wish(
            f"{URL}/retries", TakeInAgain, take_in_again, who=OPERATORS, page=show, then=REPAIRS,
            flash=lambda _, outcome: RETRIED[outcome], answer="outcome",
        ),
        *wish(
            f"{URL}/alarm-clearances", PutDownAlarm, put_down_alarm, who=OPERATORS, page=show, then=REPAIRS,
            flash=lambda _, cleared: CLEARED if cleared else NO_ALARM, answer="cleared",
        ),
    )  # fmt: skip
