"""What a pair needs before the head may fix it by an order: consents, addendum, introduction (V03, V04)."""

from collections.abc import Mapping, Sequence, Set
from datetime import date
from uuid import UUID

import msgspec

from services.programs.pairing.pair import combination
from services.programs.pairing.pair import refusals as no
from services.programs.pairing.pair.combination import Member
from services.programs.pairing.pair.events import AddendumRecorded, PairingOrderSigned
from services.programs.pairing.pair.model import REGIMES, Pair, answer_of, title
from shared.contracts import terms
from shared.contracts.programs import PairStarted
from shared.contracts.regulation import Edition
from shared.errors import gathering
from shared.words import in_words

# No act limits what a mentor is paid: above a whole salary it is a slip of the hand, unless the edition says more.
MOST_PERCENT, PERCENT = 100, "pay_percent_max"
ANSWER = "Положение, раздел 2: участие добровольное"
CONTRACT = "ст. 351.8 ТК РФ"
INTRODUCTION = "Положение, п. 4.1.1"
MEMBERS = "Положение, п. 1.1: пара — педагоги организации"


class Gap(msgspec.Struct, frozen=True):
    """What a pair still lacks, and the clause that asks for it."""

    what: str
    clause: str


def gaps(pair: Pair, names: Mapping[UUID, str], *, introduced: bool, gone: Set[UUID]) -> tuple[Gap, ...]:
    """Return everything that is missing before the head may sign the order (V03, V04); `gone` are the dismissed."""
    missing = [
        Gap(f"одного из участников: {names[answer.person_id]} уже не работает в колледже", MEMBERS)
        for answer in pair.answers
        if answer.person_id in gone
    ]
    for answer in pair.answers:
        if answer.answer != "given":
            who = "наставника" if answer.role == "mentor" else "наставляемого"
            clause = f"{CONTRACT}; {ANSWER}" if answer.role == "mentor" and pair.regime == "351.8" else ANSWER
            missing.append(Gap(f"письменного согласия {who} ({names[answer.person_id]})", clause))
    missing += [
        Gap(f"дополнительного соглашения к трудовому договору ({names[person]})", CONTRACT)
        for person in pair.without_addendum()
    ]
    if not introduced:
        missing.append(Gap("приказа о внедрении системы наставничества", INTRODUCTION))
    return tuple(missing)


def record_addendum(pair: Pair, addendum: AddendumRecorded, *, edition: Edition, today: date) -> AddendumRecorded:
    """Record the addendum to the employment contract of a mentor of this pair."""
    if addendum.person_id in pair.addenda:
        raise no.AddendumKnown
    return _check_addendum(pair, addendum, edition=edition, today=today)


def correct_addendum(pair: Pair, addendum: AddendumRecorded, *, edition: Edition, today: date) -> AddendumRecorded:
    """Correct an addendum: it is recorded again, and the newest record counts."""
    if addendum.person_id not in pair.addenda:
        raise no.AddendumUnknown
    return _check_addendum(pair, addendum, edition=edition, today=today)


def _check_addendum(pair: Pair, addendum: AddendumRecorded, *, edition: Edition, today: date) -> AddendumRecorded:
    if not pair.live:
        raise no.PairOver
    if pair.regime != "351.8":
        raise no.AddendumNotNeeded(regime=REGIMES[pair.regime])
    if addendum.person_id not in pair.guides:
        raise no.NotGuide
    answer = answer_of(pair, addendum.person_id)
    if answer.answer != "given":
        raise no.ConsentFirst
    consented = answer.answered_on
    with gathering() as each:
        with each:
            if addendum.signed_on > today:
                raise no.NotYetSigned(field="signed_on")
            if consented is not None and addendum.signed_on < consented:
                raise no.AddendumBeforeConsent(day=in_words(consented), field="signed_on")
        with each:
            if addendum.contract_date is not None and addendum.contract_date > addendum.signed_on:
                raise no.ContractLater(field="contract_date")
        with each:
            if consented is not None and addendum.starts_on < consented:
                raise no.TermBeforeConsent(day=in_words(consented), field="starts_on")
        with each:
            _check_term(addendum, edition, today)
        with each:
            _check_pay(addendum, edition)
    return addendum


