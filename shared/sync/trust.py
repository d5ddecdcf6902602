"""Whose word about certificates we take."""

import ssl
from pathlib import Path


def trusted(ca: Path | None) -> ssl.SSLContext:
    """Return whom we believe: the authority in the file and nobody else, or those whom the system knows."""
    return ssl.create_default_context(cafile=None if ca is None else str(ca))
