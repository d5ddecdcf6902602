"""A dictionary, a term and a unit that the code does not know are stored, shown, and read again from earlier events."""

import re
from functools import partial
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from deploy.databases import login_of, with_database
from services.programs.app import SERVICE
from services.programs.college.organization import queries, store
from services.programs.pairing.need.model import Teacher, suggest
from shared import db
from shared.actor import Role, system
from shared.contracts import regulation_v1, terms
from shared.contracts.registry import RegulationPublished
from shared.contracts.regulation import (
    Dictionary,
    DictionaryUnknown,
    Edition,
    Entry,
    NotANumber,
    Term,
    TermUnknown,
    Unit,
    first_edition,
)
from shared.db import Origin
from shared.migrations import migrate
from shared.rebuild import refill
from shared.sync.running import start_service
from tests.conftest import FreshContour
from tests.programs.college import HOME, NOON
from tests.programs.scene import SAMOYLOVA, TODAY
from tests.programs.visit import open_college

FIRST = first_edition()
V1 = Path(__file__).parents[2] / "registry" / "regulation" / "altai-2023.v1.json"
SHIFTS = Unit("shifts", "смена", "смены", "смен", "смены")
INVENTED = replace(
    FIRST,
    edition="altai-2026",
    valid_from=TODAY,
    units=(*(replace(one, many="наставляемых") if one.code == "people" else one for one in FIRST.units), SHIFTS),
    terms=(
        *(replace(one, value=5) if one.code == "mentees_warning" else one for one in FIRST.terms),
        Term(code="watch", title="Дежурство наставника", value=3, unit="shifts", clause="Положение, п. 9"),
        Term(code="paid", title="Наставнику доплачивают", value=True, clause="Положение, п. 9", confirmed=False),
        Term(code="badge", title="Знак", value="gold", dictionary="badges", clause="Положение, п. 9"),
    ),
    dictionaries=(
        *FIRST.dictionaries,
        Dictionary(code="badges", title="Знаки отличия", entries=(Entry("gold", "золотой", "Положение, п. 9"),)),
    ),
)


def test_an_edition_answers_by_name_and_says_plainly_what_it_lacks() -> None:
    assert FIRST.number("exit_notice") == 3
    assert FIRST.word("badges", "gold") == "gold"
    assert INVENTED.word("badges", "gold") == "золотой"
    with pytest.raises(DictionaryUnknown, match="нет словаря badges"):
        FIRST.entries("badges")
    with pytest.raises(TermUnknown, match="не указано, сколько это: watch"):
        FIRST.number("watch")
    with pytest.raises(NotANumber, match="paid"):
        INVENTED.number("paid")


@pytest.mark.parametrize(
    ("code", "value", "unit", "said", "of"),
    [
        ("program_min", 6, "months", "6 месяцев", "6 месяцев"),
        ("program_min", 1, "months", "1 месяц", "1 месяца"),
        ("program_min", 21, "months", "21 месяц", "21 месяца"),
        ("program_max", 12, "months", "12 месяцев", "года"),
        ("program_max", 2, "years", "2 года", "2 лет"),
        ("exit_notice", 5, "working_days", "5 рабочих дней", "5 рабочих дней"),
        ("exit_notice", 22, "working_days", "22 рабочих дня", "22 рабочих дней"),
    ],
)
def test_a_term_is_said_in_the_grammar_of_its_unit(code: str, value: int, unit: str, said: str, of: str) -> None:
    changed = tuple(replace(one, value=value, unit=unit) if one.code == code else one for one in FIRST.terms)
    edition = replace(FIRST, terms=changed)
    assert (terms.in_words(edition, code), terms.genitive(edition, code)) == (said, of)


def test_two_terms_are_said_as_bounds() -> None:
    assert terms.between(FIRST, "route_min", "route_max") == "4–5 лет"
    assert terms.from_to(FIRST, "program_min", "program_max") == "от 3 месяцев до года"
    months = tuple(replace(one, value=30, unit="months") if one.code == "route_min" else one for one in FIRST.terms)
    assert terms.between(replace(FIRST, terms=months), "route_min", "route_max") == "от 30 месяцев до 5 лет"


def test_a_reason_that_the_edition_does_not_name_is_not_suggested() -> None:
    def suggested(edition: Edition) -> str:
        teacher = Teacher(person_id=SAMOYLOVA, works=True, teaches=True, experience_years=1)
        return suggest(teacher, None, edition=edition, novice_years=3, today=TODAY)

    others = tuple(replace(one, entries=one.entries[1:]) for one in FIRST.dictionaries)
    assert (suggested(FIRST), suggested(replace(FIRST, dictionaries=others))) == ("novice", "")


async def test_a_college_keeps_and_shows_what_no_code_has_heard_of(fresh_contour: FreshContour) -> None:
    async with open_college(fresh_contour, lambda: NOON) as college:
        async with college.running.transaction(system("test")) as tx:
            await tx.act_for("region", Origin("registry.all", 1, 1, NOON))
            await store.apply(tx, RegulationPublished(edition_id=INVENTED.edition, edition=INVENTED))
        async with college.running.transaction(system("test")) as tx:
            assert (await queries.edition(tx, TODAY)).alone() == INVENTED
        head = await college.enter(Role.HEAD, person_id=SAMOYLOVA)
        page = re.sub(r"<[^>]+>", "", await head.read("/organization"))
        told = (await head.http.get("/api/edition")).json()

    for words in ("Дежурство наставника: 3 смены", "Наставнику доплачивают: да", "Знак: золотой", "Знаки отличия"):
        assert words in page, words
    assert "больше, чем: 5 наставляемых" in page
    assert "основание уточняется" in page
    assert msgspec.convert(told, type=Edition) == INVENTED


async def test_editions_kept_before_are_read_again_as_they_are_told_now(
    fresh_contour: FreshContour, postgres: str
) -> None:
    config = await fresh_contour("college", HOME)
    before = V1.read_text("utf-8")
    login = login_of(config.logins["programs"])
    owner = with_database(postgres, config.logins["programs"].rpartition("/")[2])
    connection = await db.connect(owner)
    await connection.execute("set search_path to programs, public; set app.organizations to '*'")
    await connection.execute(
        """insert into journal (id, name, about, at, actor, event, organization)
           values (gen_random_uuid(), 'programs.edition_adopted.v1', 'edition:altai-2023', now(), 'system:test',
                   jsonb_build_object('type', 'programs.edition_adopted.v1', 'edition_id', 'altai-2023',
                                      'edition', $1::text::jsonb), 'btlh')""",
        before,
    )
    await connection.execute(
        """insert into edition (edition_id, valid_from, valid_to, edition, published, known_at, place)
           values ('altai-2023', '2023-02-27', null, $1::text::jsonb, false, now(), 1)""",
        before,
    )
    await connection.execute("delete from _migration where name = '0013_open_edition.sql'")
    await connection.close()

    again = partial(refill, service=SERVICE, home=HOME)
    assert await migrate(owner, "programs", SERVICE.migrations, login, refill=again) == 1

    running = await start_service(config, SERVICE)
    async with running.transaction(system("test")) as tx:
        kept = await queries.edition_called(tx, "altai-2023")
    await running.pool.close()
    assert kept.alone() == FIRST == msgspec.json.decode(before.encode(), type=regulation_v1.Edition).upcast()
