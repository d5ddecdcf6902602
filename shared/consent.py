"""Agreed to exactly the text that was seen: its words are kept, with the hash that proves which they were."""

from hashlib import sha256
from typing import Annotated

import msgspec
from msgspec import Meta

from shared.errors import Conflict

# The hash of the text that was shown: it comes back with the form.
Seen = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class TextChanged(Conflict):
    """Пока вы читали, данные изменились, и текст согласия стал другим. Прочитайте его ещё раз."""


class Agreed(msgspec.Struct, frozen=True, kw_only=True):
    """A text that somebody agreed to, and its hash."""

    wording: str
    wording_hash: str


def hash_of(text: str) -> str:
    """Return the version of a text, 64 hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


def agree(text: str, *, seen: str) -> Agreed:
    """Agree to a text as it stands now; TextChanged when another one was seen."""
    if seen != hash_of(text):
        raise TextChanged
    return Agreed(wording=text, wording_hash=seen)
