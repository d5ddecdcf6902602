"""«Обмен»: what each side holds of every stream, in plain words; the bar says it on every page."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler

from shared import db, words
from shared.actor import Actor, Role
from shared.config import Config
from shared.db import Pool
from shared.errors import NotFound
from shared.log import log
from shared.service import Nav, Room
from shared.sync import agreement, keys, state
from shared.sync.projector import Projector
from shared.sync.state import Heard, Parked, Summary, Told
from shared.sync.statement import fingerprint
from shared.sync.station import Station
from shared.web import renewal, statements
from shared.web.bind import actor_of, typed
from shared.web.desk import Desk, Visitor
from shared.web.doors import SIGNED_IN, View, roles
from shared.web.frame import Exchange

URL = "/exchange"
OPERATORS = roles(Role.OPERATOR)
STREAMS = {
    "programs": "Наставничество",
    "registry": "Реестр и правила",
    "routes": "Маршруты",
    "monitoring": "Показатели",
}


def bar(config: Config, pool: Pool) -> Callable[[], Awaitable[Exchange]]:
    """Return what says, on every page, how the exchange stands."""

    async def say() -> Exchange:
        told, heard = await state.told(pool), await state.heard(pool)
        now = config.clock()
        if config.kind == "college":
            summary = state.summary(told, [], now)
            if summary.state == "unmet":  # nothing of ours has gone yet: what we hear says whether there is a line
                summary = state.summary([], heard, now)
            return college_words(summary, told, now, ZoneInfo(config.time_zone))
        return region_words(heard, now)

    return say


def college_words(summary: Summary, told: Sequence[Told], now: datetime, zone: ZoneInfo) -> Exchange:
    """What a college hears about its line: the region has everything up to a moment, or how long it has been silent."""
    complete = min((each.complete_to for each in told if each.complete_to is not None), default=None)
    until = words.moment(complete.astimezone(zone), now.astimezone(zone)) if complete is not None else ""
    match summary.state:
        case "alarm":
            return Exchange("late", "Обмен остановлен, нужен оператор", URL)
        case "unmet":
            return Exchange("wait", "С регионом ещё не связывались", URL)
        case "silent" if summary.as_of is not None:
            return Exchange("wait", f"Нет связи {words.span(now - summary.as_of)}; работаем как обычно", URL)
        case "even" | "behind" if complete is None:
            return Exchange("ok", "На связи с регионом", URL)
        case "behind":
            return Exchange("wait", f"Передаём региону: осталось {summary.lag}", URL)
        case _:
            return Exchange("ok", f"Регион получил всё до {until.removeprefix('сегодня, ')}", URL)


def region_words(heard: Sequence[Heard], now: datetime) -> Exchange:
    """What the region says of its colleges: how many of them it holds whole."""
    streams = [each for each in heard if each.left_at is None]
    whole = [each for each in streams if state.summary([], [each], now).state == "even"]
    text = f"{len(whole)} из {len(streams)} полны"
    if any(each.alarm for each in streams):
        return Exchange("late", f"{text}, есть тревога", URL)
    return Exchange("ok" if len(whole) == len(streams) else "wait", text if streams else "Пока никто не подключён", URL)


def stream_words(stream: str) -> str:
    """A stream as people call it: «Реестр и правила · всем»."""
    speaker, _, audience = stream.partition(".")
    return STREAMS.get(speaker, speaker) + (" · всем" if audience == "all" else f" · {audience}")


def handlers(rooms: Sequence[Room], pool: Pool, station: Station) -> list[HTTPRouteHandler]:
    """Return the doors of the exchange."""

    async def show_exchange(request: Visitor) -> Response[bytes]:
        desk: Desk = request.app.state.desk
        actor = actor_of(request)
        see = partial(statements.may_see, desk.config, actor)
        parked = [(name, one) for name, one in await _parked(rooms, actor) if see(one.stream)]
        now = desk.config.clock()
        told = [one for one in await state.told(pool) if see(one.stream, one.follower)]
        heard = [one for one in await state.heard(pool) if see(one.stream)]
        shown = {
            "told": [(one, stream_words(one.stream), word(state.summary([one], [], now))) for one in told],
            "heard": [(one, stream_words(one.stream), word(state.summary([], [one], now))) for one in heard],
            "parked": parked,
            "agreed": {(one.stream, one.other): one.seq for one in await agreement.agreements(pool)},
            "kind": desk.config.kind,
            "operator": actor.has(Role.OPERATOR),
            "live": rooms[0].service.name,
            "statement": statements.URL,
            "key": keys.text_of(key := keys.read(desk.config.key).public),
            "fingerprint": fingerprint(key),
            "following": renewal.following(desk.config),
            "by_web": station.by_web,
        }
        return await desk.page(
            request, View("exchange.html", shown, "Обмен", "Все, кто вошёл: здесь только счёт фактов.")
        )

    async def run_again(request: Visitor) -> Response[bytes]:
        desk: Desk = request.app.state.desk
        asked = {name: str(values[-1]) for name, values in (await typed(request)).items()}
        why = await _again(rooms, desk, asked)
        response: Response[bytes] = Response(b"", status_code=303, headers={"location": URL})
        response.set_cookie(desk.say(why or "Факт учтён.", "wait" if why else "ok"))
        return response

    page: HTTPRouteHandler = get(URL, opt={"who": SIGNED_IN}, include_in_schema=False)(show_exchange)
    again: HTTPRouteHandler = post(f"{URL}/again", opt={"who": OPERATORS}, include_in_schema=False)(run_again)
    return [page, again]


async def _parked(rooms: Sequence[Room], actor: Actor) -> list[tuple[str, Parked]]:
    """Return what each service set aside: why may quote a fact, so it is for those who tend the exchange."""
    parked: list[tuple[str, Parked]] = []
    for room in rooms if actor.has(*NAV.who) else ():
        async with room.transaction(actor) as tx:
            parked += [(room.service.name, one) for one in await state.parked(tx.connection)]
    return parked


async def _again(rooms: Sequence[Room], desk: Desk, asked: dict[str, str]) -> str:
    """Take in a parked fact once more; return why it could not be, or nothing."""
    room = next((room for room in rooms if room.service.name == asked.get("service")), None)
    seq = asked.get("seq", "")
    if room is None or not seq.isdecimal() or len(seq) > 18:
        raise NotFound
    try:
        taken = await Projector(room, [desk.live.changed]).re_run(asked.get("stream", ""), int(seq))
    except Exception as error:
        if db.passing(error):
            raise
        log.warning("still parked", service=room.service.name, seq=seq, error=type(error).__name__)
        return "Факт всё ещё не учесть; причина в таблице."
    return "" if taken else "Этого факта в отложенных уже нет."


def word(summary: Summary) -> tuple[str, str]:
    """The pill of one stream: its words and its color."""
    return {
        "even": ("всё получено", "ok"),
        "behind": (f"в пути {summary.lag}", "wait"),
        "silent": ("нет связи", "wait"),
        "unmet": ("ещё не на связи", ""),
        "alarm": ("тревога", "late"),
    }[summary.state]


NAV = Nav(
    "Обмен",
    URL,
    "Связь",
    roles(Role.HEAD, Role.CURATOR, Role.HR, Role.OFFICIAL, Role.OPERATOR, Role.TUTOR, Role.OBSERVER),
    order=90,
)
