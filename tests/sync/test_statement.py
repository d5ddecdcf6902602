"""A statement of completeness: what it proves to a third party, and that every change of it is noticed."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from deploy.process import ROOT
from shared.sync import agreement, keys, state
from shared.sync.agreement import Agreed
from shared.sync.core import Position, start
from shared.sync.keys import Key
from shared.sync.statement import Statement, drawn_up, examine, fingerprint, party, write
from tests.sync.conftest import Land
from tests.sync.contours import Contour, eventually, now

COLLEGE, REGION, STRANGER = (Key(bytes([n]) * 32) for n in (1, 2, 3))
AT = Position(1, 4812, bytes(range(32)))
NOON = datetime(2026, 11, 22, 12, 2, 5, tzinfo=UTC)
NOON_MS = int(NOON.timestamp() * 1000)
TRUSTED = {"btlh": COLLEGE.public, "region": REGION.public}


def made(
    stream: str = "programs.btlh", *, head: Position = AT, held: Position = AT, held_of: str = "", by: Key = COLLEGE
) -> Statement:
    """Return a statement that both sides have signed."""
    return drawn_up(
        by,
        party("btlh", COLLEGE.public),
        party("region", REGION.public),
        COLLEGE.head(stream, head, NOON_MS),
        REGION.held(held_of or stream, held, NOON_MS + 40),
        NOON_MS + 5000,
    )


def fields(tree: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from fields(value, (*path, name))
        else:
            yield (*path, name)


def changed(value: object) -> object:
    """Return the value with the smallest possible change."""
    if isinstance(value, int):
        return value + 1
    assert isinstance(value, str)
    others = {"speaker": "follower", "head": "held", "held": "head"}
    first = {"b": "c", "r": "s", "p": "q", "A": "B"}.get(value[0], "A")
    return others.get(value) or first + value[1:]


FIELDS = list(fields(msgspec.json.decode(write(made()))))


@pytest.mark.parametrize("by", [COLLEGE, REGION], ids=["from the college", "from the region"])
def test_a_statement_reports_in_words_what_both_sides_signed(by: Key) -> None:
    finding = examine(write(made(by=by)), TRUSTED)
    assert finding.proven
    text = "\n".join(finding.words)
    for part in ("programs.btlh", "22.11.2026 12:02:05 UTC", "эпоха 1", "событий 4812", AT.hash.hex(), "«region»"):
        assert part in text
    assert "отпечаток" not in text


def test_without_known_keys_it_says_which_fingerprints_to_compare() -> None:
    finding = examine(write(made()), {"btlh": COLLEGE.public})
    assert finding.proven
    assert fingerprint(REGION.public) in finding.words[-1]
    assert fingerprint(COLLEGE.public) not in "\n".join(finding.words)


@pytest.mark.parametrize("path", FIELDS, ids=".".join)
def test_no_field_can_be_changed_unnoticed(path: tuple[str, ...]) -> None:
    tree = msgspec.json.decode(write(made()))
    place = tree
    for name in path[:-1]:
        place = place[name]
    before = place[path[-1]]
    place[path[-1]] = changed(before)
    assert place[path[-1]] != before
    assert not examine(msgspec.json.encode(tree), {}).proven


def test_a_statement_signed_with_another_key_is_not_trusted() -> None:
    finding = examine(write(made()), {"btlh": STRANGER.public})
    assert not finding.proven
    assert "Ключ «btlh» в файле другой" in finding.words[0]
    finding = examine(write(made()), {"bgpk": COLLEGE.public})
    assert "Контура «bgpk»" in finding.words[0]


def test_one_side_cannot_speak_for_both() -> None:
    alone = drawn_up(
        COLLEGE,
        party("btlh", COLLEGE.public),
        party("region", COLLEGE.public),
        COLLEGE.head("programs.btlh", AT, NOON_MS),
        COLLEGE.held("programs.btlh", AT, NOON_MS),
        NOON_MS,
    )
    assert "одним ключом" in examine(write(alone), {}).words[0]


def test_statements_about_different_streams_prove_nothing() -> None:
    assert "разных потоках" in examine(write(made(held_of="registry.all")), TRUSTED).words[0]
    assert "не между" in examine(write(made("programs.bgpk")), TRUSTED).words[0]


def test_a_follower_that_lacks_something_or_holds_another_history_proves_nothing() -> None:
    lacking = made(held=Position(1, 4800, bytes(32)))
    assert "полноты нет: рассказано 4812, получено 4800" in examine(write(lacking), TRUSTED).words[0]
    other = made(held=Position(1, 4812, bytes(32)))
    assert "хэши не одни и те же" in examine(write(other), TRUSTED).words[0]


def test_an_old_statement_shows_its_moment_and_can_be_refused() -> None:
    assert examine(write(made()), TRUSTED, since=NOON).proven
    finding = examine(write(made()), TRUSTED, since=NOON + timedelta(days=1))
    assert not finding.proven
    assert "22.11.2026 12:02:05 UTC" in finding.words[0]


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff\xfe", b"[" * 5000, write(made())[:-200], b" " * 30_000])
def test_a_file_that_is_no_statement_is_reported_as_none(data: bytes) -> None:
    finding = examine(data, {})
    assert not finding.proven
    assert "не заявление о полноте" in finding.words[0]


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run run.py like a third party: without a data directory or a database, in another folder."""
    command = [sys.executable, "-m", "deploy.cli", "verify-statement", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env={"PATH": "", "PYTHONPATH": str(ROOT)})


