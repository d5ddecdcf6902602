"""Let a service take in one event as a fact of its speaker."""

from importlib import import_module
from pkgutil import iter_modules

import msgspec

import shared.contracts
from shared.actor import EVERYTHING, Actor
from shared.db import Origin, Tx
from shared.event import Told, declared, name_of
from shared.keyring import read
from shared.sync.reading import Known
from shared.sync.running import RunningService


class Unreadable(Exception):
    """The event cannot be read: an unknown version, or data that does not fit its name."""


def names_in_contracts() -> frozenset[str]:
    """Return the name of every event that any contract declares."""
    for module in iter_modules(shared.contracts.__path__, "shared.contracts."):
        import_module(module.name)
    return frozenset(name_of(told) for told in declared(Told))


def listener(stream: str) -> Actor:
    """Return the actor in whose name a stream's events are written."""
    return Actor(id=f"stream:{stream}", organizations=EVERYTHING)


async def take_in(running: RunningService, tx: Tx, known: Known, type: type[Told]) -> None:
    """Let the service take in one event as a fact of its speaker, for whom the transaction acts."""
    if known.unreadable:
        raise Unreadable(known.unreadable)
    try:
        reads = running.service.reads
        event = await read(tx.connection, known.data, type, stream=known.stream, id=known.id, reads=reads)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise Unreadable(str(error)) from error
    tx.origin = Origin(known.stream, known.epoch, known.seq, known.at)
    await running.service.take_in(tx, event)
