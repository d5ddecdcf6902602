"""A reminder to somebody without an account says so to the curator, with the way to open one."""

from datetime import UTC, datetime

from shared.actor import Role, system
from tests.conftest import FreshContour
from tests.programs import scene
from tests.programs.visit import open_college

OPEN = f"/accounts/new?person_id={scene.SHUBINA}"


async def test_whoever_cannot_come_in_is_reminded_in_person(fresh_contour: FreshContour) -> None:
    async with open_college(fresh_contour, lambda: datetime(2026, 11, 24, 5, 0, tzinfo=UTC)) as college:
        async with college.running.transaction(system("test")) as tx:
            await scene.staffed(tx)
            await scene.introduced(tx)
            pair_id = await scene.proposed(tx)
        curator = await college.enter(Role.CURATOR, person_id=scene.VERSHININA)
        await college.enter(Role.TEACHER, person_id=scene.ERMOLIN)
        at = f"/pairs/{pair_id}"

        page = await curator.read(at)
        assert page.count("напоминание не увидят") == 1
        assert f'href="{OPEN}"' in page
        assert page.count(">Напомнить<") == 1
        assert "Шубина Лариса Викторовна" in await curator.read(OPEN)

        reminded = await curator.send(f"{at}/reminders", page=at, person_id=str(scene.SHUBINA))
        assert reminded.status_code == 303
        assert "Напоминали" in await curator.read(at)

        await college.enter(Role.TEACHER, person_id=scene.SHUBINA)
        assert "напоминание не увидят" not in await curator.read(at)
