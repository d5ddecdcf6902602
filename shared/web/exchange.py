"""«Обмен»: whether everything has arrived, in plain words; its details have pages of their own. The bar sums it up."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from shared import words
from shared.actor import Actor, Role
from shared.config import Config, Kind
from shared.db import Pool
from shared.doors import SIGNED_IN, View, page, roles
from shared.service import Area, Nav, Service, Subject
from shared.sync import agreement, state
from shared.sync.state import Heard, Summary, Told
from shared.sync.station import Station
from shared.web import crossing, handover, line, mending, partners, renewal, statements
from shared.web.arguments import Place
from shared.web.desk import Desk
from shared.web.frame import Exchange

URL = mending.URL
STREAMS_URL = f"{URL}/streams"
SEEN_BY = "Все, кто вошёл: здесь только счёт фактов."
RESTORED = Exchange("late", "База из старой копии: пока только смотреть", URL)
# The contour above has this name and tells no title of its own.
ABOVE = {"region": "Регион", "federation": "Федерация"}


def bar(config: Config, pool: Pool) -> Callable[[], Awaitable[Exchange]]:
    """Return the function that reads, for every page, the state of the exchange."""

    async def say() -> Exchange:
        told, heard = await state.both(pool)
        now = config.clock()
        if config.kind == "college":
            told = [one for one in told if one.stream.partition(".")[2] == config.contour]
            summary = state.summary(told, [], now)
            if summary.state == "unmet":  # nothing of ours has gone yet: what we receive shows whether there is a line
                summary = state.summary([], heard, now)
            return college_words(summary, told, now, ZoneInfo(config.time_zone))
        if any(one.stopped_at for one in told):
            return RESTORED
        return region_words(heard, now)

    return say


def college_words(summary: Summary, told: Sequence[Told], now: datetime, zone: ZoneInfo) -> Exchange:
    """Tell a college about its line: until when the region has everything, or how long it has been silent."""
    complete = min((each.complete_to for each in told if each.complete_to is not None), default=None)
    until = words.moment(complete.astimezone(zone), now.astimezone(zone)) if complete is not None else ""
    match summary.state:
        case "restored":
            return RESTORED
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
    """Tell the region of how many of its colleges it has everything."""
    streams = [each for each in heard if each.left_at is None]
    whole = [each for each in streams if state.summary([], [each], now).state == "even"]
    complete = len(whole) == len(streams)
    text = "Данные полны" if complete else f"Получено не всё{f': от {len(whole)} из {len(streams)}' if whole else ''}"
    if any(each.alarm for each in streams):
        return Exchange("late", f"{text}, есть тревога", URL)
    return Exchange("ok" if complete else "wait", text if streams else "Пока никто не подключён", URL)


def line_words(speakers: Mapping[str, str], name: Callable[[str], str]) -> Callable[[str], str]:
    """Return the function that names a stream told to us: «Наставничество · Барнаульский педагогический колледж»."""

    def say(stream: str) -> str:
        speaker = speakers.get(stream)
        title = partners.stream_words(stream)
        return f"{title} · {name(speaker)}" if speaker else title

    return say


async def called(desk: Desk, actor: Actor) -> Callable[[str], str]:
    """Return the function that gives a contour's title; a contour hidden from the actor keeps its technical name."""
    found = ABOVE | {desk.config.contour: desk.config.title}
    for running in desk.services:
        asked = [subject.called for subject in running.service.subjects if subject.called is not None]
        if asked:
            async with running.transaction(actor) as tx:
                for names in asked:
                    found |= await names(tx)
    return lambda contour: found.get(contour, contour)


