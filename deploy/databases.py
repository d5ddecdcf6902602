"""A contour's database: its owner, one login per schema, its migrations. Safe to repeat at every start."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from deploy.contours import services_of
from deploy.process import ROOT
from shared.config import Kind
from shared.migrations import let_tell, migrate
from shared.rebuild import refill

SLUG = re.compile(r"[a-z][a-z0-9_]*")
# Every contour has these two schemas beside one per service.
GROUND = ("identity", "sync")


class WrongServer(RuntimeError):
    """The PostgreSQL server cannot store our data correctly."""


@dataclass(frozen=True)
class Database:
    """A contour's database: the DSN of its owner, who migrates, and a login for each schema with rights only there."""

    name: str
    owner: str
    logins: dict[str, str]

    def renamed(self, name: str) -> "Database":
        """Return the same owner and logins for another database of that server."""
        return replace(
            self,
            name=name,
            owner=with_database(self.owner, name),
            logins={schema: with_database(dsn, name) for schema, dsn in self.logins.items()},
        )


def name_of(contour: str, prefix: str = "podrost") -> str:
    """Return the name of a contour's database."""
    return f"{prefix}_{contour}".replace("-", "_")


async def create_contour_database(
    admin_dsn: str, contour: str, services: Sequence[str], *, prefix: str = "podrost"
) -> Database:
    """Create the contour's database and roles if missing, give every role a new password, check the server."""
    name = name_of(contour, prefix)
    schemas = [*services, *GROUND]
    for word in (name, *schemas):
        if not SLUG.fullmatch(word):
            raise ValueError(f"{word!r} is not a name of small letters, digits and underscores")
    connection: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(admin_dsn)
    try:
        roles = [f"{name}_owner", *(f"{name}_{schema}" for schema in schemas)]
        dsns = {role: with_login(admin_dsn, role, await _login(connection, role), name) for role in roles}
        await _database(connection, name, roles)
    finally:
        await connection.close()
    await _prepare(with_database(admin_dsn, name))
    return Database(name, dsns[f"{name}_owner"], {schema: dsns[f"{name}_{schema}"] for schema in schemas})


async def migrate_contour(database: Database, kind: Kind, home: str) -> int:
    """Migrate every schema of the contour `home`; return how many files were applied."""
    applied = 0
    for schema in GROUND:
        folder = ROOT / "shared" / schema / "migrations"
        role = login_of(database.logins[schema])
        applied += await migrate(database.owner, schema, folder, role, journal=False, home=home)
    for service in services_of(kind):
        role = login_of(database.logins[service.name])
        again = partial(refill, service=service, home=home)
        applied += await migrate(
            database.owner, service.name, service.migrations, role, refill=again, views=service.views, home=home
        )
        # A service numbers its told events itself, in the transaction that records them.
        await let_tell(database.owner, role)
    return applied


async def clone(admin_dsn: str, template: Database, name: str) -> Database:
    """Copy a database without connections; the copy has the same roles and passwords."""
    connection: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(admin_dsn)
    try:
        roles = [login_of(dsn) for dsn in (template.owner, *template.logins.values())]
        await _database(connection, name, roles, template=template.name)
    finally:
        await connection.close()
    return template.renamed(name)


async def _login(connection: "asyncpg.Connection[asyncpg.Record]", role: str) -> str:
    """Give the role a new random password, valid until the next start."""
    password = secrets.token_hex(24)
    if connection.get_server_version().major >= 16:
        # Iterations protect passwords that people can remember; for 192 random bits they only cost 30 ms a connection.
        await connection.execute("set scram_iterations = 1")
    if not await connection.fetchval("select 1 from pg_roles where rolname = $1", role):
        await connection.execute(f'create role "{role}"')
        await connection.execute(f'grant "{role}" to current_user')
    await connection.execute(
        f"alter role \"{role}\" login nosuperuser nobypassrls nocreatedb nocreaterole password '{password}'"
    )
    return password


async def _database(
    connection: "asyncpg.Connection[asyncpg.Record]", name: str, roles: Sequence[str], *, template: str = "template0"
) -> None:
    """Create the database if it is missing; only its own roles may connect."""
    if not await connection.fetchval("select 1 from pg_database where datname = $1", name):
        # Copying through the write-ahead log would take twice as long for a few megabytes.
        copied = "" if template == "template0" else "strategy file_copy"
        await connection.execute(f'create database "{name}" template "{template}" owner "{roles[0]}" {copied}')
    await connection.execute(f'revoke all on database "{name}" from public')
    for role in roles:
        await connection.execute(f'grant connect on database "{name}" to "{role}"')


async def _prepare(dsn: str) -> None:
    """Install the extensions we use and check that the server knows Russian letters."""
    connection: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(dsn)
    try:
        for extension in ("btree_gist", "pg_trgm"):
            await connection.execute(f"create extension if not exists {extension}")
        if not await connection.fetchval("select lower('Ё') = 'ё' and show_trgm('Ёж') <> '{}'"):
            raise WrongServer(
                "The database does not know Russian letters (lower('Ё') or show_trgm('Ёж') fail): "
                "make the PostgreSQL server with initdb --locale=C.UTF-8."
            )
    finally:
        await connection.close()


def with_database(dsn: str, database: str) -> str:
    """Return the DSN with another database."""
    return urlunsplit(urlsplit(dsn)._replace(path=f"/{database}"))


def with_login(dsn: str, user: str, password: str, database: str) -> str:
    """Return the DSN with another login and database."""
    address = urlsplit(dsn).netloc.rpartition("@")[2]
    return urlunsplit(urlsplit(dsn)._replace(netloc=f"{user}:{password}@{address}", path=f"/{database}"))


def with_setting(dsn: str, name: str, value: str) -> str:
    """Return the DSN with one more parameter of the connection."""
    parts = urlsplit(dsn)
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, f"{name}={value}")))))


def login_of(dsn: str) -> str:
    """Return the role that a DSN logs in with."""
    return urlsplit(dsn).username or ""
