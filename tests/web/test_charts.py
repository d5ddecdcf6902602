"""The geometry of charts and of time."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import words
from shared.web import charts, times

MONTHS = [date(2026, month, 1) for month in (9, 10, 11)]
BEGINS, ENDS, TODAY = date(2026, 9, 1), date(2027, 5, 31), date(2026, 11, 24)


def test_bars_are_drawn_against_the_greatest_and_percents_against_a_hundred() -> None:
    counts = charts.bars("Пары", [("очно", 40), ("на расстоянии", 10), ("неизвестно", None)])
    shares = charts.bars("Охват", [("Бийск", 40.0)], unit="%")

    assert [bar.width for bar in counts.rows] == [100, 25, 0]
    assert [bar.text for bar in counts.rows] == ["40", "10", "—"]
    assert shares.rows[0].width == 40
    assert counts.sentence == "Пары: очно — 40; на расстоянии — 10; неизвестно — —."


def test_a_funnel_says_what_part_came_through() -> None:
    chart = charts.funnel("Путь", [("Нужен", 1284), ("Есть пара", 1127), ("Итог", 0)])

    assert [bar.note.replace(words.GAP, " ") for bar in chart.rows] == ["", "88 %", "0 %"]


def test_a_tile_without_a_figure_is_not_a_zero() -> None:
    chart = charts.tiles("Охват", [("А", 0.0, "/a"), ("Б", None, "/b"), ("В", 100.0, "/v"), ("Г", 20.0, "/g")])

    assert [tile.level for tile in chart.tiles] == [1, 0, 5, 2]
    assert chart.legend == ("до 20", "20–40", "40–60", "60–80", "80–100")
    assert "больше всего — В" in chart.sentence


def test_a_line_breaks_where_nothing_is_known() -> None:
    chart = charts.lines("Встречи", [*MONTHS, date(2026, 12, 1)], [("все", [1, None, 3, 4])])

    assert len(chart.series[0].runs) == 1
    assert len(chart.series[0].dots) == 3
    assert chart.series[0].texts == ("1", "—", "3", "4")
    assert chart.series[0].change == "+3"


def test_nothing_at_all_is_still_a_chart() -> None:
    assert charts.bars("Пусто", []).rows == ()
    assert charts.funnel("Пусто", []).rows == ()
    assert charts.tiles("Пусто", []).sentence == "Пусто: нет данных."
    assert charts.lines("Пусто", MONTHS, [("все", [None, None, None])]).sentence == "Пусто: нет данных."


@given(st.floats(min_value=0, max_value=1e9))
def test_an_axis_ends_at_a_round_number_not_far_above(top: float) -> None:
    height = charts.nice(top)

    assert height >= top
    assert height <= max(4, 2.5 * top)


@given(st.lists(st.floats(min_value=0, max_value=1e6), max_size=8))
def test_no_bar_leaves_its_track(values: list[float]) -> None:
    chart = charts.bars("Что-то", [("строка", value) for value in values])

    assert all(0 <= bar.width <= 100 for bar in chart.rows)


def test_a_program_shows_what_is_done_late_and_next() -> None:
    activities = [("а", date(2026, 9, 20), True), ("б", date(2026, 11, 1), False), ("в", date(2026, 12, 8), False)]
    line = times.timeline(BEGINS, ENDS, TODAY, [*activities, ("г", ENDS, False)])

    assert [mark.state for mark in line.marks] == ["done", "late", "next", "later"]
    assert [month.text for month in line.months] == ["сен", "окт", "ноя", "дек", "янв", "фев", "мар", "апр", "май"]
    assert line.today == pytest.approx(30.9, abs=0.1)
    assert line.sentence.replace(words.GAP, " ") == (
        "Программа: 1 сентября 2026 – 31 мая 2027, сейчас 3-й месяц из 9, выполнено 1 из 4 мероприятий, "
        "просрочено 1, следующее — до 8 декабря."
    )


@pytest.mark.parametrize(("today", "gone"), [(date(2026, 8, 1), 0), (date(2027, 6, 1), 100)])
def test_a_program_outside_its_time_has_no_today(today: date, gone: float) -> None:
    line = times.timeline(BEGINS, ENDS, today, [])

    assert (line.today, line.gone) == (None, gone)


def test_a_span_may_write_its_name_up_to_the_next_one() -> None:
    spans = [("курс", date(2024, 9, 1), date(2024, 12, 1)), ("ещё курс", date(2025, 9, 1), date(2026, 8, 31))]
    band = times.ribbon(date(2024, 9, 1), date(2026, 8, 31), date(2025, 1, 1), [("Курсы", spans), ("Пробы", [])])

    first, second = band.lanes[0].spans
    assert first.x + first.room == pytest.approx(second.x, abs=0.2)
    assert second.width == 100
    assert [year.text for year in band.years] == ["2024/25", "2025/26"]
    assert "Пробы: пока ничего" in band.sentence
