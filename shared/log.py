"""The log: one JSON line per request and per message. It contains no names, no secrets and nothing that was typed.

What libraries log through the standard library is written the same way.
"""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from typing import Any, TextIO, cast

import structlog

HIDDEN = re.compile(
    r"password|passwd|secret|token|cookie|authorization|csrf|\bcode\b|\bname\b|surname|given|patronymic|snils|email|phone|birth|body|query",
    re.IGNORECASE,
)
# Secrets and personal data that leak into a message or a traceback; PostgreSQL puts a row's values into DETAIL.
SPILT = (
    (re.compile(r"^(?:DETAIL|CONTEXT):.*$", re.MULTILINE), "(left out)"),
    (re.compile(r"\b\d{3}-\d{3}-\d{3}[ -]\d{2}\b"), "(snils)"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "(mail)"),
    (re.compile(r"(?:\+7|\b8)[ (-]*\d{3}[ )-]*\d{3}[ -]*\d{2}[ -]*\d{2}\b"), "(phone)"),
    (re.compile(r"//[^/\s:@]+:[^/\s@]+@"), "//(login)@"),
    (re.compile(r"(?<![\w-])[A-Za-z0-9_-]{43}(?![\w-])"), "(token)"),
    (re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]+"), "(token)"),
    (re.compile(r"\bS[A-Z][A-Z2-7]{56}\b"), "(seed)"),
    (re.compile(r"\b(password|passwd|secret)(['\"]?\s?[=:]\s?)['\"]?[^\s'\",;&)]+", re.IGNORECASE), r"\1\2(hidden)"),
)
EVENT = {"event", "level", "at"}


def hide(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Mask what a log must not contain."""
    for key, value in line.items():
        line[key] = "(hidden)" if key not in EVENT and HIDDEN.search(key) else _hide_within(value)
    return line


def _hide_within(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, Mapping):
        return hide(None, "", {str(key): one for key, one in value.items()})
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_hide_within(one) for one in value]
    return wash(value if isinstance(value, str) else repr(value))


def wash(text: str) -> str:
    """Return a text without people's numbers and addresses, database passwords and tokens."""
    text = text.replace("\\n", "\n")  # a repr writes line ends so
    for pattern, instead in SPILT:
        text = pattern.sub(instead, text)
    return text


class Unfailing:
    """The standard error, ignoring write errors: a full disk must not stop the work."""

    def write(self, text: str) -> int:
        """Write; ignore an error."""
        with suppress(OSError):
            sys.stderr.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush; ignore an error."""
        with suppress(OSError):
            sys.stderr.flush()


class Foreign(logging.StreamHandler[TextIO]):
    """The handler for the standard library's loggers."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # the name is the standard library's
        """Log whose line failed, without its content."""
        log.error("line_failed", logger=record.name)


FIRST: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
]
LAST: list[structlog.typing.Processor] = [
    structlog.processors.format_exc_info,
    hide,
    structlog.processors.JSONRenderer(ensure_ascii=False),
]


def configure(level: str = "info") -> None:
    """Write log lines of this level and above, ours and the libraries', to the standard error as JSON."""
    least = logging.getLevelNamesMapping()[level.upper()]
    output = cast("TextIO", Unfailing())
    structlog.configure(
        processors=[*FIRST, *LAST],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.PrintLoggerFactory(output),
        cache_logger_on_first_use=False,
    )
    foreign = Foreign(output)
    foreign.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *FIRST],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *LAST],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [foreign]
    root.setLevel(least)
    logging.captureWarnings(True)


log: structlog.typing.FilteringBoundLogger = structlog.get_logger()
