"""All loops of the exchange in a contour: listening, sending, following, answering, taking in."""

import asyncio
from collections.abc import Coroutine, Sequence
from functools import partial
from typing import Any, TypeAlias

import structlog

from shared.config import Config, Peer
from shared.db import Pool
from shared.sync import following, keys, passport, recall
from shared.sync.answerer import Answerer
from shared.sync.caller import Caller
from shared.sync.claims import Authority
from shared.sync.fallback import Fallback
from shared.sync.https.porch import Porch
from shared.sync.https.web import Web
from shared.sync.intake import Intake
from shared.sync.keys import Key
from shared.sync.line import Down, Ways
from shared.sync.loops import Bell, Stop, end, forever, listen, until_done
from shared.sync.nats.lines import DownLines, Up, answer_below, hear_above
from shared.sync.nats.link import Link
from shared.sync.parking import Changed
from shared.sync.projector import Projector
from shared.sync.reading import Reader
from shared.sync.renewal import Renewal
from shared.sync.running import RunningService
from shared.sync.station import Station

log = structlog.get_logger()

POLL = 2.0
# The NOTIFY after the day of a training stack was moved: the last contact is of an earlier day.
DAY = "day"
# Which of a contour's services speaks to the contour above.
SPEAKS_UP = {"college": "programs", "region": "monitoring"}

Work: TypeAlias = list[Coroutine[Any, Any, None]]
Bells: TypeAlias = dict[str, list[Bell]]


async def run(
    services: Sequence[RunningService],
    config: Config,
    pool: Pool,
    stop: Stop,
    *,
    changed: Sequence[Changed] = (),
    station: Station | None = None,
) -> None:
    """Exchange with the other contours and let the services take in known events; `pool` is of the schema `sync`.

    `station` shows the state of the exchange to the pages of this process, and lets in contours below over HTTPS.
    """
    station = station or Station(Porch(keys.read(config.key).public, config.machine_clock))
    while not stop:
        key, life = keys.read(config.key), Stop(stop)
        try:
            await _live(services, config, pool, key, changed, station, life)
        except BaseException:
            stop.set()
            raise
        if keys.read(config.key).public == key.public:
            stop.set()


async def _live(
    services: Sequence[RunningService],
    config: Config,
    pool: Pool,
    key: Key,
    changed: Sequence[Changed],
    station: Station,
    stop: Stop,
) -> None:
    """Exchange under one key; after a change of key everything is started again."""
    bells: Bells = {"told": [], "heard": [], following.FOLLOWED: [], recall.RECOVERED: [], DAY: []}
    work: Work = []
    reader = Reader()
    await until_done(partial(_introduce, pool, config, key), stop, stop.bell())
    # A region does both: it calls the federation and answers its colleges.
    if config.upper is not None:
        above = link_above(config, config.upper, key, stop)
        caller = Caller(config.upper, config.contour, key, pool, Up(above), config.clock)
        work += _calling(caller, config, above, station, bells, stop)
        if config.kind == "college":
            work.append(Renewal(config, config.upper, key, caller.line, stop).watch())
    if config.kind != "college":
        mine = passport.read(config.nats_credentials)
        below = Link(config.nats_url, key, mine, stop, config.ca)
        # A broker that requires passports gets its accounts from this contour's key.
        authority = None if mine is None else Authority(key)
        upper = None if config.upper is None else keys.public_of(config.upper.public_key)
        answerer = Answerer(key, pool, config.clock, upper, authority, archived=reader.heard)
        work += _answering(answerer, authority, below, station, bells, stop)
    work += _hearing([Projector(running, changed, reader=reader) for running in services], bells, stop)
    work += [listen(config.logins["sync"], bells, stop)]
    with station.at_work():
        await _together(work, stop)


async def _together(work: Work, stop: Stop) -> None:
    """Run all tasks until one ends; then stop the others, and raise the error if there was one."""
    tasks = [asyncio.create_task(each) for each in work]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stop.set()
        await end(tasks)
    for task in tasks:
        if not task.cancelled() and (error := task.exception()):
            raise error


async def _introduce(pool: Pool, config: Config, key: Key) -> None:
    """Write to the database under which key we speak, and which streams we follow from above."""
    await following.speak_under(pool, key.public)
    await following.follow_upper(pool, config)


def link_above(config: Config, upper: Peer, key: Key, stop: Stop) -> Link:
    """Return the connection to the broker of the contour above; a college has no other broker."""
    if upper.nats_url:
        return Link(upper.nats_url, key, passport.read(upper.nats_credentials), stop, config.ca)
    return Link(config.nats_url, key, passport.read(config.nats_credentials), stop, config.ca)


def _calling(caller: Caller, config: Config, link: Link, station: Station, bells: Bells, stop: Stop) -> Work:
    caller.expected = [f"{SPEAKS_UP[config.kind]}.{config.contour}"]
    caller.relay_bell, caller.mind_bell = relay, mind = stop.bell(), stop.bell()
    bells["told"].append(relay)
    # Also rung after the database was unreachable: it may have come back as an older copy.
    bells[recall.RECOVERED].append(mind)
    bells[DAY].append(mind)
    link.met += [relay, mind]
    hear_above(link, caller.take_pushed, mind.ring)
    work = [
        forever(caller.relay, stop, relay, every=POLL, quiet=(Down,)),
        forever(caller.mind, stop, mind, every=caller.pause, quiet=(Down,)),
    ]
    if config.line != "https":
        station.links["above"] = link
        work.append(link.keep())
    elif not caller.upper.url:
        raise ValueError("a line over HTTPS needs the address of the contour above")
    if config.line != "nats" and caller.upper.url:
        web = Web(caller.upper, caller.key, config)
        fallback = Fallback(caller.line, web, mind, stop.bell(), only_web=config.line == "https")
        caller.line = fallback
        work += [forever(fallback.hear, stop, stop.bell(), every=POLL, quiet=(Down,)), _until_the_end(web, stop)]
    station.line = caller.line
    return work


async def _until_the_end(web: Web, stop: Stop) -> None:
    done = stop.bell()
    while not stop:
        await done.wait(3600)
    await web.close()


def _answering(
    answerer: Answerer, authority: Authority | None, link: Link, station: Station, bells: Bells, stop: Stop
) -> Work:
    ways = Ways(station.porch.waiting, DownLines(link))
    intake = Intake(answerer, link, ways, stop, authority)
    answerer.settled = intake.settled
    station.porch.open(answerer, ways)
    push, tend = stop.bell(), stop.bell()
    station.links["below"] = link
    bells["told"].append(push)
    bells[following.FOLLOWED].append(tend)
    link.met += [push, tend]
    answer_below(link, answerer.answer)

    async def say() -> int:
        count = await answerer.push(ways)
        await ways.mend()
        return count

    return [
        forever(say, stop, push, every=POLL, quiet=(Down,)),
        forever(intake.tend, stop, tend, every=10, quiet=(Down,)),
        intake.until_the_end(),
        link.keep(),
    ]


def _hearing(projectors: Sequence[Projector], bells: Bells, stop: Stop) -> Work:
    work: Work = []
    for projector in projectors:
        bell = stop.bell(projector.heeds)
        bells["heard"].append(bell)
        if len(projectors) > 1:  # The contour's services also hear each other.
            bells["told"].append(bell)
        work.append(_taking_in(projector, bell, stop))
    return work


async def _taking_in(projector: Projector, bell: Bell, stop: Stop) -> None:
    bell.ring()
    # The code may have been upgraded and now know what it could not take in before.
    await until_done(projector.parking.retry, stop, bell)
    await forever(projector.step, stop, bell, every=POLL)
