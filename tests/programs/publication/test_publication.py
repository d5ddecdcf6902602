"""A mentor's card leaves the college by a consent to exactly its content, and is withdrawn with the consent."""

import msgspec
import pytest

from services.programs.college.person import store as people
from services.programs.college.person.model import PersonDismissed
from services.programs.outside.publication import commands, model, queries
from services.programs.outside.publication.commands import PublishCard, WithdrawCard, WriteCard
from services.programs.outside.publication.model import Card, Known, Written
from services.programs.pairing.pair import commands as pairs
from shared.actor import Role
from shared.consent import TextChanged, hash_of
from shared.contracts.programs import MentorPublished, MentorWithdrawn
from shared.contracts.regulation import first_edition
from shared.db import Tx
from shared.event import sealed_fields
from tests.conftest import FreshContour
from tests.programs import scene
from tests.programs.college import by, college, settled
from tests.programs.scene import ERMOLIN, GUSHCHIN, LAPTEVA, SHUBINA, TODAY

EDITION = first_edition()
DOMAINS = EDITION.words("domains")
CARD = Card(person_id=ERMOLIN, written=Written(domains=("method",), about_self="люблю лес", fields=("subject",)))
KNOWN = Known(
    name="Ермолин Геннадий Аркадьевич",
    post="преподаватель",
    subject="лесоводство",
    category="высшая категория",
    experience_years=12,
    mentees_now=1,
)


def test_a_field_that_is_not_chosen_does_not_leave() -> None:
    told = model.leaves(CARD, KNOWN, on=TODAY)

    assert (told.subject, told.category) == ("лесоводство", "")
    assert ("Категория", "не публикуется") in model.lines(told, DOMAINS)


def test_whatever_leaves_by_the_consent_is_shown_before_and_named_in_it() -> None:
    assert sealed_fields(MentorPublished).keys() == model.FIELDS.keys() - {"mentees_now"}


def test_the_consent_names_every_field_with_its_value() -> None:
    text = model.wording(model.leaves(CARD, KNOWN, on=TODAY), DOMAINS, "БТЛХ")

    for value in ("Ермолин Геннадий Аркадьевич", "лесоводство", "методические", "люблю лес", "стаж, полных лет: 12"):
        assert value in text
    assert "высшая" not in text


def test_only_a_mentor_prepares_a_card_and_only_with_known_domains() -> None:
    with pytest.raises(model.NotMentor):
        model.write(GUSHCHIN, CARD.written, mentor=False, edition=EDITION)
    with pytest.raises(model.DomainsMissing):
        model.write(ERMOLIN, Written(), mentor=True, edition=EDITION)
    with pytest.raises(model.DomainUnknown):
        model.write(ERMOLIN, Written(domains=("magic",)), mentor=True, edition=EDITION)


def test_a_card_that_changed_while_it_was_read_is_not_published() -> None:
    told = model.leaves(CARD, KNOWN, on=TODAY)

    with pytest.raises(TextChanged):
        model.consent(CARD, told, mentor=True, text="новый", seen=hash_of("старый"), today=TODAY)


def test_a_published_card_follows_the_mentees_and_leaves_with_the_mentor() -> None:
    told = model.leaves(CARD, KNOWN, on=TODAY)
    shown = msgspec.structs.replace(CARD, published=told, consented_on=TODAY)

    assert model.refresh(shown, works=True, mentees_now=1, today=TODAY) is None
    more = model.refresh(shown, works=True, mentees_now=2, today=TODAY)
    assert isinstance(more, MentorPublished)
    assert more.mentees_now == 2
    assert isinstance(model.refresh(shown, works=False, mentees_now=1, today=TODAY), MentorWithdrawn)


async def published(tx: Tx) -> None:
    await scene.working(tx)
    scene.teacher(tx, ERMOLIN)
    await written(tx)


async def written(tx: Tx) -> None:
    await commands.write_card(tx, WriteCard(domains=("method",), about_self="люблю лес", fields=("category",)))
    own = await queries.own(tx)
    assert own.preview is not None
    await commands.publish_card(tx, PublishCard(seen=own.preview.seen))


def told(tx: Tx) -> list[MentorPublished | MentorWithdrawn]:
    return [event for event, _ in tx.told if isinstance(event, MentorPublished | MentorWithdrawn)]


async def test_what_is_previewed_is_what_leaves_and_nothing_before_the_consent(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await scene.working(tx)
        scene.teacher(tx, ERMOLIN)
        await commands.write_card(tx, WriteCard(domains=("method",), fields=("category",)))
        preview = (await queries.own(tx)).preview
        assert preview is not None
        assert told(tx) == []

        await commands.publish_card(tx, PublishCard(seen=preview.seen))
        assert told(tx) == [preview.told]
        assert (preview.told.name, preview.told.category, preview.told.subject) == (
            "Ермолин Геннадий Аркадьевич",
            "высшая категория",
            "",
        )
        assert (await queries.own(tx)).current


async def test_a_withdrawn_card_is_gone_and_may_be_published_again(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await published(tx)
        await commands.withdraw_card(tx, WithdrawCard())
        own = await queries.own(tx)
        assert (own.published, own.withdrawn_on) == ((), TODAY)
        with pytest.raises(model.NotPublished):
            await commands.withdraw_card(tx, WithdrawCard())

        # What was prepared was erased, too.
        assert (own.card, own.preview) == (None, None)
        await written(tx)
        assert [type(event) for event in told(tx)] == [MentorPublished, MentorWithdrawn, MentorPublished]


async def test_a_dismissed_mentor_leaves_the_register_at_once(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await published(tx)
        await settled(tx)
        assert [type(event) for event in told(tx)] == [MentorPublished]
        await people.record(tx, PersonDismissed(person_id=ERMOLIN, dismissed_on=TODAY))

        await settled(tx)
        assert [type(event) for event in told(tx)] == [MentorPublished, MentorWithdrawn]
        scene.teacher(tx, ERMOLIN)
        with pytest.raises(model.NotMentor):
            await written(tx)


async def test_a_published_card_counts_the_mentees_of_each_pair_that_begins_and_ends(
    fresh_contour: FreshContour,
) -> None:
    async with college(fresh_contour) as tx:
        await published(tx)
        pair_id = await scene.proposed(tx, mentee_ids=(LAPTEVA,))
        await scene.consent(tx, pair_id, ERMOLIN, LAPTEVA)
        by(tx, Role.HR)
        await pairs.record_addendum(tx, scene.addendum(pair_id))
        await scene.sign(tx, pair_id, number="119-л")
        scene.curator(tx)
        await pairs.dismiss_pair(tx, pairs.DismissPair(pair_id=pair_id, ended_on=TODAY))
        await settled(tx)

        assert [event.mentees_now for event in told(tx) if isinstance(event, MentorPublished)] == [1, 2, 1]


async def test_a_mentee_has_no_card(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await scene.working(tx)
        scene.teacher(tx, SHUBINA)
        with pytest.raises(model.NotMentor):
            await commands.write_card(tx, WriteCard(domains=("method",)))
