"""A forked child ends with its code, stops when told or killed, and is not started where it could hang for ever."""

import subprocess
import sys
from pathlib import Path

from deploy.process import ROOT

# In a Python process of its own: the test runner has threads.
BEGIN = """
import os, signal, sys, threading, time
from pathlib import Path
from deploy.forked import fork
from deploy.process import DidNotStart
log = Path(sys.argv[1])
"""
ENDS = """
def live():
    print(os.getsid(0) == os.getpid(), Path("/proc/self/comm").read_text().strip())
    sys.exit(3)
copy = fork("a-copy", live, log)
print(copy.wait(), copy.ended, copy.alive)
"""
DEAF = """
def live():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print("deaf", flush=True)
    signal.pause()
copy = fork("deaf", live, log)
while not log.exists() or not log.read_text():
    time.sleep(0.01)
copy.stop(patience=0.1)
copy.stop()
print(copy.ended)
"""
BESIDE = """
done = threading.Event()
threading.Thread(target=done.wait).start()
try:
    fork("never", print, log)
except DidNotStart as refused:
    print(refused)
done.set()
"""


HELD = """
from deploy.folder import Folder
folder = Folder(log.parent)
def live():
    held = [os.path.realpath(f"/proc/self/fd/{number}") for number in os.listdir("/proc/self/fd")]
    print(str(folder.root / "lock") in held)
with folder.held():
    fork("a-copy", live, log).wait()
    print(folder.is_held())
"""


def ask(script: str, log: Path) -> str:
    command = [sys.executable, "-c", BEGIN + script, str(log)]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert not answer.stderr
    return answer.stdout


def test_a_forked_child_ends_with_its_own_code_and_writes_to_its_own_log(tmp_path: Path) -> None:
    assert ask(ENDS, tmp_path / "log") == "3 3 False\n"
    assert (tmp_path / "log").read_text() == "True a-copy\n"


def test_a_forked_child_does_not_hold_our_lock(tmp_path: Path) -> None:
    assert ask(HELD, tmp_path / "log") == "True\n"
    assert (tmp_path / "log").read_text() == "False\n"


def test_a_forked_child_that_does_not_stop_is_killed(tmp_path: Path) -> None:
    assert ask(DEAF, tmp_path / "log") == "-9\n"


def test_no_child_is_forked_beside_another_thread(tmp_path: Path) -> None:
    assert "would wait for ever" in ask(BESIDE, tmp_path / "log")
    assert not (tmp_path / "log").exists()
