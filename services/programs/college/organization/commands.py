"""The wishes about the college's own card and rules."""

from typing import Literal

from services.programs.college.organization import model, queries, store
from services.programs.college.organization.model import Letterhead
from shared.contracts.regulation import first_edition
from shared.db import Tx
from shared.wish import Line, Note, Wish


class DescribeOrganization(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Write what stands above the college's documents."""

    full_name: Line
    name: Line
    founder: Note = ""
    place: Line
    address: Note = ""


class SetWorkWeek(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Say how the college works: days a week, the holidays of its region, the act that says so."""

    week: Literal["5", "6"]
    holidays: Note = ""
    ground: Line


async def adopt_first_edition(tx: Tx) -> int:
    """Adopt the bundled edition if there is no other; return how many were adopted."""
    await store.lock(tx)
    adopted = model.adopt(await queries.known_editions(tx), first_edition())
    if adopted is None:
        return 0
    await store.record(tx, adopted)
    return 1


async def set_work_week(tx: Tx, command: SetWorkWeek) -> None:
    """Say how the college works; terms counted from now on follow it, days already fixed stay."""
    await store.lock(tx)
    set_now = model.set_week(
        week=6 if command.week == "6" else 5,
        holidays=command.holidays,
        ground=command.ground,
        before=await queries.work_week(tx),
    )
    if set_now is not None:
        await store.record(tx, set_now)


async def describe_organization(tx: Tx, command: DescribeOrganization) -> None:
    """Write what stands above the college's documents."""
    await store.lock(tx)
    letterhead = Letterhead(
        full_name=command.full_name,
        name=command.name,
        founder=command.founder,
        place=command.place,
        address=command.address,
    )
    described = model.describe(letterhead, await store.letterhead(tx))
    if described is not None:
        await store.record(tx, described)
