"""How documents write a person: proposed by rule, corrected by hand, kept for later papers; signed ones stay."""

from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from services.programs.college.act import commands as acts
from services.programs.college.act import queries as act_queries
from services.programs.college.person import commands, naming, queries, store
from services.programs.college.person.commands import CorrectNaming, correct_naming
from services.programs.college.person.model import Facts, PersonAdded, PersonChanged
from services.programs.college.person.refusals import PersonUnknown
from services.programs.pairing.pair import commands as pairs
from services.programs.pairing.pair import papers
from shared.actor import Role, system
from shared.db import Tx
from shared.documents.model import Document
from shared.documents.named import Cased, Named, Naming
from shared.documents.names import FullName
from tests.conftest import FreshContour
from tests.programs import scene
from tests.programs.college import by, college, events
from tests.programs.scene import ERMOLIN, SHUBINA, TODAY, VERSHININA

OLGA = Named(FullName("Шубина", "Лариса", "Викторовна"), "преподаватель")
KIM = Named(FullName("Ким", "Саша"), "тьютор")


def correct(named: Named, gender: Any = "", **typed: str) -> Naming | None:
    name = Cased(**{case: form for case, form in typed.items() if not case.startswith("post_")})
    post = Cased(**{case.removeprefix("post_"): form for case, form in typed.items() if case.startswith("post_")})
    corrected = naming.correct(uuid4(), named, gender=gender, name=name, post=post)
    return corrected.naming if corrected else None


def written(document: Any) -> str:
    assert isinstance(document, Document)
    return msgspec.json.encode(document).decode()


def test_a_corrected_form_is_kept_and_the_others_are_proposed() -> None:
    kept = correct(OLGA, genitive="Шубины Ларисы Викторовны", dative=OLGA.name_in("dative"), post_genitive="педагога")
    assert kept is not None
    corrected = msgspec.structs.replace(OLGA, naming=kept)

    assert corrected.cased("genitive") == "Шубины Ларисы Викторовны, педагога"
    assert corrected.cased("dative") == "Шубиной Ларисе Викторовне, преподавателю"
    assert kept.name == Cased(genitive="Шубины Ларисы Викторовны")


def test_a_correction_holds_for_the_name_and_the_post_it_was_said_of() -> None:
    kept = correct(OLGA, accusative="Шубину Лару Викторовну", post_accusative="педагога")
    assert kept is not None
    married = Named(FullName("Ким", "Лариса", "Викторовна"), "преподаватель", kept)
    promoted = Named(OLGA.name, "методист", kept)

    assert married.cased("accusative") == "Ким Ларису Викторовну, педагога"
    assert promoted.cased("accusative") == "Шубину Лару Викторовну, методиста"


def test_the_proposed_forms_are_no_correction_and_an_emptied_one_is_proposed_again() -> None:
    assert correct(OLGA, genitive=OLGA.name_in("genitive"), post_dative="преподавателю") is None
    kept = correct(OLGA, genitive="Шубины Ларисы Викторовны")
    assert kept is not None
    assert correct(msgspec.structs.replace(OLGA, naming=kept), genitive="") == Naming()


def test_another_name_is_refused_beside_its_field() -> None:
    with pytest.raises(naming.AnotherName, match="Шубину Ларису Викторовну") as refused:
        correct(OLGA, accusative="Петрову Анну Ивановну")
    assert refused.value.field == "accusative"


def test_a_gender_that_no_name_tells_is_asked_and_its_forms_follow_the_answer() -> None:
    assert KIM.gender == ""
    with pytest.raises(naming.GenderMissing) as asked:
        correct(KIM)
    assert asked.value.field == "gender"

    shown = {case: KIM.name_in(case) for case in naming.CASES}
    for gender, accusative in (("female", "Ким Сашу"), ("male", "Кима Сашу")):
        kept = correct(KIM, gender, **shown)
        assert kept is not None
        told = msgspec.structs.replace(KIM, naming=kept)
        assert (told.gender, told.name_in("accusative")) == (gender, accusative)
        assert kept.name == Cased()


@pytest.mark.parametrize(
    ("wording", "read"),
    [
        ("Вершинину О. П., заместителя директора", ("Вершинину Ольгу Петровну", "заместителя директора")),
        ("Вершинину О.П.", ("Вершинину Ольгу Петровну", "")),
        ("Вершинину Ольгу Петровну", None),
        ("Петрову А. А., методиста", None),
        ("заместителя Вершинину О. П.", None),
        ("заместителя директора", None),
        ("", None),
    ],
)
def test_a_wording_with_initials_is_read_as_name_and_post(wording: str, read: tuple[str, str] | None) -> None:
    assert Named(FullName("Вершинина", "Ольга", "Петровна")).read_short(wording, "accusative") == read


async def corrected(tx: Tx, person_id: UUID, **forms: Any) -> None:
    by(tx, Role.HR)
    await correct_naming(tx, CorrectNaming(person_id=person_id, **forms))