def _check_term(addendum: AddendumRecorded, edition: Edition, today: date) -> None:
    """Refuse a term that is over, or longer than the program for which the work is assigned (Положение, п. 1.2)."""
    if addendum.ends_on <= addendum.starts_on:
        raise no.TermBackwards(field="ends_on")
    if addendum.ends_on > (last := terms.last_day(edition, "program_max", addendum.starts_on)):
        most, clause = terms.genitive(edition, "program_max"), edition.term("program_max").clause
        raise no.LongerThanProgram(most=most, clause=clause, last=in_words(last), field="ends_on")
    if addendum.ends_on < today:
        raise no.AddendumOver(field="ends_on")


def _check_pay(addendum: AddendumRecorded, edition: Edition) -> None:
    if not addendum.pay_amount.is_finite() or addendum.pay_amount <= 0:
        raise no.PayMissing(field="pay_amount")
    most = edition.number(PERCENT) if edition.has(PERCENT) else MOST_PERCENT
    if addendum.pay_kind == "percent" and addendum.pay_amount > most:
        raise no.PayTooMuch(most=most, field="pay_amount")


def sign_order(
    pairs: Sequence[Pair],
    names: Mapping[UUID, str],
    *,
    introduced: bool,
    gone: Set[UUID],
    members: Mapping[UUID, Member],
    order_id: UUID,
    number: str,
    signed_on: date,
    signed_by: UUID | None,
    today: date,
) -> tuple[PairingOrderSigned, list[PairStarted]]:
    """Fix ready pairs by an order; they begin no earlier than every consent and addendum (V03)."""
    if not pairs:
        raise no.NobodyChosen(field="pair_ids")
    if signed_on > today:
        raise no.NotYetSigned(field="signed_on")
    for pair in pairs:
        if pair.started_on is not None:
            raise no.AlreadyStarted(pair=title(pair, names), field="pair_ids")
        if not pair.live:
            raise no.PairOver
    for pair in pairs:
        if refused := combination.refusal(pair, members):
            raise no.NotAllowed(pair=title(pair, names), why=refused.message.removesuffix("."), field="pair_ids")
    reasons = [why for pair in pairs if (why := refusal(pair, names, introduced=introduced, gone=gone))]
    if reasons:
        raise no.PairIncomplete(" ".join(reasons), field="pair_ids")
    _check_day(pairs, signed_on)
    signed = PairingOrderSigned(
        order_id=order_id,
        number=number,
        signed_on=signed_on,
        signed_by=signed_by,
        pair_ids=tuple(pair.id for pair in pairs),
    )
    return signed, [_started(pair, number, signed_on) for pair in pairs]


def _check_day(pairs: Sequence[Pair], signed_on: date) -> None:
    """Refuse an order of a day before the papers of its pairs, or after the end of an addendum."""
    agreed = [answer.answered_on for pair in pairs for answer in pair.answers if answer.answered_on]
    if agreed and signed_on < max(agreed):
        raise no.BeforeConsent(day=f"{max(agreed):%d.%m.%Y}", field="signed_on")
    contracted = [pair.addenda[person] for pair in pairs for person in pair.guides if person in pair.addenda]
    if contracted and signed_on < max(contracted):
        raise no.BeforeAddendum(day=f"{max(contracted):%d.%m.%Y}", field="signed_on")
    ending = [pair.addenda_end[person] for pair in pairs for person in pair.guides if person in pair.addenda_end]
    if ending and signed_on > min(ending):
        raise no.AddendumExpired(day=f"{min(ending):%d.%m.%Y}", field="pair_ids")


def _started(pair: Pair, number: str, signed_on: date) -> PairStarted:
    return PairStarted(
        pair_id=pair.id,
        mentor_id=pair.mentor_id,
        mentee_ids=pair.mentee_ids,
        form=pair.form,
        kinds=pair.kinds,
        order_number=number,
        started_on=signed_on,
    )


def refusal(pair: Pair, names: Mapping[UUID, str], *, introduced: bool, gone: Set[UUID]) -> str:
    """Return a sentence that says why a pair cannot start; empty when it can."""
    missing = gaps(pair, names, introduced=introduced, gone=gone)
    if not missing:
        return ""
    listed = "; ".join(f"нет {gap.what} — {gap.clause}" for gap in missing)
    return f"Пара {title(pair, names)} не может начаться: {listed}."
