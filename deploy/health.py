"""Ask a contour over HTTP whether it can work; a module of its own, so that `status` need not import the stack."""

from http.client import HTTPException
from urllib.request import urlopen


def healthy(url: str) -> bool:
    """Tell whether a contour at that address is ready; another program there is not."""
    try:
        with urlopen(f"{url}/readyz", timeout=2) as answer:  # noqa: S310  # our own address
            return int(answer.status) == 200
    except (OSError, HTTPException):
        return False
