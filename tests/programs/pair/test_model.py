"""When a pair may be proposed, consented to and fixed by an order."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
import pytest

from services.programs.pairing.pair import model, ordering
from services.programs.pairing.pair import refusals as no
from services.programs.pairing.pair.events import PairProposed, Terms
from services.programs.pairing.pair.model import Answer
from shared.consent import TextChanged, hash_of
from shared.errors import Refused
from tests.programs.pair.given import (
    ADDENDUM,
    EDITION,
    ERMOLIN,
    GUSHCHIN,
    LAPTEVA,
    MEMBERS,
    NAMES,
    NOON,
    ORDER,
    PAIR,
    SHUBINA,
    TODAY,
    agreed,
    pair,
    ready,
    terms,
    working,
)


def propose(wished: Terms, **changes: Any) -> PairProposed:
    known: dict[str, Any] = {
        "needing": {SHUBINA, LAPTEVA, GUSHCHIN},
        "paired": set[UUID](),
    }
    return model.propose(wished, pair_id=PAIR, edition=EDITION, today=TODAY, **(known | changes))


def test_a_pair_is_proposed_under_the_edition_of_its_day() -> None:
    proposed = propose(terms())

    assert proposed.edition == "altai-2023"
    assert proposed.proposed_on == TODAY


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"mentor_id": SHUBINA}, no.MentorIsMentee),
        ({"mentee_ids": ()}, no.NoMentee),
        ({"mentee_ids": (SHUBINA, SHUBINA), "kinds": ("group",)}, no.MenteeTwice),
        ({"mentee_ids": (ERMOLIN,), "mentor_id": SHUBINA}, no.NotMarked),
        ({"form": "friend-friend"}, no.FormUnknown),
        ({"kinds": ()}, no.KindUnknown),
        ({"kinds": ("traditional", "telepathic")}, no.KindUnknown),
        ({"kinds": ("group",)}, no.GroupTooSmall),
        ({"mentee_ids": (SHUBINA, LAPTEVA)}, no.GroupNotSaid),
        ({"kinds": ("reverse",)}, no.ReverseOneWay),
        ({"reverse_topic": "нейросети"}, no.ReverseNotSaid),
        ({"regime": "permanent_function"}, no.FunctionNotSaid),
    ],
)
def test_a_wrong_proposal_is_refused(changes: dict[str, Any], refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        propose(terms(**changes))


def test_two_mentees_make_a_group() -> None:
    proposed = propose(terms(mentee_ids=(SHUBINA, LAPTEVA), kinds=("group", "virtual")))

    assert proposed.terms.mentee_ids == (SHUBINA, LAPTEVA)


def test_the_same_two_cannot_be_in_two_pairs_at_once() -> None:
    with pytest.raises(no.AlreadyPaired):
        propose(terms(), paired={SHUBINA})


def test_a_reverse_pair_names_both_directions_and_both_mentor() -> None:
    proposed = propose(terms(kinds=("reverse",), reverse_topic="цифровые инструменты"))
    reverse = agreed(reverse_topic=proposed.terms.reverse_topic)

    assert reverse.guides == (ERMOLIN, SHUBINA)
    assert reverse.without_addendum() == (ERMOLIN, SHUBINA)


def test_a_student_needs_no_addendum_of_an_employer() -> None:
    proposed = propose(terms(form="employer-student", regime="not_employee"))

    assert agreed(regime=proposed.terms.regime).without_addendum() == ()


def test_a_fourth_mentee_is_a_warning_and_no_refusal() -> None:
    assert model.load_warning("Ермолин Г. А.", 3, 1, EDITION).startswith("У наставника (Ермолин Г. А.) станет 4")
    assert model.load_warning("Ермолин Г. А.", 2, 1, EDITION) == ""


def test_a_pair_goes_from_answers_to_papers_to_order_to_work() -> None:
    leaving = model.Notice("mentor", ERMOLIN, "переезд", TODAY, TODAY)
    stages = [pair(), agreed(), ready(), working(), working(notice=leaving), working(ended_on=TODAY)]

    assert [model.stage(one) for one in stages] == ["answers", "papers", "ready", "active", "leaving", "ended"]
    assert model.stage(working(ended_on=TODAY, end_reason="completed")) == "completed"
    assert model.stage(pair(withdrawn_on=TODAY)) == "withdrawn"


def test_one_refusal_is_seen_before_the_missing_answers() -> None:
    answers = (Answer(ERMOLIN, "mentor", "declined"), Answer(SHUBINA, "mentee"))

    assert model.stage(pair(answers=answers)) == "declined"


def test_a_consent_keeps_the_text_and_its_version() -> None:
    seen = hash_of("Я согласна.")

    given = model.give_consent(pair(), person_id=SHUBINA, wording="Я согласна.", seen=seen, today=TODAY)

    assert (given.role, given.wording, given.wording_hash) == ("mentee", "Я согласна.", seen)


def test_a_consent_to_a_text_that_changed_meanwhile_is_refused() -> None:
    seen = hash_of("Старый текст.")

    with pytest.raises(TextChanged):
        model.give_consent(pair(), person_id=SHUBINA, wording="Новый текст.", seen=seen, today=TODAY)


@pytest.mark.parametrize("person_id", [GUSHCHIN, None])
def test_a_stranger_cannot_answer_and_does_not_learn_that_the_pair_exists(person_id: UUID | None) -> None:
    with pytest.raises(no.PairUnknown):
        model.decline(pair(), person_id=person_id, reason="нет", today=TODAY)


def test_who_declined_may_still_agree() -> None:
    answers = (Answer(ERMOLIN, "mentor", "declined"), Answer(SHUBINA, "mentee"))
    seen = hash_of("Да.")

    assert model.give_consent(pair(answers=answers), person_id=ERMOLIN, wording="Да.", seen=seen, today=TODAY)


def test_nobody_consents_twice() -> None:
    with pytest.raises(no.AlreadyGiven):
        model.give_consent(agreed(), person_id=SHUBINA, wording="", seen=hash_of(""), today=TODAY)


def test_a_consent_is_withdrawn_before_the_order_and_by_notice_after_it() -> None:
    withdrawn = model.withdraw_consent(ready(), person_id=SHUBINA, reason="болезнь", edition=EDITION, today=TODAY)

    assert withdrawn.person_id == SHUBINA
    with pytest.raises(no.NoticeNeeded, match=r"3 рабочих дня \(ст. 351.8 ТК РФ\)"):
        model.withdraw_consent(working(), person_id=ERMOLIN, reason="болезнь", edition=EDITION, today=TODAY)
    with pytest.raises(no.LeaveInstead, match=r"в любой день.*\(Положение, раздел 2"):
        model.withdraw_consent(working(), person_id=SHUBINA, reason="болезнь", edition=EDITION, today=TODAY)


def test_silence_is_counted_in_days() -> None:
    proposed = pair()

    assert model.silent_days(proposed, proposed.answers[1], TODAY) == 9


def test_a_reminder_comes_at_most_once_a_day() -> None:
    assert model.remind(pair(), person_id=SHUBINA, now=NOON, today=TODAY).person_id == SHUBINA
    answers = (Answer(ERMOLIN, "mentor"), Answer(SHUBINA, "mentee", reminded_at=NOON - timedelta(hours=3)))
    with pytest.raises(no.RemindedToday):
        model.remind(pair(answers=answers), person_id=SHUBINA, now=NOON, today=TODAY)


def test_an_addendum_is_recorded_after_the_mentors_consent() -> None:
    assert ordering.record_addendum(agreed(), ADDENDUM, edition=EDITION, today=TODAY) == ADDENDUM
    with pytest.raises(no.ConsentFirst):
        ordering.record_addendum(pair(), ADDENDUM, edition=EDITION, today=TODAY)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"person_id": SHUBINA}, no.NotGuide),
        ({"signed_on": date(2026, 12, 1)}, no.NotYetSigned),
        ({"contract_date": date(2026, 12, 1)}, no.ContractLater),
        ({"ends_on": date(2026, 11, 1)}, no.TermBackwards),
        ({"pay_amount": Decimal(0)}, no.PayMissing),
        ({"pay_amount": Decimal("nan")}, no.PayMissing),
        ({"pay_amount": Decimal(500)}, no.PayTooMuch),
        ({"signed_on": date(2026, 11, 23)}, no.AddendumBeforeConsent),
        ({"starts_on": date(2026, 11, 23)}, no.TermBeforeConsent),
        ({"ends_on": date(2036, 11, 24)}, no.LongerThanProgram),
        ({"ends_on": date(2027, 11, 25)}, no.LongerThanProgram),
    ],
)
def test_a_wrong_addendum_is_refused(changes: dict[str, Any], refusal: type[Refused]) -> None:
    with pytest.raises(refusal) as refused:
        ordering.record_addendum(agreed(), msgspec.structs.replace(ADDENDUM, **changes), edition=EDITION, today=TODAY)

    assert refusal is no.NotGuide or refused.value.field in changes


def test_an_addendum_may_last_as_long_as_a_program_and_points_may_be_many() -> None:
    longest = msgspec.structs.replace(ADDENDUM, ends_on=date(2027, 11, 24), pay_kind="points", pay_amount=Decimal(500))

    assert ordering.record_addendum(agreed(), longest, edition=EDITION, today=TODAY) == longest


def test_an_addendum_that_is_over_assigns_nothing_and_no_order_is_signed_after_its_end() -> None:
    over = msgspec.structs.replace(ADDENDUM, ends_on=date(2026, 12, 1))
    with pytest.raises(no.AddendumOver):
        ordering.record_addendum(agreed(), over, edition=EDITION, today=date(2026, 12, 2))
    with pytest.raises(no.AddendumExpired, match=r"23\.11\.2026"):
        sign(ready(addenda_end={ERMOLIN: date(2026, 11, 23)}))
    assert sign(ready(addenda_end={ERMOLIN: TODAY}))


def test_an_addendum_is_not_for_those_whose_function_it_is() -> None:
    with pytest.raises(no.AddendumNotNeeded, match="трудовую функцию"):
        ordering.record_addendum(agreed(regime="permanent_function"), ADDENDUM, edition=EDITION, today=TODAY)


def sign(
    *pairs: model.Pair, introduced: bool = True, signed_on: date = TODAY, gone: frozenset[UUID] = frozenset()
) -> Any:
    return ordering.sign_order(
        pairs,
        NAMES,
        introduced=introduced,
        gone=gone,
        members=MEMBERS,
        order_id=ORDER,
        number="118-л",
        signed_on=signed_on,
        signed_by=None,
        today=TODAY,
    )


def test_a_pair_with_somebody_who_was_dismissed_cannot_start() -> None:
    for answer in ready().answers:
        with pytest.raises(no.PairIncomplete, match="уже не работает") as refused:
            sign(ready(), gone=frozenset({answer.person_id}))
        assert refused.value.field == "pair_ids"


def test_no_pair_has_worked_on_a_day_when_somebody_had_not_agreed_yet() -> None:
    agreed_on = max(answer.answered_on for answer in ready().answers if answer.answered_on)

    with pytest.raises(no.BeforeConsent, match=f"{agreed_on:%d.%m.%Y}") as early:
        sign(ready(), signed_on=agreed_on - timedelta(days=1))
    assert early.value.field == "signed_on"
    assert sign(ready(), signed_on=agreed_on)[1][0].started_on == agreed_on


def test_no_pair_has_worked_on_a_day_before_the_addendum() -> None:
    answers = tuple(msgspec.structs.replace(one, answered_on=TODAY - timedelta(days=4)) for one in ready().answers)
    early, late = (
        msgspec.structs.replace(ready(id=UUID(int=n), addenda={ERMOLIN: TODAY - timedelta(days=n)}), answers=answers)
        for n in (3, 2)
    )

    with pytest.raises(no.BeforeAddendum, match=r"22\.11\.2026.*ст\. 351\.8") as refused:
        sign(early, late, signed_on=TODAY - timedelta(days=3))
    assert refused.value.field == "signed_on"
    assert sign(early, signed_on=TODAY - timedelta(days=3))[1][0].started_on == TODAY - timedelta(days=3)
    assert sign(early, late, signed_on=TODAY - timedelta(days=2))


def test_one_order_fixes_several_ready_pairs() -> None:
    other = ready(id=UUID(int=101), mentee_ids=(LAPTEVA,))

    signed, started = sign(ready(), other)

    assert signed.pair_ids == (PAIR, UUID(int=101))
    assert [one.mentee_ids for one in started] == [(SHUBINA,), (LAPTEVA,)]
    assert started[0].order_number == "118-л"
    assert started[0].started_on == TODAY


def test_a_pair_without_papers_cannot_start_and_the_refusal_names_each_with_its_clause() -> None:
    with pytest.raises(no.PairIncomplete) as refused:
        sign(pair(), introduced=False)

    assert refused.value.message == (
        "Пара Ермолин Г. А. → Шубина Л. В. не может начаться: "
        "нет письменного согласия наставника (Ермолин Г. А.) — "
        "ст. 351.8 ТК РФ; Положение, раздел 2: участие добровольное; "
        "нет письменного согласия наставляемого (Шубина Л. В.) — Положение, раздел 2: участие добровольное; "
        "нет дополнительного соглашения к трудовому договору (Ермолин Г. А.) — ст. 351.8 ТК РФ; "
        "нет приказа о внедрении системы наставничества — Положение, п. 4.1.1."
    )


def test_only_the_addendum_missing_is_named_alone() -> None:
    with pytest.raises(no.PairIncomplete) as refused:
        sign(agreed())

    assert refused.value.message == (
        "Пара Ермолин Г. А. → Шубина Л. В. не может начаться: "
        "нет дополнительного соглашения к трудовому договору (Ермолин Г. А.) — ст. 351.8 ТК РФ."
    )


def test_an_order_is_for_somebody_and_of_a_day_that_has_come() -> None:
    with pytest.raises(no.NobodyChosen):
        sign()
    with pytest.raises(no.NotYetSigned):
        sign(ready(), signed_on=date(2026, 11, 25))
    with pytest.raises(no.AlreadyStarted, match="Ермолин"):
        sign(working())
    with pytest.raises(no.PairOver):
        sign(pair(withdrawn_on=TODAY))


def test_a_proposal_is_taken_back_only_before_the_order() -> None:
    assert model.withdraw_proposal(ready(), reason="передумали", today=TODAY).reason == "передумали"
    with pytest.raises(no.AlreadyOrdered):
        model.withdraw_proposal(working(), reason="передумали", today=TODAY)
