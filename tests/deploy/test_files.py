"""A running stack writes a stream to a file, takes it in, compares by digest: the commands as a person types them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stack import Stack, eventually

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def stack(scratch: Path) -> Iterator[Stack]:
    stack = Stack(scratch / "carried")
    stack.up()
    yield stack
    stack.stop()


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
    eventually(lambda: stack.ask("verify", "--wait", "0").returncode == 0, "both sides are equal")
    compared = stack.ask("verify", "--locate")
    assert compared.returncode == 0, compared.stdout + compared.stderr
    assert "programs.btlh, btlh and region: equal (exchanges: 1)" in compared.stdout