def test_a_third_party_verifies_the_file_by_command(tmp_path: Path) -> None:
    file = tmp_path / "statement.json"
    file.write_bytes(write(made()))
    named = [f"{contour}={keys.text_of(public)}" for contour, public in TRUSTED.items()]

    good = run(file, "--key", named[0], "--key", named[1], "--since", "2026-11-22T19:02+07:00")
    assert good.returncode == 0, good.stderr
    assert "Доказано: поток programs.btlh получен целиком на 22.11.2026 12:02:05 UTC." in good.stdout

    file.write_bytes(write(made()).replace(b"4812", b"4813"))
    bad = run(file)
    assert bad.returncode == 1
    assert "не сходится" in bad.stdout
    assert run(file, "--key", "btlh=мой").returncode == 2
    assert run(tmp_path / "absent.json").returncode == 1


async def agreed_on(contour: Contour, stream: str, other: str, seq: int) -> Agreed:
    async def there() -> bool:
        agreed = await agreement.agreement(contour.pool, stream, other)
        return agreed is not None and agreed.seq == seq

    await eventually(there, f"{contour.config.contour} and {other} agree on {stream}")
    agreed = await agreement.agreement(contour.pool, stream, other)
    assert agreed is not None
    return agreed


async def test_each_side_of_a_real_exchange_issues_a_valid_statement(land: Land) -> None:
    for contour in land.all():
        contour.start()
    await land.btlh.say("раз", "два", "три")
    await land.region.whisper("all", "всем")
    trusted = {contour.config.contour: contour.key.public for contour in land.all()}

    for contour, stream, other, seq in (
        (land.btlh, "programs.btlh", "region", 3),
        (land.region, "programs.btlh", "btlh", 3),
        (land.region, "registry.all", "bgpk", 1),
        (land.bgpk, "registry.all", "region", 1),
    ):
        agreed = await agreed_on(contour, stream, other, seq)
        statement = agreement.statement(agreed, contour.key, contour.config.contour, now=now())
        sides = {side.contour: trusted[side.contour] for side in (statement.speaker, statement.follower)}
        finding = examine(write(statement), sides)
        assert finding.proven, finding.words
        assert f"событий {seq}" in finding.words[1]


async def test_an_agreement_keeps_its_moment_while_the_region_lags(land: Land) -> None:
    for contour in land.all():
        contour.start()
    await land.btlh.say("раз")
    agreed = await agreed_on(land.btlh, "programs.btlh", "region", 1)
    await land.region.stop()
    await land.btlh.say("два")
    await land.btlh.stop()

    [told] = await state.told(land.btlh.pool)
    assert (told.seq, told.lag) == (2, 1)
    later = await agreement.agreement(land.btlh.pool, "programs.btlh", "region")
    assert later is not None
    assert (later.seq, later.hash) == (agreed.seq, agreed.hash)
    statement = agreement.statement(later, land.btlh.key, "btlh", now=now())
    assert examine(write(statement), {}).proven
    assert statement.head.position != start("programs.btlh")
    assert keys.signed(statement.held, land.region.key.public)
