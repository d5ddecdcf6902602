"""Normal spelling: composed letters, no invisible characters, Cyrillic instead of Latin look-alikes."""

import re
import unicodedata
from typing import Any

_UNSEEN = re.compile("[\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
# Cyrillic letters that are often typed as Latin ones; only words that mix both are corrected.
_LATIN = str.maketrans("AaBCcEeHKkMOoPpTXxYy", "АаВСсЕеНКкМОоРрТХхУу")
_WORD = re.compile(r"[A-Za-zА-Яа-яЁё]+")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´ʹ′", "'"))
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))


def composed(text: str) -> str:
    """Return a text as it is stored: «й» is one code point, and there are no invisible characters."""
    return _UNSEEN.sub("", unicodedata.normalize("NFC", text))


def composed_all(value: Any) -> Any:
    """Return decoded JSON with every text in it composed."""
    match value:
        case str():
            return composed(value)
        case dict():
            return {name: composed_all(one) for name, one in value.items()}
        case list():
            return [composed_all(one) for one in value]
        case _:
            return value


def cyrillic(text: str) -> str:
    """Return a text with Latin look-alikes in mixed words made Cyrillic: «Петрoв» with a Latin «o» is corrected."""
    return _WORD.sub(lambda word: _mended(word[0]), text)


def _mended(word: str) -> str:
    changed = word.translate(_LATIN)
    mixed = re.search("[А-Яа-яЁё]", word) and re.search("[A-Za-z]", word)
    return changed if mixed and not re.search("[A-Za-z]", changed) else word


def key(text: str) -> str:
    """Return the key that all spellings of a name share: no case, no «ё», single spaces, one hyphen, one apostrophe."""
    plain = cyrillic(composed(text)).lower().replace("ё", "е").translate(_APOSTROPHES).translate(_HYPHENS)
    return " ".join(plain.replace(" -", "-").replace("- ", "-").split())
