"""The log is no reason to stop: what cannot be written is left out."""

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
