"""The order of words: by which letters each language sorts them.

Unicode's own order (DUCET) needs tailoring for most of these languages, and no library that
installs everywhere brings CLDR's; so here stands what it says of the languages we know of. Names in
other languages are sorted by their plain letters.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from coalition.writing_systems import is_letter_of

BASE_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i"}
    | {"ٱ": "ا", "ة": "ت", "ى": "ي", "ـ": ""}
)
"""Letters that Unicode does not take apart, by those that they are sorted with."""

TAILORED_LETTERS = {
    "es": ("n\u0303",),
    "ru": ("и\u0306",),
}
"""By language, letters with a mark that stand behind the plain one as letters of their own."""

LAST_CHARACTER = "\U0010ffff"
"""Sorts behind every letter."""


@cache
def collation_key(text: str, language: str) -> str:
    """`text` by the letters that it is sorted by in `language`.

    Words in the language's own script come first. Case and marks do not count, but where a letter
    with a mark is one of its own. Chinese stands by its reading in pinyin.
    """
    text = unicodedata.normalize("NFC", text)
    begins = next((sign for sign in text if sign.isalpha()), "")
    order = "" if is_letter_of(begins, language) else LAST_CHARACTER
    if language == "zh":
        text = _to_pinyin(text)
    plain = unicodedata.normalize("NFKD", text.casefold())
    for place, letter in enumerate(TAILORED_LETTERS.get(language, ())):
        plain = plain.replace(letter, f"{letter[0]}{LAST_CHARACTER}{place}")
    plain = plain.translate(BASE_LETTERS)
    return order + "".join(sign for sign in plain if not unicodedata.combining(sign))


def _to_pinyin(text: str) -> str:
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - large, and only Chinese needs it

    return " ".join(lazy_pinyin(text, style=Style.TONE3))
