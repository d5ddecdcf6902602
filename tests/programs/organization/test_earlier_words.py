"""What was made under an earlier edition is read in its words, also when the edition in force has other codes."""

import re
from datetime import date

from msgspec.structs import replace

from services.programs.college.organization import queries, store
from services.programs.outside.publication import commands as cards
from services.programs.outside.publication import queries as card_views
from shared.actor import Role, system
from shared.contracts.registry import RegulationPublished
from shared.contracts.regulation import Edition, Entry, among
from shared.db import Origin, Tx
from tests.conftest import FreshContour
from tests.editions import FIRST, other_words
from tests.programs import scene
from tests.programs.college import HOME, NOON, college
from tests.programs.scene import ACT, ERMOLIN, SAMOYLOVA, SHUBINA, TODAY, VERSHININA
from tests.programs.test_other_terms import Told
from tests.programs.test_story import gone, post
from tests.programs.visit import open_college

OTHER = other_words(TODAY)
# The codes of the first edition that no page may show; «digital» and the like are no Russian words either.
CODES = {
    entry.code
    for one in FIRST.dictionaries
    if one.code in ("domains", "need_reasons", "levels", "forms", "kinds")
    for entry in one.entries
} - {"none"}
RAW = re.compile(rf"(?<![\w./-])(?:{'|'.join(sorted(CODES, key=len, reverse=True))})(?![\w./-])", re.I)


async def publish(tx: Tx, edition: Edition, seq: int = 1) -> None:
    """Hear from the region that an edition was published."""
    await tx.act_for("region", Origin("registry.all", 1, seq, NOON))
    await store.apply(tx, RegulationPublished(edition_id=edition.edition, edition=edition))
    await tx.act_for(HOME, None)


def test_a_code_is_read_in_the_latest_earlier_edition_that_has_it_then_in_a_later_one() -> None:
    def called(edition: str, day: date, **words: str) -> Edition:
        entries = tuple(Entry(code, title, "п. 1") for code, title in words.items())
        return replace(
            FIRST,
            edition=edition,
            valid_from=day,
            dictionaries=tuple(replace(one, entries=entries) for one in FIRST.dictionaries if one.code == "domains"),
        )

    known = [
        called("a", date(2020, 1, 1), law="право", talk="беседа"),
        called("b", date(2021, 1, 1), law="закон"),
        called("c", date(2022, 1, 1), speech="речь", talk="разговор"),
        called("d", date(2023, 1, 1), voice="голос", law="устав"),
    ]
    third = among(known, known[2])

    assert [third.word("domains", code) for code in ("speech", "talk", "law", "voice", "magic")] == [
        "речь", "разговор", "закон", "голос", "magic",
    ]  # fmt: skip
    assert third.words("domains") == {"speech": "речь", "talk": "разговор"}
    assert third.alone() == known[2]


async def test_no_page_shows_a_code_of_an_earlier_edition(fresh_contour: FreshContour) -> None:
    async with open_college(fresh_contour, lambda: NOON) as opened:
        async with opened.running.transaction(system("test")) as tx:
            pair_id = await scene.working(tx)
            await scene.assessed(tx, scene.LAPTEVA)
            scene.teacher(tx, ERMOLIN)
            await cards.write_card(tx, cards.WriteCard(domains=("method",), fields=()))
            preview = (await card_views.own(tx)).preview
            assert preview
            await cards.publish_card(tx, cards.PublishCard(seen=preview.seen))
        mentor = await opened.enter(Role.TEACHER, person_id=ERMOLIN)
        program = gone(await post(mentor, "/programs", pair_id=str(pair_id), mentee_id=str(SHUBINA)))
        async with opened.running.transaction(system("test")) as tx:
            await publish(tx, OTHER)
        told = Told(OTHER, opened, pair_id)
        ids = {"pair_id": str(pair_id), "program_id": program.split("/")[2], "act_id": str(ACT)}
        for who, visitor in {
            "curator": await opened.enter(Role.CURATOR, person_id=VERSHININA),
            "head": await opened.enter(Role.HEAD, person_id=SAMOYLOVA),
            "mentor": mentor,
            "mentee": await opened.enter(Role.TEACHER, person_id=SHUBINA),
        }.items():
            await told.walk(who, visitor, **ids, person_id=str(SHUBINA))
            if who == "curator":
                told.keep("proposal", await visitor.read(f"/pairs/new?mentee_ids={scene.LAPTEVA}"))
                told.keep("filtered", await visitor.read("/needs?reason=novice"))
                needing = (await visitor.http.get("/api/needs")).json()

    raw = {place: found[0] for place, text in told.texts.items() if (found := RAW.search(text))}
    assert raw == {}
    novice, method = FIRST.word("need_reasons", "novice"), FIRST.word("domains", "method")
    for place in ("curator /needs", "head /needs", f"curator /needs/{SHUBINA}", "filtered"):
        assert novice in told.texts[place].lower(), place
    for place in ("curator /needs", "curator /pairs/new", "proposal", "mentor /card", "mentor /my-trace"):
        assert method in told.texts[place].lower(), place
    assert "Шубина" in told.texts["filtered"]
    assert {row["reason_word"] for row in needing} == {novice}
    assert [row["difficult_words"][0] for row in needing if row["assessed_on"]] == [method, method]


async def test_the_later_published_of_two_editions_with_one_first_day_holds(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await publish(tx, other_words(TODAY, "z-first"))
        await publish(tx, other_words(TODAY, "a-corrected"), 2)

        assert (await queries.edition(tx, TODAY)).edition == "a-corrected"
        assert (await queries.editions(tx))[0].edition_id == "a-corrected"
        assert await tx.value(f"select {queries.rules_today('edition_id', '$1')}", TODAY) == "a-corrected"
        word = queries.word("'a-corrected'", "domains", "$1::text")
        assert [await tx.value(f"select {word}", code) for code in ("speech", "method", "magic")] == [
            "речь и голос", FIRST.word("domains", "method"), "magic",
        ]  # fmt: skip
