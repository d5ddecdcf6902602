"""The running processes, both sides' position in every stream, and the memory used."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import asyncpg
import msgspec

from deploy.folder import Folder
from deploy.health import healthy
from shared.clock import days_ahead
from shared.config import Config, Kind

HEADS = "select stream, epoch, seq, encode(hash, 'hex') as hash, at from sync.head order by stream"
FOLLOWED = """
    select stream, speaker, epoch, seq, encode(hash, 'hex') as hash, contact_at,
           greatest(coalesce(told_seq, 0) - seq, 0) as lag, alarm
    from sync.followed order by stream
"""


class Process(msgspec.Struct, frozen=True):
    """A process of the stack with its children; memory is proportional: shared pages are divided among processes."""

    name: str
    pid: int
    restarts: int
    memory_mib: float | None


class StreamHead(msgspec.Struct, frozen=True):
    """A stream that the contour tells."""

    stream: str
    epoch: int
    seq: int
    hash: str
    at: datetime


class Followed(msgspec.Struct, frozen=True):
    """A stream that the contour follows; `lag` is how many announced events are not here yet."""

    stream: str
    speaker: str
    epoch: int
    seq: int
    hash: str
    lag: int
    contact_at: datetime | None
    alarm: str | None


class Contour(msgspec.Struct, frozen=True):
    """The state of a contour."""

    name: str
    title: str
    kind: Kind
    url: str
    pid: int
    healthy: bool
    public_key: str
    speaks: list[StreamHead]
    follows: list[Followed]


class Status(msgspec.Struct, frozen=True):
    """The whole stack."""

    data: str
    day: date
    days_ahead: int
    memory_mib: float
    processes: list[Process]
    contours: list[Contour]


async def show(folder: Folder, *, as_json: bool) -> None:
    """Print the state of the stack."""
    seen = await look(folder)
    print(msgspec.json.format(msgspec.json.encode(seen)).decode() if as_json else text(seen))


async def look(folder: Folder) -> Status:
    """Return the state of the stack."""
    state = folder.state()
    processes = [Process("supervisor", state.pid, 0, memory([state.pid]))]
    for name, pid in state.pids.items():
        processes.append(Process(name, pid, state.restarts[name], memory(family(pid))))
    contours = [await _contour(folder, config, state.pids[config.contour]) for config in folder.configs()]
    total = sum(process.memory_mib or 0 for process in processes)
    region = folder.configs()[0]
    today = region.clock().astimezone(ZoneInfo(region.time_zone)).date()
    ahead = days_ahead(folder.day) if region.day else 0
    return Status(str(folder.root), today, ahead, round(total, 1), processes, contours)


async def _contour(folder: Folder, config: Config, pid: int) -> Contour:
    speaks, follows = await _streams(config)
    return Contour(
        name=config.contour,
        title=config.title,
        kind=config.kind,
        url=config.url,
        pid=pid,
        healthy=healthy(config.url),
        public_key=folder.public_key(config.contour),
        speaks=speaks,
        follows=follows,
    )


async def _streams(config: Config) -> tuple[list[StreamHead], list[Followed]]:
    """Return the streams that the contour tells and follows; none while its database is unreachable."""
    try:
        connection: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(config.logins["sync"])
    except (OSError, asyncpg.PostgresError):
        return [], []
    try:
        return (
            [msgspec.convert(dict(row), StreamHead) for row in await connection.fetch(HEADS)],
            [msgspec.convert(dict(row), Followed) for row in await connection.fetch(FOLLOWED)],
        )
    finally:
        await connection.close()


def memory(pids: list[int]) -> float | None:
    """Return the memory of the processes in MiB; None where the system does not report it."""
    try:
        return round(sum(_kib(pid) for pid in pids) / 1024, 1)
    except OSError:
        return None


def _kib(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def family(pid: int) -> list[int]:
    """Return the process and all its descendants."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(child) for task in tasks for child in (task / "children").read_text("ascii").split()]
    except OSError:
        return [pid]
    return [pid, *(member for child in children for member in family(child))]


def text(seen: Status) -> str:
    """Return the state of the stack for a person."""
    lines = [f"{seen.data}: {seen.memory_mib} MiB"]
    if seen.days_ahead:
        lines.append(f"  a training stack: it is {seen.day} there, {seen.days_ahead} days ahead of this machine")
    for process in seen.processes:
        again = f", started again {process.restarts}×" if process.restarts else ""
        lines.append(f"  {process.name:12} pid {process.pid:<8} {process.memory_mib} MiB{again}")
    for contour in seen.contours:
        health = "works" if contour.healthy else "DOES NOT ANSWER"
        lines += ["", f"{contour.name}  {contour.url}  {health}", f"  {contour.title}, key {contour.public_key}"]
        for told in contour.speaks:
            lines.append(f"  tells   {told.stream:24} {told.epoch}:{told.seq} {told.hash[:12]}")
        for heard in contour.follows:
            alarm = f"  ALARM: {heard.alarm}" if heard.alarm else ""
            lines.append(
                f"  follows {heard.stream:24} {heard.epoch}:{heard.seq} {heard.hash[:12]} lag {heard.lag}{alarm}"
            )
    return "\n".join(lines)
