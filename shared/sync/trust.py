"""Which certificate authorities we trust."""

import ssl
from pathlib import Path


def trusted(ca: Path | None) -> ssl.SSLContext:
    """Return a TLS context that trusts only the authority in the file, or without a file those of the system."""
    return ssl.create_default_context(cafile=None if ca is None else str(ca))
