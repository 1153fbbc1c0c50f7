"""Make ids from names, and normalise names for comparison.

An id is part of a permanent URL. So letters are transliterated by the small table here and by
Unicode's stable decompositions, not by a library whose next version may do it differently.
"""

from __future__ import annotations

import re
import unicodedata

from coalition.model import MAX_ID_LENGTH, RESERVED_ID_PATTERN

TRANSLITERATIONS = {
    "æ": "ae", "œ": "oe", "ø": "o", "ß": "ss", "ð": "d", "þ": "th", "ł": "l", "đ": "d", "ħ": "h",
    "ı": "i", "ŋ": "ng", "ə": "e", "ɛ": "e", "ɔ": "o", "ŧ": "t", "ƒ": "f", "ĸ": "k", "ȷ": "j",
}  # fmt: skip
"""Latin letters that Unicode does not decompose -> their replacement in an id."""

COMBINING_MARK = re.compile("[\u0300-\u036f]")


def slugify(name: str) -> str:
    """Return the id made from a name in Latin letters; empty if none can be made.

    Other scripts are not transliterated: each language does so differently, and only the people
    named know how they spell their name in Latin letters.
    """
    slug = transliterate(name)
    return "" if len(slug) > MAX_ID_LENGTH or RESERVED_ID_PATTERN.fullmatch(slug) else slug


def shorten_slug(slug: str, length: int = MAX_ID_LENGTH) -> str:
    """Return the words at the beginning of a slug that fit into an id, or into `length`."""
    if len(slug) <= length:
        return slug
    return slug[: length + 1].rpartition("-")[0] or slug[:length]


def transliterate(name: str) -> str:
    """Return a name in the letters of an id, however long; empty if that is not possible."""
    transliterated = "".join(
        TRANSLITERATIONS.get(letter, letter) for letter in _strip_diacritics(name)
    )
    if any(letter.isalnum() and not letter.isascii() for letter in transliterated):
        return ""
    return re.sub(r"[^a-z0-9]+", "-", transliterated).strip("-")


def normalize_name(name: str) -> str:
    """Return a name without case, accents and extra spaces: equal for names that read the same."""
    return " ".join(unicodedata.normalize("NFKC", _strip_diacritics(name)).split())


def _strip_diacritics(name: str) -> str:
    """Return a name casefolded, without accents and modifier letters (Unicode category Lm).

    Marks of Indic scripts, Arabic and Hebrew are kept: they are vowels.
    """
    if name.isascii():
        return name.lower()
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    return "".join(
        character
        for character in decomposed
        if not COMBINING_MARK.match(character) and unicodedata.category(character) != "Lm"
    )
