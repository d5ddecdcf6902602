"""Generate documents from the code: events, border, states, access, OpenAPI. `--check` reports which are stale."""

import sys
from collections.abc import Iterator
from importlib import import_module
from inspect import cleandoc
from pathlib import Path
from typing import Any, get_type_hints

import msgspec

from deploy.contours import SERVICES
from deploy.licences import licences
from shared.config import Kind
from shared.doors import Door, shown_again
from shared.event import CONSENT, Event, Label, Told, leaving, marked, name_of, newest, sealed_fields, versions
from shared.service import Service
from shared.states import States
from shared.web.accounts.app import SERVICE as IDENTITY
from shared.web.crossing import told_events
from shared.web.exchange import SERVICE as EXCHANGE
from shared.web.openapi import describe, who_words
from shared.web.own import SERVICE as CONTOUR

DOCS = Path(__file__).parent.parent / "docs"
SERVICE_NAMES = ("registry", "programs", "routes", "monitoring")
# What a contour has whatever services live in it.
OWN = (CONTOUR, IDENTITY, EXCHANGE)
MADE = "<!-- Made by `python3 run.py docs`; do not edit. -->\n"


def main() -> None:
    """Write the documents, or with --check print which do not match the code."""
    stale = []
    for name, text in documents().items():
        file = DOCS / name
        if file.exists() and file.read_text("utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in sys.argv:
            DOCS.mkdir(exist_ok=True)
            file.write_text(text, "utf-8")
    if stale and "--check" in sys.argv:
        print(f"stale: {', '.join(f'docs/{name}' for name in stale)}; run `python3 run.py docs`")
        sys.exit(1)
    print("docs are up to date" if not stale else f"written: {', '.join(stale)}")


def documents() -> dict[str, str]:
    """Return every generated document by its file name."""
    services = [_service(name) for name in SERVICE_NAMES]
    made = {"events.md": events(services), "border.md": border(), "access.md": access(), "licences.md": licences(MADE)}
    made["states.md"] = states(services)
    for kind, names in SERVICES.items():
        described = describe(kind, [*(_service(name).at(kind) for name in names), *own_of(kind)])
        made[f"openapi-{kind}.json"] = msgspec.json.format(msgspec.json.encode(described), indent=1).decode() + "\n"
    return made


def own_of(kind: Kind) -> list[Service]:
    """Return the services that every contour of this kind has of its own."""
    return [service.at(kind) for service in OWN]


def _service(name: str) -> Service:
    service: Service = import_module(f"services.{name}.app").SERVICE
    return service


def all_events(services: list[Service]) -> list[type[Event]]:
    """Return every event of the platform, by name."""
    own = {
        event for service in services for apply in service.applies for one in apply.writes for event in versions(one)
    }
    return sorted(own | set(told_events()), key=name_of)


def events(services: list[Service]) -> str:
    """Return docs/events.md: every event, its fields, and who records and hears it."""
    lines = [
        MADE,
        "# Events\n",
        "Every fact of the platform. The name is the journal's type and the name on the wire.\n",
    ]
    speaker = ""
    for event in all_events(services):
        name = name_of(event)
        if name.split(".")[0] != speaker:
            speaker = name.split(".")[0]
            lines.append(f"\n## {speaker}\n")
        lines.append(f"### {name}\n")
        lines.append(f"{cleandoc(event.__doc__ or '')}\n")
        heard = ", ".join(sorted(service.name for service in services if name in service.interest))
        lines.append(
            f"About `{event.about}`; {_reach(event)}{f'; heard by {heard}' if heard else ''}{_version(event)}.\n"
        )
        lines += [*_fields(event), ""]
    return "\n".join(lines)


def _reach(event: type[Event]) -> str:
    """Return how far an event goes: its title and addressee, or the event that tells a part of it."""
    if issubclass(event, Told):
        return (
            f"crosses the border as «{event.happened}» → {event.addressee}" if newest(event) else "crosses the border"
        )
    return "stays inside its contour" + (f", and tells `{name_of(event.tells)}`" if event.tells else "")


def _version(event: type[Event]) -> str:
    if not newest(event):
        return f"; no longer {'told' if issubclass(event, Told) else 'recorded'}, read for ever"
    return f"; was `{name_of(event.was)}` before" if event.was else ""


def _fields(event: type[Event]) -> Iterator[str]:
    hints, labels = get_type_hints(event), marked(event, Label)
    yield "| field | type | in words |" if labels else "| field | type |"
    yield "|---|---|---|" if labels else "|---|---|"
    for field in event.__struct_fields__:
        words = f" {labels[field].text} |" if field in labels else " |" if labels else ""
        yield f"| {field} | `{_type(hints[field])}` |{words}"


def _type(hint: Any) -> str:
    return str(
        getattr(hint, "__name__", hint) if isinstance(hint, type) and not getattr(hint, "__args__", ()) else hint
    )


def states(services: list[Service]) -> str:
    """Return docs/states.md: for each thing with states its diagram, whose turn it is in each, what leads where."""
    found = [MADE, "# States\n", "Each thing with states declares them in one table, `states.py` of its subject."]
    for service in services:
        for subject in service.subjects:
            if subject.states is not None:
                found += _states(f"{service.name}: {subject.name}", subject.states)
    return "\n".join(found) + "\n"


def _states(name: str, one: States) -> Iterator[str]:
    titles = {state.code: state.title for state in one.states} | {"": "—"}
    node = {code: f"s{number}" for number, code in enumerate(titles)} | {"": "[*]"}
    yield f"\n## {name}: {one.title}\n"
    yield "```mermaid\nstateDiagram-v2"
    yield from (f'    state "{titles[code]}" as {at}' for code, at in node.items() if code)
    yield from (f"    {node[of]} --> {node[to]}: {event}" for of, event, to in sorted(one.edges(), key=str))
    yield from (f"    {node[state.code]} --> [*]" for state in one.states if state.final)
    yield "```\n"
    yield "| state | called | whose turn | task |\n|---|---|---|---|"
    yield from (f"| `{s.code}` | {s.title} | {s.owner_words or 'final'} | {s.task} |" for s in one.states)
    yield "\n| from | to | event | who | on what condition | clause |\n|---|---|---|---|---|---|"
    for move in one.transitions:
        of = ", ".join(titles[code] for code in move.of or ("",))
        event = f"`{name_of(move.event)}`"
        yield f"| {of} | {titles[move.to]} | {event} | {move.who} | {move.when} | {move.clause} |"


def border() -> str:
    """Return docs/border.md: for each field that may leave a contour, why it may."""
    lines = [
        MADE,
        "# The border\n",
        "The only events, and the only fields, that may leave a contour, and why each may. Whatever is not here",
        "stays inside: diaries, messages, answers, reflections, difficulties in words. A person is known outside",
        "by a pseudonymous id. What leaves by consent is sealed with a key of its person, and erased by destroying the",
        "key (docs/sync.md, *Words by consent*); what was told before that, in the clear, is only read.",
    ]
    for event in told_events():
        says = f"«{event.happened}» → {event.addressee}." if newest(event) else "No longer told; read for ever."
        lines += [f"\n## {name_of(event)}\n", f"{says}\n"]
        lines += ["| field | in words | may leave as | how |", "|---|---|---|---|"]
        labels = marked(event, Label)
        for field, ground in leaving(event).items():
            words = labels[field].text if field in labels else ""
            why = ground.ground if ground else "**nothing says why**"
            how = "sealed" if field in sealed_fields(event) else "in the clear" if why.startswith(CONSENT) else ""
            lines.append(f"| {field} | {words} | {why} | {how} |")
    return "\n".join(lines) + "\n"


def access() -> str:
    """Return docs/access.md: every door of every contour, and who may use it."""
    lines = [
        MADE,
        "# Who may use which door\n",
        "Every door of every contour; only static files stand beside them. A door that does not say who may use it",
        "stops the start; whose thing it is, the rules and row-level security decide on top of this. A door is in",
        "every contour that has its service, unless the last column says otherwise.\n",
    ]
    for service in [*OWN, *map(_service, SERVICE_NAMES)]:
        lines += [f"\n## {service.name}\n", "| door | who | only in |", "|---|---|---|"]
        every = [door for subject in service.subjects for door in subject.doors]
        doors = [
            (door, subject.where)
            for subject in service.subjects
            for door in [*subject.doors, *shown_again(subject.doors, every)]
        ]
        for door, where in sorted(doors, key=lambda one: _order(one[0])):
            lines.append(f"| `{door.method} {door.path}` | {who_words(door)} | {', '.join(where)} |")
    return "\n".join(lines) + "\n"


def _order(door: Door) -> tuple[str, str, str]:
    return door.path.removeprefix("/api"), door.path, door.method


if __name__ == "__main__":
    main()
