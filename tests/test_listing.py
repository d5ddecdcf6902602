from operator import itemgetter

import msgspec

from shared.listing import Choice, Order, Sort, alphabetical, contains, listing

ROWS = [("Ёлкин", 3), ("Ермолин", None), ("Жуков", 1), ("Алексеев", 3)]
SORTS = {
    "name": Sort("По фамилии", lambda row: alphabetical(row[0])),
    "load": Sort("По нагрузке", itemgetter(1)),
    "turn": Sort("Как пришли"),
}


class PeopleFilter(msgspec.Struct, frozen=True, kw_only=True):
    q: str = ""
    state: str = "all"


def names(sort: str = "", page: int = 1, size: int = 100) -> list[str]:
    return [name for name, _ in listing("/rows", PeopleFilter(), Order(sort, page), ROWS, sorts=SORTS, size=size).rows]


def test_the_first_sort_holds_until_another_is_asked_for_and_an_unknown_one_is_ignored() -> None:
    expected = ["Алексеев", "Ёлкин", "Ермолин", "Жуков"]

    assert names() == names("weight") == names("-weight") == expected
    assert names("-name") == expected[::-1]
    assert names("turn") == [name for name, _ in ROWS]


def test_rows_without_a_value_come_last_in_both_directions_and_equal_ones_stay_as_they_were() -> None:
    assert names("load") == ["Жуков", "Ёлкин", "Алексеев", "Ермолин"]
    assert names("-load") == ["Ёлкин", "Алексеев", "Жуков", "Ермолин"]


def test_a_page_beyond_the_end_is_the_last_one() -> None:
    assert names(page=2, size=3) == names(page=9, size=3) == ["Жуков"]

    page = listing("/rows", PeopleFilter(), Order(page=9), ROWS, sorts=SORTS, size=3)

    assert (page.first, page.last, page.found) == (4, 4, 4)


def test_addresses_say_only_what_differs_and_a_new_order_begins_at_the_first_page() -> None:
    page = listing("/rows", PeopleFilter(q="ж", state="open"), Order(page=2), ROWS, sorts=SORTS, size=2)

    assert page.to(state="all") == "/rows?q=%D0%B6"
    assert "sort=load" in page.by("load")
    assert "state=open" in page.by("load")
    assert "page" not in page.by("load")
    assert "page=3" in page.to(page=3)
    assert "sort=-load" in listing("/rows", PeopleFilter(), Order("load"), ROWS, sorts=SORTS).by("load")
    assert listing("/rows", PeopleFilter(), Order("-load"), ROWS, sorts=SORTS).by("load") == "/rows?sort=load"


def test_the_form_keeps_what_it_does_not_show() -> None:
    asked, order = PeopleFilter(state="open", q="ж"), Order("load")

    assert listing("/rows", asked, order, ROWS, sorts=SORTS).held == [("state", "open")]
    shown = listing(
        "/rows", asked, order, ROWS, sorts=SORTS, choices=[Choice("state", "Состояние", [("open", "идут")])]
    )
    assert shown.held == []
    assert shown.narrowed
    assert not listing("/rows", PeopleFilter(), order, ROWS, sorts=SORTS).narrowed


def test_a_search_finds_every_word_in_any_of_the_texts() -> None:
    assert contains("ермолин лес", "Ермолин Геннадий", "Лесоводство")
    assert contains("", "что угодно")
    assert contains("елкин", "Ёлкин")
    assert not contains("ермолин химия", "Ермолин Геннадий", "Лесоводство")
