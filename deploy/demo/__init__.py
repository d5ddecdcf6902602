"""The demo: a region and two colleges with a year of data, recorded by the same commands that doors call.

With a federation, the region has begun to report to it.
"""

import asyncio
from collections.abc import Collection

from deploy.demo import college, federation, region
from deploy.demo.stage import PASSWORD, open_stage
from deploy.folder import Login
from shared.config import Config

ROLES = {
    "region": {
        "ministry": "министерство, мониторинг",
        "tutor": "тьютор ЦНППМ",
        "methodist": "методист",
        "biysk": "муниципальный координатор",
        "operator": "оператор платформы",
    },
    "btlh": {
        "head": "директор",
        "curator": "куратор",
        "hr": "отдел кадров",
        "mentor": "наставник",
        "mentee": "наставляемая",
    },
    "bgpk": {"head": "директор", "curator": "куратор", "mentor": "наставник", "mentee": "наставляемая"},
    "federation": {"observer": "федеральный наблюдатель", "operator": "оператор платформы"},
}


async def fill(configs: list[Config], fresh: Collection[str] | None = None) -> list[Login]:
    """Fill empty contours, all or only the `fresh`; return the logins, one for each role."""
    colleges = [config for config in configs if config.kind == "college"]
    empty = [config for config in configs if fresh is None or config.contour in fresh]
    async with asyncio.TaskGroup() as group:  # concurrently: while one waits for its database, another works
        for config in empty:
            group.create_task(_live(config, configs[0], colleges))
    if any(config.kind == "federation" for config in empty):
        async with open_stage(configs[0]) as stage:
            await region.report(stage)
    return [
        Login(config.contour, role, login, PASSWORD)
        for config in empty
        for login, role in ROLES[config.contour].items()
    ]


async def _live(config: Config, region_config: Config, colleges: list[Config]) -> None:
    async with open_stage(config) as stage:
        if config.kind == "college":
            await college.fill(stage)
        elif config.kind == "region":
            await region.fill(stage, colleges)
        else:
            await federation.fill(stage, region_config)
