"""Which certificate authorities we trust."""

import ssl
from pathlib import Path


def trusted(ca: Path | None) -> ssl.SSLContext:
    """Return a TLS context that trusts only the authority in the file, or without a file those of the system.

    Certificates must be whole (RFC 5280) for every Python, as 3.13 and newer demand by themselves.
    """
    context = ssl.create_default_context(cafile=None if ca is None else str(ca))
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context
