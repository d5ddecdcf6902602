"""Whether a contour can work, asked as anybody may ask: what looks at a stack need not read in what makes one."""

from http.client import HTTPException
from urllib.request import urlopen


def healthy(url: str) -> bool:
    """Say whether the contour at that address is ready for visitors; a stranger there is not it."""
    try:
        with urlopen(f"{url}/readyz", timeout=2) as answer:  # noqa: S310  # our own address
            return int(answer.status) == 200
    except (OSError, HTTPException):
        return False
