"""Sort keys for each language (collation).

Unicode's default order (DUCET) needs tailoring for most of these languages, and no library that
installs everywhere ships CLDR's tailorings, so this module has those of the languages in use. Names
in other languages are sorted by their base letters.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Literal, NamedTuple

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

    Numbers and words in the language's own script come first. Case and marks are ignored, except
    where the language has a letter with a mark as a separate letter. Chinese is sorted by pinyin.
    """
    text = unicodedata.normalize("NFC", text)
    first = next((character for character in text if character.isalnum()), "")
    is_own = first.isnumeric() or is_letter_of(first, language)
    script_prefix = "" if is_own else LAST_CHARACTER
    if language == "zh":
        text = _to_pinyin(text)
    key = unicodedata.normalize("NFKD", text.casefold())
    for rank, tailored in enumerate(TAILORED_LETTERS.get(language, ())):
        key = key.replace(tailored, _rank_letter(tailored, rank))
    key = key.translate(BASE_LETTERS)
    return script_prefix + "".join(
        character for character in key if not unicodedata.combining(character)
    )


class IndexLetter(NamedTuple):
    """The letter under which an alphabetical index has a text.

    `script` is `own` for the script of the index's language and `latin` for names in Latin letters
    in an index of another one. `letter` is a capital; it is empty for a text that begins with no
    letter, and for all other scripts, which are one entry of the index.
    """

    script: Literal["own", "latin", "other"]
    letter: str


def get_index_letter(text: str, language: str) -> IndexLetter:
    """Return the entry of `text` in an index in `language`, in agreement with `collation_key`.

    Letters with marks are listed under their base letter, except where the language has them as
    separate letters; Chinese is listed under the initial of its pinyin.
    """
    key = collation_key(text, language)
    if key.startswith(LAST_CHARACTER):
        is_latin = unicodedata.name(key[1:2], "").startswith("LATIN")
        return IndexLetter("latin", key[1].upper()) if is_latin else IndexLetter("other", "")
    for rank, tailored in enumerate(TAILORED_LETTERS.get(language, ())):
        if key.startswith(_rank_letter(tailored, rank)):
            return IndexLetter("own", unicodedata.normalize("NFC", tailored).upper())
    is_listed = key[:1].isascii() if language == "zh" else True
    return IndexLetter("own", key[:1].upper() if key[:1].isalpha() and is_listed else "")


def _rank_letter(tailored: str, rank: int) -> str:
    """Return what keys contain instead of a letter with a mark: it follows the plain letter."""
    return f"{tailored[0]}{LAST_CHARACTER}{rank}"


def _to_pinyin(text: str) -> str:
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - large, and only Chinese needs it

    return " ".join(lazy_pinyin(text, style=Style.TONE3))
