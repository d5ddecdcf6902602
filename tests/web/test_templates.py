"""Every template, read as text: what the content security policy would block is refused here, with its line."""

import re
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, nodes

from shared.web import frame
from shared.web.frame import environment

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted(path for room in ("shared", "services") for path in (ROOT / room).rglob("templates/**/*.html"))
JINJA = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.S)
FORBIDDEN = {
    "an inline style": re.compile(r"<[^>]*\sstyle\s*="),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)"),
    "an inline handler": re.compile(r"<[^>]*\s(on[a-z]+|hx-on[:a-z-]*)\s*="),
    "another origin": re.compile(r"<(?:link|script|img|iframe|form|use)[^>]*\s(?:href|src|action)=\"(?:https?:)?//"),
    "a form without its token": re.compile(r"<form[^>]*method=\"post\"(?:(?!</form>).)*</form>", re.S),
}


def wrongs(text: str) -> list[str]:
    """What breaks the policy, by line; what Jinja says is not HTML yet."""
    text = JINJA.sub(lambda said: "\n" * said.group().count("\n"), text)
    found = []
    for what, pattern in FORBIDDEN.items():
        for match in pattern.finditer(text):
            if what == "a form without its token" and all(each in match.group() for each in ("_csrf", "_once")):
                continue
            found.append(f"line {text.count(chr(10), 0, match.start()) + 1}: {what}")
    return found


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_compiles_and_keeps_to_the_policy(path: Path) -> None:
    text = path.read_text("utf-8")
    environment().from_string(text)

    assert wrongs(text) == []
    assert constants(text) == []


def constants(text: str) -> list[str]:
    """Filters of nothing but constants: they would be computed when the template is compiled, and kept."""
    called = environment().parse(text).find_all((nodes.Filter, nodes.Test))
    return [
        one.name for one in called if not list(one.find_all((nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Call)))
    ]


def test_a_filter_of_constants_is_found() -> None:
    assert constants('{{ "2026-09-01" | day }} {{ told.day | day }} {{ "%g" | format(told.pay) }}') == ["day"]


def test_what_was_compiled_once_is_not_compiled_again_until_its_text_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, compiled = tmp_path / "page.html", list[str]()
    compile = Environment.compile

    def counted(env: Environment, source: str, name: str | None = None, *more: Any, **options: Any) -> Any:
        compiled.append(str(name))
        return compile(env, source, name, *more, **options)

    def shown() -> str:
        return environment.__wrapped__((tmp_path,)).get_template("page.html").render(who="Ольга")

    monkeypatch.setattr(Environment, "compile", counted)
    monkeypatch.setattr(frame, "COMPILED", tmp_path)
    page.write_text("Здравствуйте, {{ who }}!")
    assert [shown(), shown()] == ["Здравствуйте, Ольга!"] * 2
    assert len(compiled) == 1

    page.write_text("До свидания, {{ who }}!")
    assert shown() == "До свидания, Ольга!"
    assert len(compiled) == 2

    (kept,) = tmp_path.glob("*.jinja")
    kept.write_bytes(kept.read_bytes()[:-9])
    assert shown() == "До свидания, Ольга!", "half of it is as good as none"

    monkeypatch.setattr(frame, "COMPILED", tmp_path / "nowhere")
    assert shown() == "До свидания, Ольга!", "nothing is kept, and nothing is missed"
    assert len(compiled) == 4


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('<i style="width:60%"></i>', "an inline style"),
        ("<script>alert(1)</script>", "an inline script"),
        ('<button onclick="go()">', "an inline handler"),
        ('<img src="//elsewhere.example/x.png">', "another origin"),
        ('<form method="post" action="/x"><button>Да</button></form>', "a form without its token"),
    ],
)
def test_what_the_policy_refuses_is_found(text: str, what: str) -> None:
    assert wrongs(f"<p>\n{text}") == [f"line 2: {what}"]
