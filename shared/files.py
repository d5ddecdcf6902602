"""The bytes of signed files, found by their SHA-256: beside the journal, which names only the hash.

A rebuild leaves them alone. Deleting a row erases a file and keeps the journal as it was.
"""

from hashlib import sha256

from shared.db import Tx


class Damaged(RuntimeError):
    """The bytes of a kept file are not those that were signed."""


async def keep(tx: Tx, content: bytes) -> str:
    """Keep bytes for the organization of the transaction; return their SHA-256 in hex. Equal bytes are kept once."""
    hash = sha256(content).hexdigest()
    await tx.run(
        "insert into file (hash, content, kept_at) values ($1, $2, $3) on conflict do nothing", hash, content, tx.now
    )
    return hash


async def content(tx: Tx, hash: str) -> bytes | None:
    """Return kept bytes; None when they were erased. Damaged when they are not what the hash says."""
    found: bytes | None = await tx.value(
        "select content from file where organization = $1 and hash = $2", tx.organization, hash
    )
    if found is not None and sha256(found).hexdigest() != hash:
        raise Damaged(hash)
    return found
