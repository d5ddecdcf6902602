"""The log is no reason to stop: what cannot be written is left out. Whoever logs, secrets are masked."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SAYS = """
from shared.log import configure, log
configure()
for number in range(1000):
    log.error("failed", number=number, more="x" * 100)
print("went on")
"""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_under_the_log_stops_nobody() -> None:
    with Path("/dev/full").open("w") as full:
        said = subprocess.run([sys.executable, "-c", SAYS], stdout=subprocess.PIPE, stderr=full, text=True, timeout=30)
    assert said.stdout == "went on\n"


TOKEN = "A" * 43
SECRETS = {
    TOKEN: "a token",
    "eyJ0eXAiOiJKV1QifQ.eyJqdGkiOiJ4In0.c2lnbmVk": "a passport",
    "SUAKYRHVIOREXV7EUZTBHUHL7NUMHPMAS7QMDU3GTIUWEI5LDNOXD43IZY": "a seed",
    "podrost:hunter2@": "a database's login",
    "hunter3": "a password by its name",
    "112-233-445 95": "a person's number",
    "samoylova": "a row that PostgreSQL tells of",
}
SPILT = """
nats://podrost:hunter2@db eyJ0eXAiOiJKV1QifQ.eyJqdGkiOiJ4In0.c2lnbmVk AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
SUAKYRHVIOREXV7EUZTBHUHL7NUMHPMAS7QMDU3GTIUWEI5LDNOXD43IZY password='hunter3' 112-233-445 95
DETAIL:  Key (login)=(samoylova) already exists.
"""
LIBRARIES = """
import asyncio, logging, sys, warnings
from shared.log import configure
configure()
spilt = sys.argv[1]

async def main():
    async def fail():
        raise ValueError(spilt)
    task = asyncio.create_task(fail())
    await asyncio.sleep(0)
    del task  # asyncio itself tells of an error that nobody asked for
    import gc; gc.collect()
    asyncio.get_running_loop().call_exception_handler({"message": spilt, "exception": ValueError(spilt)})

asyncio.run(main())
logging.getLogger("nats").error("failed: %s", spilt)
logging.getLogger("uvicorn.error").info(spilt)
logging.getLogger("aiohttp.client").warning("%s", {"reason": spilt})
logging.getLogger("nats").error("%d is no number", spilt)
logging.getLogger("nats").debug("quiet")
warnings.warn(spilt)
from shared.log import log
log.info("ours", error=ValueError(spilt), lines=[spilt, {"password": "hunter3"}])
"""


def test_what_any_library_logs_is_a_line_of_json_without_secrets() -> None:
    said = subprocess.run([sys.executable, "-c", LIBRARIES, SPILT], capture_output=True, text=True, timeout=30)

    lines = [json.loads(line) for line in said.stderr.splitlines()]
    by_whom = [line.get("logger") for line in lines]
    assert by_whom.count("asyncio") == 2
    assert by_whom[2:] == ["nats", "uvicorn.error", "aiohttp.client", "nats", "py.warnings", None]
    assert [line["event"] for line in lines if line["event"] == "line_failed"] == ["line_failed"]
    assert all(line["level"] and line["at"] for line in lines)
    assert {what for secret, what in SECRETS.items() if secret in said.stderr + said.stdout} == set()
    assert said.returncode == 0, said.stderr
