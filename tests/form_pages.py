"""A page's forms as a browser without scripts sends them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
from lxml import html  # type: ignore[import-untyped]  # it has no types of its own

Element = Any


@dataclass
class PageForm:
    """One form of a page: where it leads, and what its fields hold; `required` has the label of each, by its id."""

    action: str
    fields: dict[str, list[str]]
    names: dict[str, str] = field(default_factory=dict)
    required: dict[str, str] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()

    def fill(self, **labelled: str) -> None:
        """Type into fields by their labels; spaces of a label are written as `_`."""
        for label, words in labelled.items():
            self.fields[self.names[label.replace("_", " ")]] = [words]

    def empty(self) -> "PageForm":
        """Return the form with nothing filled in and nothing chosen."""
        blank = {name: values if name in self.hidden else [""] for name, values in self.fields.items()}
        return PageForm(self.action, blank, self.names, self.required, self.hidden)

    async def send(self, http: httpx.AsyncClient) -> httpx.Response:
        """Send it."""
        return await http.post(self.action, data=self.fields)


def form_with(page: str, button: str) -> PageForm:
    """Return the form that a button of the page sends, with that button pressed."""
    document = html.fromstring(page)
    [pressed] = [one for one in document.iter("button") if " ".join(one.text_content().split()) == button]
    found = _form_of(document, pressed)
    form = _read(document, found)
    if pressed.get("name"):
        form.fields.setdefault(pressed.get("name"), []).append(pressed.get("value", ""))
    form.action = pressed.get("formaction") or form.action
    return form


def forms_of(page: str) -> list[PageForm]:
    """Return the forms of a page that are posted."""
    document = html.fromstring(page)
    return [_read(document, one) for one in document.iter("form") if one.get("method") == "post"]


def _form_of(document: Element, control: Element) -> Element:
    if owner := control.get("form"):
        return document.get_element_by_id(owner)
    return next(control.iterancestors("form"))


def _read(document: Element, form: Element) -> PageForm:
    controls = [one for one in document.iter("input", "select", "textarea") if _owned(document, one, form)]
    fields: dict[str, list[str]] = {}
    for control in controls:
        for value in _values(control):
            fields.setdefault(control.get("name"), []).append(value)
    names = {label: control.get("name") for control in controls if (label := _label(document, control))}
    required = {one.get("id"): label for one in _asked(document, controls, form) if (label := _words(document, one))}
    hidden = frozenset(one.get("name") for one in controls if one.get("type") == "hidden")
    return PageForm(form.get("action"), fields, names, required, hidden)


def _asked(document: Element, controls: list[Element], form: Element) -> list[Element]:
    """Return the controls and groups of choices of a form that its page does not call optional."""
    groups = [one for one in form.iter("fieldset") if one.get("aria-required") or one.get("data-required") is not None]
    return [one for one in controls if one.get("aria-required") == "true"] + groups


def _words(document: Element, asked: Element) -> str:
    """Return what the page calls a control, or a group of choices by its legend."""
    return " ".join((asked.find("legend").text or "").split()) if asked.tag == "fieldset" else _label(document, asked)


def _owned(document: Element, control: Element, form: Element) -> bool:
    near = next(control.iterancestors("form"), None)
    return bool(control.get("name")) and (
        control.get("form") == form.get("id") if control.get("form") else near is form
    )


def _values(control: Element) -> Iterator[str]:
    kind = control.get("type", "")
    if control.tag == "textarea":
        yield control.text or ""
    elif control.tag == "select":
        options = list(control.iter("option"))
        chosen = [one for one in options if one.get("selected") is not None] or options[:1]
        yield from (one.get("value", "") for one in chosen)
    elif kind in ("checkbox", "radio"):
        if control.get("checked") is not None:
            yield control.get("value", "on")
    elif kind not in ("file", "submit"):
        yield control.get("value", "")


def _label(document: Element, control: Element) -> str:
    for label in document.xpath("//label[@for=$id]", id=control.get("id", "")):
        return " ".join((label.text or "").split())
    return ""
