"""Events of a pair that stay inside the college; PairStarted and PairEnded, which cross, are in the contracts."""

from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal
from uuid import UUID

import msgspec

from shared.event import Event

Regime = Literal["351.8", "permanent_function", "not_employee"]
Side = Literal["mentor", "mentee", "employer"]
Pay = Literal["percent", "amount", "points"]


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """The terms of a proposal: who mentors whom, in which form and kinds, about what, on which legal ground."""

    mentor_id: UUID
    mentee_ids: tuple[UUID, ...]
    form: str
    kinds: tuple[str, ...]
    topic: str
    reverse_topic: str = ""
    regime: Regime = "351.8"
    regime_ground: str = ""


class PairProposed(Event, frozen=True, kw_only=True, tag="programs.pair_proposed.v1"):
    """The curator proposed a pair or group; everybody in it is asked for a written consent."""

    about: ClassVar[str] = "pair_id"
    happened: ClassVar[str] = "Предложена пара"

    pair_id: UUID
    terms: Terms
    edition: str
    proposed_on: date


class ProposalWithdrawn(Event, frozen=True, kw_only=True, tag="programs.pair_proposal_withdrawn.v1"):
    """The curator withdrew a proposal before an order fixed it."""

    about: ClassVar[str] = "pair_id"
    happened: ClassVar[str] = "Отозвано предложение пары"

    pair_id: UUID
    reason: str
    withdrawn_on: date


class PairReminded(Event, frozen=True, kw_only=True, tag="programs.pair_reminded.v1"):
    """The curator reminded somebody who has not answered a proposal."""

    about: ClassVar[str] = "pair_id"
    happened: ClassVar[str] = "Отправлено напоминание"

    pair_id: UUID
    person_id: UUID


class ConsentGiven(Event, frozen=True, kw_only=True, tag="programs.pair_consent_given.v1"):
    """A mentor or mentee gave the written consent to exactly this wording."""

    about: ClassVar[str] = "pair_id"
    happened: ClassVar[str] = "Дано согласие"

    pair_id: UUID
    person_id: UUID
    role: Literal["mentor", "mentee"]
    wording: str
    wording_hash: str
    given_on: date


class ConsentDeclined(Event, frozen=True, kw_only=True, tag="programs.pair_consent_declined.v1"):
    """A mentor or mentee declined a proposal, with a reason."""

    about: ClassVar[str] = "pair_id"
    happened: ClassVar[str] = "Получен отказ"

    pair_id: UUID
    person_id: UUID
    reason: str
    declined_on: date


class ConsentWithdrawn(Event, frozen=True, kw_only=True, tag="programs.pair_consent_withdrawn.v1"):
    """A mentor or mentee withdrew the consent before an order fixed the pair."""

    about: ClassVar[str] = "pair_id"
    happened: ClassVar[str] = "Отозвано согласие"

    pair_id: UUID
    person_id: UUID
    reason: str
    withdrawn_on: date


class AddendumRecordedV1(Event, frozen=True, kw_only=True, tag="programs.pair_addendum_recorded.v1"):
    """The addendum to a mentor's employment contract, the contract itself not named."""

    about: ClassVar[str] = "pair_id"

    pair_id: UUID
    person_id: UUID
    number: str
    signed_on: date
    content: str
    work_form: str
    starts_on: date
    ends_on: date
    pay_kind: Pay
    pay_amount: Decimal
    pay_terms: str

    def upcast(self) -> "AddendumRecorded":
        """Return the present version; neither the contract nor the authority of the signer is known."""
        return AddendumRecorded(**msgspec.structs.asdict(self), contract_number="", contract_date=None, authority="")


class AddendumRecorded(Event, frozen=True, kw_only=True, tag="programs.pair_addendum_recorded.v2"):
    """The addendum to a mentor's employment contract: content, form, term and pay of the work (ст. 351.8 ТК РФ).

    `contract_number` and `contract_date` name the employment contract; `authority` is what the head acts on, in the
    genitive («устава»). All three are empty in records of the first version.
    """

    about: ClassVar[str] = "pair_id"
    happened: ClassVar[str] = "Записано дополнительное соглашение"
    was: ClassVar[type[Event] | None] = AddendumRecordedV1

    pair_id: UUID
    person_id: UUID
    number: str
    signed_on: date
    content: str
    work_form: str
    starts_on: date
    ends_on: date
    pay_kind: Pay
    pay_amount: Decimal
    pay_terms: str
    contract_number: str
    contract_date: date | None
    authority: str


class PairingOrderSigned(Event, frozen=True, kw_only=True, tag="programs.pairing_order_signed.v1"):
    """The head signed the order that fixes one or several pairs."""

    about: ClassVar[str] = "order_id"
    happened: ClassVar[str] = "Подписан приказ о закреплении"

    order_id: UUID
    number: str
    signed_on: date
    signed_by: UUID | None
    pair_ids: tuple[UUID, ...]


class NoticeGiven(Event, frozen=True, kw_only=True, tag="programs.pair_notice_given.v1"):
    """A side of the pair or the employer gave notice; the pair ends on the effective day (ст. 351.8 ТК РФ)."""

    about: ClassVar[str] = "pair_id"
    happened: ClassVar[str] = "Подано уведомление об отказе"

    pair_id: UUID
    side: Side
    person_id: UUID | None
    reason: str
    received_on: date
    effective_on: date


class NoticeRecalled(Event, frozen=True, kw_only=True, tag="programs.pair_notice_recalled.v1"):
    """The side that gave notice withdrew it before its day."""

    about: ClassVar[str] = "pair_id"
    happened: ClassVar[str] = "Отозвано уведомление об отказе"

    pair_id: UUID
