"""The commands of run.py."""

import argparse
import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from deploy import commands, statement
from deploy.assets import NoAssets
from deploy.databases import WrongServer
from deploy.folder import AlreadyUp, Folder, NotTraining, NotUp
from deploy.process import DidNotStart
from shared.clock import CannotMove
from shared.errors import Refused
from shared.migrations import Edited
from shared.sync import digest
from shared.sync.line import Down

FORESEEN = (
    AlreadyUp,
    NotUp,
    DidNotStart,
    WrongServer,
    Edited,
    Refused,
    NoAssets,
    Down,
    digest.Refused,
    NotTraining,
    CannotMove,
)
DESCRIPTION = "«Подрост»: a regional platform for mentoring teachers."


def main() -> None:
    """Run the command; an expected error is printed as one line, not as a traceback."""
    parser = _parser()
    asked, rest = parser.parse_known_args()
    if rest and asked.run not in commands.PASSED_ON:
        parser.error(f"nobody knows {' '.join(rest)}")
    asked.rest = rest
    try:
        sys.exit(asked.run(asked))
    except BrokenPipeError:  # the reader of our output has closed it
        os._exit(0)
    except ConnectionError as trouble:
        print(f"The database does not answer just now: {trouble}", file=sys.stderr)
        sys.exit(2)
    except FORESEEN as trouble:
        print(trouble, file=sys.stderr)
        sys.exit(2)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("run.py", description=DESCRIPTION, allow_abbrev=False)
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")

    def verb(name: str, run: commands.Command, help: str, under: Any = verbs) -> argparse.ArgumentParser:
        sub: argparse.ArgumentParser = under.add_parser(name, help=help, description=help, allow_abbrev=False)
        sub.add_argument(
            "--data", type=lambda path: Folder(Path(path)), default=Folder(Path(".podrost")), metavar="DIR",
            help="the stack's data directory (default: .podrost)",
        )  # fmt: skip
        sub.set_defaults(run=run)
        return sub

    _running(verb)
    _trying(verb)
    _asking(verb)
    _stating(verb)
    _carrying(verbs.add_parser("frames", help="carry a stream in a file, where there is no line"), verb)
    return parser


Verb = Callable[..., argparse.ArgumentParser]


def _running(verb: Verb) -> None:
    up = verb("up", commands.up, "start a region and two colleges on this machine")
    up.add_argument("--port", type=int, default=8000, help="the region's port; colleges get the next (default: 8000)")
    up.add_argument("--empty", action="store_true", help="do not fill the demo on the first start")
    up.add_argument("--training", action="store_true", help="make a new stack whose day can be moved; a demo is one")
    up.add_argument(
        "--line", choices=("nats", "https", "auto"), default="nats",
        help="how a contour reaches the one above; auto goes over HTTPS while the broker is away (default: nats)",
    )  # fmt: skip
    up.add_argument(
        "--federation", action="store_true", help="also start a federation, on the port after the colleges'"
    )


def _trying(verb: Verb) -> None:
    verb("test", commands.test, "run the tests (arguments are pytest's)")
    verb("simulate", commands.simulate, "run the exchange's core through seeded accidents (--steps N --seed S)")
    verb("chaos", commands.chaos, "break a stack of its own while people work in it (--faults N --seed S)")
    bench = verb("bench", commands.bench, "measure, and print the figures (each has options of its own, as --json)")
    bench.add_argument("what", choices=commands.BENCHES)
    verb(
        "docs",
        commands.docs,
        "write docs/events.md, border.md, access.md, licences.md and the API descriptions from the code",
    )
    verb("check", commands.check, "format, lint, types, imports, generated documents")


def _asking(verb: Verb) -> None:
    status = verb("status", commands.status, "show processes, contours, streams and memory")
    status.add_argument("--json", action="store_true", help="the same for programs")
    token = verb("token", commands.token, "print an API token")
    token.add_argument("--contour", required=True, metavar="NAME")
    token.add_argument("--login", required=True)
    token.add_argument(
        "--scope", action="append", metavar="read:programs.person", help="what it opens; else everything"
    )
    clock = verb("clock", commands.clock, "move the day of a training stack forward; every day between is lived")
    clock.add_argument("--to", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD", help="the day to move to")
    rotated = verb("rotate-key", commands.rotate_key, "make a college's next key; the region's operator accepts it")
    rotated.add_argument("--contour", required=True, metavar="NAME")
    verb("rebuild", commands.rebuild, "empty every service's tables and make them again from its journal")
    recover = verb("recover", commands.recover, "take back what a restored contour told and lost")
    recover.add_argument("--contour", required=True, metavar="NAME")
    recover.add_argument("--dry-run", action="store_true", help="only show what differs")
    verify = verb("verify", commands.verify, "compare the two sides of every stream")
    verify.add_argument("--wait", type=float, default=5, help="how long a listener may take to catch up, in seconds")
    verify.add_argument(
        "--locate", action="store_true", help="ask by the colleges' lines instead, and name the first differing event"
    )


def _stating(verb: Verb) -> None:
    stated = verb("verify-statement", commands.verify_statement, "say what a statement of completeness proves")
    stated.add_argument("file", type=Path, metavar="FILE")
    stated.add_argument(
        "--key", type=statement.named_key, action="append", default=[], metavar="CONTOUR=BASE64",
        help="a side's public key as you know it from elsewhere; may be repeated",
    )  # fmt: skip
    stated.add_argument("--since", type=statement.moment, metavar="MOMENT", help="refuse what is about an earlier time")


def _carrying(frames: argparse.ArgumentParser, verb: Verb) -> None:
    under = frames.add_subparsers(required=True, metavar="COMMAND")
    packing = verb("export", commands.frames_export, "write what a contour says in a stream to a file", under)
    packing.add_argument("--contour", required=True, metavar="NAME")
    packing.add_argument("--stream", required=True, metavar="STREAM", help="for example programs.btlh")
    packing.add_argument("--after", type=int, default=0, metavar="N", help="only events after this number (default: 0)")
    packing.add_argument(
        "--with-keys", action="store_true", help="send along the keys to words that go by consent, for the region alone"
    )
    packing.add_argument("file", type=Path, metavar="FILE")
    unpacking = verb("import", commands.frames_import, "take in a file; a second time harms nothing", under)
    unpacking.add_argument("--contour", required=True, metavar="NAME")
    unpacking.add_argument("file", type=Path, metavar="FILE")


if __name__ == "__main__":
    main()
