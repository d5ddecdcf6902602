"""The introduction order: drafted, corrected, signed, superseded; its curator and its paper."""

import io
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import docx
import msgspec
import pytest

from services.programs.college.act import commands, document, model, papers, queries, roadmap
from services.programs.college.act.commands import DiscardAct, DraftAct, RedraftAct, SignAct
from services.programs.college.act.model import Act, Curator, Draft, Wording
from services.programs.college.act.tasks import TASKS
from services.programs.college.person.commands import AddPerson, DismissPerson, add_person, dismiss_person
from shared.actor import Role
from shared.contracts import law
from shared.contracts.regulation import Dictionary, Entry, first_edition
from shared.db import Tx
from shared.documents.docx import to_docx
from shared.documents.pdf import to_pdf
from shared.tasks import waits
from tests.conftest import FreshContour
from tests.programs.college import by, college, events, settled

TODAY = date(2026, 11, 24)
RULES = first_edition()
VERSHININA = Curator(
    person_id=uuid4(),
    name="Вершинина О. П.",
    posts=("заместитель директора", "преподаватель"),
    works=True,
    teaches=True,
)
DRAFT = Draft(
    curator_id=VERSHININA.person_id,
    curator_named="Вершинину О. П., заместителя директора",
    starts_on=TODAY,
    stages=roadmap.roadmap(TODAY, RULES),
)
SINCE = date(2023, 2, 27)
WORDING = Wording(
    full_name="краевое учреждение «БТЛХ»", name="КГБПОУ «БТЛХ»", founder="Министерство", place="г. Бийск", address="",
    head_post="Директор", head_name="В. А. Ломакин", curator_name="Вершинина О. П.",
)  # fmt: skip


def drafted(**told: Any) -> Act:
    filled: dict[str, Any] = {"id": uuid4(), "state": "draft", "draft": DRAFT} | told
    return Act(**filled)


def sign(act: Act, before: Act | None = None, curator: Curator = VERSHININA, on: date = TODAY) -> Any:
    return model.sign(
        act, before, curator, WORDING, number=" 112-о ", signed_on=on, signed_by=None,
        planned_to=date(2027, 6, 30), today=TODAY,
    )  # fmt: skip


def redraft(act: Act, said: Draft) -> Any:
    return model.redraft(act, said, VERSHININA, since=SINCE, today=TODAY)


@pytest.mark.parametrize(
    ("starts_on", "years", "first", "last"),
    [
        (date(2026, 9, 1), "2026/2027 учебный год", "сентябрь 2026 г.", "май — июнь 2027 г."),
        (date(2026, 8, 25), "2026/2027 учебный год", "сентябрь 2026 г.", "май — июнь 2027 г."),
        (date(2026, 11, 24), "2026/2027 учебный год", "ноябрь 2026 г.", "май — июнь 2027 г."),
        (date(2027, 2, 28), "2026/2027 учебный год", "февраль 2027 г.", "май — июнь 2027 г."),
        # A program of three months that begins in April does not end in the same school year.
        (date(2026, 4, 21), "2025/2026 и 2026/2027 учебные годы", "апрель 2026 г.", "май — июнь 2027 г."),
        (date(2026, 6, 30), "2025/2026 и 2026/2027 учебные годы", "июнь 2026 г.", "май — июнь 2027 г."),
    ],
)
def test_the_roadmap_has_seven_stages_none_of_them_before_the_introduction(
    starts_on: date, years: str, first: str, last: str
) -> None:
    stages = roadmap.roadmap(starts_on, RULES)

    assert len(stages) == 7
    assert (stages[0].when, stages[5].when) == (first, last)
    assert roadmap.period(starts_on, RULES).years == years


def test_a_december_start_names_both_years_of_a_stage() -> None:
    assert roadmap.roadmap(date(2026, 12, 7), RULES)[2].when == "декабрь 2026 г. — январь 2027 г."


