"""Prepare text for print: no unprintable characters, and no short word alone at the end of a line."""

import re

_SHORT = re.compile(
    r"(?<![\w\N{NO-BREAK SPACE}-])([вкосуиая]|на|по|от|до|за|из|не|об|во|со|ко|ст\.|п\.|г\.|№(?! п/п)) (?=\S)",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"(?<=\d) (?=[а-яё%–])", re.IGNORECASE)


# A full stop after a full stop or another end of a sentence; three stops are an ellipsis.
_STOPPED = re.compile(r"(?<!\.)\.\.(?!\.)|(?<=[!?…])\.(?!\.)")


def phrase(text: str) -> str:
    """Return words without the full stop at their end: the sentence that they become part of sets its own."""
    bare = text.strip()
    return bare if bare.endswith("...") else bare.rstrip(".;, ")


def printable(text: str) -> str:
    """Return a text without characters that cannot be printed or are not allowed in XML."""
    return "".join(char for char in text if char.isprintable() or char in "\n\N{NO-BREAK SPACE}")


def typeset(text: str) -> str:
    """Put non-breaking spaces after short words and «№», and between a number and its word; end no sentence twice."""
    ended = _STOPPED.sub(lambda found: "." if found.group() == ".." else "", printable(text))
    tied = _SHORT.sub("\\1\N{NO-BREAK SPACE}", ended)
    return _COUNTED.sub("\N{NO-BREAK SPACE}", tied)
