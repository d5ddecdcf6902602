"""Turns a posted form into a wish, or into errors beside its fields; what was typed is kept."""

import functools
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from shared.errors import Refused, SeveralWrong
from shared.identity.sessions import Unsent
from shared.web.values import EMPTY, convert, explain, is_optional, secret_of, text_of, unwrapped
from shared.wish import Secret, Upload

W = TypeVar("W", bound=msgspec.Struct)
Typed = Mapping[str, Sequence[Any]]

# More rows than any list of a form has; a longer list is refused, never cut.
MOST_ROWS = 5000
NUMBER = re.compile(r"[0-9]{1,6}\Z")


class Label(msgspec.Struct, frozen=True):
    """What a page calls a field, and what kind of control it is."""

    words: str
    control: str


class Mistake(msgspec.Struct, frozen=True):
    """One line of the list of mistakes: the field it leads to (empty: none is on the page), and what it says."""

    field: str
    text: str


# What an empty field asks for, by its control.
ASKED = {
    "text": EMPTY,
    "date": "Поставьте дату.",
    "select": "Выберите из списка.",
    "radio": "Выберите один из вариантов.",
    "checkbox": "Отметьте хотя бы один вариант.",
    "file": "Выберите файл.",
    "password": "Введите пароль.",
}
# After the words of its field, such a sentence goes on with a small letter; another may begin with a name.
GOES_ON = re.compile(
    r"(Заполните|Поставьте|Выберите|Отметьте|Введите|Проверьте|Напишите|Здесь|Слишком|Не (меньше|больше)|Это)\b"
)


class Form(msgspec.Struct, frozen=True):
    """What a form shows: what was typed, an error beside each wrong field, and a refusal above the form.

    `about` holds the path parameters of the posted form; `thing` distinguishes forms of one wish on a page. `kept` says
    that it was typed earlier and never sent.
    """

    wish: str = ""
    typed: Typed = {}
    errors: Mapping[str, str] = {}
    refused: str = ""
    about: Mapping[str, str] = {}
    thing: str = ""
    kept: Unsent | None = None
    # What the page calls its fields; it says so while it lays them out, and the list of mistakes repeats it.
    labels: dict[str, Label] = msgspec.field(default_factory=dict)

    def of(self, wish: str, **about: object) -> "Form":
        """Return this form if it belongs to that wish and those things, else an empty one.

        A thing is a path parameter or a field: `form.of("ReturnCorrection", correction_id=one.id)`.
        """
        thing = "-".join(str(value) for value in about.values())
        own = self.wish == wish and all(self._about(name) == str(value) for name, value in about.items())
        return msgspec.structs.replace(self, thing=thing) if own else Form(wish=wish, thing=thing)

    def _about(self, name: str) -> str:
        return self.about[name] if name in self.about else str(self.value(name))

    def value(self, name: str, otherwise: Any = "") -> Any:
        """Return what was typed into a field, or its initial value."""
        return self.typed[name][0] if self.typed.get(name) else otherwise

    def values(self, name: str, otherwise: Sequence[Any] = ()) -> Sequence[Any]:
        """Return everything chosen in a field of several choices."""
        return self.typed.get(name, ()) if self.wish and self.typed else otherwise

    @property
    def begun(self) -> bool:
        """Whether this form was sent and refused, or was typed earlier: its fold opens."""
        return bool(self.errors or self.refused or self.kept)

    def held(self, name: str, now: Any) -> Any:
        """Return what a hidden field says: of a form typed earlier, what it said then, as the version that was seen."""
        return self.value(name, now) if self.kept else now

    def filled(self, name: str) -> bool:
        """Tell whether anything was typed into a field or the fields inside it."""
        return any(any(values) for field, values in self.typed.items() if f"{field}.".startswith(f"{name}."))

    def error(self, name: str) -> str:
        """Return the error beside a field; empty when there is none. A field of rows tells the errors inside it."""
        error = self.errors.get(name) or " ".join(_in_rows(name, self.errors))
        label = self.labels.get(name)
        return ASKED.get(label.control, EMPTY) if error == EMPTY and label is not None else error

    def call(self, name: str, words: str, control: str = "text") -> str:
        """Hear from the page what it calls a field and with which control it asks for it; return nothing to show."""
        self.labels[name] = Label(words, control)
        return ""

    def mistakes(self) -> list[Mistake]:
        """Return every mistake named by its field's words, each leading to its field or the rows it stands in."""
        found = []
        for name in self.errors:
            place = name if name in self.labels else name.partition(".")[0]
            if place not in self.labels:  # hidden, or of a form further down, where it is named
                found.append(Mistake("" if self.labels else name, self.errors[name]))
                continue
            error = self.error(name if place == name else place)
            if GOES_ON.match(error):
                error = error[0].lower() + error[1:]
            found.append(Mistake(place, f"{self.labels[place].words}: {error}"))
        return list(dict.fromkeys(found))


def _in_rows(name: str, errors: Mapping[str, str]) -> list[str]:
    """Return what is wrong inside the rows of a field: «Строка 4: …»."""
    found: dict[str, list[str]] = {}
    for place, error in errors.items():
        if place.startswith(f"{name}."):
            row = place.removeprefix(f"{name}.").partition(".")[0]
            found.setdefault(f"Строка {int(row) + 1}: " if NUMBER.match(row) else "", []).append(error)
    return [where + " ".join(dict.fromkeys(wrong)) for where, wrong in found.items()]