def test_another_day_of_introduction_moves_the_proposed_terms_and_leaves_written_ones() -> None:
    before = roadmap.roadmap(TODAY, RULES)
    said = (msgspec.structs.replace(before[0], when="до 30 ноября"), *before[1:])

    moved = roadmap.moved(said, before, after := roadmap.roadmap(date(2027, 9, 1), RULES))

    assert moved == (msgspec.structs.replace(after[0], when="до 30 ноября"), *after[1:])


def test_an_order_does_not_approve_a_roadmap_that_is_over() -> None:
    with pytest.raises(model.RoadmapOver, match=r"30\.06\.2026") as refused:
        model.sign(
            drafted(), None, VERSHININA, WORDING, number="1", signed_on=TODAY, signed_by=None,
            planned_to=date(2026, 6, 30), today=TODAY,
        )  # fmt: skip
    assert refused.value.field == "signed_on"


@pytest.mark.parametrize(
    ("day", "named", "unnamed"),
    [
        (date(2023, 3, 1), ("№ 273-ФЗ",), ("351.8", "№ 1264-р")),
        (date(2025, 2, 28), ("№ 273-ФЗ",), ("351.8", "№ 1264-р")),
        (date(2025, 3, 1), ("№ 273-ФЗ", "статьёй 351.8"), ("№ 1264-р",)),
        (date(2025, 5, 21), ("№ 273-ФЗ", "статьёй 351.8", "от 21.05.2025 № 1264-р"), ()),
        (date(2031, 1, 1), ("№ 273-ФЗ", "статьёй 351.8"), ("№ 1264-р",)),
    ],
)
def test_an_order_names_the_acts_in_force_on_its_day(
    day: date, named: tuple[str, ...], unnamed: tuple[str, ...]
) -> None:
    said = paper(number="1", signed_on=day).blocks[0].text

    assert all(one in said for one in named)
    assert not any(one in said for one in unnamed)
    assert "№ 3273-р" not in said  # nobody has confirmed until when it is in force
    assert said.endswith("Положением о системе наставничества педагогических работников в КГБПОУ «БТЛХ»")


def test_a_region_names_its_own_acts_by_its_edition() -> None:
    own = Dictionary(
        code=law.BASIS,
        title="Правовое основание приказов",
        entries=(Entry("order-12", "приказом № 12", "приказ № 12"),),
    )
    rules = msgspec.structs.replace(RULES, dictionaries=(*RULES.dictionaries, own))

    assert law.basis(rules, TODAY) == ("приказом № 12",)


def paper(**told: Any) -> Any:
    filled: dict[str, Any] = {"number": None, "signed_on": None, "often": "одного раза в год"} | told
    years = roadmap.period(DRAFT.starts_on, RULES).years
    return document.order(
        DRAFT, WORDING, basis=law.basis(RULES, filled["signed_on"] or TODAY), years=years, **filled
    )  # fmt: skip


def test_signing_introduces_the_system_and_names_the_curator() -> None:
    signed, introduced = sign(drafted())

    assert signed.wording == WORDING
    assert (introduced.number, introduced.curator_id) == ("112-о", VERSHININA.person_id)


def test_only_a_draft_is_signed_corrected_or_thrown_away() -> None:
    signed = drafted(state="in force")

    with pytest.raises(model.NotDraft):
        sign(signed)
    with pytest.raises(model.NotDraft):
        redraft(signed, DRAFT)
    with pytest.raises(model.NotDraft):
        model.discard(signed)


def test_an_order_is_dated_neither_ahead_nor_before_the_one_in_force() -> None:
    with pytest.raises(model.SignedLater):
        sign(drafted(), on=date(2026, 11, 25))
    before = drafted(state="in force", number="7-о", signed_on=date(2026, 9, 1))
    with pytest.raises(model.SignedBefore, match=r"№ 7-о от 01\.09\.2026"):
        sign(drafted(), before, on=date(2026, 8, 31))


