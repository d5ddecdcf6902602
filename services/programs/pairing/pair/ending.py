"""When a pair may end: by notice (ст. 351.8 ТК РФ), by dismissal, by a completed program."""

from datetime import date
from uuid import UUID

from services.programs.pairing.pair import refusals as no
from services.programs.pairing.pair.events import NoticeGiven, NoticeRecalled, Side
from services.programs.pairing.pair.model import Exit, Pair, exit_rule, own_answer
from shared.calendar import FIVE, Calendar
from shared.contracts import terms
from shared.contracts.programs import PairEnded
from shared.contracts.regulation import Edition
from shared.words import in_words

# Who gave notice, and the reason with which the pair then ends.
STOPS: dict[Side, str] = {"mentor": "mentor-left", "mentee": "mentee-left", "employer": "employer-cancelled"}


def give_notice(
    pair: Pair,
    *,
    side: Side,
    person_id: UUID | None,
    reason: str,
    wished: date | None,
    edition: Edition,
    today: date,
    calendar: Calendar = FIVE,
) -> NoticeGiven:
    """Give notice, from either side or the employer, as far ahead as the rule for them says (V05).

    The pair still works on the effective day; it ends when that day has passed.
    """
    if side != "employer":
        own_answer(pair, person_id)
    if not pair.active:
        raise no.NotActive
    if pair.notice is not None:
        raise no.NoticeUnderWay(day=in_words(pair.notice.effective_on))
    rule = exit_rule(pair, side=side, person_id=person_id, edition=edition)
    earliest = earliest_end(rule, edition, today, calendar)
    if wished is not None and wished < earliest:
        if not rule.ahead:
            raise no.NoticeInThePast(clause=rule.clause, day=in_words(earliest), field="effective_on")
        raise no.NoticeTooShort(notice=rule.ahead, clause=rule.clause, day=in_words(earliest), field="effective_on")
    return NoticeGiven(
        pair_id=pair.id,
        side=side,
        person_id=person_id,
        reason=reason,
        received_on=today,
        effective_on=wished or earliest,
    )


def earliest_end(rule: Exit, edition: Edition, today: date, calendar: Calendar = FIVE) -> date:
    """Return the earliest last day of a pair when notice is given today; without a term it is today."""
    return terms.reach(edition, rule.term, today, calendar) if rule.term else today


def recall_notice(pair: Pair, *, side: Side, person_id: UUID | None) -> NoticeRecalled:
    """Withdraw a notice before its day; only the side that gave it may."""
    if side != "employer":
        own_answer(pair, person_id)
    if pair.notice is None or not pair.live or (pair.notice.side, pair.notice.person_id) != (side, person_id):
        raise no.NothingToRecall
    return NoticeRecalled(pair_id=pair.id)


def end_by_notice(pair: Pair, *, today: date) -> PairEnded | None:
    """End a pair whose last day has passed."""
    if not pair.active or pair.notice is None or pair.notice.effective_on >= today:
        return None
    return PairEnded(pair_id=pair.id, ended_on=pair.notice.effective_on, reason=STOPS[pair.notice.side])


def dismiss(pair: Pair, *, ended_on: date, today: date) -> PairEnded:
    """End a pair at once because one of its people was dismissed or transferred; there is no notice period."""
    if not pair.active:
        raise no.NotActive
    if ended_on > today:
        raise no.EndAhead(field="ended_on")
    assert pair.started_on is not None
    if ended_on < pair.started_on:
        raise no.EndBeforeStart(field="ended_on")
    return PairEnded(pair_id=pair.id, ended_on=ended_on, reason="dismissed")


def complete(pair: Pair, *, today: date) -> PairEnded:
    """End a pair whose program was completed."""
    if not pair.active:
        raise no.NotActive
    return PairEnded(pair_id=pair.id, ended_on=today, reason="completed")
