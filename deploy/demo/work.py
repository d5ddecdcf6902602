"""The work of a college of the demo: needs, mentees' self-assessments, pairs with their documents."""

from datetime import timedelta
from uuid import UUID

from deploy.demo import programs
from deploy.demo.people import Bond, Cast
from deploy.demo.stage import Stage
from services.programs.pairing.need.commands import AssessDifficulties, MarkNeed, assess_difficulties, mark_need
from services.programs.pairing.need.model import Row
from services.programs.pairing.pair.commands import (
    GiveConsent,
    ProposePair,
    RecordAddendum,
    SignPairingOrder,
    give_consent,
    propose_pair,
    record_addendum,
    sign_pairing_order,
)
from services.programs.pairing.pair.papers import wording
from shared.consent import hash_of

DIFFICULT = {
    "method": ("high", "none", "Не успеваю по времени: практическое занятие рассыпается на вопросы."),
    "subject": ("medium", "none", "Не уверена в критериях оценивания по модулю."),
    "psychology": ("high", "none", "Разговор с родителями первокурсников."),
    "ict": ("low", "high", "Снимаю и монтирую учебные видео."),
    "digital": ("none", "high", ""),
    "theory": ("none", "medium", ""),
    "law": ("low", "none", ""),
    "upbringing": ("none", "medium", ""),
    "health": ("none", "medium", ""),
}
REQUEST = "Провести практическое занятие так, чтобы каждый студент сделал работу сам и понял, за что оценка."


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
                await assess_difficulties(tx, AssessDifficulties(rows=rows(), request=REQUEST, words_shared=True))
    for number, bond in enumerate(cast.bonds, start=1):
        await _bond(stage, bond, ids, logins, number)


def rows() -> tuple[Row, ...]:
    """Return a mentee's self-assessment in the nine domains."""
    return tuple(
        Row(domain=domain, difficulty=hard, strength=strong, words=words)
        for domain, (hard, strong, words) in DIFFICULT.items()
    )


async def _bond(stage: Stage, bond: Bond, ids: dict[str, UUID], logins: dict[str, str], number: int) -> None:
    people = [bond.mentor, *bond.mentees]
    async with stage.acting("curator", bond.begun) as tx:
        wish = ProposePair(
            mentor_id=ids[bond.mentor], mentee_ids=tuple(ids[one] for one in bond.mentees), form=bond.form,
            kinds=bond.kinds, topic=bond.topic,
        )  # fmt: skip
        pair_id = await propose_pair(tx, wish)
    answering = people[:1] if bond.story == "proposed" else people
    for surname in answering:
        async with stage.acting(logins[surname], bond.begun - 1) as tx:
            seen = hash_of(await wording(tx, pair_id, ids[surname]))
            await give_consent(tx, GiveConsent(pair_id=pair_id, seen=seen))
    if bond.story == "proposed":
        return
    await _addendum(stage, bond, pair_id, ids, number)
    if bond.story == "consented":
        return
    async with stage.acting("head", bond.begun - 3) as tx:
        order = SignPairingOrder(pair_ids=(pair_id,), number=f"{110 + number}-л", signed_on=stage.day(bond.begun - 3))
        await sign_pairing_order(tx, order)
    await programs.fill(stage, bond, pair_id, ids, logins)


async def _addendum(stage: Stage, bond: Bond, pair_id: UUID, ids: dict[str, UUID], number: int) -> None:
    signed = stage.day(bond.begun - 2)
    async with stage.acting("curator", bond.begun - 2) as tx:
        wish = RecordAddendum(
            pair_id=pair_id, person_id=ids[bond.mentor], number=str(10 + number), signed_on=signed,
            content="Помощь в освоении должности: взаимные посещения занятий, разбор, подготовка материалов.",
            work_form="очно и дистанционно, без отрыва от основной работы", starts_on=signed,
            ends_on=signed + timedelta(days=300), pay_kind="percent", pay_amount=10,
        )  # fmt: skip
        await record_addendum(tx, wish)
