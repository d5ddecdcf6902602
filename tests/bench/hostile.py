"""What a college's people notice while somebody sends half requests or the heaviest staff lists to it.

Start a stack with the demo (`python3 run.py up --data DIR`), leave the machine alone, then
`run.py bench hostile --data DIR`. A curator opens one page after another: alone, while 2,000 connections hold half a
request each, while 20 uploads of a 5,000-row list are read, and while 20 browsers of one session listen. The limit is
one second at the 95th percentile, and not one 503.
"""

import argparse
import asyncio
import csv
import io
import re
import time
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from deploy.folder import Folder
from tests.bench.pages import enter, median_and_95th

HALVES = 2_000
UPLOADS = 20
LISTENERS = 20
ROWS = 4_900
LIMIT = 1_000
PAGES = ("/", "/people", "/needs")
AT_LEAST = 8.0
PATIENCE = 120


def heavy_list(number: int) -> bytes:
    """Return a staff list as large as is taken, different for each number."""
    written = io.StringIO()
    rows = csv.writer(written, delimiter=";")
    rows.writerow(["ФИО", "Должность", "Дата рождения", "Дата приёма", "Стаж", "Категория"])
    for row in range(ROWS):
        rows.writerow(
            [f"Ёлкина{number} Анна{row} Петровна", "преподаватель", "12.05.1980", "01.09.2010", "10", "первая"]
        )
    return written.getvalue().encode()


async def visits(
    http: httpx.AsyncClient, until: "asyncio.Future[list[None]] | None"
) -> tuple[list[float], Counter[int]]:
    """Open pages in turn for AT_LEAST seconds and until the trouble is over; return milliseconds and statuses."""
    taken, statuses, begun, number = list[float](), Counter[int](), time.perf_counter(), 0
    while time.perf_counter() - begun < AT_LEAST or (until is not None and not until.done()):
        sent = time.perf_counter()
        statuses[(await http.get(PAGES[number % len(PAGES)])).status_code] += 1
        taken.append((time.perf_counter() - sent) * 1000)
        number += 1
    return sorted(taken), statuses


@asynccontextmanager
async def half_requests(url: str) -> AsyncGenerator[Counter[str], None]:
    """Hold connections that sent half a head; count how each ended."""
    place, ends = urlsplit(url), Counter[str]()

    async def hold() -> None:
        try:
            reader, writer = await asyncio.open_connection(place.hostname, place.port)
            writer.write(b"POST /login HTTP/1.1\r\nhost: x\r\nx-half: ")
            ends[(await reader.read(100)).decode(errors="replace").partition("\r\n")[0] or "closed"] += 1
            writer.close()
        except OSError as error:
            ends[type(error).__name__] += 1

    held = [asyncio.create_task(hold()) for _ in range(HALVES)]
    try:
        yield ends
    finally:
        await asyncio.gather(*held)


async def upload(http: httpx.AsyncClient, number: int, statuses: Counter[int]) -> None:
    """Send one list as its form does."""
    token = re.search(r'name="_csrf" value="([^"]*)"', (await http.get("/people/upload")).text)
    assert token
    file = {"file": (f"{number}.csv", heavy_list(number))}
    try:
        answer = await http.post("/staff-lists", data={"_csrf": token[1]}, files=file, timeout=PATIENCE)
        statuses[answer.status_code] += 1
    except httpx.TimeoutException:
        # Uploads wait for one another; on a loaded machine the last ones longer than anybody would.
        statuses[0] += 1


def told(name: str, taken: list[float], statuses: Counter[int], also: str = "") -> None:
    """Print one line."""
    late = "" if taken[len(taken) * 95 // 100] <= LIMIT and not statuses[503] else "   BEYOND THE LIMIT"
    print(f"{name:44} {median_and_95th(taken)}   {dict(statuses)}  {also}{late}")


async def main(folder: Folder) -> None:
    """Print what the pages cost meanwhile."""
    url = folder.contour("btlh").url
    curator, hr = await enter(url, "curator"), await enter(url, "hr")
    print(f"{'the pages of a curator':44} {'median':>6} {'p95':>6}   ms (limit {LIMIT})")
    told("alone", *await visits(curator, None))
    async with half_requests(url) as ends:
        seen = await visits(curator, None)
    told(f"beside {HALVES} half requests", *seen, f"they ended: {dict(ends)}")
    statuses = Counter[int]()
    sent = asyncio.gather(*(upload(hr, number, statuses) for number in range(UPLOADS)))
    seen = await visits(curator, sent)
    told(f"beside {UPLOADS} uploads of {ROWS} rows", *seen, f"they were answered: {dict(statuses)}")
    streams = await asyncio.gather(*(listening(hr) for _ in range(LISTENERS)))
    print(f"{LISTENERS} live pages of one session: {dict(Counter(streams))}")


async def listening(http: httpx.AsyncClient) -> int:
    """Open a live stream, stay a moment; return the status."""
    async with http.stream("GET", "/live/programs") as answer:
        await asyncio.sleep(5)
        return answer.status_code


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path(".podrost"))
    asyncio.run(main(Folder(parser.parse_args().data)))
