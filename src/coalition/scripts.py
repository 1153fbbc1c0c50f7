"""Scripts: the one that a language is written in, and whether a text can be in that language."""

from __future__ import annotations

import unicodedata
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

LETTERS = {
    "Latn": ("LATIN",),
    "Arab": ("ARABIC",),
    "Cyrl": ("CYRILLIC",),
    "Grek": ("GREEK",),
    "Hebr": ("HEBREW",),
    "Deva": ("DEVANAGARI",),
    "Thai": ("THAI",),
    "Hans": ("CJK",),
    "Hant": ("CJK",),
    "Jpan": ("CJK", "HIRAGANA", "KATAKANA"),
    "Kore": ("HANGUL", "CJK"),
}
"""By ISO 15924 code, how Unicode's names of a script's letters begin."""


def is_foreign(text: str, language: str) -> bool:
    """Whether none of the letters can be of this language: they are of other scripts.

    Latin letters stand in texts of every language, as acronyms and names. Scripts that are not
    among those known here are taken to be right.
    """
    if text.isascii():
        return False
    own = LETTERS.get(script(language), ())
    letters = {unicodedata.name(sign, "?").split()[0] for sign in text if sign.isalpha()}
    known = {name for names in LETTERS.values() for name in names}
    return bool(own and letters) and letters <= known - {"LATIN", *own}


@cache
def script(language: str) -> str:
    """The ISO 15924 code of the script that a language is mostly written in; empty if not known."""
    try:
        locale = Locale.parse(language)
    except (ValueError, UnknownLocaleError):
        return ""
    likely = get_global("likely_subtags")
    full = likely.get(f"{locale.language}_{locale.territory}") or likely.get(locale.language, "")
    return str(locale.script or "".join(part for part in full.split("_")[1:2]))
