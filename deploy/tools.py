"""The operator's commands for a running stack."""

from collections.abc import AsyncGenerator, Collection
from contextlib import asynccontextmanager

from deploy.contours import services_of
from deploy.folder import Folder, NotUp
from shared import db
from shared.actor import EVERYTHING, system
from shared.config import Config
from shared.db import Tx
from shared.identity import invites
from shared.identity.tokens import WHOLE, issue_token
from shared.rebuild import rebuild_service
from shared.sync import renewal
from shared.sync.statement import fingerprint


async def issue(folder: Folder, contour: str, login: str, scopes: Collection[str] = WHOLE) -> str:
    """Return a new API token for the account with this login; by default it opens all that its owner may."""
    folder.state()
    async with _identity(folder.contour(contour)) as tx:
        return await issue_token(tx, login, scopes=scopes)


async def first_link(config: Config) -> str | None:
    """Return the link at which the first operator sets a password; None once an account has one."""
    async with _identity(config) as tx:
        token = await invites.first_link(tx, organizations=None if config.kind == "college" else EVERYTHING)
    return None if token is None else f"{config.url}/invites/{token}"


def rotate_key(folder: Folder, contour: str) -> None:
    """Make a college's next key, and print what a person does next."""
    config = folder.contour(contour)
    if config.kind != "college":
        raise NotUp("Only a college changes its key at work: the region's key also signs for its broker.")
    following = renewal.begin(config)
    print(f"The next key of {contour} is ready; its fingerprint: {fingerprint(following.public)}")
    print("The running contour offers it to the region, signed by the key it has. Read the fingerprint aloud to the")
    print("region's operator, who accepts it on the organization's page; then the contour goes over by itself.")


@asynccontextmanager
async def _identity(config: Config) -> AsyncGenerator[Tx, None]:
    pool = await db.open_pool(config.logins["identity"], "identity", size=1)
    try:
        async with db.transaction(
            pool, now=config.machine_clock(), actor=system("operator"), organization=config.contour
        ) as tx:
            yield tx
    finally:
        await pool.close()


async def rebuild(folder: Folder) -> bool:
    """Rebuild every service of every contour and print the results; tell whether every table is the same as before."""
    folder.state()
    owners, same = folder.owners(), True
    for config in folder.configs():
        for service in services_of(config.kind):
            rebuilt = await rebuild_service(owners[config.contour], service, config.contour)
            differing = ", ".join(rebuilt.differing)
            verdict = f"DIFFERENT: {differing}" if differing else f"{len(rebuilt.after)} tables the same"
            print(f"{config.contour} {service.name}: {rebuilt.events} events, {verdict}")
            same = same and not differing
    return same
