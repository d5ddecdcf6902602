"""Prepare contours for the start of their processes: database, key, secret, description; at first, the demo."""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import msgspec

from deploy.broker import Broker
from deploy.contours import DEMO, FEDERATION, SERVICES, Contour
from deploy.databases import Database, create_contour_database, migrate_contour, name_of, with_setting
from deploy.folder import Folder, NotTraining
from deploy.process import LOCALHOST
from shared import clock, config
from shared.config import By, Config, Peer
from shared.sync import keys


@dataclass(frozen=True)
class Nats:
    """A NATS server, and its accounts when we manage them."""

    url: str
    broker: Broker | None


@dataclass(frozen=True)
class Servers:
    """The servers of the stack: PostgreSQL, the region's NATS, perhaps the federation's; and the line to use."""

    dsn: str
    nats: Nats
    above: Nats | None = None
    line: By = "nats"


async def prepare(folder: Folder, servers: Servers, port: int, *, fill: bool, training: bool) -> list[Config]:
    """Bring databases, keys and descriptions of the contours up to date; mark those whose demo must be filled.

    A new stack with a demo is for training, and any new one that is made so; NotTraining for one with real data.
    """
    contours = contours_of(folder, federated=servers.above is not None)
    interrupted = folder.filling.read_text("utf-8").split() if folder.filling.exists() else []
    await _drop_databases(servers.dsn, interrupted)  # an interrupted demo is started again
    fresh = [
        contour.name for contour in contours if contour.name in interrupted or not folder.config(contour.name).exists()
    ]
    fill = fill and bool(fresh) and (len(fresh) == len(contours) or bool(folder.logins()))
    if folder.logins() or ((fill or training) and len(fresh) == len(contours)):
        clock.make_day(folder.day)
    elif training and not folder.day.exists():
        raise NotTraining(f"{folder.root} was not made for training: take another --data, and its day can be moved.")
    if fill:
        folder.write(folder.filling, " ".join(fresh).encode())
    databases = await asyncio.gather(*(_database(servers.dsn, contour) for contour in contours))
    folder.write_owners({contour.name: database.owner for contour, database in zip(contours, databases, strict=True)})
    configs = [
        _describe(folder, contour, database.logins, servers, port, offset)
        for offset, (contour, database) in enumerate(zip(contours, databases, strict=True))
    ]
    if not fill:
        folder.filling.unlink(missing_ok=True)
    return configs


async def fill_demo(folder: Folder, admin_dsn: str, configs: Sequence[Config]) -> None:
    """Fill the demo of the marked contours; a mark that remains shows that the filling was interrupted."""
    from deploy import demo  # it imports many modules, which only the first start needs

    marked = folder.filling.read_text("utf-8").split()
    # An interrupted demo is filled again, so its thousand commits need not wait for the disk.
    logins = await demo.fill([_unsynchronized(config) for config in configs], marked)
    folder.write_logins([*(login for login in folder.logins() if login.contour not in marked), *logins])
    await _flush(admin_dsn)
    folder.filling.unlink()


def contours_of(folder: Folder, *, federated: bool) -> tuple[Contour, ...]:
    """Return the contours of a stack; one that has had a federation keeps it."""
    return (*DEMO, FEDERATION) if federated or folder.config(FEDERATION.name).exists() else DEMO


async def _database(admin_dsn: str, contour: Contour) -> Database:
    database = await create_contour_database(admin_dsn, contour.name, SERVICES[contour.kind])
    await migrate_contour(database, contour.kind, contour.name)
    return database


# What only a person can know, and writes into the description of a contour.
SET_BY_HAND = ("address", "secure", "proxies", "ca", "proxy", "log_level")


def _describe(
    folder: Folder, contour: Contour, logins: dict[str, str], servers: Servers, first: int, offset: int
) -> Config:
    """Write the contour's description: addresses and passwords are new at each start, the rest that was set stays."""
    path = folder.config(contour.name)
    known = config.read(path) if path.exists() else None
    nats = servers.above if contour.kind == "federation" and servers.above else servers.nats
    described = Config(
        contour=contour.name,
        kind=contour.kind,
        title=contour.title,
        time_zone=contour.time_zone,
        host=LOCALHOST,
        port=first + offset,
        logins=logins,
        key=folder.key(contour.name),
        secret=known.secret if known is not None else secrets.token_hex(32),
        nats_url=nats.url,
        nats_credentials=_passport(folder, contour.name, nats.broker),
        upper=_upper(folder, contour, servers, first),
        line=servers.line,
        day=folder.day if folder.day.exists() else None,
    )
    if known is not None:
        described = msgspec.structs.replace(described, **{name: getattr(known, name) for name in SET_BY_HAND})
    config.write(described, path)
    return described


def _upper(folder: Folder, contour: Contour, servers: Servers, first: int) -> Peer | None:
    """Return the contour above: the region of a college, or the federation of the region."""
    if contour.kind == "college":
        address = f"http://{LOCALHOST}:{first}"
        return Peer(contour=DEMO[0].name, public_key=folder.public_key(DEMO[0].name), url=address)
    if contour.kind == "federation" or servers.above is None:
        return None
    return Peer(
        contour=FEDERATION.name,
        public_key=folder.public_key(FEDERATION.name),
        nats_url=servers.above.url,
        nats_credentials=_passport(folder, contour.name, servers.above.broker, f"{contour.name}.above"),
        url=f"http://{LOCALHOST}:{first + len(DEMO)}",
    )


def _unsynchronized(config: Config) -> Config:
    logins = {schema: with_setting(dsn, "synchronous_commit", "off") for schema, dsn in config.logins.items()}
    return msgspec.structs.replace(config, logins=logins)


async def _flush(admin_dsn: str) -> None:
    """Return when everything committed is on the disk: one synchronous commit also flushes the earlier ones."""
    connection: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(admin_dsn)
    try:
        await connection.execute(f"comment on database \"{name_of(DEMO[0].name)}\" is 'the demo is filled'")
    finally:
        await connection.close()


def broker_of(folder: Folder) -> Broker:
    """Return the broker managed by the region of this stack."""
    return Broker(keys.read(folder.key("operator")), keys.read(folder.key(DEMO[0].name)))


def broker_above(folder: Folder) -> Broker:
    """Return the broker managed by the federation of this stack."""
    return Broker(keys.read(folder.key("federation-operator")), keys.read(folder.key(FEDERATION.name)))


def _passport(folder: Folder, contour: str, broker: Broker | None, name: str = "") -> Path | None:
    """Write the contour's passport for a broker; None when the broker needs none."""
    if broker is None:
        return None
    path = folder.passport(name or contour)
    folder.write(path, broker.passport(keys.read(folder.key(contour)).public).encode())
    return path


async def _drop_databases(admin_dsn: str, contours: Sequence[str]) -> None:
    connection: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(admin_dsn)
    try:
        for contour in contours:
            await connection.execute(f'drop database if exists "{name_of(contour)}" with (force)')
    finally:
        await connection.close()