async def show_exchange(desk: Desk, actor: Actor, config: Config, pool: Pool, station: Station) -> View:
    """Show whether everything has arrived and what to do, then each contour that we exchange with."""
    now = config.clock()
    told, heard = await _seen(actor, config, pool)
    every = partners.partners(told, heard, config, await called(desk, actor), now)
    tending, operator = actor.has(*mending.TENDING), actor.has(Role.OPERATOR)
    parked = await mending.parked_seen(desk.services, config, actor) if tending else []
    shown = {
        "verdict": partners.verdict(told, heard, every, config, now, parked=len(parked), operator=operator),
        "lacking": [one for one in every if not one.whole],
        "whole": [one for one in every if one.whole],
        "kind": config.kind,
        "tending": tending,
        "operator": operator,
        "live": desk.services[0].service.name,
        "by_web": station.by_web,
        "streams": STREAMS_URL,
        "repairs": mending.REPAIRS,
        "keys": renewal.URL,
        "facts": crossing.URL,
    }
    return View("exchange.html", shown, "Обмен", SEEN_BY)


async def show_streams(desk: Desk, actor: Actor, config: Config, pool: Pool) -> View:
    """Show the numbers of every stream that this person may know of on both sides, and the statements."""
    now = config.clock()
    told, heard = await _seen(actor, config, pool)
    shown = {
        "told": [
            (one, partners.stream_words(one.stream), partners.word(state.summary([one], [], now))) for one in told
        ],
        "heard": [
            (one, partners.stream_words(one.stream), partners.word(state.summary([], [one], now))) for one in heard
        ],
        "agreed": {(one.stream, one.other): one.seq for one in await agreement.agreements(pool)},
        "kind": config.kind,
        "alarm_words": mending.alarm_words,
        "called": await called(desk, actor),
        "operator": actor.has(Role.OPERATOR),
        "live": desk.services[0].service.name,
        "statement": statements.URL,
    }
    return View("exchange/streams.html", shown, "Номера и доказательства", SEEN_BY)


async def _seen(actor: Actor, config: Config, pool: Pool) -> tuple[list[Told], list[Heard]]:
    """Return the streams that this person may know of."""
    told, heard = await state.both(pool)
    see = partial(statements.may_see, config, actor)
    return [one for one in told if see(one.stream, one.follower)], [one for one in heard if see(one.stream)]


async def show_repairs(desk: Desk, actor: Actor, config: Config, pool: Pool) -> View:
    """Show what a person has to look at: a restored database, facts that are not counted yet, what was refused."""
    name = await called(desk, actor)
    _, heard = await _seen(actor, config, pool)
    shown = {
        **await mending.shown(desk.services, pool, config, actor),
        "stream_words": partners.stream_words,
        "called": name,
        "line_words": line_words({one.stream: one.speaker for one in heard}, name),
        "live": desk.services[0].service.name,
    }
    return View("exchange/repairs.html", shown, "Что разобрать", "Те, кто отвечает за обмен: здесь только счёт фактов.")


NUMBERS = "numbers and hashes of streams"
NAV = Nav("Обмен", URL, "Связь", roles(*mending.TENDING), order=90)
ABOVE_COLLEGES: tuple[Kind, ...] = ("region", "federation")
SERVICE = Service(
    name="exchange",
    areas=[
        Area(
            "exchange",
            [
                Subject(
                    "stream",
                    title="Ход обмена",
                    doors=[
                        page(URL, show_exchange, who=SIGNED_IN, impersonal=NUMBERS),
                        page(STREAMS_URL, show_streams, who=SIGNED_IN, impersonal=NUMBERS),
                    ],
                    nav=[NAV],
                ),
                Subject("crossing", title="Список передаваемых фактов", doors=[crossing.PAGE]),
                Subject("mending", title="Исправление обмена", doors=mending.doors(show_repairs)),
                Subject("statement", title="Ведомости обмена", doors=statements.DOORS),
                Subject("key", doors=[renewal.PAGE]),
                Subject("renewal", doors=renewal.DOORS, where=("college",)),
                Subject("handover", title="Передача фактов файлом", doors=handover.DOORS, where=ABOVE_COLLEGES),
                Subject("line", doors=line.DOORS, where=ABOVE_COLLEGES),
            ],
            "Обмен",
        )
    ],
    migrations=Path(state.__file__).parent / "migrations",
)


def exchange(config: Config, pool: Pool, station: Station) -> tuple[Service, Place]:
    """Return the page of the exchange with the values of its doors: they read the state outside of a transaction."""
    return SERVICE, Place(given={"config": config, "pool": pool, "station": station, "porch": station.porch})
