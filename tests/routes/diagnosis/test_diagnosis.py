from datetime import date

import pytest
from msgspec.structs import replace

from services.routes.route.diagnosis import model
from services.routes.route.diagnosis.commands import NoteDifficulties, NoteStrengths, note_difficulties, note_strengths
from services.routes.route.diagnosis.model import DiagnosisNoted, Kind, Mark
from services.routes.route.diagnosis.queries import diagnoses
from services.routes.route.route.model import StepClosed
from shared.errors import Refused
from tests.conftest import FreshDatabase
from tests.registry.region import TUTOR
from tests.routes.given import DOMAINS, EDITION, ROUTE, TODAY, asked, marks, opened, up_to

READY = replace(ROUTE, done=frozenset({1}))
NONE = tuple(Mark(code, "none") for code in DOMAINS)


def note(marks: tuple[Mark, ...], *, kind: Kind = "difficulties", held_on: date = TODAY) -> DiagnosisNoted:
    return model.note(
        READY, id=ROUTE.id, kind=kind, marks=marks, note="", held_on=held_on, edition=EDITION, today=TODAY
    )


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        (NONE[1:], model.DomainsMissing),
        ((*NONE, NONE[0]), model.DomainTwice),
        ((*NONE, Mark("cooking", "none")), model.DomainUnknown),
        ((Mark(DOMAINS[0], "awful"), *NONE[1:]), model.LevelUnknown),
    ],
)
def test_a_diagnosis_speaks_of_every_domain_once_in_known_words(
    wrong: tuple[Mark, ...], refusal: type[Refused]
) -> None:
    with pytest.raises(refusal) as refused:
        note(wrong)

    assert refused.value.field == "marks"


def test_a_domain_named_with_braces_breaks_no_sentence() -> None:
    with pytest.raises(model.DomainUnknown):
        note((*NONE, Mark("{0.__class__}", "none")))


def test_nobody_is_without_any_strength_but_somebody_may_be_without_difficulties() -> None:
    with pytest.raises(model.NoStrength):
        note(NONE, kind="strengths")
    assert note(NONE).marks == NONE


def test_a_diagnosis_is_not_noted_ahead() -> None:
    with pytest.raises(model.HeldLater):
        note(NONE, held_on=date(2026, 12, 24))


def test_what_was_hard_in_any_diagnosis_is_a_deficit() -> None:
    before = (Mark("method", "high"), Mark("ict", "none"))
    after = (Mark("method", "none"), Mark("ict", "low"))

    assert model.deficits([before, after]) == ["method", "ict"]


async def test_a_diagnosis_waits_for_the_image_and_every_one_is_kept(fresh_database: FreshDatabase) -> None:
    async with asked(fresh_database) as here, here.at(here.routes, TUTOR) as tx:
        route_id = await opened(tx)
        wish = NoteStrengths(route_id=route_id, held_on=TODAY, marks=marks(subject="sure"))
        with pytest.raises(StepClosed):
            await note_strengths(tx, wish)


async def test_diagnoses_are_repeated_and_compared(fresh_database: FreshDatabase) -> None:
    async with asked(fresh_database) as here, here.at(here.routes, TUTOR) as tx:
        route_id = await up_to(tx, 5)
        later = NoteDifficulties(route_id=route_id, held_on=TODAY, marks=marks(method="low"), note="Легче.")
        await note_difficulties(tx, later)

        noted = await diagnoses(tx, route_id, "difficulties")
        assert [one.level("method") for one in noted] == ["high", "low"]
        assert noted[-1].note == "Легче."
        assert [one.level("subject") for one in await diagnoses(tx, route_id, "strengths")] == ["teaches"]
