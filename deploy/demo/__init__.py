"""The demo: a region and two colleges with a year behind them, lived through the same commands that doors call."""

from deploy.demo import college, region
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
}


async def fill(configs: list[Config]) -> list[Login]:
    """Fill empty contours; return who can log in, one for each role."""
    colleges = [config for config in configs if config.kind == "college"]
    for config in configs:
        async with open_stage(config) as stage:
            if config.kind == "region":
                await region.fill(stage, colleges)
            else:
                await college.fill(stage)
    return [
        Login(contour, role, login, PASSWORD) for contour, logins in ROLES.items() for login, role in logins.items()
    ]
