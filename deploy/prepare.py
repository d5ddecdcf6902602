"""What a contour needs before its process starts: database, key, secret, description; at the first start, the demo."""

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
from deploy.folder import Folder
from deploy.process import LOCALHOST
from shared import config
from shared.config import By, Config, Peer
from shared.sync import keys


@dataclass(frozen=True)
class Nats:
    """A NATS server, and its accounts where it is ours to make them."""

    url: str
    broker: Broker | None


@dataclass(frozen=True)
class Servers:
    """What contours stand on: PostgreSQL, the region's NATS, the federation's where there is one; how calls go up."""

    dsn: str
    nats: Nats
    above: Nats | None = None
    line: By = "nats"


async def prepare(folder: Folder, servers: Servers, port: int, *, fill: bool) -> list[Config]:
    """Bring databases, keys and descriptions of the contours up to date; mark those whose demo is to be filled."""
    contours = contours_of(folder, federated=servers.above is not None)
    cut_short = folder.filling.read_text("utf-8").split() if folder.filling.exists() else []
    await _drop_databases(servers.dsn, cut_short)  # half a demo is worse than none
    fresh = [one.name for one in contours if one.name in cut_short or not folder.config(one.name).exists()]
    fill = fill and bool(fresh) and (len(fresh) == len(contours) or bool(folder.logins()))
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
    """Let the contours that are marked live through their year; a mark that stays says that it was cut short."""
    from deploy import demo  # its modules are many, and only the first start needs them

    marked = folder.filling.read_text("utf-8").split()
    # A demo cut short is filled anew, so its thousand commits need not wait for the disk one by one.
    logins = await demo.fill([_hasty(config) for config in configs], marked)
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


def _describe(
    folder: Folder, contour: Contour, logins: dict[str, str], servers: Servers, first: int, offset: int
) -> Config:
    """Write the contour's description anew: addresses and passwords change at each start, its key and secret stay."""
    path = folder.config(contour.name)
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
        secret=config.read(path).secret if path.exists() else secrets.token_hex(32),
        nats_url=nats.url,
        nats_credentials=_passport(folder, contour.name, nats.broker),
        upper=_upper(folder, contour, servers, first),
        line=servers.line,
    )
    config.write(described, path)
    return described


def _upper(folder: Folder, contour: Contour, servers: Servers, first: int) -> Peer | None:
    """Return whom the contour tells its facts to: the region, or the federation at a broker of its own."""
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


def _hasty(config: Config) -> Config:
    logins = {schema: with_setting(dsn, "synchronous_commit", "off") for schema, dsn in config.logins.items()}
    return msgspec.structs.replace(config, logins=logins)


async def _flush(admin_dsn: str) -> None:
    """Return when all that was committed is on the disk: a commit that waits for it takes the others with it."""
    connection: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(admin_dsn)
    try:
        await connection.execute(f"comment on database \"{name_of(DEMO[0].name)}\" is 'the demo is filled'")
    finally:
        await connection.close()


def broker_of(folder: Folder) -> Broker:
    """Return the broker that the region of this stack rules."""
    return Broker(keys.read(folder.key("operator")), keys.read(folder.key(DEMO[0].name)))


def broker_above(folder: Folder) -> Broker:
    """Return the broker that the federation of this stack rules."""
    return Broker(keys.read(folder.key("federation-operator")), keys.read(folder.key(FEDERATION.name)))


def _passport(folder: Folder, contour: str, broker: Broker | None, name: str = "") -> Path | None:
    """Write the contour's passport at a broker; None where the broker asks for none."""
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
