"""A child process that ends with its parent, however the parent ends."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def die_with(parent: int, last_signal: signal.Signals) -> Callable[[], None] | None:
    """Return what runs in a child before its program, so that it gets a signal when its starting thread ends.

    None where the system cannot send it: it is Linux's own.
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def in_child() -> None:
        prctl(PR_SET_PDEATHSIG, int(last_signal), 0, 0, 0)
        if os.getppid() != parent:  # the parent died before prctl
            os.kill(os.getpid(), signal.SIGKILL)

    return in_child