async def test_a_correction_stands_in_every_later_paper_and_in_no_signed_one(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await scene.staffed(tx)
        await scene.introduced(tx)
        pair_id = await scene.ready(tx)
        tx.actor = system("test")
        signed = await papers.addendum(tx, pair_id, ERMOLIN)

        await corrected(tx, SHUBINA, genitive="Шубины Ларисы Викторовны", instrumental="Шубиною Ларисой Викторовной")
        await corrected(tx, ERMOLIN, accusative="Ермолина Геннадья Аркадьевича", post_accusative="педагога")
        await corrected(tx, VERSHININA, accusative="Вершинину Олю Петровну")
        scene.head(tx)
        draft = written(await papers.draft_order(tx))
        wish = pairs.SignPairingOrder(pair_ids=(pair_id,), number="118-л", signed_on=TODAY)
        order_id = await pairs.sign_pairing_order(tx, wish)
        order = written(await papers.drawn_order(tx, order_id))

        for words in ("Шубиною Ларисой", "Ермолина Геннадья Аркадьевича, педагога", "Вершинину Олю Петровну"):
            assert words in draft
            assert words in order
        tx.actor = system("test")
        assert await papers.addendum(tx, pair_id, ERMOLIN) == signed
        assert "Шубины Ларисы" not in written(await papers.drawn_addendum(tx, pair_id, ERMOLIN))

        await corrected(tx, SHUBINA, instrumental="Шубиной Ларисой Викторовной")
        assert written(await papers.drawn_order(tx, order_id)) == order


async def test_what_is_corrected_in_a_draft_is_kept_for_the_person(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await scene.staffed(tx)
        by(tx, Role.HR)
        act_id = await acts.draft_act(tx, acts.DraftAct(curator_id=VERSHININA, starts_on=TODAY))
        draft = (await act_queries.act(tx, act_id)).draft
        redraft = acts.RedraftAct(
            act_id=act_id,
            curator_id=VERSHININA,
            curator_named="Вершинина О. П., зама директора по учебной работе",
            starts_on=TODAY,
            stages=draft.stages,
        )

        await acts.redraft_act(tx, redraft)

        known = await queries.person(tx, VERSHININA)
        assert known.named.name_in("accusative") == "Вершинина Ольгу Петровну"
        assert known.named.post_in("accusative") == "зама директора по учебной работе"
        assert act_queries.named(known) == "Вершинина\u00a0О.\u00a0П., зама директора по учебной работе"
        assert (await events(tx)).count("person_named") == 1

        phrase = msgspec.structs.replace(redraft, curator_named="Вершинину Ольгу Петровну лично")
        await acts.redraft_act(tx, phrase)
        assert (await events(tx)).count("person_named") == 1


async def added(tx: Tx, surname: str, given: str) -> UUID:
    person_id = uuid4()
    facts = Facts(surname=surname, given_name=given, posts=("преподаватель",))
    tx.actor = system("test")
    await store.record(tx, PersonAdded(person_id=person_id, facts=facts))
    return person_id


async def test_no_paper_is_signed_that_guesses_a_gender(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await scene.staffed(tx)
        await scene.introduced(tx)
        pair_id = await scene.ready(tx)
        for person_id in (SHUBINA, ERMOLIN):
            tx.actor = system("test")
            facts = (await queries.person(tx, person_id)).facts()
            nameless = msgspec.structs.replace(facts, surname="Ким", given_name="Саша", patronymic="")
            await store.record(tx, PersonChanged(person_id=person_id, facts=nameless))
        scene.head(tx)
        wish = pairs.SignPairingOrder(pair_ids=(pair_id,), number="118-л", signed_on=TODAY)

        with pytest.raises(naming.GenderUnknown, match="Ким Саша"):
            await pairs.sign_pairing_order(tx, wish)
        by(tx, Role.HR)
        again = msgspec.to_builtins(scene.addendum(pair_id)) | {"number": "15"}
        with pytest.raises(naming.GenderUnknown):
            await pairs.correct_addendum(tx, msgspec.convert(again, type=pairs.CorrectAddendum))

        for person_id in (SHUBINA, ERMOLIN):
            await corrected(tx, person_id, gender="male")
        scene.head(tx)
        order_id = await pairs.sign_pairing_order(tx, wish)
        assert "наставника Кима Сашу" in written(await papers.drawn_order(tx, order_id))


async def test_who_consents_is_asked_for_their_own_gender(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await scene.staffed(tx)
        await scene.introduced(tx)
        kim = await added(tx, "Ким", "Саша")
        pair_id = await scene.proposed(tx, mentor_id=kim)

        with pytest.raises(naming.GenderUnknown):
            await scene.consent(tx, pair_id, kim)
        scene.teacher(tx, kim)
        await commands.correct_naming(tx, CorrectNaming(person_id=kim, gender="female"))
        await scene.consent(tx, pair_id, kim)
        assert (await queries.person(tx, kim)).named.female


async def test_only_the_person_and_who_keeps_the_staff_correct_a_name(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await scene.staffed(tx)
        scene.teacher(tx, ERMOLIN)
        with pytest.raises(PersonUnknown):
            await correct_naming(tx, CorrectNaming(person_id=SHUBINA, gender="male"))
        await correct_naming(tx, CorrectNaming(person_id=ERMOLIN, genitive="Ермолина Геннадья Аркадьевича"))
        assert (await queries.person(tx, ERMOLIN)).named.name_in("genitive") == "Ермолина Геннадья Аркадьевича"