def test_whoever_left_is_not_the_curator() -> None:
    gone = msgspec.structs.replace(VERSHININA, works=False)

    with pytest.raises(model.CuratorNotHere, match=r"п\. 4\.1\.2"):
        model.draft(uuid4(), DRAFT, gone, open_draft=None, since=SINCE, today=TODAY)
    with pytest.raises(model.CuratorNotHere):
        sign(drafted(), curator=gone)


def test_a_slip_in_the_year_is_answered_beside_the_day() -> None:
    for year, refusal in ((1999, model.StartsTooEarly), (2062, model.StartsTooLate)):
        with pytest.raises(refusal, match="Проверьте год") as slip:
            redraft(drafted(), msgspec.structs.replace(DRAFT, starts_on=date(year, 11, 29)))
        assert slip.value.field == "starts_on"
    assert redraft(drafted(), msgspec.structs.replace(DRAFT, starts_on=SINCE)) is not None


def test_saying_the_same_again_is_no_fact() -> None:
    act = drafted()

    assert redraft(act, DRAFT) is None
    assert redraft(act, msgspec.structs.replace(DRAFT, starts_on=date(2026, 12, 1))) is not None


def test_an_unusual_curator_is_a_warning_and_no_refusal() -> None:
    accountant = Curator(person_id=uuid4(), name="Петрова А. А.", posts=("бухгалтер",), works=True, teaches=False)

    assert model.doubts(VERSHININA, head_id=None) == ()
    assert "4.1.2" in model.doubts(VERSHININA, head_id=VERSHININA.person_id)[0]
    assert "не педагог" in model.doubts(accountant, head_id=None)[0]


async def staff(tx: Tx) -> tuple[UUID, UUID]:
    head = await add_person(
        tx, AddPerson(surname="Ломакин", given_name="Виктор", patronymic="Андреевич", posts="директор; преподаватель")
    )
    deputy = AddPerson(
        surname="Вершинина", given_name="Ольга", patronymic="Петровна", posts="заместитель директора; преподаватель"
    )
    return head, await add_person(tx, deputy)


