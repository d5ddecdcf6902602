"""When a pair or group may be proposed and consented to (Положение, 4.1.4–4.1.5; ст. 351.8 ТК РФ)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from services.programs.pairing.pair import refusals as no
from services.programs.pairing.pair.events import (
    ConsentDeclined,
    ConsentGiven,
    ConsentWithdrawn,
    PairProposed,
    PairReminded,
    ProposalWithdrawn,
    Regime,
    Side,
    Terms,
)
from services.programs.pairing.pair.states import STATES
from shared.consent import agree
from shared.contracts.regulation import Edition
from shared.contracts.terms import in_words
from shared.errors import gathering

Stage = Literal["answers", "declined", "papers", "ready", "active", "leaving", "completed", "ended", "withdrawn"]
STAGES = STATES.pills()
# How many working days a person has to answer before the curator is told; a later answer is still accepted.
ANSWER_DAYS = 5
REGIMES: dict[Regime, str] = {
    "351.8": "поручение по ст. 351.8 ТК РФ",
    "permanent_function": "входит в трудовую функцию",
    "not_employee": "участник не работник колледжа",
}


# What an edition may call the notice of those whom no assignment binds: the law sets none.
VOLUNTARY_EXIT = "voluntary_exit_notice"
VOLUNTARY = "Положение, раздел 2: участие добровольное"
DIRECTED = "Положение, п. 4.1.2"


class Exit(msgspec.Struct, frozen=True):
    """How somebody leaves a pair early, and the clause it rests on.

    `term` is the edition's code of the notice and `ahead` its length in words; both are empty when any day will do.
    """

    term: str
    ahead: str
    clause: str


class Answer(msgspec.Struct, frozen=True):
    """The answer of one side of a pair: none yet, given, declined or withdrawn."""

    person_id: UUID
    role: Literal["mentor", "mentee"]
    answer: Literal["given", "declined", "withdrawn"] | None = None
    answered_on: date | None = None
    reminded_at: datetime | None = None


class Notice(msgspec.Struct, frozen=True):
    """A notice that has been given: who gave it, when, and the last day."""

    side: Side
    person_id: UUID | None
    reason: str
    received_on: date
    effective_on: date


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """The state of a pair or group that its rules need; `addenda` are the days of signature by person."""

    id: UUID
    mentor_id: UUID
    mentee_ids: tuple[UUID, ...]
    form: str
    kinds: tuple[str, ...]
    topic: str = ""
    reverse_topic: str = ""
    regime: Regime = "351.8"
    regime_ground: str = ""
    edition: str
    answers: tuple[Answer, ...]
    addenda: Mapping[UUID, date] = msgspec.field(default_factory=dict)
    addenda_end: Mapping[UUID, date] = msgspec.field(default_factory=dict)
    proposed_on: date
    withdrawn_on: date | None = None
    started_on: date | None = None
    notice: Notice | None = None
    ended_on: date | None = None
    end_reason: str | None = None

    @property
    def people(self) -> tuple[UUID, ...]:
        """Everybody in it, the mentor first."""
        return (self.mentor_id, *self.mentee_ids)

    @property
    def guides(self) -> tuple[UUID, ...]:
        """Who mentors in this pair: both people of a reverse pair do."""
        return self.people if self.reverse_topic else (self.mentor_id,)

    @property
    def live(self) -> bool:
        """Whether the pair is neither withdrawn nor ended."""
        return self.withdrawn_on is None and self.ended_on is None

    @property
    def active(self) -> bool:
        """Whether the pair has begun and has not ended."""
        return self.started_on is not None and self.live

    def without_addendum(self) -> tuple[UUID, ...]:
        """The mentors without an addendum to the employment contract."""
        return tuple(person for person in self.guides if person not in self.addenda) if self.regime == "351.8" else ()


def reads_assessment(pair: Pair, person_id: UUID | None) -> bool:
    """Tell whether a person may read what the mentees asked for: the mentor of a live pair who has not refused."""
    answer = next((one.answer for one in pair.answers if one.person_id == pair.mentor_id), None)
    return person_id == pair.mentor_id and pair.live and answer not in ("declined", "withdrawn")


def stage(pair: Pair) -> Stage:
    """Return the stage of a pair."""
    answers = {answer.answer for answer in pair.answers}
    if pair.withdrawn_on is not None:
        return "withdrawn"
    if pair.ended_on is not None:
        return "completed" if pair.end_reason == "completed" else "ended"
    if pair.started_on is not None:
        return "active" if pair.notice is None else "leaving"
    if "declined" in answers or "withdrawn" in answers:
        return "declined"
    if answers != {"given"}:
        return "answers"
    return "papers" if pair.without_addendum() else "ready"


def title(pair: Pair, names: Mapping[UUID, str]) -> str:
    """Name a pair: «Ермолин Г. А. → Шубина Л. В.»."""
    return f"{names[pair.mentor_id]} → {', '.join(names[person] for person in pair.mentee_ids)}"


def propose(
    terms: Terms,
    *,
    pair_id: UUID,
    edition: Edition,
    needing: Iterable[UUID],
    paired: Iterable[UUID],
    today: date,
) -> PairProposed:
    """Propose a pair or group; `paired` are the mentees who are already in a pair with this mentor."""
    with gathering() as each:
        with each:
            _check_people(terms, frozenset(needing), frozenset(paired))
        with each:
            _check_words(terms, edition)
        with each:
            _check_regime(terms)
    return PairProposed(pair_id=pair_id, terms=terms, edition=edition.edition, proposed_on=today)


def _check_people(terms: Terms, needing: frozenset[UUID], paired: frozenset[UUID]) -> None:
    if not terms.mentee_ids:
        raise no.NoMentee(field="mentee_ids")
    if len(set(terms.mentee_ids)) != len(terms.mentee_ids):
        raise no.MenteeTwice(field="mentee_ids")
    if terms.mentor_id in terms.mentee_ids:
        raise no.MentorIsMentee(field="mentor_id")
    if any(person not in needing for person in terms.mentee_ids):
        raise no.NotMarked(field="mentee_ids")
    if any(person in paired for person in terms.mentee_ids):
        raise no.AlreadyPaired(field="mentee_ids")


def _check_words(terms: Terms, edition: Edition) -> None:
    kinds = edition.words("kinds")
    with gathering() as each:
        with each:
            if terms.form not in edition.words("forms"):
                raise no.FormUnknown(field="form")
        with each:
            if not terms.kinds or not set(terms.kinds) <= kinds.keys():
                raise no.KindUnknown(field="kinds")
    least, clause = edition.number("group_mentees_min"), edition.term("group_mentees_min").clause
    if "group" in terms.kinds and len(terms.mentee_ids) < least:
        raise no.GroupTooSmall(least=least, clause=clause, field="mentee_ids")
    # An edition that has no code for groups requires none for several mentees of one mentor.
    if "group" in kinds and "group" not in terms.kinds and len(terms.mentee_ids) >= least:
        raise no.GroupNotSaid(clause=clause, field="kinds")
    if "reverse" in terms.kinds and len(terms.mentee_ids) > 1:
        raise no.ReverseInGroup(field="kinds")
    if "reverse" in terms.kinds and not terms.reverse_topic:
        raise no.ReverseOneWay(field="reverse_topic")
    if "reverse" not in terms.kinds and terms.reverse_topic:
        raise no.ReverseNotSaid(field="kinds")


def _check_regime(terms: Terms) -> None:
    if terms.regime == "permanent_function" and not terms.regime_ground:
        raise no.FunctionNotSaid(field="regime_ground")


def load_warning(name: str, mentees_now: int, added: int, edition: Edition) -> str:
    """Return a warning when a mentor will have many mentees; no norm forbids it, so it is not refused (V09)."""
    total = mentees_now + added
    if total <= edition.number("mentees_warning"):
        return ""
    return f"У наставника ({name}) станет {total} наставляемых одновременно. Нормы нет; проверьте, хватит ли времени."


def withdraw_proposal(pair: Pair, *, reason: str, today: date) -> ProposalWithdrawn:
    """Withdraw a proposal that no order has fixed yet."""
    _check_proposal(pair)
    return ProposalWithdrawn(pair_id=pair.id, reason=reason, withdrawn_on=today)


def remind(pair: Pair, *, person_id: UUID, now: datetime, today: date) -> PairReminded:
    """Remind a person who has not answered, at most once a day."""
    _check_proposal(pair)
    answer = answer_of(pair, person_id)
    if answer.answer is not None:
        raise no.Answered
    if answer.reminded_at is not None and (now - answer.reminded_at).total_seconds() < 24 * 3600:
        raise no.RemindedToday
    return PairReminded(pair_id=pair.id, person_id=person_id)


def silent_days(pair: Pair, answer: Answer, today: date) -> int:
    """Count the days for which a person has not answered."""
    return (today - pair.proposed_on).days if answer.answer is None and pair.live else 0


def give_consent(pair: Pair, *, person_id: UUID | None, wording: str, seen: str, today: date) -> ConsentGiven:
    """Give the written consent to exactly the text that was shown."""
    answer = own_answer(pair, person_id)
    _check_proposal(pair)
    if answer.answer == "given":
        raise no.AlreadyGiven
    agreed = agree(wording, seen=seen)
    return ConsentGiven(
        pair_id=pair.id,
        person_id=answer.person_id,
        role=answer.role,
        wording=agreed.wording,
        wording_hash=agreed.wording_hash,
        given_on=today,
    )


def decline(pair: Pair, *, person_id: UUID | None, reason: str, today: date) -> ConsentDeclined:
    """Decline with a reason; declining has no consequences for the person (ст. 351.8 ТК РФ)."""
    answer = own_answer(pair, person_id)
    _check_proposal(pair)
    if answer.answer == "given":
        raise no.AlreadyGiven
    return ConsentDeclined(pair_id=pair.id, person_id=answer.person_id, reason=reason, declined_on=today)


def exit_rule(pair: Pair, *, side: Side, person_id: UUID | None, edition: Edition) -> Exit:
    """Return how far ahead somebody says that they leave a pair, and the clause that fits them.

    Only an assignment of the employer binds (ст. 351.8 ТК РФ): whoever mentors by it, and the employer. Everybody
    else takes part of their own will and leaves on any day, unless the edition sets a notice for them too.
    """
    if pair.regime == "351.8" and (side == "employer" or person_id in pair.guides):
        return Exit("exit_notice", in_words(edition, "exit_notice"), edition.term("exit_notice").clause)
    if edition.has(VOLUNTARY_EXIT):
        return Exit(VOLUNTARY_EXIT, in_words(edition, VOLUNTARY_EXIT), edition.term(VOLUNTARY_EXIT).clause)
    return Exit("", "", DIRECTED if side == "employer" else VOLUNTARY)


def withdraw_consent(
    pair: Pair, *, person_id: UUID | None, reason: str, edition: Edition, today: date
) -> ConsentWithdrawn:
    """Withdraw a consent before the order; after it a notice is needed, as far ahead as the edition says."""
    answer = own_answer(pair, person_id)
    if pair.active:
        rule = exit_rule(pair, side=answer.role, person_id=answer.person_id, edition=edition)
        raise (
            no.NoticeNeeded(notice=rule.ahead, clause=rule.clause)
            if rule.ahead
            else no.LeaveInstead(clause=rule.clause)
        )
    _check_proposal(pair)
    if answer.answer != "given":
        raise no.NothingToWithdraw
    return ConsentWithdrawn(pair_id=pair.id, person_id=answer.person_id, reason=reason, withdrawn_on=today)


def answer_of(pair: Pair, person_id: UUID) -> Answer:
    """Return the answer of a person in the pair."""
    found = next((answer for answer in pair.answers if answer.person_id == person_id), None)
    if found is None:
        raise no.PairUnknown
    return found


def own_answer(pair: Pair, person_id: UUID | None) -> Answer:
    """Return the actor's answer; a stranger gets the same refusal as for a pair that does not exist."""
    if person_id is None:
        raise no.PairUnknown
    return answer_of(pair, person_id)


def _check_proposal(pair: Pair) -> None:
    if pair.started_on is not None:
        raise no.AlreadyOrdered
    if not pair.live:
        raise no.PairOver
