"""Posts of the nomenclature: known as teaching or not, each with its clause, and declined as a dictionary declines."""

import pymorphy3
import pytest
from pymorphy3.analyzer import Parse

from shared import nomenclature, spelling
from shared.documents import posts
from shared.documents.posts import Case, decline_post

MORPH = pymorphy3.MorphAnalyzer()
GRAMMEMES: dict[Case, str] = {
    "genitive": "gent",
    "dative": "datv",
    "accusative": "accs",
    "instrumental": "ablt",
    "prepositional": "loct",
}
KNOWN = nomenclature.nomenclature().posts


def parsed(word: str) -> Parse:
    """Return the word as a nominative singular of a noun or an adjective."""
    fitting = [one for one in MORPH.parse(word) if {"nomn", "sing"} <= one.tag.grammemes]
    return next(one for one in fitting if one.tag.POS in {"NOUN", "ADJF", "PRTF"})


def inflected(word: str, case: Case) -> str:
    """Return the form of the dictionary. A person is animate, whatever the dictionary says of «тьютор»."""
    one = parsed(word)
    animate = case == "accusative" and "masc" in one.tag.grammemes
    form = one.inflect({"gent" if animate else GRAMMEMES[case], "sing"})
    assert form is not None
    return str(form.word)


def expected(post: str, case: Case) -> str:
    """Decline adjectives up to the head noun, and the parts of a compound one, by the dictionary."""
    words = post.split(" ")
    for index, word in enumerate(words):
        words[index] = "-".join(inflected(piece, case) for piece in word.split("-"))
        if not word.endswith(("ий", "ый")) or word in ("заведующий", "управляющий", "вожатый"):
            return " ".join(words)
    raise AssertionError(post)


@pytest.mark.parametrize("case", GRAMMEMES)
@pytest.mark.parametrize("post", [one.title for one in KNOWN])
def test_a_post_of_the_nomenclature_is_declined_as_the_dictionary_declines_it(post: str, case: Case) -> None:
    declined = decline_post(post, case)

    assert declined.replace("ё", "е").lower() == expected(post, case).replace("ё", "е").lower()
    assert declined != post
    assert decline_post(post.capitalize(), case)[0].isupper()


@pytest.mark.parametrize("case", GRAMMEMES)
@pytest.mark.parametrize("word", sorted(posts._NOUNS | posts._HEADS | posts._BEFORE))
def test_every_word_that_is_declined_is_declined_as_the_dictionary_does(word: str, case: Case) -> None:
    assert str(posts._word(word, case)).replace("ё", "е") == inflected(word, case).replace("ё", "е")


@pytest.mark.parametrize(
    ("post", "declined"),
    [
        ("методист, преподаватель истории", "методисту, преподавателю истории"),
        ("преподаватель истории, обществознания", "преподавателю истории, обществознания"),
        ("заведующая отделением", "заведующей отделением"),
        ("исполняющий обязанности директора", "исполняющему обязанности директора"),
        ("главный бухгалтер", "главный бухгалтер"),
        ("старший", "старший"),
        ("и. о. директора", "и. о. директора"),
        ("", ""),
    ],
)
def test_several_posts_are_declined_each_and_an_unknown_head_is_left_alone(post: str, declined: str) -> None:
    assert decline_post(post, "dative") == declined


def test_each_post_is_named_once_and_by_a_clause() -> None:
    assert len({one.title for one in KNOWN}) == len(KNOWN) == 65
    for one in KNOWN:
        assert one.clause.startswith("раздел I, " if one.teaching else "раздел II, "), one.title
        assert one.confirmed == one.teaching, one.title
        assert set("".join((one.title, *one.also)).lower()) <= set("абвгдеёжзийклмнопрстуфхцчшщъыьэюя -/"), one.title


@pytest.mark.parametrize("post", KNOWN, ids=lambda post: post.title)
def test_a_post_is_known_as_teaching_or_not(post: nomenclature.Post) -> None:
    for title in (post.title, *post.also):
        found = nomenclature.find(title.capitalize())
        assert found == post
        assert nomenclature.teaches(spelling.key(title)) == post.teaching


@pytest.mark.parametrize(
    ("post", "teaching"),
    [
        ("Учитель  математики", True),
        ("мастер п/о", True),
        ("Старший мастер производственного обучения", True),
        ("старший мастер", False),
        ("заместитель директора по УР, преподаватель", True),
        ("заместитель директора по учебной работе", False),
        ("помощник воспитателя", None),
        ("дежурный по учительской", None),
        ("ассистент по оказанию технической помощи", None),
        ("преподаватель-организатор ОБЗР", True),
        ("учитель - дефектолог", True),
        ("лаборант", None),
        ("концертмейстер", True),
    ],
)
def test_posts_as_lists_write_them(post: str, teaching: bool | None) -> None:
    found = nomenclature.find(post)
    assert (found and found.teaching) == teaching
    assert nomenclature.teaches(spelling.key(post)) == bool(teaching)
