"""A list that is narrowed, sorted and paged by the query string of its page.

The page builds a `Listing`; `fm.filters` draws its form, `ui.table` its headings, `ui.turn` its pages. Links and a GET
form do everything, so a list works without scripts, and its address can be kept or sent.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode

import msgspec
from msgspec import Meta

Row = TypeVar("Row")
PAGE = 100


class Order(msgspec.Struct, frozen=True):
    """In which order a list is read, and which page of it: `sort` is the code of a sort, with «-» from its end."""

    sort: Annotated[str, Meta(max_length=40)] = ""
    page: Annotated[int, Meta(ge=1, le=10_000)] = 1


class Sort(msgspec.Struct, frozen=True):
    """An order of a list: its words in the form, and the key of a row; rows without a value come last.

    The first sort of a list is its order when nothing is asked; without a key it is the order of the given rows.
    """

    title: str
    key: Callable[[Any], Any] | None = None


class Choice(msgspec.Struct, frozen=True):
    """A choice that narrows a list: the field of the filter, its label, and (value, words) of each option."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]


class Listing(msgspec.Struct, Generic[Row], frozen=True, kw_only=True):
    """One page of a list, as it was asked for: `found` rows fit the filter, `rows` of them are on this page.

    The filter `asked` is a struct of texts with defaults; `q` in it is what is searched for.
    """

    url: str
    asked: Any
    order: Order
    sorts: Mapping[str, Sort]
    rows: Sequence[Row]
    found: int
    choices: Sequence[Choice] = ()
    hint: str = ""
    size: int = PAGE

    @property
    def sort(self) -> str:
        """The sort that holds: what was asked for if the list knows it, else the first one."""
        return sort_of(self.order, self.sorts)

    @property
    def narrowed(self) -> bool:
        """Whether anything but the order was asked for."""
        return bool(_parameters(self.asked))

    @property
    def first(self) -> int:
        """The number of the first row on this page."""
        return (self.order.page - 1) * self.size + 1

    @property
    def last(self) -> int:
        """The number of the last row on this page."""
        return min(self.order.page * self.size, self.found)

    @property
    def held(self) -> list[tuple[str, str]]:
        """The fields of the filter that its form keeps without showing them."""
        shown = {"q", *(choice.name for choice in self.choices)}
        return [(name, value) for name, value in _parameters(self.asked) if name not in shown]

    @property
    def orders(self) -> list[tuple[str, str]]:
        """Every order, for the form: (value, words)."""
        found = []
        for code, sort in self.sorts.items():
            found.append((code, sort.title))
            if sort.key is not None:
                found.append((f"-{code}", f"{sort.title}, с конца"))
        return found

    def to(self, **changes: object) -> str:
        """Return the address of this list with something else asked for; its first page, unless a page is named."""
        fields = self.asked.__struct_fields__
        asked = msgspec.structs.replace(self.asked, **{name: one for name, one in changes.items() if name in fields})
        place = {name: one for name, one in changes.items() if name in Order.__struct_fields__}
        order = msgspec.structs.replace(self.order, **({"page": 1} | place))
        parameters = [*_parameters(asked), *_parameters(order)]
        return f"{self.url}?{urlencode(parameters)}" if parameters else self.url

    def by(self, code: str) -> str:
        """Return the address of the list in the order of a column; a second time from its end."""
        return self.to(sort=f"-{code}" if self.sort == code else code)

    def state(self, code: str) -> str:
        """Return how a column is sorted, in the words of `aria-sort`; empty when it is not."""
        return {code: "ascending", f"-{code}": "descending"}.get(self.sort, "")

    def value(self, name: str) -> str:
        """Return what is asked for in a field of the filter."""
        return str(getattr(self.asked, name))


def _parameters(asked: Any) -> list[tuple[str, str]]:
    """Return the fields that differ from what is asked for at first; the order stands in `Order` alone."""
    first = type(asked)()
    fields = [
        name for name in asked.__struct_fields__ if isinstance(asked, Order) or name not in Order.__struct_fields__
    ]
    return [(name, str(value)) for name in fields if (value := getattr(asked, name)) != getattr(first, name)]


def listing(
    url: str,
    asked: Any,
    order: Order,
    rows: Iterable[Row],
    *,
    sorts: Mapping[str, Sort],
    choices: Sequence[Choice] = (),
    hint: str = "",
    size: int = PAGE,
) -> Listing[Row]:
    """Sort the rows that fit the filter, and return the page that was asked for."""
    every = ordered(rows, order, sorts)
    order = msgspec.structs.replace(order, page=min(order.page, max(1, -(-len(every) // size))))
    start = (order.page - 1) * size
    return Listing(
        url=url,
        asked=asked,
        order=order,
        sorts=sorts,
        rows=every[start : start + size],
        found=len(every),
        choices=choices,
        hint=hint,
        size=size,
    )


def sort_of(order: Order, sorts: Mapping[str, Sort]) -> str:
    """Return the sort that holds: what was asked for if the list knows it, else the first one."""
    sort = sorts.get(order.sort.removeprefix("-"))
    known = sort is not None and (sort.key is not None or not order.sort.startswith("-"))
    return order.sort if known else next(iter(sorts))


def ordered(rows: Iterable[Row], order: Order, sorts: Mapping[str, Sort]) -> list[Row]:
    """Return rows in the order that was asked for; equal ones stay as they were, those without a value come last."""
    sort = sort_of(order, sorts)
    key = sorts[sort.removeprefix("-")].key
    every = list(rows)
    if key is None:
        return every
    valued = [(value, row) for row in every if (value := key(row)) not in (None, "")]
    missing = [row for row in every if key(row) in (None, "")]
    valued.sort(key=lambda one: one[0], reverse=sort.startswith("-"))
    return [row for _, row in valued] + missing


def alphabetical(text: str) -> str:
    """Return the key that sorts a text as a dictionary does: «ё» is «е», capitals are letters."""
    return text.casefold().replace("ё", "е")


def contains(q: str, *texts: str) -> bool:
    """Tell whether each word of a search stands in one of the texts."""
    where = " ".join(alphabetical(text) for text in texts)
    return all(word in where for word in alphabetical(q).split())
