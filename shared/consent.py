"""Agreement to exactly the text that the person saw: the text is kept, with the hash that proves it."""

from hashlib import sha256
from typing import Annotated

import msgspec
from msgspec import Meta

from shared.errors import Conflict

# The hash of the text that was shown; the form sends it back.
Seen = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class TextChanged(Conflict):
    """Пока вы читали, данные изменились, и текст согласия стал другим. Прочитайте его ещё раз."""


class Agreed(msgspec.Struct, frozen=True, kw_only=True):
    """A text that somebody agreed to, and its hash."""

    wording: str
    wording_hash: str


def hash_of(text: str) -> str:
    """Return the hash of a text: 64 hexadecimal digits of SHA-256."""
    return sha256(text.encode()).hexdigest()


def agree(text: str, *, seen: str) -> Agreed:
    """Agree to the present text; TextChanged when the person saw another one."""
    if seen != hash_of(text):
        raise TextChanged
    return Agreed(wording=text, wording_hash=seen)
