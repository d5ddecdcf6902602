"""A statement of completeness: one file that proves to a third party that a follower holds a whole stream.

The speaker signed "this is everything I have told", the follower signed "this is everything I hold", both for the same
position of the chain; the side that issues the file signs the whole. Pure: checking a file needs no running system.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, Literal

import msgspec

from shared.sync import keys
from shared.sync.core import Hash, Head, Held, Moment, Signature
from shared.sync.keys import Key

LIMIT = 20_000
Slug = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9_-]{1,63}$")]


class Party(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One side: its contour, its public key, and the key's fingerprint for people to compare."""

    contour: Slug
    public_key: Hash
    fingerprint: str


class Statement(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="says", tag="statement"):
    """Both sides' statements about one position of a stream, signed as a whole by the side that issued it."""

    speaker: Party
    follower: Party
    head: Head
    held: Held
    issued_by: Literal["speaker", "follower"]
    issued_at: Moment
    signature: Signature


class Finding(msgspec.Struct, frozen=True):
    """Whether a file proves completeness, and what it proves, or why not, in Russian sentences."""

    proven: bool
    words: list[str]


def fingerprint(public: bytes) -> str:
    """Return a key's fingerprint: the first 16 bytes of its SHA-256 in groups that can be read aloud."""
    text = sha256(public).hexdigest()[:32]
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def party(contour: str, public: bytes) -> Party:
    """Return a side of a statement."""
    return Party(contour, public, fingerprint(public))


def drawn_up(key: Key, speaker: Party, follower: Party, head: Head, held: Held, now_ms: int) -> Statement:
    """Return the statement, signed with `key` by one of the sides."""
    issued_by: Literal["speaker", "follower"] = "speaker" if key.public == speaker.public_key else "follower"
    unsigned = Statement(speaker, follower, head, held, issued_by, now_ms, bytes(64))
    return msgspec.structs.replace(unsigned, signature=key.sign(text(unsigned)))


def text(statement: Statement) -> bytes:
    """Return the text that the issuing side signs."""
    speaker, follower = statement.speaker, statement.follower
    lines = [
        "podrost statement 1",
        f"{speaker.contour} {speaker.public_key.hex()}",
        f"{follower.contour} {follower.public_key.hex()}",
        statement.head.signature.hex(),
        statement.held.signature.hex(),
        f"{statement.issued_by} {statement.issued_at}",
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def write(statement: Statement) -> bytes:
    """Return the file."""
    return msgspec.json.format(msgspec.json.encode(statement), indent=2) + b"\n"


def examine(data: bytes, trusted: Mapping[str, bytes], *, since: datetime | None = None) -> Finding:
    """Check a file; `trusted` are keys known from elsewhere, and a statement from before `since` is too old."""
    try:
        if len(data) > LIMIT:
            raise ValueError(f"{len(data)} bytes")
        statement = msgspec.json.decode(data, type=Statement)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        return Finding(False, [f"Это не заявление о полноте, или файл повреждён: {str(error)[:200]}."])
    wrong = _forged(statement) or _at_odds(statement) or _not_trusted(statement, trusted) or _old(statement, since)
    return Finding(False, [wrong]) if wrong else Finding(True, [*_proven(statement), *_unchecked(statement, trusted)])


def _forged(statement: Statement) -> str | None:
    """Return which part was changed after it was signed; None when all signatures are valid."""
    speaker, follower = statement.speaker, statement.follower
    for side in (speaker, follower):
        if side.fingerprint != fingerprint(side.public_key):
            return f"Отпечаток ключа «{side.contour}» не от того ключа, что в файле."
    if speaker.public_key == follower.public_key:
        return "Обе стороны подписали одним ключом: это слово одной стороны, а не двух."
    if not keys.signed(statement.head, speaker.public_key):
        return f"Подпись «{speaker.contour}» не сходится: слово того, кто рассказывал, изменено."
    if not keys.signed(statement.held, follower.public_key):
        return f"Подпись «{follower.contour}» не сходится: слово того, кто слушал, изменено."
    issuer = speaker if statement.issued_by == "speaker" else follower
    if not keys.verifier(issuer.public_key)(statement.signature, text(statement)):
        return f"Подпись «{issuer.contour}» под заявлением не сходится: оно изменено после выдачи."
    return None


def _at_odds(statement: Statement) -> str | None:
    """Return how the two statements contradict each other; None when they do not."""
    head, held = statement.head, statement.held
    if head.stream != held.stream:
        return f"Стороны говорят о разных потоках: {head.stream} и {held.stream}."
    whose = head.stream.partition(".")[2]
    if whose not in ("all", statement.speaker.contour, statement.follower.contour):
        return f"Поток {head.stream} — не между «{statement.speaker.contour}» и «{statement.follower.contour}»."
    if head.seq > held.seq:
        return f"Подписи верны, но полноты нет: рассказано {head.seq}, получено {held.seq}."
    if head.position != held.position:
        return f"Стороны стоят в разных местах цепочки: № {head.seq} и № {held.seq}, а хэши не одни и те же."
    return None


def _not_trusted(statement: Statement, trusted: Mapping[str, bytes]) -> str | None:
    """Return whose key differs from the trusted one; None when none does."""
    sides = {side.contour: side for side in (statement.speaker, statement.follower)}
    for contour, public in trusted.items():
        if contour not in sides:
            return f"Контура «{contour}», чей ключ вы назвали, в заявлении нет."
        if sides[contour].public_key != public:
            return f"Ключ «{contour}» в файле другой, чем тот, что назвали вы: подписал не он."
    return None


def _old(statement: Statement, since: datetime | None) -> str | None:
    if since is None or statement.head.at >= since.timestamp() * 1000:
        return None
    return f"Заявление старое: оно о том, что было на {moment(statement.head.at)}."


def _proven(statement: Statement) -> list[str]:
    head, speaker, follower = statement.head, statement.speaker.contour, statement.follower.contour
    return [
        f"Доказано: поток {head.stream} получен целиком на {moment(head.at)}.",
        f"«{speaker}» подписал: это всё, что я рассказал: эпоха {head.epoch}, событий {head.seq}, "
        f"хэш {head.hash.hex()}.",
        f"«{follower}» подписал {moment(statement.held.at)}: у меня ровно эта цепочка.",
        "В ней ничего не пропущено, не повторено, не переставлено и не изменено: иначе хэш был бы другим.",
    ]


def _unchecked(statement: Statement, trusted: Mapping[str, bytes]) -> list[str]:
    return [
        f"Ключ «{side.contour}» взят из самого файла; сверьте отпечаток с объявленным: {side.fingerprint}"
        for side in (statement.speaker, statement.follower)
        if side.contour not in trusted
    ]


def moment(ms: int) -> str:
    """Return a moment in words, with its time zone."""
    return f"{datetime.fromtimestamp(ms / 1000, UTC):%d.%m.%Y %H:%M:%S} UTC"
