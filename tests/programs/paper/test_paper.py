"""A signed document is what was signed: later corrections of names, posts and letterhead do not reach it."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import msgspec
import pytest

from services.programs.college.organization import store as organizations
from services.programs.college.organization.model import Letterhead, OrganizationDescribed
from services.programs.college.paper import pages as kept
from services.programs.college.paper import queries
from services.programs.college.paper.model import PaperErased, PaperUnknown
from services.programs.college.person import queries as people
from services.programs.college.person import store as staff
from services.programs.college.person.model import PersonChanged
from services.programs.pairing.pair import commands as pairs
from services.programs.pairing.pair import papers
from services.programs.pairing.pair import queries as pair_queries
from services.programs.work.correction import commands as corrections
from services.programs.work.program import papers as programs
from services.programs.work.program import queries as program_queries
from shared.actor import Role, system
from shared.db import Tx
from shared.documents.model import Document
from shared.documents.printed import Printed
from shared.files import Damaged
from tests.conftest import FreshContour
from tests.programs import scene
from tests.programs.college import by, college
from tests.programs.program.test_commands import started
from tests.programs.scene import ERMOLIN, GUSHCHIN, SAMOYLOVA, SHUBINA, TODAY


async def everything_is_renamed(tx: Tx) -> None:
    """Both sides, the head and the college get other names, posts and letterhead."""
    tx.actor = system("test")
    for person_id in (ERMOLIN, SHUBINA, SAMOYLOVA):
        facts = (await people.person(tx, person_id)).facts()
        head = person_id == SAMOYLOVA
        renamed = msgspec.structs.replace(
            facts, surname="Переименованная", posts=("директор центра" if head else "методист",)
        )
        await staff.record(tx, PersonChanged(person_id=person_id, facts=renamed))
    letterhead = Letterhead(full_name="Новый колледж", name="НК", place="г. Новый")
    await organizations.record(tx, OrganizationDescribed(name="НК", letterhead=letterhead))


async def signed(tx: Tx) -> tuple[UUID, list[Printed]]:
    """Every kind of document of a running program, as its files are now."""
    program_id = await started(tx)
    tx.actor = system("test")
    return program_id, await files(tx, program_id)


async def files(tx: Tx, program_id: UUID) -> list[Printed]:
    pair_id = (await program_queries.program(tx, program_id)).pair_id
    [order] = await pair_queries.orders(tx)
    found = [
        await papers.signed_order(tx, order.id),
        await papers.addendum(tx, pair_id, ERMOLIN),
        await papers.consent(tx, pair_id, ERMOLIN),
        await papers.consent(tx, pair_id, SHUBINA),
        await programs.program(tx, program_id),
    ]
    assert all(isinstance(one, Printed) for one in found)
    return [one for one in found if isinstance(one, Printed)]


async def test_a_signed_document_stays_when_names_posts_and_letterhead_change(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        program_id, before = await signed(tx)

        await everything_is_renamed(tx)

        assert await files(tx, program_id) == before
        assert all(one.pdf.startswith(b"%PDF") and one.docx.startswith(b"PK") for one in before)


async def test_a_corrected_addendum_is_another_document_and_the_first_comes_back(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await scene.staffed(tx)
        await scene.introduced(tx)
        pair_id = await scene.ready(tx)
        first = await papers.addendum(tx, pair_id, ERMOLIN)
        tx.now += timedelta(minutes=1)

        wish = msgspec.to_builtins(scene.addendum(pair_id)) | {"number": "15"}
        await pairs.correct_addendum(tx, msgspec.convert(wish, type=pairs.CorrectAddendum))

        both = [one for one in await queries.papers(tx, pair_id) if one.kind == "addendum"]
        assert [one.number for one in both] == ["15", "14"]
        assert await kept.signed(tx, both[1].id) == first
        assert await papers.addendum(tx, pair_id, ERMOLIN) == await kept.signed(tx, both[0].id)


async def test_a_document_signed_before_files_were_kept_has_the_names_of_its_day(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        program_id, _ = await signed(tx)
        pair_id = (await program_queries.program(tx, program_id)).pair_id
        await tx.run("delete from paper")
        await everything_is_renamed(tx)

        [order] = await pair_queries.orders(tx)
        drawn = [
            await papers.signed_order(tx, order.id),
            await papers.addendum(tx, pair_id, ERMOLIN),
            await papers.consent(tx, pair_id, SHUBINA),
            await programs.program(tx, program_id),
        ]

        for document in drawn:
            assert isinstance(document, Document)
            content = msgspec.json.encode(document).decode()
            assert "Переименован" not in content
            assert "Новый" not in content
            assert "методист" not in content


async def test_only_its_readers_get_the_file_of_a_document(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await scene.staffed(tx)
        await scene.introduced(tx)
        pair_id = await scene.ready(tx)
        [mine] = [one for one in await queries.papers(tx, pair_id) if one.person_id == SHUBINA]

        scene.teacher(tx, SHUBINA)
        assert await kept.signed(tx, mine.id)
        for person_id in (ERMOLIN, GUSHCHIN):
            scene.teacher(tx, person_id)
            with pytest.raises(PaperUnknown):
                await kept.signed(tx, mine.id)
        by(tx, Role.COUNCIL)
        with pytest.raises(PaperUnknown):
            await kept.signed(tx, mine.id)
        with pytest.raises(PaperUnknown):
            await kept.signed(tx, uuid4())


async def test_a_changed_file_is_not_given_out_and_an_erased_one_leaves_its_hash(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await scene.staffed(tx)
        await scene.introduced(tx)
        pair_id = await scene.ready(tx)
        tx.actor = system("test")
        one = (await queries.papers(tx, pair_id))[0]

        await tx.run("update file set content = $2 where hash = $1", one.pdf, b"%PDF other")
        with pytest.raises(Damaged):
            await kept.signed(tx, one.id)
        await tx.run("delete from file where hash = $1", one.pdf)
        with pytest.raises(PaperErased):
            await kept.signed(tx, one.id)
        assert (await queries.paper(tx, one.id)).pdf == one.pdf


async def test_a_correction_by_the_curator_is_not_under_the_heads_approval_of_an_earlier_day(
    fresh_contour: FreshContour,
) -> None:
    async with college(fresh_contour) as tx:
        program_id = await started(tx)
        tx.now += timedelta(days=10)
        wish = corrections.ExtendProgram(program_id=program_id, ends_on=date(2027, 6, 30), reason="болезнь")
        scene.teacher(tx, ERMOLIN)
        correction_id = await corrections.extend_program(tx, wish)
        scene.curator(tx)
        await corrections.approve_correction(
            tx, corrections.ApproveCorrection(program_id=program_id, correction_id=correction_id)
        )

        new, old = [await queries.text(tx, one) for one in await queries.papers(tx, program_id)]

        assert [(one.word, one.day) for one in old.stamps] == [("УТВЕРЖДАЮ", TODAY)]
        assert [(one.word, one.name.replace("\xa0", " "), one.day) for one in new.stamps] == [
            ("СОГЛАСОВАНО", "О. П. Вершинина", TODAY + timedelta(days=10))
        ]
        said = dict(new.fields.rows)
        assert said["Редакция программы"] == "2"
        assert said["Утверждена"].replace("\xa0", " ") == "24 ноября 2026 г., редакция 1"
        assert "болезнь" in said["Исправлена"]
