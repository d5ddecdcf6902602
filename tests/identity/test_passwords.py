"""What a password may be: long, not known to everybody, and of any signs."""

import pytest

from shared.errors import Refused
from shared.identity import passwords


def check(password: str, *, login: str = "samoylova", name: str = "Самойлова Инна") -> None:
    passwords.check(password, password, login=login, name=name)


@pytest.mark.parametrize(
    "password",
    ["четыре рыжих ежа шуршат", "kdlrmvpqxzwt", "1830 4471 9952", "ё" * 5 + "щъыь" * 20, "\U0001f994 ёжик в тумане"],
)
def test_a_long_password_of_any_signs_is_taken(password: str) -> None:
    check(password)


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("одиннадцать", passwords.TooShort),
        ("ш" * 150 + "муха" * 20, passwords.TooLong),
        ("йцукенгшщзхъ", passwords.TooCommon),
        ("Password1234", passwords.TooCommon),
        ("ПАРОЛЬ123456", passwords.TooCommon),
        ("aaaaaaaabbbb", passwords.TooCommon),
        ("samoylova-2026", passwords.TooPersonal),
        ("самойлова и компания", passwords.TooPersonal),
    ],
)
def test_a_password_that_would_be_guessed_is_refused(password: str, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        check(password)


def test_the_list_of_common_passwords_holds_only_what_could_be_chosen() -> None:
    common = passwords._common()
    assert len(common) >= 300
    assert {word for word in common if len(word) < passwords.SHORTEST or word != word.lower()} == set()
