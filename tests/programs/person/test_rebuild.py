"""Staff, orders and needs are the same after a rebuild; two lists uploaded at once add nobody twice."""

import asyncio
from datetime import date

from deploy.databases import with_database
from deploy.demo.staff import STAFF
from services.programs.app import SERVICE
from services.programs.college.act.commands import DraftAct, SignAct, draft_act, sign_act
from services.programs.college.organization.commands import (
    DescribeOrganization,
    adopt_first_edition,
    describe_organization,
)
from services.programs.college.person import queries
from services.programs.college.person.commands import DismissPerson, ReturnPerson, dismiss_person, return_person
from services.programs.college.staff_list.commands import (
    ImportStaffList,
    UploadStaffList,
    import_staff_list,
    preview,
)
from services.programs.college.staff_list.model import PreviewStale
from services.programs.pairing.need.commands import MarkNeed, mark_need
from shared.actor import system
from shared.rebuild import rebuild_service
from shared.sync.running import RunningService, start_service
from shared.wish import Upload
from tests.conftest import FreshContour
from tests.staff_lists import tarification
from tests.uploads import upload_list

NOVEMBER = date(2026, 11, 2)
FILE = UploadStaffList(file=Upload("тарификация.xlsx", tarification("btlh", STAFF["btlh"])))


async def begun(running: RunningService) -> None:
    """A college begins, each step in a transaction of its own."""
    async with running.transaction(system("test")) as tx:
        await adopt_first_edition(tx)
        await describe_organization(tx, DescribeOrganization(full_name="КГБПОУ «БТЛХ»", name="БТЛХ", place="г. Бийск"))
    async with running.transaction(system("test")) as tx:
        list_id = await upload_list(tx, FILE)
        await import_staff_list(tx, ImportStaffList(list_id=list_id, seen=(await preview(tx, list_id)).seal))
        people = {person.surname: person.id for person in await queries.people(tx)}
    async with running.transaction(system("test")) as tx:
        act_id = await draft_act(tx, DraftAct(curator_id=people["Вершинина"], starts_on=NOVEMBER))
        await sign_act(tx, SignAct(act_id=act_id, number="112-о", signed_on=NOVEMBER))
        await mark_need(tx, MarkNeed(person_id=people["Шубина"], reason="novice"))
    async with running.transaction(system("test")) as tx:
        await dismiss_person(tx, DismissPerson(person_id=people["Неверов"], dismissed_on=NOVEMBER))
        await return_person(tx, ReturnPerson(person_id=people["Неверов"]))
        await dismiss_person(tx, DismissPerson(person_id=people["Неверов"], dismissed_on=NOVEMBER, reason="приказ"))


async def test_the_tables_of_a_begun_college_come_back_the_same(fresh_contour: FreshContour, postgres: str) -> None:
    config = await fresh_contour("college", "btlh")
    running = await start_service(config, SERVICE)
    await begun(running)
    await running.pool.close()

    database = config.logins["programs"].rpartition("/")[2]
    rebuilt = await rebuild_service(with_database(postgres, database), SERVICE, "btlh")

    assert rebuilt.differing == []
    assert rebuilt.events > len(STAFF["btlh"])


async def test_two_who_confirm_the_same_list_at_once_load_it_once(fresh_contour: FreshContour) -> None:
    running = await start_service(await fresh_contour("college", "btlh"), SERVICE)
    async with running.transaction(system("test")) as tx:
        await adopt_first_edition(tx)
        list_id = await upload_list(tx, FILE)
        seen = (await preview(tx, list_id)).seal

    async def confirm() -> int:
        async with running.transaction(system("test")) as tx:
            try:
                return (await import_staff_list(tx, ImportStaffList(list_id=list_id, seen=seen))).added
            except PreviewStale:
                return 0

    loaded = await asyncio.gather(confirm(), confirm())
    async with running.transaction(system("test")) as tx:
        everybody = await queries.people(tx)
    await running.pool.close()

    assert sorted(loaded) == [0, len(STAFF["btlh"])]
    assert len(everybody) == len(STAFF["btlh"])
