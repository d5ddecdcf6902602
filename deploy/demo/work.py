"""The work of a college of the demo: needs, mentees' self-assessments, pairs with their documents."""

from datetime import date, timedelta
from uuid import UUID

from deploy.demo import programs
from deploy.demo.people import Bond, Cast
from deploy.demo.stage import Stage
from deploy.demo.words import OWN, Own
from services.programs.pairing.need.commands import AssessDifficulties, MarkNeed, assess_difficulties, mark_need
from services.programs.pairing.need.model import Row
from services.programs.pairing.pair.commands import (
    Decline,
    GiveConsent,
    GiveNotice,
    ProposePair,
    RecordAddendum,
    SignPairingOrder,
    WithdrawProposal,
    decline,
    end_those_leaving,
    give_consent,
    give_notice,
    propose_pair,
    record_addendum,
    sign_pairing_order,
    withdraw_proposal,
)
from services.programs.pairing.pair.papers import wording
from shared.actor import system
from shared.consent import hash_of
from shared.contracts.regulation import first_edition

DECLINED = "До июня веду дипломников, времени на конкурс не останется."
WITHDRAWN = "Наставник уходит на повышение квалификации: подберём другого в январе."
LEAVES = "Перехожу в другой колледж края с нового года."
LEFT = "Справляюсь сама; дальше хочу работать с психологом, а не с логопедом."
DOMAINS = tuple(first_edition().words("domains"))
# What a pair of this story does not come to.
NO_PAPERS, NO_ORDER = ("proposed", "declined", "withdrawn", "papers"), ("consented",)


async def fill(stage: Stage, cast: Cast, ids: dict[str, UUID]) -> None:
    """Mark needs, record self-assessments, make the pairs and take each as far as it has come."""
    logins = {surname: login for login, surname in cast.logins.items()}
    begun = {mentee: bond.begun for bond in cast.bonds for mentee in bond.mentees}
    for surname, reason in cast.needs.items():
        ago = begun.get(surname, 30) + 5
        async with stage.acting("curator", ago) as tx:
            await mark_need(tx, MarkNeed(person_id=ids[surname], reason=reason))
        if surname in logins and surname in begun:
            async with stage.acting(logins[surname], ago - 1) as tx:
                own = OWN[surname]
                wish = AssessDifficulties(rows=rows(own), request=own.request, words_shared=True)
                await assess_difficulties(tx, wish)
    for number, bond in enumerate(cast.bonds, start=1):
        await _bond(stage, bond, ids, logins, number)


def rows(own: Own) -> tuple[Row, ...]:
    """Return a mentee's self-assessment in the nine domains."""
    hard = {one.domain: one for one in own.hard}
    return tuple(
        Row(
            domain=domain,
            difficulty=hard[domain].level if domain in hard else "none",
            strength="high" if domain == own.strong else "none",
            words=hard[domain].words if domain in hard else own.can if domain == own.strong else "",
        )
        for domain in DOMAINS
    )


async def _bond(stage: Stage, bond: Bond, ids: dict[str, UUID], logins: dict[str, str], number: int) -> None:
    people = [bond.mentor, *bond.mentees]
    async with stage.acting("curator", bond.begun) as tx:
        wish = ProposePair(
            mentor_id=ids[bond.mentor], mentee_ids=tuple(ids[one] for one in bond.mentees), form=bond.form,
            kinds=bond.kinds, topic=bond.topic,
        )  # fmt: skip
        pair_id = await propose_pair(tx, wish)
    if bond.story == "declined":
        async with stage.acting(logins[bond.mentor], bond.begun - 1) as tx:
            await decline(tx, Decline(pair_id=pair_id, reason=DECLINED))
        return
    answering = people[:1] if bond.story in ("proposed", "withdrawn") else people
    for surname in answering:
        async with stage.acting(logins[surname], bond.begun - 1) as tx:
            seen = hash_of(await wording(tx, pair_id, ids[surname]))
            await give_consent(tx, GiveConsent(pair_id=pair_id, seen=seen))
    if bond.story == "withdrawn":
        async with stage.acting("curator", bond.begun - 3) as tx:
            await withdraw_proposal(tx, WithdrawProposal(pair_id=pair_id, reason=WITHDRAWN))
    if bond.story in NO_PAPERS:
        return
    await _addendum(stage, bond, pair_id, ids, number)
    if bond.story in NO_ORDER:
        return
    async with stage.acting("head", bond.begun - 3) as tx:
        order = SignPairingOrder(pair_ids=(pair_id,), number=f"{110 + number}-л", signed_on=stage.day(bond.begun - 3))
        await sign_pairing_order(tx, order)
    await programs.fill(stage, bond, pair_id, ids, logins)
    if bond.story == "leaving":
        await _notice(stage, logins[bond.mentor], pair_id, LEAVES, ago=1, ends=stage.today + timedelta(days=10))
    if bond.story == "ended":
        await _notice(stage, logins[bond.mentees[0]], pair_id, LEFT, ago=40, ends=stage.day(32))
        await _run_out(stage, ago=29)


async def _notice(stage: Stage, login: str, pair_id: UUID, reason: str, *, ago: int, ends: date) -> None:
    async with stage.acting(login, ago) as tx:
        await give_notice(tx, GiveNotice(pair_id=pair_id, reason=reason, effective_on=ends))


async def _run_out(stage: Stage, *, ago: int) -> None:
    """Let the clock end the pairs whose notice had run out by that day; a weekend counts as the Friday before it."""
    running = stage.services["programs"]
    async with running.transaction(system("clock", stage.config.contour), at=stage.moment(ago)) as tx:
        await end_those_leaving(tx)


async def _addendum(stage: Stage, bond: Bond, pair_id: UUID, ids: dict[str, UUID], number: int) -> None:
    signed = stage.day(bond.begun - 2)
    async with stage.acting("curator", bond.begun - 2) as tx:
        wish = RecordAddendum(
            pair_id=pair_id, person_id=ids[bond.mentor], number=str(10 + number), signed_on=signed,
            content="Помощь в освоении должности: взаимные посещения занятий, разбор, подготовка материалов.",
            work_form="очно и дистанционно, без отрыва от основной работы", starts_on=signed,
            ends_on=signed + timedelta(days=300), pay_kind="percent", pay_amount=10,
            contract_number=f"{40 + number}-тд", contract_date=stage.day(bond.begun + 400 + 90 * number),
        )  # fmt: skip
        await record_addendum(tx, wish)
