"""What a person mends on «Обмен»: a restored database, an alarm, a fact that could not be taken in."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from litestar import Response, post
from litestar.handlers import HTTPRouteHandler

from shared import db
from shared.actor import Actor, Role
from shared.db import Pool
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
from shared.web.bind import actor_of, typed
from shared.web.desk import Desk, Visitor
from shared.web.doors import roles

OPERATORS = roles(Role.OPERATOR)
TENDING = (Role.HEAD, Role.CURATOR, Role.HR, Role.OFFICIAL, Role.OPERATOR, Role.TUTOR, Role.OBSERVER)
ALARMS = {
    "FORK": "Рассказаны две разные истории об одних и тех же номерах, и под обеими подпись.",
    "FORGED": "Пришёл кадр, подписанный не тем, кто должен говорить в этом потоке.",
    "MALFORMED": "Пришло то, что не разобрать.",
    "UNASKED": "По этой линии пришёл чужой поток.",
}


class Kept(msgspec.Struct, frozen=True):
    """Something set aside as the page shows it: what came, why it was not taken."""

    what: str
    why: str
    one: SetAside


def alarm_words(alarm: str | None) -> str:
    """An alarm in plain words."""
    return ALARMS.get(alarm.partition(":")[0], alarm) if alarm else ""


async def shown(services: Sequence[RunningService], pool: Pool, desk: Desk, actor: Actor) -> Mapping[str, Any]:
    """Return what the page tells of what waits for a person; the entries themselves are for the operator."""
    operator, tending = actor.has(Role.OPERATOR), actor.has(*TENDING)

    def see(stream: str) -> bool:
        return statements.may_see(desk.config, actor, stream)

    return {
        "operator": operator,
        "differences": [one for one in await differences(pool) if see(one.stream)],
        "recoveries": [one for one in await recoveries(pool) if see(one.stream)],
        "lost_for_good": LOST_FOR_GOOD,
        "contour": desk.config.contour,
        "set_aside": [kept(one) for one in await state.set_aside(pool) if see(one.stream)] if tending else [],
        "parked": [(name, one) for name, one in await parked(services, actor) if see(one.stream)] if tending else [],
    }


def kept(one: SetAside) -> Kept:
    """Say what a frame claims to be; what is in it is not shown."""
    frame = wire.frame(one.frame)
    what = f"{len(one.frame)} байт"
    if isinstance(frame, Frame):
        last = frame.first + len(frame.events) - 1
        what = f"{frame.stream}, № {frame.first}–{last}, эпоха {frame.epoch}"
    return Kept(what, ALARMS.get(one.verdict, one.verdict), one)


async def parked(services: Sequence[RunningService], actor: Actor) -> list[tuple[str, Parked]]:
    """Return what each service set aside: why may quote a fact, so it is for those who tend the exchange."""
    found: list[tuple[str, Parked]] = []
    for running in services:
        async with running.transaction(actor) as tx:
            found += [(running.service.name, one) for one in await state.parked(tx.connection)]
    return found


def handlers(services: Sequence[RunningService], pool: Pool, url: str) -> list[HTTPRouteHandler]:
    """Return what is pressed on the page."""

    def said(desk: Desk, text: str, kind: str) -> Response[bytes]:
        response: Response[bytes] = Response(b"", status_code=303, headers={"location": url})
        response.set_cookie(desk.say(text, kind))
        return response

    async def run_again(request: Visitor) -> Response[bytes]:
        desk: Desk = request.app.state.desk
        why = await _again(services, desk, await _asked(request))
        return said(desk, why or "Факт учтён.", "wait" if why else "ok")

    async def put_down(request: Visitor) -> Response[bytes]:
        desk: Desk = request.app.state.desk
        actor, stream = actor_of(request), (await _asked(request)).get("stream", "")
        if "\0" in stream or not statements.may_see(desk.config, actor, stream):
            raise NotFound
        alarm = await state.alarm_seen(pool, stream, by=actor.name, now=desk.config.clock())
        if alarm is None:
            return said(desk, "Тревоги об этом потоке уже нет.", "info")
        log.warning("alarm_put_down", stream=stream, alarm=alarm, by=actor.id)
        return said(desk, "Тревога снята; что было отклонено, остаётся в списке.", "ok")

    again: HTTPRouteHandler = post(f"{url}/again", opt={"who": OPERATORS}, include_in_schema=False)(run_again)
    seen: HTTPRouteHandler = post(f"{url}/seen", opt={"who": OPERATORS}, include_in_schema=False)(put_down)
    return [again, seen]


async def _asked(request: Visitor) -> dict[str, str]:
    return {name: str(values[-1]) for name, values in (await typed(request)).items()}


async def _again(services: Sequence[RunningService], desk: Desk, asked: dict[str, str]) -> str:
    """Take in a parked fact once more; return why it could not be, or nothing."""
    running = next((running for running in services if running.service.name == asked.get("service")), None)
    seq = asked.get("seq", "")
    if running is None or not seq.isdecimal() or len(seq) > 18:
        raise NotFound
    try:
        taken = await Parking(running, [desk.live.changed]).re_run(asked.get("stream", ""), int(seq))
    except Exception as error:
        if db.passing(error):
            raise
        log.warning("still parked", service=running.service.name, seq=seq, error=type(error).__name__)
        return "Факт всё ещё не учесть; причина в таблице."
    return "" if taken else "Этого факта в отложенных уже нет."
