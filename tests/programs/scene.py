"""A college that has introduced mentoring: its people, each with one name, and a pair at a chosen stage."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from services.programs.college.act import store as acts
from services.programs.college.act.model import ActDrafted, ActSigned, Draft, Stage, Wording
from services.programs.college.person import store as people
from services.programs.college.person.model import Facts, PersonAdded
from services.programs.pairing.need import store as needs
from services.programs.pairing.need.model import DifficultiesAssessed
from services.programs.pairing.pair import commands as pairs
from services.programs.pairing.pair import papers
from shared import ids
from shared.actor import Role, system
from shared.consent import hash_of
from shared.contracts.programs import NeedMarked, SystemIntroduced
from shared.contracts.regulation import first_edition
from shared.db import Tx
from tests.programs.college import by, settled

SAMOYLOVA = UUID("00000000-0000-4000-8000-000000000001")
VERSHININA = UUID("00000000-0000-4000-8000-000000000002")
ERMOLIN = UUID("00000000-0000-4000-8000-000000000003")
SHUBINA = UUID("00000000-0000-4000-8000-000000000004")
LAPTEVA = UUID("00000000-0000-4000-8000-000000000005")
GUSHCHIN = UUID("00000000-0000-4000-8000-000000000006")
ACT = UUID("00000000-0000-4000-8000-0000000000a1")
TODAY = date(2026, 11, 24)

PEOPLE = {
    SAMOYLOVA: ("Самойлова", "Ирина", "Константиновна", "директор"),
    VERSHININA: ("Вершинина", "Ольга", "Петровна", "заместитель директора по учебной работе"),
    ERMOLIN: ("Ермолин", "Геннадий", "Аркадьевич", "преподаватель"),
    SHUBINA: ("Шубина", "Лариса", "Викторовна", "преподаватель"),
    LAPTEVA: ("Лаптева", "Оксана", "Сергеевна", "мастер производственного обучения"),
    GUSHCHIN: ("Гущин", "Павел", "Романович", "преподаватель"),
}


def head(tx: Tx) -> None:
    by(tx, Role.HEAD, person_id=SAMOYLOVA)


def curator(tx: Tx) -> None:
    by(tx, Role.CURATOR, person_id=VERSHININA)


def teacher(tx: Tx, person_id: UUID) -> None:
    by(tx, Role.TEACHER, person_id=person_id)


async def staffed(tx: Tx) -> None:
    """Six people work here; Шубина, Лаптева and Гущин need a mentor."""
    tx.actor = system("test")
    for person_id, (surname, given, patronymic, post) in PEOPLE.items():
        facts = Facts(
            surname=surname,
            given_name=given,
            patronymic=patronymic,
            posts=(post,),
            subject="лесоводство" if post == "преподаватель" else "",
            experience=Decimal(12),
            experience_on=date(2026, 9, 1),
            category="highest" if person_id == ERMOLIN else "none",
        )
        await people.record(tx, PersonAdded(person_id=person_id, facts=facts))
    for person_id in (SHUBINA, LAPTEVA, GUSHCHIN):
        await needs.record(tx, NeedMarked(person_id=person_id, reason="novice", marked_on=date(2026, 9, 1)))
    await settled(tx)


async def introduced(tx: Tx) -> None:
    """The head signed the order that introduces the system."""
    said = Draft(
        curator_id=VERSHININA, curator_named="Вершинину О. П.", starts_on=date(2026, 9, 1), stages=(Stage(title="1"),)
    )
    words = Wording(
        full_name="Бийский техникум лесного хозяйства",
        name="БТЛХ",
        founder="",
        place="Бийск",
        address="",
        head_post="Директор",
        head_name="И. К. Самойлова",
        curator_name="О. П. Вершинина",
    )
    tx.actor = system("test")
    await acts.record(
        tx,
        ActDrafted(act_id=ACT, draft=said),
        ActSigned(act_id=ACT, signed_by=SAMOYLOVA, wording=words),
        SystemIntroduced(act_id=ACT, number="101-л", signed_on=date(2026, 8, 28), curator_id=VERSHININA),
    )


async def assessed(tx: Tx, person_id: UUID = SHUBINA) -> None:
    """The mentee's assessment: a high difficulty in method, a medium one in subject; a strength in digital."""
    domains = list(first_edition().words("domains"))
    tx.actor = system("test")
    await needs.record(
        tx,
        DifficultiesAssessed(
            assessment_id=ids.new(tx.now),
            person_id=person_id,
            assessed_on=TODAY,
            edition="altai-2023",
            difficulties={code: {"method": "high", "subject": "medium"}.get(code, "none") for code in domains},
            strengths={code: "high" if code == "digital" else "low" for code in domains},
            words={"method": "не получается занятие на полигоне"},
            request="практические занятия",
            words_shared=True,
        ),
    )


def proposal(**changes: object) -> pairs.ProposePair:
    said: dict[str, object] = {
        "mentor_id": ERMOLIN,
        "mentee_ids": (SHUBINA,),
        "form": "teacher-teacher",
        "kinds": ("traditional",),
        "topic": "методика практических занятий",
    }
    return pairs.ProposePair(**(said | changes))  # type: ignore[arg-type]  # the given names say their own types


async def proposed(tx: Tx, **changes: object) -> UUID:
    curator(tx)
    return await pairs.propose_pair(tx, proposal(**changes))


async def consent(tx: Tx, pair_id: UUID, *person_ids: UUID) -> None:
    for person_id in person_ids:
        teacher(tx, person_id)
        seen = hash_of(await papers.wording(tx, pair_id, person_id))
        await pairs.give_consent(tx, pairs.GiveConsent(pair_id=pair_id, seen=seen))


def addendum(pair_id: UUID, person_id: UUID = ERMOLIN) -> pairs.RecordAddendum:
    return pairs.RecordAddendum(
        pair_id=pair_id,
        person_id=person_id,
        number="14",
        signed_on=TODAY,
        content="помощь в подготовке практических занятий",
        work_form="очно, на рабочем месте",
        starts_on=TODAY,
        ends_on=date(2027, 5, 31),
        pay_kind="percent",
        pay_amount=10.5,
        pay_terms="ежемесячно",
        contract_number="7",
        contract_date=date(1995, 1, 16),
    )


async def ready(tx: Tx) -> UUID:
    """A pair of Ермолин and Шубина that waits only for the order."""
    pair_id = await proposed(tx)
    await consent(tx, pair_id, ERMOLIN, SHUBINA)
    by(tx, Role.HR)
    await pairs.record_addendum(tx, addendum(pair_id))
    return pair_id


async def sign(tx: Tx, *pair_ids: UUID, number: str = "118-л", on: date = TODAY) -> UUID:
    head(tx)
    wish = pairs.SignPairingOrder(pair_ids=pair_ids, number=number, signed_on=on)
    order_id = await pairs.sign_pairing_order(tx, wish)
    await settled(tx)
    return order_id


async def working(tx: Tx) -> UUID:
    """An active pair of Ермолин and Шубина."""
    await staffed(tx)
    await introduced(tx)
    await assessed(tx)
    pair_id = await ready(tx)
    await sign(tx, pair_id)
    return pair_id
