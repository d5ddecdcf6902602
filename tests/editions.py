"""An edition in which almost every word has another code than in the first one."""

from datetime import date

from msgspec.structs import replace

from shared.contracts.regulation import Edition, Entry, first_edition

FIRST = first_edition()
NEW_WORDS = {
    "domains": {"speech": "речь и голос", "order": "порядок в классе", "tools": "инструменты"},
    "need_reasons": {"green": "зелёный педагог", "wished": "попросил сам"},
    "levels": {"none": "трудности нет", "slight": "лёгкая трудность", "critical": "критическая трудность"},
    "forms": {"equal": "равный с равным"},
    "kinds": {"solo": "шефство вдвоём"},
}


def other_words(valid_from: date, code: str = "krai-2026") -> Edition:
    """Return the first edition with other codes in the dictionaries that people choose from."""
    return replace(
        FIRST,
        edition=code,
        title="Положение края",
        valid_from=valid_from,
        dictionaries=tuple(
            replace(one, entries=tuple(Entry(code, title, "п. 3.1") for code, title in NEW_WORDS[one.code].items()))
            if one.code in NEW_WORDS
            else one
            for one in FIRST.dictionaries
        ),
    )
