"""Identity as a service of every contour: its subjects and their doors. The gate opens its transactions."""

from pathlib import Path

from shared.service import Area, Service, Subject
from shared.web import unsent
from shared.web.accounts import codes, handing, journal, keeping, opening, pages, profile, reading, tokens

SERVICE = Service(
    name="identity",
    areas=[
        Area(
            "identity",
            [
                Subject("entry", doors=pages.DOORS),
                Subject("profile", doors=profile.DOORS),
                Subject("codes", doors=codes.DOORS),
                Subject("tokens", doors=tokens.DOORS),
                Subject("reading", doors=reading.DOORS, nav=[reading.NAV]),
                Subject("accounts", doors=keeping.DOORS, nav=[keeping.NAV]),
                Subject("opening", doors=opening.DOORS),
                Subject("sheet", doors=opening.SHEETS, where=("college",)),
                Subject("resets", doors=handing.DOORS),
                Subject("unsent", doors=unsent.DOORS),
                Subject("journal", doors=journal.DOORS, nav=[journal.NAV]),
            ],
        )
    ],
    migrations=Path(__file__).parents[2] / "identity" / "migrations",
)
