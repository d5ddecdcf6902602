"""Any character in any text gives both files: nothing that a person typed may stop a signature or a download."""

import random
import sys
from datetime import date

import pytest

from shared.documents.docx import to_docx
from shared.documents.model import (
    Acquaintance,
    Acquainted,
    Document,
    Fields,
    Heading,
    Item,
    Listed,
    Numbered,
    Organization,
    Paragraph,
    Parties,
    Party,
    Signature,
    Stamp,
    Table,
)
from shared.documents.pdf import to_pdf

TEXTS = {
    "emoji": "занятие 🙂 с 👩\u200d🏫",
    "right to left": "\u202eשלום\u202c مرحبا",
    "controls": "".join(map(chr, range(32))) + "\x7f\x85\u2028\u2029",
    "half of a pair": "\ud800 и \udfff",
    "private use": "\ue000\U000f0000",
    "no characters": "\ufffe\uffff\U0001ffff\u0378",
    "combining": "а" + "\u0301" * 200 + "ѣ҃ꙋ",
    "no width": "\u200b\u200d\ufeff\xad\u2066",
    "a very long word": "щ" * 5000 + "W" * 5000,
    "other scripts": "漢字 かな 한글 ภาษา हिन्दी 𝔘",
    "markup": "#let x = 1 $ * _ ` \\ <w:t>&amp;</w:t> ]]> {{ }}",
    "nothing": "",
}


def document(text: str) -> Document:
    """A document in which every text is this one."""
    return Document(
        organization=Organization(name=text, short=text, founder=text, place=text, address=text),
        kind=text,
        title=text or "О тексте",  # never empty: the standard asks for it
        number=text,
        code=text,
        day=date(2026, 1, 1),
        stamps=(Stamp(text, (text,), name=text),),
        fields=Fields(((text, text),)),
        blocks=(
            Paragraph(text),
            Heading(text),
            Numbered((Item(text, (Item(text),)),)),
            Listed((text,)),
            Table(head=(text, text), rows=((text, text), (text,)), caption=text),
            Fields(((text, text),)),
            Signature(text, text, dated=True),
            Parties(Party(text, (text,), text, text), Party(text, (text,), text)),
            Acquaintance((Acquainted(text),), text=text),
        ),
    )


@pytest.mark.parametrize("name", TEXTS)
def test_any_text_gives_both_files(name: str) -> None:
    whole = document(TEXTS[name])

    assert to_pdf(whole).startswith(b"%PDF")
    assert to_docx(whole).startswith(b"PK")


@pytest.mark.parametrize("seed", range(20))
def test_any_mixture_of_characters_gives_both_files(seed: int) -> None:
    chance = random.Random(seed)
    whole = document("".join(chr(chance.randrange(sys.maxunicode + 1)) for _ in range(60)) + " слово")

    assert to_pdf(whole).startswith(b"%PDF")
    assert to_docx(whole).startswith(b"PK")
