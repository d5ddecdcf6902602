"""The log: one JSON line per request and per message at the edge. No names, no secrets, nothing that was typed."""

import logging
import re
import sys
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any, TextIO, cast

import structlog

HIDDEN = re.compile(
    r"password|passwd|secret|token|cookie|authorization|csrf|\bcode\b|\bname\b|surname|given|patronymic|snils|email|phone|birth|body|query",
    re.IGNORECASE,
)
# Keys and identifiers which slip into a message or a traceback; PostgreSQL puts the row's values into DETAIL.
SPILT = (
    (re.compile(r"^(?:DETAIL|CONTEXT):.*$", re.MULTILINE), "(left out)"),
    (re.compile(r"\b\d{3}-\d{3}-\d{3}[ -]\d{2}\b"), "(snils)"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "(mail)"),
    (re.compile(r"(?:\+7|\b8)[ (-]*\d{3}[ )-]*\d{3}[ -]*\d{2}[ -]*\d{2}\b"), "(phone)"),
    (re.compile(r"//[^/\s:@]+:[^/\s@]+@"), "//(login)@"),
    (re.compile(r"(?<![\w-])[A-Za-z0-9_-]{43}(?![\w-])"), "(token)"),
)
EVENT = {"event", "level", "at"}


def hide(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Leave out of a line what a log must not keep."""
    for key, value in line.items():
        if key not in EVENT and HIDDEN.search(key):
            line[key] = "(hidden)"
        elif isinstance(value, str):
            line[key] = wash(value)
    return line


def wash(text: str) -> str:
    """Return a text without numbers and addresses of people, passwords of databases and tokens."""
    for pattern, instead in SPILT:
        text = pattern.sub(instead, text)
    return text


class Unfailing:
    """The standard error, without a word when it cannot be written: a full disk must not stop the work."""

    def write(self, text: str) -> int:
        """Write what can be written."""
        with suppress(OSError):
            sys.stderr.write(text)
        return len(text)

    def flush(self) -> None:
        """Let go of what can be let go of."""
        with suppress(OSError):
            sys.stderr.flush()


def configure(level: str = "info") -> None:
    """Write JSON lines of this level and above to the standard error."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.format_exc_info,
            hide,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(cast("TextIO", Unfailing())),
        cache_logger_on_first_use=False,
    )


log: structlog.typing.FilteringBoundLogger = structlog.get_logger()
