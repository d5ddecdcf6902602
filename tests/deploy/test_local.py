"""PostgreSQL and NATS from wheels: Russian works, and after a kill everything confirmed is there."""

import os
import signal
import subprocess
from functools import partial
from pathlib import Path

import asyncpg
import nats
import pytest

from deploy import local
from deploy.databases import create_contour_database
from deploy.health import healthy
from deploy.local import FLEETING, start_nats, start_postgres
from deploy.process import DidNotStart, open_log
from tests.conftest import FreshContour
from tests.stack import eventually


async def test_a_killed_postgres_comes_back_on_its_port_with_what_was_committed(tmp_path: Path) -> None:
    first = start_postgres(tmp_path / "postgres")
    connection = await asyncpg.connect(first.address)
    await connection.execute("create table fact (id int); insert into fact select generate_series(1, 1000)")
    first.process.kill()
    first.process.wait()

    second = start_postgres(tmp_path / "postgres", port=first.port)

    connection = await asyncpg.connect(second.address)
    assert await connection.fetchval("select count(*) from fact") == 1000
    await connection.close()
    second.stop()
    assert second.process.returncode == 0


async def test_a_postgres_that_would_never_stop_is_stopped_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its supervisor dies while PostgreSQL 18 starts crash recovery: PostgreSQL then waits for its own processes."""
    monkeypatch.setattr(local, "LONG_ENOUGH", 1.0)
    data = tmp_path / "postgres"
    facts = 0
    for _ in range(20):  # The moment is short; a stop that comes too late ends normally.
        first = start_postgres(data)
        connection = await asyncpg.connect(first.address)
        await connection.execute("create table if not exists fact (id int); insert into fact values (1)")
        facts += 1
        before = len(log_of(data))
        os.kill(connection.get_server_pid(), signal.SIGKILL)
        eventually(partial(recovers, data, since=before), "it begins to recover", 10, pause=0.001)
        first.ask_to_stop()
        try:
            first.process.wait(1)
        except subprocess.TimeoutExpired:
            break
    assert first.alive, "if PostgreSQL always ends here, `_end_predecessor` is no longer needed"

    second = start_postgres(data)

    first.process.wait(5)
    connection = await asyncpg.connect(second.address)
    assert await connection.fetchval("select count(*) from fact") == facts
    await connection.close()
    second.stop()
    assert "received immediate shutdown request" in log_of(data)


async def test_a_working_postgres_is_not_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "LONG_ENOUGH", 0.0)
    monkeypatch.setattr(local, "GIVE_UP", 0.5)
    first = start_postgres(tmp_path / "postgres", settings=FLEETING)

    with pytest.raises(DidNotStart, match="Is another postmaster"):
        start_postgres(tmp_path / "postgres")

    assert first.alive
    first.stop()


def recovers(data: Path, *, since: int) -> bool:
    return "reinitializing" in log_of(data)[since:]


def log_of(data: Path) -> str:
    return data.with_suffix(".log").read_text("utf-8")


async def test_a_killed_nats_comes_back_with_what_it_acknowledged(tmp_path: Path) -> None:
    first = start_nats(tmp_path / "nats")
    client = await nats.connect(first.address)
    await client.jetstream().add_stream(name="told", subjects=["told.>"])
    for _ in range(20):
        await client.jetstream().publish("told.fact", b"fact")
    await client.close()
    first.process.kill()
    first.process.wait()

    second = start_nats(tmp_path / "nats", port=first.port)

    client = await nats.connect(second.address)
    assert (await client.jetstream().stream_info("told")).state.messages == 20
    await client.close()
    second.stop()
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.name for path in kept} >= {"nats.conf", "nats.log"}
    assert [path for path in kept if path.stat().st_mode & 0o077] == [], "only the owner reads what the broker keeps"


async def test_postgres_knows_russian_letters_and_order(postgres: str) -> None:
    connection = await asyncpg.connect(postgres)
    assert await connection.fetchval("select lower('ЁЖ')") == "ёж"
    assert await connection.fetchval("select 'Ёлкин' ilike 'ёлкин'")
    await connection.close()


async def test_a_contour_login_can_connect_only_to_its_own_database(postgres: str) -> None:
    one = await create_contour_database(postgres, "one", ["programs"], prefix="test")
    two = await create_contour_database(postgres, "two", ["programs"], prefix="test")

    stranger = one.renamed(two.name).logins["programs"]

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(stranger)


async def test_making_a_contour_database_again_changes_only_the_passwords(postgres: str) -> None:
    before = await create_contour_database(postgres, "again", ["programs"], prefix="test")
    after = await create_contour_database(postgres, "again", ["programs"], prefix="test")

    assert before.name == after.name
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(before.logins["programs"])
    await (await asyncpg.connect(after.logins["programs"])).close()


async def test_a_random_password_is_stored_hashed_without_iterations(postgres: str) -> None:
    await create_contour_database(postgres, "quick", ["programs"], prefix="test")
    connection = await asyncpg.connect(postgres)
    kept = await connection.fetchval("select rolpassword from pg_authid where rolname = 'test_quick_programs'")
    modern = connection.get_server_version().major >= 16
    await connection.close()
    assert kept.startswith("SCRAM-SHA-256$1:" if modern else "SCRAM-SHA-256$")


async def test_a_contour_login_is_no_owner_and_cannot_bypass_row_level_security(postgres: str) -> None:
    database = await create_contour_database(postgres, "plain", ["programs"], prefix="test")
    connection = await asyncpg.connect(database.logins["programs"])
    role = await connection.fetchrow(
        "select rolsuper, rolbypassrls, rolcreatedb, rolcreaterole from pg_roles where rolname = current_user"
    )
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute("create schema mine")
    await connection.close()
    assert role
    assert list(role) == [False, False, False, False]


async def test_a_fresh_contour_has_its_schemas_and_each_login_sees_only_its_own(fresh_contour: FreshContour) -> None:
    config = await fresh_contour("college", "btlh")
    connection = await asyncpg.connect(config.logins["programs"])
    assert await connection.fetchval("select count(*) from programs.journal") == 0
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute("create table programs.mine (id int)")
    await connection.close()


def test_a_log_of_an_earlier_version_is_closed_to_others(tmp_path: Path) -> None:
    log = tmp_path / "contour.log"
    log.write_text("before ", "utf-8")
    log.chmod(0o644)
    with open_log(log) as output:
        output.write(b"after")
    assert log.read_text("utf-8") == "before after"
    assert log.stat().st_mode & 0o777 == 0o600


def test_another_program_at_a_contours_port_is_not_healthy(tmp_path: Path) -> None:
    stranger = start_nats(tmp_path / "nats")

    assert not healthy(f"http://127.0.0.1:{stranger.port}"), "NATS answers INFO where HTTP is expected"

    stranger.stop()
