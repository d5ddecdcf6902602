"""What a browser would send of a page's forms without anybody typing."""

from html.parser import HTMLParser


class Forms(HTMLParser):
    """Reads the posted forms of a page: by action, the values of the fields as they stand."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self.fields: dict[str, str] | None = None
        self.select = self.area = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.fields = self.forms.setdefault(has["action"], {}) if has.get("method") == "post" else None
        if self.fields is None:
            return
        name = has.get("name", "")
        if tag == "input" and name and (has.get("type") not in ("radio", "checkbox", "file") or "checked" in has):
            self.fields[name] = has.get("value", "")
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and (self.select not in self.fields or "selected" in has):
            self.fields[self.select] = has.get("value", "")
        elif tag == "textarea":
            self.area, self.fields[name] = name, ""

    def handle_data(self, data: str) -> None:
        if self.area and self.fields is not None:
            self.fields[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.fields = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""
