"""What an operator does to a running stack from the command line."""

from deploy.contours import services_of
from deploy.folder import Folder
from shared import db
from shared.actor import system
from shared.clock import now
from shared.identity.tokens import issue_token
from shared.rebuild import rebuild_service


async def issue(folder: Folder, contour: str, login: str) -> str:
    """Return a new API token for the account with this login."""
    folder.state()
    config = folder.contour(contour)
    pool = await db.open_pool(config.logins["identity"], "identity", size=1)
    async with db.transaction(pool, now=now(), actor=system("operator"), organization=contour) as tx:
        token = await issue_token(tx, login)
    await pool.close()
    return token


async def rebuild(folder: Folder) -> bool:
    """Rebuild every service of every contour, print how each went; say whether every table came back the same."""
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
