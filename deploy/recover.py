"""Show what a contour lost with its database, and bring it back from the contours that hold it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from deploy.contours import services_of
from deploy.folder import Folder
from shared import db
from shared.config import Config
from shared.sync import recovery
from shared.sync.difference import Difference, Entry, differences
from shared.sync.recovery import Recovered

LINES = 20


async def recover(folder: Folder, contour: str, *, dry: bool) -> bool:
    """Print the difference; then, unless `dry`, recover and print the result."""
    folder.state()
    config = folder.contour(contour)
    found = await look(config)
    if not found:
        print(f"«{contour}»: всё, что хранят другие, у нас есть. Восстанавливать нечего.")
        return True
    print("\n".join(line for one in found for line in told(one, ZoneInfo(config.time_zone))))
    if dry:
        print("Ничего не изменено. Вернуть это: то же без --dry-run.")
        return True
    for done in await bring_back(folder, config):
        print(result(done))
    print(recovery.LOST_FOR_GOOD)
    return True


async def look(config: Config) -> list[Difference]:
    """Return the known losses of a contour."""
    connection = await db.connect(config.logins["sync"])
    try:
        return await differences(connection)
    finally:
        await connection.close()


async def bring_back(folder: Folder, config: Config) -> list[Recovered]:
    """Recover a contour; NotWhole while the other side has not returned everything."""
    services = services_of(config.kind)
    return await recovery.recover(folder.owners()[config.contour], services, config.contour, now=config.clock())


def told(one: Difference, zone: ZoneInfo) -> list[str]:
    """Return a difference in words."""
    lines = [
        f"{one.stream}: истории расходятся после № {one.parted}.",
        f"  У «{one.follower}» под нашей подписью есть № {one.parted + 1}–{one.upto.seq}, у нас этого нет"
        f" (событий {one.lost_count}, уже пришло {one.back}):",
        *_entries(one.lost, one.lost_count, zone),
    ]
    if one.ours_count:
        lines.append(f"  У нас есть то, чего там нет (событий {one.ours_count}); будет сказано снова после них:")
        lines += _entries(one.ours, one.ours_count, zone)
    return lines


def _entries(entries: list[Entry], count: int, zone: ZoneInfo) -> list[str]:
    shown = entries[:LINES]
    lines = [f"    № {one.seq}  {_local(one.at, zone)}  {one.name}  {one.about}" for one in shown]
    return lines if count <= len(shown) else [*lines, f"    … и ещё {count - len(shown)}"]


def _local(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%d.%m.%Y %H:%M}"


def result(done: Recovered) -> str:
    """Return the result of a stream's recovery in words."""
    parked = f", из них отложено {done.parked}: смотрите «Обмен»" if done.parked else ""
    return (
        f"{done.stream}: вернулось событий {done.returned}{parked}; своих сказано снова {done.again}. "
        f"Дальше эпоха {done.epoch}, последний № {done.last}."
    )
