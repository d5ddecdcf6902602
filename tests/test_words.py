"""Dates and figures in words."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shared import words

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)


def plain(text: str) -> str:
    return text.replace(words.GAP, " ")


@pytest.mark.parametrize(
    ("left", "said", "state"),
    [
        (-21, "просрочено на 21 день", "late"),
        (-2, "просрочено на 2 дня", "late"),
        (0, "сегодня последний день", "wait"),
        (1, "до завтра", "wait"),
        (2, "до 26 ноября", "wait"),
        (21, "до 15 декабря", "info"),
        (400, "до 29 декабря 2027", "info"),
    ],
)
def test_a_deadline_is_said_as_a_colleague_would(left: int, said: str, state: str) -> None:
    due = TODAY + timedelta(days=left)

    assert (plain(words.until(due, TODAY)), words.urgency(due, TODAY)) == (said, state)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (NOW, "сегодня, 14:02"),
        (NOW - timedelta(hours=22), "вчера, 16:02"),
        (NOW + timedelta(hours=19), "завтра, 9:02"),
        (NOW - timedelta(days=6), "18 ноября, 14:02"),
        (NOW - timedelta(days=365), "24 ноября 2025, 14:02"),
    ],
)
def test_a_moment_is_near_or_dated(at: datetime, said: str) -> None:
    assert plain(words.moment(at, NOW)) == said


def test_a_period_says_nothing_twice() -> None:
    september = date(2026, 9, 1)

    assert plain(words.period(september, date(2026, 9, 14))) == "1–14 сентября 2026"
    assert plain(words.period(september, date(2026, 12, 31))) == "1 сентября – 31 декабря 2026"
    assert plain(words.period(september, date(2027, 5, 31))) == "1 сентября 2026 – 31 мая 2027"


def test_figures_are_written_in_the_russian_way() -> None:
    assert plain(words.number(1812)) == "1 812"
    assert plain(words.percent(81.1)) == "81,1 %"
    assert plain(words.percent(75.0)) == "75 %"
    assert plain(words.percent(None)) == "—"
    assert (words.signed(37), words.signed(-4), words.signed(0)) == ("+37", "−4", "0")
    assert [plain(words.counted(n, "день", "дня", "дней")) for n in (1, 3, 11, 22, 112)] == [
        "1 день",
        "3 дня",
        "11 дней",
        "22 дня",
        "112 дней",
    ]


def test_names_and_lists_are_short_in_lists() -> None:
    assert plain(words.initials("Шубина Лариса Викторовна")) == "Шубина Л. В."
    assert words.initials("Гущин") == "Гущин"
    assert words.initials("Отдел кадров") == "Отдел кадров"
    assert words.listed(["Павловск", "Заринск", "Яровое"]) == "Павловск, Заринск и Яровое"
    assert words.listed([]) == ""
    assert [words.spelled(n, g) for n, g in ((4, "n"), (1, "n"), (2, "f"), (12, "m"))] == [
        "четыре",
        "одно",
        "две",
        "12",
    ]


@pytest.mark.parametrize(("minutes", "said"), [(0, "меньше минуты"), (12, "12 мин"), (185, "3 ч"), (2900, "2 дня")])
def test_how_long_is_said_in_one_unit(minutes: int, said: str) -> None:
    assert plain(words.span(timedelta(minutes=minutes))) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 программ"),
        (1, "1 программа"),
        (2, "2 программы"),
        (5, "5 программ"),
        (11, "11 программ"),
        (14, "14 программ"),
        (21, "21 программа"),
        (22, "22 программы"),
        (111, "111 программ"),
        (1004, "1 004 программы"),
    ],
)
def test_a_noun_agrees_with_its_count(count: int, said: str) -> None:
    assert plain(words.counted(count, "программа", "программы", "программ")) == said


def test_a_long_list_stays_one_line() -> None:
    assert words.first_of(["Алейск", "Бийск"]) == "Алейск, Бийск"
    assert words.first_of(["Алейск", "Бийск", "Заринск", "Яровое"]) == "Алейск, Бийск, Заринск, Яровое"
    long = words.first_of(["Алейск", "Бийск", "Заринск", "Яровое", "Рубцовск"])
    assert long.replace(words.GAP, " ") == "Алейск, Бийск, Заринск и ещё 2"
