"""A database from before corrections were a subject: approved corrections stay approved after the migration."""

from datetime import date
from functools import partial
from uuid import UUID

from deploy.databases import login_of, with_database
from services.programs.app import SERVICE
from services.programs.college.organization.commands import adopt_first_edition
from services.programs.work.correction.commands import (
    ApproveCorrection,
    ExtendProgram,
    MoveActivity,
    approve_correction,
    extend_program,
    move_activity,
)
from services.programs.work.program import queries
from shared import db
from shared.actor import system
from shared.db import Tx
from shared.migrations import migrate
from shared.rebuild import refill
from tests.conftest import FreshContour
from tests.programs import scene
from tests.programs.college import HOME, NOON, ZONE
from tests.programs.program.test_commands import started

OLDER = """
    set search_path to programs, public;
    drop view correction_now;
    alter table correction drop constraint correction_state;
    update correction c set state = 'approved' where exists (select from version v where v.correction_id = c.id);
    alter table correction add constraint correction_state check (state in ('open', 'approved', 'returned'));
    alter table version drop column correction_id;
    delete from _migration where name = '0014_correction.sql';
"""


async def corrected(tx: Tx) -> UUID:
    """A program with an approved correction, and one that waits."""
    program_id = await started(tx)
    one = (await queries.program(tx, program_id)).activities[0]
    moved = await move_activity(
        tx, MoveActivity(program_id=program_id, activity_id=one.id, due=date(2027, 2, 10), reason="командировка")
    )
    await extend_program(tx, ExtendProgram(program_id=program_id, ends_on=date(2027, 6, 30), reason="болезнь"))
    scene.curator(tx)
    await approve_correction(tx, ApproveCorrection(program_id=program_id, correction_id=moved))
    return program_id


async def test_an_approved_correction_of_an_older_database_is_still_approved(
    fresh_contour: FreshContour, postgres: str
) -> None:
    config = await fresh_contour("college", HOME)
    owner = with_database(postgres, config.logins["programs"].rpartition("/")[2])
    pool = await db.open_pool(config.logins["programs"], SERVICE.name)
    async with db.transaction(pool, now=NOON, actor=system("test"), organization=HOME, zone=ZONE) as tx:
        await adopt_first_edition(tx)
        program_id = await corrected(tx)
        await SERVICE.settle(tx)
    admin = await db.connect(owner)
    await admin.execute(OLDER)
    await admin.close()

    again = partial(refill, service=SERVICE, home=HOME)
    role = login_of(config.logins["programs"])
    assert await migrate(owner, SERVICE.name, SERVICE.migrations, role, refill=again) == 1

    async with db.transaction(pool, now=NOON, actor=system("test"), organization=HOME, zone=ZONE) as tx:
        card = await queries.program(tx, program_id)
        assert [one.state for one in card.corrections] == ["approved", "open"]
        assert len(await queries.versions(tx, program_id)) == 2
    await pool.close()
