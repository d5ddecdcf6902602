"""Text made fit for print: nothing that no printer prints, and no short word left alone at the end of a line."""

import re

_SHORT = re.compile(
    r"(?<![\w\N{NO-BREAK SPACE}-])([вкосуиая]|на|по|от|до|за|из|не|об|во|со|ко|ст\.|п\.|г\.|№(?! п/п)) (?=\S)",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"(?<=\d) (?=[а-яё%–])", re.IGNORECASE)


def printable(text: str) -> str:
    """Leave out what no printer prints and no XML may hold."""
    return "".join(char for char in text if char.isprintable() or char in "\n\N{NO-BREAK SPACE}")


def typeset(text: str) -> str:
    """Tie prepositions, «№» and figures to the words they belong to."""
    tied = _SHORT.sub("\\1\N{NO-BREAK SPACE}", printable(text))
    return _COUNTED.sub("\N{NO-BREAK SPACE}", tied)
