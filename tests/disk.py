"""A disk of its own that can be full at once: tmpfs, mounted where nobody else sees it and gone with the process."""

import ctypes
import errno
import os
from dataclasses import dataclass
from pathlib import Path

CLONE_NEWNS = 0x00020000
MS_REMOUNT, MS_REC, MS_PRIVATE = 32, 16384, 1 << 18
KIND = b"tmpfs"
MNT_DETACH = 2
ROOM = 2 * 1024**3


def _call(name: str, *arguments: object) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments):
        raise OSError(ctypes.get_errno(), f"{name}: {os.strerror(ctypes.get_errno())}")


def why_not() -> str:
    """Keep what we mount to ourselves and our children from now on; say why this cannot be done, or nothing."""
    try:
        _call("unshare", CLONE_NEWNS)
        _call("mount", None, b"/", None, MS_REC | MS_PRIVATE, None)
    except (OSError, AttributeError) as error:
        return f"no disk of our own can be mounted here: {error}"
    return ""


@dataclass(frozen=True)
class Disk:
    """A mounted disk; it takes only the memory that is written."""

    at: Path

    @classmethod
    def mounted(cls, at: Path) -> "Disk":
        """Mount an empty one, with the owner and the rights that the folder has."""
        before = at.stat()
        _call("mount", KIND, os.fsencode(at), KIND, 0, f"size={ROOM}".encode())
        os.chown(at, before.st_uid, before.st_gid)
        at.chmod(before.st_mode & 0o7777)
        return cls(at)

    def fill(self) -> None:
        """Let there be no more room than what is written already, also where somebody is just writing more."""
        while not self._filled():
            pass

    def _filled(self) -> bool:
        has = os.statvfs(self.at)
        try:
            self._resize((has.f_blocks - has.f_bfree) * has.f_frsize)
        except OSError as error:
            if error.errno != errno.EINVAL:  # how the kernel says that more than that is written by now
                raise
            return False
        return True

    def free(self) -> None:
        """Let there be room again."""
        self._resize(ROOM)

    def unmount(self) -> None:
        """Take it away with all that is on it."""
        _call("umount2", os.fsencode(self.at), MNT_DETACH)

    def _resize(self, size: int) -> None:
        _call("mount", KIND, os.fsencode(self.at), KIND, MS_REMOUNT, f"size={size}".encode())
