"""The response time of a running stack's main pages, each beside the bare answer of the same contour.

Start a stack with the demo (`python3 run.py up --data DIR`), leave the machine alone, then
`run.py bench pages --data DIR`. One visitor requests one page at a time. The bare limit is the same server, gate and
driver without the page's frame: `/api/…` for the data of the page, `/readyz` for the server and one statement to each
schema. `cpu` is the contour's processor time for a page: on a shared machine it says more than the wall time.
"""

import argparse
import asyncio
import os
import re
import time
from collections.abc import Sequence
from pathlib import Path

import httpx

from deploy.demo.stage import PASSWORD
from deploy.folder import Folder

# Login, contour, page, and the same data without the page's frame.
PAGES = (
    ("region", "ministry", "/", "/readyz"),
    ("region", "ministry", "/monitoring", "/api/monitoring"),
    ("region", "ministry", "/organizations", "/api/organizations"),
    ("region", "tutor", "/routes", "/api/routes"),
    ("btlh", "curator", "/", "/readyz"),
    ("btlh", "curator", "/people", "/api/people"),
    ("btlh", "curator", "/needs", "/api/needs"),
    ("btlh", "curator", "/pairs", "/api/pairs"),
    ("btlh", "curator", "/programs", "/api/programs"),
    ("btlh", "mentor", "/", "/readyz"),
    ("btlh", "mentor", "/programs/{program}", "/api/programs/{program}"),
)

WARMING = 5


async def enter(base: str, login: str) -> httpx.AsyncClient:
    """Log in a person of the demo."""
    http = httpx.AsyncClient(base_url=base, timeout=30)
    token = re.search(r'name="_csrf" value="([^"]*)"', (await http.get("/login")).text)
    assert token, "the login page has a form"
    answer = await http.post("/sessions", data={"_csrf": token[1], "login": login, "password": PASSWORD})
    assert answer.status_code == 303, f"{login} could not log in: is this the demo?"
    return http


async def measure(http: httpx.AsyncClient, path: str, times: int) -> list[float]:
    """Return the milliseconds of each answer, after a few that fill caches."""
    taken = []
    for number in range(-WARMING, times):
        begun = time.perf_counter()
        answer = await http.get(path)
        if number >= 0:
            taken.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return sorted(taken)


def median_and_95th(taken: Sequence[float]) -> str:
    """Return the median and the 95th percentile as text."""
    return f"{taken[len(taken) // 2]:6.1f} {taken[len(taken) * 95 // 100]:6.1f}"


def spent(pid: int) -> float:
    """Return the processor milliseconds that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


async def main(folder: Folder, times: int) -> None:
    pids = folder.state().pids
    browsers: dict[tuple[str, str], httpx.AsyncClient] = {}
    print(f"{'page':36} {'median':>6} {'p95':>6} {'cpu':>6}   {'bare':>6} {'p95':>6}   ms, {times} times each")
    for contour, login, path, bare in PAGES:
        if (contour, login) not in browsers:
            browsers[contour, login] = await enter(folder.contour(contour).url, login)
        http = browsers[contour, login]
        if "{program}" in path:
            running = [one for one in (await http.get("/api/programs")).json() if one["stage"] == "started"]
            path, bare = (one.format(program=running[0]["id"]) for one in (path, bare))
        before = spent(pids[contour])
        page = await measure(http, path, times)
        cpu = (spent(pids[contour]) - before) / (times + WARMING)
        limit = await measure(http, bare, times)
        shown = re.sub(r"[0-9a-f-]{36}", "…", path)
        print(f"{f'{login} {shown}':36} {median_and_95th(page)} {cpu:6.1f}   {median_and_95th(limit)}")
    for http in browsers.values():
        await http.aclose()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path(".podrost"))
    parser.add_argument("--times", type=int, default=100)
    asked = parser.parse_args()
    asyncio.run(main(Folder(asked.data), asked.times))
