"""Two hands at once, in a lived college: what one transaction cannot see, its lock makes it wait for."""

import asyncio
from uuid import UUID

from services.programs.work.correction.commands import ReturnCorrection, return_correction
from services.programs.work.program.commands import After, CompleteProgram, complete_program
from shared.actor import Actor, Role, system
from shared.contracts.programs import PairEnded
from shared.event import name_of
from shared.sync.running import RunningService
from tests.house.lived import Lived

GROUP = """
    select p.id, p.pair_id, p.mentor_id,
           array(select one ->> 'domain' from jsonb_array_elements(p.plan -> 'difficulties') one) as domains
    from program p
    where p.stage = 'started' and (select count(*) from program o where o.pair_id = p.pair_id) = 2
"""
WAITING = "select id, program_id from correction_now where state = 'open'"
ENDED = "select count(*) from journal where name = $1 and about = $2"


async def complete(running: RunningService, program_id: UUID, mentor_id: UUID, domains: list[str]) -> None:
    mentor = Actor(id="account:mentor", person_id=mentor_id, roles=frozenset({Role.MENTOR}), organizations="bgpk")
    wish = CompleteProgram(
        program_id=program_id,
        outcomes=tuple(After(domain=domain, after="low") for domain in domains),
        conclusion="Справились, дальше сами.",
        reason="Оставшиеся мероприятия перенесли в план кафедры",
    )
    async with running.transaction(mentor) as tx:
        await complete_program(tx, wish)
        await asyncio.sleep(0.2)  # whoever does not wait for us has looked by now, and has not seen us


async def test_the_last_two_programs_of_a_group_completed_at_once_end_the_pair(year: Lived) -> None:
    [running] = year.contours["bgpk"].services
    async with running.transaction(system("test")) as tx:
        first, second = await tx.connection.fetch(GROUP)
        for row in await tx.connection.fetch(WAITING):
            wish = ReturnCorrection(program_id=row["program_id"], correction_id=row["id"], comment="Оставим как есть")
            await return_correction(tx, wish)

    async with asyncio.timeout(10):
        await asyncio.gather(
            *(complete(running, row["id"], row["mentor_id"], row["domains"]) for row in (first, second))
        )

    async with running.transaction(system("test")) as tx:
        assert await tx.value(ENDED, name_of(PairEnded), f"pair:{first['pair_id']}") == 1