class WrongInside(ValueError):
    """Fields inside a field are wrong: each with its name, as `rows.3.due`, and its sentence."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = errors
        super().__init__(" ".join(errors.values()))


class Reading(msgspec.Struct, Generic[W], frozen=True):
    """The wish, or the form with its errors."""

    wish: W | None
    form: Form


def read(
    wish: type[W], typed: Typed, *, fixed: Mapping[str, Any] | None = None, about: Mapping[str, str] | None = None
) -> Reading[W]:
    """Turn what was typed into a wish; `fixed` are values from the path that the form cannot change.

    `about` identifies the form: every parameter of the path, as text.
    """
    fixed = fixed or {}
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    hints = _hints(wish)
    for field in msgspec.structs.fields(wish):
        if field.name in fixed:
            values[field.name] = fixed[field.name]
            continue
        hint = hints[field.name]
        try:
            value = _field(hint, field.name, typed)
        except WrongInside as wrong:
            errors |= wrong.errors
            continue
        except ValueError as error:
            errors[field.name] = str(error)
            continue
        if value is not None:
            values[field.name] = value
        elif field.required and is_optional(hint):
            values[field.name] = None
        elif field.required:
            errors[field.name] = EMPTY
    shown = {
        name: value
        for name, value in typed.items()
        if name not in secrets(wish) and not any(isinstance(one, Upload) for one in value)
    }
    form = Form(wish=wish.__name__, typed=shown, errors=errors, about=about or {})
    return Reading(None if errors else wish(**values), form)


def secrets(wish: type[msgspec.Struct]) -> frozenset[str]:
    """Return the names of fields whose values are neither shown again nor kept, not even as a digest."""
    return frozenset(name for name, hint in _hints(wish).items() if hint == Secret)


@cache
def _hints(wish: type[msgspec.Struct]) -> dict[str, Any]:
    return get_type_hints(wish, include_extras=True)


def refused(form: Form, refusal: Refused) -> Form:
    """Return the form with the refusal beside its field, or above the form."""
    if isinstance(refusal, SeveralWrong):
        return functools.reduce(refused, refusal.refusals, form)
    message = f"{refusal.message} {refusal.in_form}".rstrip()
    if refusal.field is not None:
        return msgspec.structs.replace(form, errors={**form.errors, refusal.field: message})
    return msgspec.structs.replace(form, refused=message)


def _field(hint: Any, name: str, typed: Typed) -> Any:
    """Return a field's value, None when nothing was typed; ValueError with the message for the person."""
    bare = unwrapped(hint)
    if is_optional(bare):
        inner = [one for one in get_args(bare) if one is not type(None)]
        if _is_struct(inner[0]) and not _filled(_inside(name, typed)):
            return None
        return _field(inner[0] if len(inner) == 1 else Union[tuple(inner)], name, typed)  # noqa: UP007 — built, not written
    if get_origin(bare) in (tuple, list, frozenset, set):
        return _several(bare, hint, name, typed)
    if bare is bool:
        return bool(typed.get(name)) and typed[name][0] not in ("", "0", "false", "off")
    raw = typed[name][-1] if typed.get(name) else None
    if bare is Upload:
        return raw if isinstance(raw, Upload) and raw.content else None
    if _is_struct(bare):
        return _row(bare, _inside(name, typed), name)
    text = secret_of(raw) if hint == Secret else text_of(raw)
    return None if not text else convert(hint, text)


def _several(bare: Any, hint: Any, name: str, typed: Typed) -> Any:
    inner = get_args(bare)[0]
    if _is_struct(unwrapped(inner)):
        rows = _rows(unwrapped(inner), name, typed)
    else:
        rows = [convert(inner, text) for text in map(text_of, typed.get(name, ())) if text]
    try:
        return msgspec.convert(rows, type=hint)
    except msgspec.ValidationError as error:
        raise ValueError(explain(str(error))) from error


def _rows(row: type[msgspec.Struct], name: str, typed: Typed) -> list[Any]:
    """Return repeated rows, posted as `name.0.field`; an empty row is skipped."""
    found: dict[int, dict[str, Sequence[Any]]] = {}
    for key, values in _inside(name, typed).items():
        place, _, field = key.partition(".")
        if NUMBER.match(place):
            found.setdefault(int(place), {})[field] = values
    if len(found) > MOST_ROWS:
        raise ValueError(f"Здесь больше {MOST_ROWS} строк. Отправьте их частями.")
    rows, errors = [], dict[str, str]()
    for number, own in sorted(found.items()):
        if not _filled(own):
            continue
        try:
            rows.append(_row(row, own, f"{name}.{number}"))
        except WrongInside as wrong:
            errors |= wrong.errors
    if errors:
        raise WrongInside(errors)
    return rows


def _filled(own: Typed) -> bool:
    """Tell whether anything was typed into these fields."""
    return any(text_of(value) for values in own.values() for value in values)


def _is_struct(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, msgspec.Struct) and hint is not Upload


def _inside(name: str, typed: Typed) -> dict[str, Sequence[Any]]:
    """Return the fields posted under a name, as `name.field`."""
    start = f"{name}."
    return {key[len(start) :]: values for key, values in typed.items() if key.startswith(start)}


def _row(row: type[W], own: Typed, name: str) -> W:
    """Return the struct that was posted under a name; WrongInside with the full name of each wrong field."""
    reading = read(row, own)
    if reading.wish is None:
        raise WrongInside({f"{name}.{inner}": error for inner, error in reading.form.errors.items()})
    return reading.wish
