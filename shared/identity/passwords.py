"""Passwords: Argon2id in two dedicated threads, so that many logins at once cannot use the whole machine."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from shared.errors import Invalid

SHORTEST, LONGEST = 12, 200
COMMON = Path(__file__).parent / "common_passwords.txt"
STRONG = PasswordHasher(memory_cost=32 * 1024, time_cost=3, parallelism=1)
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="password")


class TooShort(Invalid):
    """Пароль — не короче {shortest} знаков. Подойдёт фраза из нескольких слов."""


class TooLong(Invalid):
    """Пароль — не длиннее {longest} знаков."""


class TooCommon(Invalid):
    """Этот пароль — из самых частых, его подбирают первым. Придумайте другой: например, фразу из четырёх слов."""


class TooPersonal(Invalid):
    """В пароле — ваш логин или фамилия, их угадывают первыми. Придумайте другой."""


class NotTheSame(Invalid):
    """Пароли не совпали. Наберите новый пароль ещё раз."""


@cache
def _common() -> frozenset[str]:
    return frozenset(line.strip() for line in COMMON.read_text("utf-8").splitlines() if line.strip())


def check(password: str, again: str, *, login: str, name: str) -> None:
    """Refuse a password that is easy to guess; there are no rules about its characters."""
    if len(password) < SHORTEST:
        raise TooShort(field="password", shortest=SHORTEST)
    if len(password) > LONGEST:
        raise TooLong(field="password", longest=LONGEST)
    plain = password.lower()
    if plain in _common() or len(set(plain)) < 4:
        raise TooCommon(field="password")
    if any(len(word) >= 4 and word in plain for word in (login, *name.lower().split()[:1])):
        raise TooPersonal(field="password")
    if password != again:
        raise NotTheSame(field="again")


async def make(hasher: PasswordHasher, password: str) -> str:
    """Return the hash to store."""
    return await asyncio.get_running_loop().run_in_executor(_threads, hasher.hash, password)


async def fits(hasher: PasswordHasher, kept: str | None, password: str) -> bool:
    """Tell whether the password is right; an account without a password takes as long as any other."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _fits, hasher, kept, password[: LONGEST + 1])


def is_stale(hasher: PasswordHasher, kept: str) -> bool:
    """Tell whether the hash was made with other costs than today's."""
    return hasher.check_needs_rehash(kept)


def _fits(hasher: PasswordHasher, kept: str | None, password: str) -> bool:
    try:
        return hasher.verify(kept or _nobodys(hasher), password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys(hasher: PasswordHasher) -> str:
    return hasher.hash("the password of an account that does not exist")
