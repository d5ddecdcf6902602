"""Recovery codes: ten on paper, each of which takes the place of the phone's code once."""

import secrets
from uuid import UUID

from shared.db import Tx
from shared.identity import keys

COUNT = 10
GROUPS, LONG = 4, 4
# Without signs that are read as each other; 79 random bits in a code, so a plain hash of it is safe.
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
# Typed with the Russian layout on, these look the same.
ALIKE = str.maketrans("АВЕКМНРСТУХ", "ABEKMHPCTYX")


def plain(told: str) -> str:
    """Return a code as it is stored, however it was typed; empty for what cannot be one."""
    code = "".join(sign for sign in told.upper().translate(ALIKE) if sign.isalnum())
    return code if len(code) == GROUPS * LONG and set(code) <= set(SIGNS) else ""


async def make(tx: Tx, account_id: UUID) -> list[str]:
    """Return new codes, which cannot be shown again; those made before stop working."""
    await forget(tx, account_id)
    codes = ["-".join("".join(secrets.choice(SIGNS) for _ in range(LONG)) for _ in range(GROUPS)) for _ in range(COUNT)]
    for code in codes:
        await tx.run(
            "insert into recovery_code (account_id, code_hash) values ($1, $2)", account_id, keys.hash_of(plain(code))
        )
    return codes


async def spend(tx: Tx, account_id: UUID, code: str) -> bool:
    """Use a code up, and tell whether it was one of the account's; of two uses at once, one fails."""
    return bool(
        await tx.run(
            "delete from recovery_code where account_id = $1 and code_hash = $2", account_id, keys.hash_of(plain(code))
        )
    )


async def left(tx: Tx, account_id: UUID) -> int:
    """Return how many codes are left."""
    count: int = await tx.value("select count(*) from recovery_code where account_id = $1", account_id)
    return count


async def forget(tx: Tx, account_id: UUID) -> None:
    """Delete every code of the account."""
    await tx.run("delete from recovery_code where account_id = $1", account_id)
