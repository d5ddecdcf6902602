"""A college of the demo: its staff, the order that introduces the system, needs, pairs and programs, day by day."""

from uuid import UUID

from deploy.demo import board, consents, people, work
from deploy.demo.stage import Stage
from services.programs.college.act.commands import DiscardAct, DraftAct, SignAct, discard_act, draft_act, sign_act
from services.programs.college.organization.commands import (
    DescribeOrganization,
    adopt_first_edition,
    describe_organization,
)
from services.programs.college.person.commands import AddPerson, add_person
from services.programs.pairing.need.commands import ConfirmNeeds, confirm_needs
from shared.actor import Role


async def fill(stage: Stage) -> None:
    """Record the year of a college."""
    cast = people.CASTS[stage.config.contour]
    ids = await _staff(stage, cast)
    await _entrances(stage, cast, ids)
    await _introduction(stage, cast, ids)
    await work.fill(stage, cast, ids)
    await consents.fill(stage)
    await board.fill(stage)
    async with stage.acting("curator", 70) as tx:
        await confirm_needs(tx, ConfirmNeeds())


async def _staff(stage: Stage, cast: people.Cast) -> dict[str, UUID]:
    """Let the personnel department enter the staff; return ids by surname."""
    await stage.enter("hr", "Отдел кадров", Role.HR)
    ids: dict[str, UUID] = {}
    async with stage.acting("hr", 232) as tx:
        await adopt_first_edition(tx)
        await describe_organization(tx, DescribeOrganization(**cast.letterhead))
    for one in cast.staff:
        wish = AddPerson(
            surname=one.surname,
            given_name=one.given,
            patronymic=one.patronymic,
            posts="; ".join(one.posts),
            subject=one.subject,
            education=one.education,
            graduated=one.graduated,
            experience=max(0.0, float(one.experience)),
            category=one.category,
            category_date=one.category_date,
            hired_on=one.hired_on,
            birth_date=one.birth_date,
            load=float(one.load),
        )
        async with stage.acting("hr", 230) as tx:
            ids[one.surname] = await add_person(tx, wish)
    return ids


async def _entrances(stage: Stage, cast: people.Cast, ids: dict[str, UUID]) -> None:
    names = {one.surname: one.full_name for one in cast.staff}
    await stage.enter("head", names[cast.head], Role.HEAD, person_id=ids[cast.head])
    await stage.enter("curator", names[cast.curator], person_id=ids[cast.curator])
    for login, surname in cast.logins.items():
        await stage.enter(login, names[surname], person_id=ids[surname])


async def _introduction(stage: Stage, cast: people.Cast, ids: dict[str, UUID]) -> None:
    """Let the head introduce the system and appoint the curator."""
    curator = ids[cast.curator]
    if cast.earlier_order:
        await _discarded(stage, curator)
        await _signed(stage, curator, cast.earlier_order, ago=224)
        await _signed(stage, curator, cast.order_number, ago=130)
    else:
        await _signed(stage, curator, cast.order_number, ago=224)
        async with stage.acting("curator", 3) as tx:  # the next one, which waits for the head
            await draft_act(tx, DraftAct(curator_id=curator, starts_on=stage.day(3)))


async def _discarded(stage: Stage, curator: UUID) -> None:
    """Let the head draft an order and throw the draft away."""
    async with stage.acting("head", 227) as tx:
        act_id = await draft_act(tx, DraftAct(curator_id=curator, starts_on=stage.day(226)))
    async with stage.acting("head", 226) as tx:
        await discard_act(tx, DiscardAct(act_id=act_id))


async def _signed(stage: Stage, curator: UUID, number: str, *, ago: int) -> None:
    async with stage.acting("head", ago + 1) as tx:
        act_id = await draft_act(tx, DraftAct(curator_id=curator, starts_on=stage.day(ago)))
    async with stage.acting("head", ago) as tx:
        await sign_act(tx, SignAct(act_id=act_id, number=number, signed_on=stage.day(ago)))
