"""What a contour needs before its process starts: database, key, secret, description; at the first start, the demo."""

import asyncio
import secrets
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import msgspec

from deploy.broker import Broker
from deploy.contours import DEMO, SERVICES, Contour
from deploy.databases import Database, create_contour_database, migrate_contour, name_of
from deploy.folder import Folder
from deploy.process import LOCALHOST
from shared import config
from shared.config import By, Config, Peer
from shared.sync import keys


@dataclass(frozen=True)
class Servers:
    """What contours stand on: PostgreSQL, NATS, its accounts where they are ours to make; by what colleges call."""

    dsn: str
    nats_url: str
    broker: Broker | None
    line: By = "nats"


async def prepare(folder: Folder, servers: Servers, port: int, *, fill: bool) -> list[Config]:
    """Bring databases, keys and descriptions of the contours up to date; fill the demo if it never was."""
    first = not folder.configs() or folder.filling.exists()
    if folder.filling.exists():  # it was cut short: half a demo is worse than none
        await _drop_databases(servers.dsn)
    if first and fill:
        folder.filling.touch()
    databases = await asyncio.gather(*(_database(servers.dsn, contour) for contour in DEMO))
    folder.write_owners({contour.name: database.owner for contour, database in zip(DEMO, databases, strict=True)})
    configs = [
        _describe(folder, contour, database.logins, servers, port, offset)
        for offset, (contour, database) in enumerate(zip(DEMO, databases, strict=True))
    ]
    if first and fill:
        from deploy import demo  # its rooms are many, and only the first start needs them

        # A demo cut short is filled anew, so its thousand commits need not wait for the disk one by one.
        folder.write_logins(await demo.fill([_hasty(config) for config in configs]))
        await _flush(servers.dsn)
        folder.filling.unlink()
    return configs


async def _database(admin_dsn: str, contour: Contour) -> Database:
    services = SERVICES[contour.kind]
    database = await create_contour_database(admin_dsn, contour.name, services)
    await migrate_contour(database, services)
    return database


def _describe(
    folder: Folder, contour: Contour, logins: dict[str, str], servers: Servers, first: int, offset: int
) -> Config:
    """Write the contour's description anew: addresses and passwords change at each start, its key and secret stay."""
    path = folder.config(contour.name)
    address = f"http://{LOCALHOST}:{first}"
    region = Peer(contour=DEMO[0].name, public_key=folder.public_key(DEMO[0].name), url=address)
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
        nats_url=servers.nats_url,
        nats_credentials=_passport(folder, contour.name, servers.broker) if servers.broker else None,
        upper=region if contour.kind == "college" else None,
        line=servers.line,
    )
    config.write(described, path)
    return described


def _hasty(config: Config) -> Config:
    logins = {schema: f"{dsn}?synchronous_commit=off" for schema, dsn in config.logins.items()}
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


def _passport(folder: Folder, contour: str, broker: Broker) -> Path:
    public = keys.read(folder.key(contour)).public
    folder.write(folder.passport(contour), broker.passport(public).encode())
    return folder.passport(contour)


async def _drop_databases(admin_dsn: str) -> None:
    connection: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(admin_dsn)
    try:
        for contour in DEMO:
            await connection.execute(f'drop database if exists "{name_of(contour.name)}" with (force)')
    finally:
        await connection.close()
