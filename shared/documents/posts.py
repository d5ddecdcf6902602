"""Posts in the cases of Russian, as official documents decline them.

Only the head of a post is declined, with the adjectives before it, and not the words that depend on it: «старшему
мастеру производственного обучения». A post with an unknown head stays as it is; the author of a document corrects it.
"""

from typing import Literal

Case = Literal["nominative", "genitive", "dative", "accusative", "instrumental", "prepositional"]
_ORDER = ("genitive", "dative", "accusative", "instrumental", "prepositional")

# Nouns of people: the ending of the nominative decides the others. All are masculine.
_NOUNS = frozenset(
    """ассистент библиотекарь воспитатель декан дефектолог директор доцент заместитель инструктор концертмейстер куратор
    логопед мастер методист наставник начальник организатор педагог помощник президент преподаватель проректор
    профессор психолог ректор руководитель секретарь советник специалист тренер тьютор учитель""".split()  # noqa: SIM905
)
# Adjectives and participles that are a head by themselves.
_HEADS = frozenset(("вожатый", "заведующий", "заведующая", "исполняющий", "исполняющая", "управляющий", "управляющая"))
# Adjectives that agree with the noun after them.
_BEFORE = frozenset(
    ("ведущий", "главный", "младший", "музыкальный", "первый", "социальный", "старший", "ученый", "учёный")
)
_HUSHING = ("ж", "ч", "ш", "щ")


def decline_post(post: str, case: Case) -> str:
    """«педагог-психолог, методист» → «педагогу-психологу, методисту»; an unknown post stays as it is."""
    if case == "nominative":
        return post
    return ", ".join(_part(part, case) for part in post.split(", "))


def _part(part: str, case: Case) -> str:
    words = part.split(" ")
    for index, word in enumerate(words):
        declined = [_word(piece, case) for piece in word.split("-")]
        if None in declined:
            return part
        words[index] = "-".join(filter(None, declined))
        if word.lower() not in _BEFORE:
            return " ".join(words)
    return part


def _word(word: str, case: Case) -> str | None:
    plain = word.lower()
    if plain in _NOUNS:
        stem, endings = (plain[:-1], "я ю я ем е") if plain.endswith("ь") else (plain, "а у а ом е")
    elif plain in _HEADS or plain in _BEFORE:
        stem, endings = plain[:-2], _adjective(plain)
    else:
        return None
    form = stem + endings.split(" ")[_ORDER.index(case)]
    return form.capitalize() if word[:1].isupper() else form


def _adjective(plain: str) -> str:
    soft = plain[:-2].endswith(_HUSHING)
    if plain.endswith("ая"):
        return "ей ей ую ей ей" if soft else "ой ой ую ой ой"
    return "его ему его им ем" if soft else "ого ому ого ым ом"