async def test_with_the_signature_the_curator_has_the_role(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        _, vershinina = await staff(tx)
        act_id = await commands.draft_act(tx, DraftAct(curator_id=vershinina, starts_on=TODAY))
        assert await queries.roles_of(tx, vershinina) == frozenset()

        await commands.sign_act(tx, SignAct(act_id=act_id, number="112-о", signed_on=TODAY))

        assert await queries.roles_of(tx, vershinina) == {Role.CURATOR}
        act = await queries.act(tx, act_id)
        assert act.wording is not None
        assert act.wording.head_name.replace("\xa0", " ") == "В. А. Ломакин"
        assert act.draft.curator_named.replace("\xa0", " ") == "Вершинину О. П., заместителя директора"
        assert [type(event).__name__ for event, _ in tx.told][-1] == "SystemIntroduced"


async def test_a_new_order_replaces_the_curator(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        head, vershinina = await staff(tx)
        for number, curator in (("1-о", vershinina), ("2-о", head)):
            tx.now += timedelta(minutes=1)
            act_id = await commands.draft_act(tx, DraftAct(curator_id=curator, starts_on=TODAY))
            await commands.sign_act(tx, SignAct(act_id=act_id, number=number, signed_on=TODAY))

        assert await queries.roles_of(tx, vershinina) == frozenset()
        assert await queries.roles_of(tx, head) == {Role.CURATOR}
        assert [(act.number, act.state) for act in await queries.acts(tx)] == [
            ("2-о", "in force"),
            ("1-о", "superseded"),
        ]


async def test_there_is_one_draft_and_each_number_once(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        head, vershinina = await staff(tx)
        first = await commands.draft_act(tx, DraftAct(curator_id=vershinina, starts_on=TODAY))
        with pytest.raises(model.AlreadyDrafting):
            await commands.draft_act(tx, DraftAct(curator_id=head, starts_on=TODAY))
        await commands.sign_act(tx, SignAct(act_id=first, number="1-о", signed_on=TODAY))

        second = await commands.draft_act(tx, DraftAct(curator_id=head, starts_on=TODAY))
        await commands.discard_act(tx, DiscardAct(act_id=second))
        with pytest.raises(model.ActUnknown):
            await queries.act(tx, second)
        third = await commands.draft_act(tx, DraftAct(curator_id=head, starts_on=TODAY))
        with pytest.raises(model.NumberTaken):
            await commands.sign_act(tx, SignAct(act_id=third, number="1-о", signed_on=TODAY))


async def test_another_curator_is_named_anew_and_a_correction_by_hand_is_kept(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        head, vershinina = await staff(tx)
        act_id = await commands.draft_act(tx, DraftAct(curator_id=vershinina, starts_on=TODAY))
        act = await queries.act(tx, act_id)
        changed = RedraftAct(
            act_id=act_id, curator_id=head, curator_named=act.draft.curator_named, starts_on=TODAY,
            stages=act.draft.stages,
        )  # fmt: skip
        await commands.redraft_act(tx, changed)
        named = (await queries.act(tx, act_id)).draft.curator_named.replace("\xa0", " ")
        assert named == "Ломакина В. А., директора"

        await commands.redraft_act(tx, msgspec.structs.replace(changed, curator_named="директора  Ломакина В. А."))
        assert (await queries.act(tx, act_id)).draft.curator_named == "директора Ломакина В. А."


async def test_each_role_is_told_what_waits(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        by(tx, Role.HR)
        assert await waits(tx, TASKS) == []
        head, vershinina = await staff(tx)
        assert [task.url for task in await waits(tx, TASKS)] == ["/acts/new"]

        act_id = await commands.draft_act(tx, DraftAct(curator_id=vershinina, starts_on=TODAY))
        assert await waits(tx, TASKS) == []
        by(tx, Role.HEAD, person_id=head)
        assert [task.url for task in await waits(tx, TASKS)] == [f"/acts/{act_id}"]

        await commands.sign_act(tx, SignAct(act_id=act_id, number="112-о", signed_on=TODAY))
        assert await waits(tx, TASKS) == []
        await dismiss_person(tx, DismissPerson(person_id=vershinina, dismissed_on=TODAY))
        assert ["нового куратора" in task.title for task in await waits(tx, TASKS)] == [True]
        await settled(tx)
        assert (await events(tx))[-1] == "staff_counted"


def test_the_paper_says_what_was_decided_and_a_draft_says_that_it_is_one() -> None:
    signed = paper(number="112-о", signed_on=TODAY)
    text = "\n".join(line.text for line in docx.Document(io.BytesIO(to_docx(signed))).paragraphs)

    assert "Назначить куратором реализации персонализированных программ наставничества Вершинину" in text
    assert "24 ноября 2026" in text.replace("\xa0", " ")
    assert not signed.draft
    assert paper(often="2 раз в год").draft
    assert to_pdf(signed).startswith(b"%PDF")


async def test_another_day_of_introduction_moves_the_stages_of_the_draft(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        _, vershinina = await staff(tx)
        act_id = await commands.draft_act(tx, DraftAct(curator_id=vershinina, starts_on=date(2026, 4, 21)))
        stages = (await queries.act(tx, act_id)).draft.stages

        wish = RedraftAct(act_id=act_id, curator_id=vershinina, starts_on=date(2026, 12, 1), stages=stages)
        await commands.redraft_act(tx, wish)

        act = await queries.act(tx, act_id)
        assert [one.when for one in act.draft.stages[:2]] == ["декабрь 2026 г.", "декабрь 2026 г., далее ежегодно"]
        assert "на 2026/2027 учебный год" in str((await papers.drawn(tx, act)).blocks)
