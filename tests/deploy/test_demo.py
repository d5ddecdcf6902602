"""The demo: filled at the first start, complete after every kill, carried in files, compared."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from services.routes.route.route.model import STEPS, entered
from tests.stack import Stack, eventually, lives, rows

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cut_short(scratch: Path) -> Stack:
    """A stack whose first start was killed while the demo was being filled."""
    stack = Stack(scratch / "demo")
    stack.begin()
    eventually((stack.data / "filling").exists, "the demo is being filled")
    assert stack.process is not None
    stack.process.kill()
    stack.process.wait()
    return stack


@pytest.fixture(scope="module")
def stack(cut_short: Stack) -> Iterator[Stack]:
    """The same stack, started again."""
    cut_short.up()
    yield cut_short
    cut_short.stop()


def test_an_interrupted_demo_is_filled_again(stack: Stack) -> None:
    ready = stack.output.read_text().splitlines()[-1]

    assert not (stack.data / "filling").exists()
    assert all(f"http://127.0.0.1:{stack.port + offset}" in ready for offset in range(3))
    assert "директор head/" in ready


def test_the_logins_printed_by_the_demo_work(stack: Stack) -> None:
    ports = {"region": stack.port, "btlh": stack.port + 1, "bgpk": stack.port + 2}
    people = json.loads((stack.data / "logins.json").read_bytes())
    assert {one["contour"] for one in people} == ports.keys()
    for one in [people[0], people[-1]]:
        with httpx.Client(base_url=f"http://127.0.0.1:{ports[one['contour']]}", timeout=20) as http:
            hidden = re.search(r'name="_csrf" value="([^"]*)"', http.get("/login").text)
            assert hidden
            form = {"_csrf": hidden[1], "login": one["login"], "password": one["password"]}
            assert http.post("/sessions", data=form).headers["location"] == "/"
            assert http.get("/").status_code == 200


def test_a_dozen_organizations_in_ten_municipalities_came_by_file_with_five_years(stack: Stack) -> None:
    found = rows(stack, "region", "select organization, municipality from registry.organization")
    assert len(found) >= 14
    assert len({municipality for _, municipality in found}) >= 10
    ((first, last),) = rows(stack, "region", "select min(held_on), max(held_on) from monitoring.meeting")
    assert (last - first).days > 4 * 365
    files = "select count(*) from sync.followed where seq > 0 and contact_at < now() - interval '12 hours'"
    assert rows(stack, "region", files) == [(12,)]
    assert rows(stack, "region", "select count(*) from monitoring.parked") == [(0,)]


def test_a_route_stands_at_every_step(stack: Stack) -> None:
    steps = "select array_agg(number) filter (where number is not null) from routes.route"
    done = rows(stack, "region", f"{steps} left join routes.step on route_id = id group by id")
    at = {step for (completed,) in done for step in entered(frozenset(completed or ()))}
    assert at == set(STEPS)
    assert (list(STEPS),) in [(sorted(completed or ()),) for (completed,) in done], "none is finished"
    assert rows(stack, "region", "select count(*) from routes.route where withdrawn_on is not null") == [(1,)]


def test_kills_lose_nothing_of_the_demo(stack: Stack) -> None:
    for name in [name for name in stack.pids() if name != "supervisor"]:
        stack.kill(name)
    eventually(stack.healthy, "all contours answer")

    verdict = stack.ask("verify", "--wait", "20")
    assert verdict.returncode == 0, verdict.stdout
    assert "programs.btlh" in verdict.stdout
    rebuilt = stack.ask("rebuild")
    assert rebuilt.returncode == 0, rebuilt.stdout
    assert 0 < stack.status()["memory_mib"] < 1024


def test_a_college_is_carried_to_the_region_and_back_in_files(stack: Stack, tmp_path: Path) -> None:
    for contour, stream, to in (("btlh", "programs.btlh", "region"), ("region", "registry.all", "btlh")):
        file = str(tmp_path / stream)
        wrote = stack.ask("frames", "export", "--contour", contour, "--stream", stream, file)
        assert wrote.returncode == 0, wrote.stderr
        came = stack.ask("frames", "import", "--contour", to, file)
        assert came.returncode == 0, came.stdout + came.stderr
        assert "новых событий" in came.stdout
    astray = stack.ask("frames", "import", "--contour", "bgpk", str(tmp_path / "programs.btlh"))
    assert (astray.returncode, astray.stderr) == (1, "")
    assert "файл не сюда" in astray.stdout
    nothing = stack.ask("frames", "export", "--contour", "btlh", "--stream", "programs.bgpk", str(tmp_path / "x"))
    assert nothing.returncode == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["programs.btlh", "registry.all"]


def test_every_stream_is_equal_by_the_colleges_own_lines(stack: Stack) -> None:
    equal = stack.ask("verify", "--wait", "20")
    assert equal.returncode == 0, equal.stdout
    compared = stack.ask("verify", "--locate")
    assert compared.returncode == 0, compared.stdout + compared.stderr
    assert "programs.btlh, btlh and region: equal (exchanges: 1)" in compared.stdout


def test_ctrl_c_ends_it_with_zero(stack: Stack) -> None:
    pids = stack.pids().values()
    assert stack.stop() == 0
    assert not any(lives(pid) for pid in pids)
