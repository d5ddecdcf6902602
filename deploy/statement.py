"""Verify a statement of completeness with nothing but the file and, if known, the keys."""

from argparse import ArgumentTypeError
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from shared.sync import keys
from shared.sync.statement import LIMIT, examine


def verify(file: Path, trusted: Mapping[str, bytes], since: datetime | None) -> bool:
    """Print in words what a file proves, or why it proves nothing."""
    try:
        with file.open("rb") as opened:
            data = opened.read(LIMIT + 1)
    except OSError as error:
        print(f"Файл не прочитать: {error.strerror}.")
        return False
    finding = examine(data, trusted, since=since)
    print("\n".join(finding.words))
    return finding.proven


def named_key(text: str) -> tuple[str, bytes]:
    """Read CONTOUR=BASE64."""
    contour, _, key = text.partition("=")
    try:
        return contour, keys.public_of(key)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not CONTOUR=BASE64 of a 32-byte public key") from None


def moment(text: str) -> datetime:
    """Read an ISO moment; without a zone it is this machine's."""
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a moment such as 2026-11-22T14:00+07:00") from None
