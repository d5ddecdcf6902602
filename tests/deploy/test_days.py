"""`run.py clock --to`: a year of the demo is played day by day; a past day and a real stack are refused."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest

from tests.stack import Stack, rows

pytestmark = pytest.mark.slow
YEAR, NOTICE = 365, 100
PAIR = "select id from programs.pair where ended_on is null and started_on is not null order by id limit 1"


@dataclass(frozen=True)
class Played:
    """A stack a year later: the day before, a pair that was to end, and a window that was open all the time."""

    stack: Stack
    before: date
    leaving: str
    window: httpx.Client
    lines: list[str]

    def day(self, passed: int) -> date:
        """Return the day so many days after the beginning."""
        return self.before + timedelta(days=passed)


@pytest.fixture(scope="module")
def played(scratch: Path) -> Iterator[Played]:
    stack = Stack(scratch / "played")
    stack.up()
    before = date.fromisoformat(stack.status()["day"])
    ((pair,),) = rows(stack, "btlh", PAIR)
    with httpx.Client(base_url=f"http://127.0.0.1:{stack.port + 1}", timeout=30) as window:
        post(window, "/sessions", login="head", password=password(stack))
        ends = str(before + timedelta(days=NOTICE))
        post(window, f"/pairs/{pair}/notices", reason="Наставник переходит на другую работу", effective_on=ends)
        answer = stack.ask("clock", "--to", str(before + timedelta(days=YEAR)))
        assert answer.returncode == 0, answer.stdout + answer.stderr
        yield Played(stack, before, str(pair), window, answer.stdout.splitlines())
    stack.stop()


def password(stack: Stack) -> str:
    """Return the demo's only password."""
    return str(json.loads((stack.data / "logins.json").read_bytes())[0]["password"])


def post(window: httpx.Client, path: str, **fields: str) -> None:
    """Send a form as its page would."""
    page = window.get("/login" if path == "/sessions" else path.rpartition("/")[0]).text
    hidden = re.search(r'name="_csrf" value="([^"]*)"', page)
    assert hidden, page
    assert window.post(path, data={"_csrf": hidden[1], **fields}).status_code == 303


def test_every_contour_and_page_sees_the_new_day(played: Played) -> None:
    status, there = played.stack.status(), played.day(YEAR)
    assert (status["day"], status["days_ahead"]) == (str(there), YEAR)
    for offset in range(3):
        page = httpx.get(f"http://127.0.0.1:{played.stack.port + offset}/login").text
        assert f"сегодня здесь {there:%d.%m.%Y}" in page
    assert f": {YEAR} days in " in played.lines[-1]


def test_who_was_logged_in_stays_so(played: Played) -> None:
    page = played.window.get("/")
    assert page.status_code == 200
    assert "Выйти" in page.text


def test_a_notice_runs_out_with_its_last_day_here_and_in_the_region(played: Played) -> None:
    last, next_day = played.day(NOTICE), played.day(NOTICE + 1)
    ended = "select (at at time zone 'Asia/Barnaul')::date, event ->> 'ended_on' from programs.journal where name = $1"
    told = rows(played.stack, "btlh", f"{ended} and about = $2", "programs.pair_ended.v1", f"pair:{played.leaving}")
    assert told == [(next_day, str(last))]
    held = rows(played.stack, "region", "select until from monitoring.pair where pair_id::text = $1", played.leaving)
    assert held == [(last,)]
    assert f"{next_day}  btlh end_those_leaving 1" in played.lines


def test_staff_is_counted_on_the_day_on_which_it_changes(played: Played) -> None:
    counted = rows(
        played.stack,
        "btlh",
        """select (at at time zone 'Asia/Barnaul')::date, event ->> 'as_of' from programs.journal
           where name like 'programs.staff_counted.%' order by position""",
    )
    later = [(day, as_of) for day, as_of in counted if day > played.before]
    assert later
    assert all(str(day) == as_of for day, as_of in later)
    assert [f"{day}  btlh count_staff 1" for day, _ in later] == [line for line in played.lines if "btlh count" in line]


def test_the_days_come_in_their_order(played: Played) -> None:
    for contour, schema in (("btlh", "programs"), ("bgpk", "programs"), ("region", "monitoring")):
        moments = rows(played.stack, contour, f"select at from {schema}.journal where at > now() order by position")
        assert moments
        assert moments == sorted(moments)
    days = [line.partition(" ")[0] for line in played.lines[:-1]]
    assert days == sorted(days)


def test_both_sides_stay_equal_and_a_rebuild_changes_nothing(played: Played) -> None:
    verdict = played.stack.ask("verify", "--wait", "20")
    assert verdict.returncode == 0, verdict.stdout
    rebuilt = played.stack.ask("rebuild")
    assert rebuilt.returncode == 0, rebuilt.stdout


def test_a_day_in_the_past_is_refused(played: Played) -> None:
    answer = played.stack.ask("clock", "--to", str(played.day(YEAR - 1)))
    assert answer.returncode == 2
    assert "a day never goes back" in answer.stderr
    assert played.stack.status()["days_ahead"] == YEAR


def test_the_day_stays_after_a_restart(played: Played) -> None:
    played.stack.stop()
    played.stack.up()
    assert played.stack.status()["days_ahead"] == YEAR


def test_the_day_of_a_real_stack_is_never_moved(tmp_path: Path) -> None:
    stack = Stack(tmp_path / "real", "--empty")
    stack.up()
    answer = stack.ask("clock", "--to", "2100-01-01")
    stack.stop()
    assert answer.returncode == 2
    assert "was not made for training" in answer.stderr
    again = stack.ask("up", "--training", "--port", str(stack.port))
    assert again.returncode == 2
    assert "was not made for training" in again.stderr
