"""The access log: what is noted is written together, once, and is not lost; only old lines go."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from shared import ids
from shared.actor import Role
from shared.doors import ANYONE, SHOWN, page
from shared.identity import reads, retelling
from shared.identity.reads import Ledger, Reader
from shared.shown import Whose, people_in
from shared.web.arguments import Place
from shared.web.bind import bind
from tests.identity.house import House, show_hall

NOON = datetime(2026, 12, 1, 5, tzinfo=UTC)
CURATOR = Reader(uuid4(), "Вершинина Ольга Петровна", frozenset({Role.CURATOR}))


def noted(ledger: Ledger, *people: UUID, at: datetime = NOON, page: str = "Сотрудники") -> None:
    ledger.note(
        CURATOR, frozenset(Whose("btlh", one) for one in people), page=page, route="/people", request_id="r", at=at
    )


def test_people_are_found_wherever_an_answer_names_them() -> None:
    one, two, three = uuid4(), uuid4(), uuid4()
    shown = {"rows": [{"mentor_id": one, "mentee_ids": [two]}], "id": uuid4(), "deep": ({"x": {"person_id": three}},)}
    assert {whose.person_id for whose in people_in(shown, "btlh")} == {one, two, three}
    assert people_in({"organization": "bgpk", "person_id": one}, "region") == {Whose("bgpk", one)}


@pytest.mark.parametrize("declared", [{}, {"reads": SHOWN, "impersonal": "nobody"}])
def test_a_door_that_does_not_say_whose_data_it_shows_stops_the_start(declared: dict[str, object]) -> None:
    door = page("/hall", show_hall, who=ANYONE, **declared)  # type: ignore[arg-type]  # the wrong ones are the trial
    with pytest.raises(RuntimeError, match="GET /hall: whose data does it show"):
        bind(door, Place(), None, "trial")  # type: ignore[arg-type]  # refused before anything is asked of the desk


def test_a_page_that_fetches_itself_again_is_one_read() -> None:
    ledger, person = Ledger(), uuid4()
    for minutes in (0, 1, 9, 10):
        noted(ledger, person, at=NOON + timedelta(minutes=minutes))
    noted(ledger, person, at=NOON, page="Пары и группы")
    assert [line.at.minute for line in ledger.about(Whose("btlh", person))] == [0, 10, 0]
    assert ledger.about(Whose("bgpk", person)) == []


async def test_everything_noted_is_written_in_one_statement_and_kept_when_the_database_refuses(house: House) -> None:
    person = uuid4()
    await retelling.write(house.gate)
    for minutes in range(0, 60, 20):
        noted(house.gate.ledger, person, uuid4(), at=NOON + timedelta(minutes=minutes))

    def broken() -> object:
        raise asyncpg.CannotConnectNowError

    with pytest.raises(asyncpg.CannotConnectNowError):
        await house.gate.ledger.write(broken)  # type: ignore[arg-type]  # it never opens a transaction
    assert await retelling.write(house.gate) == 3
    assert await retelling.write(house.gate) == 0
    found = await house.gate.pool.fetch("select people, roles from access_log where people @> array[$1::uuid]", person)
    assert [(len(row["people"]), row["roles"]) for row in found] == [(2, ["curator"])] * 3


async def test_whoever_comes_when_too_much_waits_writes_it_first(house: House) -> None:
    reader, person = await house.entered(Role.CURATOR), uuid4()
    for number in range(reads.MOST):
        noted(house.gate.ledger, person, page=str(number))
    assert house.gate.ledger.full
    assert (await reader.get(f"/people/{person}")).status_code == 200
    assert [line.page for line in house.gate.ledger.about(Whose("btlh", person))] == ["Карточка"]


async def test_old_reads_go_and_young_ones_stay_whatever_the_term(house: House) -> None:
    account = await house.person()
    now = house.gate.clock()
    async with house.gate.transaction() as tx:
        for days in (1, 100, 200, 2000):
            await tx.run(
                """insert into access_log (id, at, account_id, organization, people, page, request_id)
                   values ($1, $2, $3, 'btlh', $4, $5, 'r')""",
                ids.new(tx.now), now - timedelta(days=days), account.id, [uuid4()], str(days),
            )  # fmt: skip
        left = "select array_agg(page order by at desc) from access_log where account_id = $1"
        await reads.forget(tx, kept_days=house.gate.config.reads_kept_days)
        assert await tx.value(left, account.id) == ["1", "100", "200"]
        await reads.forget(tx, kept_days=1)
        assert await tx.value(left, account.id) == ["1", "100"]
