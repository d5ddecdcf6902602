"""What a contour needs before its process starts: database, key, secret, description; at the first start, the demo."""

import asyncio
import secrets

import asyncpg

from deploy.contours import DEMO, SERVICES, Contour
from deploy.databases import Database, create_contour_database, migrate_contour, name_of
from deploy.folder import Folder
from deploy.process import LOCALHOST
from shared import config
from shared.config import Config, Peer
from shared.sync import keys


async def prepare(folder: Folder, admin_dsn: str, nats_url: str, port: int, *, fill: bool) -> list[Config]:
    """Bring databases, keys and descriptions of the contours up to date; fill the demo if it never was."""
    first = not folder.configs() or folder.filling.exists()
    if folder.filling.exists():  # it was cut short: half a demo is worse than none
        await _drop_databases(admin_dsn)
    if first and fill:
        folder.filling.touch()
    databases = await asyncio.gather(*(_database(admin_dsn, contour) for contour in DEMO))
    folder.write_owners({contour.name: database.owner for contour, database in zip(DEMO, databases, strict=True)})
    configs = [
        _describe(folder, contour, database.logins, nats_url, port + offset)
        for offset, (contour, database) in enumerate(zip(DEMO, databases, strict=True))
    ]
    if first and fill:
        from deploy import demo  # its rooms are many, and only the first start needs them

        folder.write_logins(await demo.fill(configs))
        folder.filling.unlink()
    return configs


async def _database(admin_dsn: str, contour: Contour) -> Database:
    services = SERVICES[contour.kind]
    database = await create_contour_database(admin_dsn, contour.name, services)
    await migrate_contour(database, services)
    return database


def _describe(folder: Folder, contour: Contour, logins: dict[str, str], nats_url: str, port: int) -> Config:
    """Write the contour's description anew: addresses and passwords change at each start, its key and secret stay."""
    path = folder.config(contour.name)
    public_key(folder, contour.name)
    region = Peer(contour=DEMO[0].name, public_key=public_key(folder, DEMO[0].name))
    described = Config(
        contour=contour.name,
        kind=contour.kind,
        title=contour.title,
        time_zone=contour.time_zone,
        host=LOCALHOST,
        port=port,
        logins=logins,
        key=folder.key(contour.name),
        secret=config.read(path).secret if path.exists() else secrets.token_hex(32),
        nats_url=nats_url,
        region=region if contour.kind == "college" else None,
    )
    config.write(described, path)
    return described


def public_key(folder: Folder, contour: str) -> str:
    """Return the contour's public key as it is written in the register; make the signing key on first use."""
    path = folder.key(contour)
    if not path.exists():
        path.touch(mode=0o600)
        path.write_bytes(secrets.token_bytes(32))
    return keys.text_of(keys.read(path).public)


async def _drop_databases(admin_dsn: str) -> None:
    connection: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(admin_dsn)
    try:
        for contour in DEMO:
            await connection.execute(f'drop database if exists "{name_of(contour.name)}" with (force)')
    finally:
        await connection.close()
