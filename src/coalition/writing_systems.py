"""Scripts: the one that a language is written in, and whether a text can be in that language."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import chain

from babel import Locale, UnknownLocaleError
from babel.core import get_global

SCRIPT_NAME_PREFIXES = {
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

KNOWN_NAME_PREFIXES = frozenset(chain.from_iterable(SCRIPT_NAME_PREFIXES.values()))
"""All of them."""

LATIN_WORD = re.compile(r"(?:^|[^\w.@/-])([a-z]{4,})(?![\w@/])")
"""A word in small Latin letters, which is neither an acronym nor a name nor an address."""


def is_in_foreign_script(text: str, language: str) -> bool:
    """Whether none of the letters can be of this language: they are of other scripts.

    Latin letters stand in texts of every language, as acronyms and names, but a word in small ones
    is neither. Scripts that are not among those known here are taken to be right.
    """
    own = SCRIPT_NAME_PREFIXES.get(get_script(language), ())
    if own == ("LATIN",) and text.isascii():
        return False
    letters = {_get_name_prefix(sign) for sign in text if sign.isalpha()}
    if not own or not letters or letters & set(own) or not letters <= KNOWN_NAME_PREFIXES:
        return False
    return "LATIN" not in letters or bool(LATIN_WORD.search(text))


def is_letter_of(letter: str, language: str) -> bool:
    """Whether a letter is of the script of a language, or of one that is not known here."""
    own = SCRIPT_NAME_PREFIXES.get(get_script(language))
    return own is None or not letter or _get_name_prefix(letter) in own


@lru_cache(maxsize=4096)
def _get_name_prefix(sign: str) -> str:
    """How Unicode's name of a letter begins."""
    return unicodedata.name(sign, "?").split()[0]


@cache
def get_script(language: str) -> str:
    """The ISO 15924 code of the script that a language is mostly written in; empty if not known."""
    try:
        locale = Locale.parse(language)
    except (ValueError, UnknownLocaleError):
        return ""
    likely = get_global("likely_subtags")
    full = likely.get(f"{locale.language}_{locale.territory}") or likely.get(locale.language, "")
    return str(locale.script or "".join(part for part in full.split("_")[1:2]))
