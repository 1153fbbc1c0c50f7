"""Ids made from names, and names compared as readers compare them.

An id becomes part of an address that never changes, so the letters are turned by the small table
here and by Unicode's stable names, not by a library whose next version may turn them otherwise.
"""

from __future__ import annotations

import re
import unicodedata

from coalition.model import MAX_ID_LENGTH, RESERVED_ID_PATTERN

TRANSLITERATIONS = {
    "æ": "ae", "œ": "oe", "ø": "o", "ß": "ss", "ð": "d", "þ": "th", "ł": "l", "đ": "d", "ħ": "h",
    "ı": "i", "ŋ": "ng", "ə": "e", "ɛ": "e", "ɔ": "o", "ŧ": "t", "ƒ": "f", "ĸ": "k", "ȷ": "j",
}  # fmt: skip
"""Latin letters that are no plain letter with a mark, and what stands for them in an id."""

COMBINING_MARK = re.compile("[\u0300-\u036f]")


def slugify(name: str) -> str:
    """The id that a name in Latin letters gives; empty where it cannot give one.

    Letters of other scripts give none: each language writes them in Latin letters differently, and
    only the people themselves know how they do.
    """
    letters = "".join(TRANSLITERATIONS.get(letter, letter) for letter in _strip_diacritics(name))
    if any(letter.isalnum() and not letter.isascii() for letter in letters):
        return ""
    made = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
    return "" if len(made) > MAX_ID_LENGTH or RESERVED_ID_PATTERN.fullmatch(made) else made


def normalize_name(name: str) -> str:
    """The name without capitals, marks and doubled blanks: equal for names that read the same."""
    return " ".join(unicodedata.normalize("NFKC", _strip_diacritics(name)).split())


def _strip_diacritics(name: str) -> str:
    """Small letters without accents, and without the letter-like signs that only colour a sound.

    The marks of Indic scripts, of Arabic and of Hebrew are vowels and stay.
    """
    if name.isascii():
        return name.lower()
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    return "".join(
        letter
        for letter in apart
        if not COMBINING_MARK.match(letter) and unicodedata.category(letter) != "Lm"
    )
