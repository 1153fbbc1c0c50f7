"""Sort keys for each language (collation).

Unicode's default order (DUCET) needs tailoring for most of these languages, and no library that
installs everywhere ships CLDR's tailorings, so this module has those of the languages in use. Names
in other languages are sorted by their base letters.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from coalition.writing_systems import is_letter_of

BASE_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i"}
    | {"ٱ": "ا", "ة": "ت", "ى": "ي", "ـ": ""}
)
"""Letters that Unicode does not decompose -> the letters that they are sorted as."""

TAILORED_LETTERS = {
    "es": ("n\u0303",),
    "ru": ("и\u0306",),
}
"""By language: letters with a mark that are separate letters, sorted after the plain letter."""

LAST_CHARACTER = "\U0010ffff"
"""Sorts after every letter."""


@cache
def collation_key(text: str, language: str) -> str:
    """Return the key by which `text` is sorted in `language`.

    Words in the language's own script come first. Case and marks are ignored, except where the
    language has a letter with a mark as a separate letter. Chinese is sorted by pinyin.
    """
    text = unicodedata.normalize("NFC", text)
    first_letter = next((character for character in text if character.isalpha()), "")
    script_prefix = "" if is_letter_of(first_letter, language) else LAST_CHARACTER
    if language == "zh":
        text = _to_pinyin(text)
    key = unicodedata.normalize("NFKD", text.casefold())
    for rank, tailored in enumerate(TAILORED_LETTERS.get(language, ())):
        key = key.replace(tailored, f"{tailored[0]}{LAST_CHARACTER}{rank}")
    key = key.translate(BASE_LETTERS)
    return script_prefix + "".join(
        character for character in key if not unicodedata.combining(character)
    )


def get_index_letter(text: str, language: str) -> str:
    """Return the letter below which an index lists `text`, in capitals; "#" for no letter.

    Letters are those that `collation_key` sorts by: É is listed below E, but the Spanish Ñ and the
    Russian Й have their own. A Chinese text is listed below the first letter of its pinyin.
    """
    text = unicodedata.normalize("NFC", text)
    first = next((character for character in text if character.isalnum()), "")
    if language == "zh" and not first.isascii():
        first = _to_pinyin(first)[:1]
    decomposed = unicodedata.normalize("NFKD", first.casefold())
    for tailored in TAILORED_LETTERS.get(language, ()):
        if decomposed.startswith(tailored):
            return unicodedata.normalize("NFC", tailored).upper()
    letter = decomposed[:1].translate(BASE_LETTERS)[:1].upper()
    return letter if letter.isalpha() else "#"


def _to_pinyin(text: str) -> str:
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - large, and only Chinese needs it

    return " ".join(lazy_pinyin(text, style=Style.TONE3))
