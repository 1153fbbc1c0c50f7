"""Scripts of languages, to detect texts that are not in the language they are declared in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
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
"""ISO 15924 code -> first words of the Unicode names of the script's letters."""

KNOWN_NAME_PREFIXES = frozenset(chain.from_iterable(SCRIPT_NAME_PREFIXES.values()))
"""First words of the names of letters of all these scripts."""

_MAIN_LANGUAGES = ("en", "ar", "ru", "el", "he", "hi", "th", "zh", "ja", "ko")
"""One language for each script of SCRIPT_NAME_PREFIXES."""

LATIN_WORD = re.compile(r"(?:^|[^\w.@/-])([a-z]{4,})(?![\w@/])")
"""A lower-case word in Latin letters, so neither an acronym nor a name nor part of a URL."""


def is_in_foreign_script(text: str, language: str) -> bool:
    """Return whether all letters of a text are of other scripts than the language's own.

    Texts in any language may contain Latin letters in acronyms and names, but a lower-case Latin
    word is neither. Scripts that are not in SCRIPT_NAME_PREFIXES are accepted.
    """
    own = SCRIPT_NAME_PREFIXES.get(get_script(language), ())
    if own == ("LATIN",) and text.isascii():
        return False
    prefixes = {_get_name_prefix(character) for character in text if character.isalpha()}
    if not own or not prefixes or prefixes & set(own) or not prefixes <= KNOWN_NAME_PREFIXES:
        return False
    return "LATIN" not in prefixes or bool(LATIN_WORD.search(text))


def find_language_of_letters(text: str, languages: Iterable[str]) -> str:
    """Return the first of `languages` in whose script all letters of a text are.

    Otherwise the language that is written most in that script; empty if no script is known.
    """
    candidates = dict.fromkeys((*languages, *_MAIN_LANGUAGES))
    return next((code for code in candidates if _can_write(code, text)), "")


def _can_write(language: str, text: str) -> bool:
    own = SCRIPT_NAME_PREFIXES.get(get_script(language), ())
    letters = [letter for letter in text if letter.isalpha()]
    return bool(letters) and all(_get_name_prefix(letter) in own for letter in letters)


def is_letter_of(letter: str, language: str) -> bool:
    """Return whether a letter is in the script of a language; True if that script is not known."""
    own = SCRIPT_NAME_PREFIXES.get(get_script(language))
    return own is None or not letter or _get_name_prefix(letter) in own


@lru_cache(maxsize=4096)
def _get_name_prefix(letter: str) -> str:
    """Return the first word of a letter's Unicode name."""
    return unicodedata.name(letter, "?").split()[0]


@cache
def get_script(language: str) -> str:
    """Return the ISO 15924 code of a language's main script; empty if not known.

    By CLDR's likely subtags.
    """
    try:
        locale = Locale.parse(language)
    except (ValueError, UnknownLocaleError):
        return ""
    likely = get_global("likely_subtags")
    full = likely.get(f"{locale.language}_{locale.territory}") or likely.get(locale.language, "")
    return str(locale.script or "".join(full.split("_")[1:2]))
