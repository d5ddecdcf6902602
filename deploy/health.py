"""Whether a contour works, asked as anybody may ask: what looks at a stack need not read in what makes one."""

from urllib.error import URLError
from urllib.request import urlopen

from shared.config import Config


def healthy(config: Config) -> bool:
    """Say whether the contour's database and services work."""
    try:
        with urlopen(f"{config.url}/healthz", timeout=2) as answer:  # noqa: S310  # our own address
            return int(answer.status) == 200
    except (URLError, OSError):
        return False
