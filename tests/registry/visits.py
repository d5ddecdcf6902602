"""Browsers at a region: people with their roles, over the real application."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from uuid import UUID

from services.registry.app import SERVICE as REGISTRY
from services.routes.app import SERVICE as ROUTES
from shared.actor import EVERYTHING, Role
from shared.identity import accounts, passwords
from tests.identity.house import PASSWORD, Browser, House, at_work
from tests.registry.region import Region


@asynccontextmanager
async def visited(region: Region) -> AsyncGenerator[House, None]:
    """Open the region's doors."""
    async with at_work(region.config, (REGISTRY, ROUTES)) as house:
        yield house


async def entered(house: House, role: Role, name: str, organizations: str = EVERYTHING) -> tuple[Browser, UUID]:
    """Let somebody with a role log in; return their browser and the id of their account."""
    kept = await passwords.make(house.gate.hasher, PASSWORD)
    async with house.gate.transaction() as tx:
        id = await accounts.create_account(tx, f"{role}-1", name, [role], organizations=organizations)
        await accounts.keep_password(tx, id, kept)
    browser = house.browser()
    await browser.log_in(f"{role}-1")
    return browser, id
