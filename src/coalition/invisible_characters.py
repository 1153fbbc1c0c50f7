"""Characters that no page can show or that are invisible in a text, as ranges for regex classes.

The one table for the check of source files, which refuses these characters as they are, and for the
check of HTML, which refuses references to them, such as `&#8238;`. Ranges beyond U+FFFF are kept
apart, because searching for these is slow and most files have none. Imports the standard library
only.
"""

from __future__ import annotations

import re
import unicodedata

CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f"
"""C0 and C1 controls, except tab and line feed."""

SURROGATES = "\ud800-\udfff"

NONCHARACTERS = "\ufdd0-\ufdef\ufffe\uffff"

SUPPLEMENTARY_NONCHARACTERS = "".join(
    chr(plane + last) for plane in range(0x10000, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)
)

INVISIBLES = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff9-\ufffb"
)
"""Soft hyphen, zero-width and bidirectional formatting characters, fillers, line separators."""

SUPPLEMENTARY_INVISIBLES = "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f"
"""Shorthand and musical format controls, and tags."""

ZERO_WIDTH_NON_JOINER, ZERO_WIDTH_JOINER = "\u200c", "\u200d"
"""Invisible as well, but part of the spelling in some scripts, and of emoji."""

JOINERS = ZERO_WIDTH_NON_JOINER + ZERO_WIDTH_JOINER

FORBIDDEN = (
    f"{CONTROLS}{SURROGATES}{NONCHARACTERS}{SUPPLEMENTARY_NONCHARACTERS}"
    f"{INVISIBLES}{JOINERS}{SUPPLEMENTARY_INVISIBLES}"
)
"""All of them: forbidden in a text, apart from joiners that a word needs."""

_JOINING_SCRIPTS = re.compile(
    "(ADLAM|ARABIC|BALINESE|BENGALI|DEVANAGARI|GUJARATI|GURMUKHI|JAVANESE|KANNADA|KHMER|MALAYALAM|"
    "MANDAIC|MONGOLIAN|MYANMAR|NKO|ORIYA|SINHALA|SYRIAC|TAMIL|TELUGU|TIBETAN) "
)
"""Start of the Unicode names of letters in scripts whose spelling needs joiners."""

_VIRAMA_CLASS = 9
"""Combining class of viramas: a joiner after one chooses a letter's form, even at a word's end."""


def is_needed_joiner(character: str, before: str, after: str) -> bool:
    """Return whether a joiner is part of a word's spelling or of an emoji.

    `before` and `after` are the characters next to it, empty at the ends of a text.
    """
    if character not in {*JOINERS} or not before:
        return False
    if _is_joining(before) and (
        unicodedata.combining(before) == _VIRAMA_CLASS or _is_joining(after)
    ):
        return True
    return character == ZERO_WIDTH_JOINER and _is_emoji(before) and _is_emoji(after)


def _is_joining(character: str) -> bool:
    """Return whether this is a letter or a mark in a script whose spelling needs joiners."""
    if not character or unicodedata.category(character)[0] not in "LM":
        return False
    return bool(_JOINING_SCRIPTS.match(unicodedata.name(character, "")))


def _is_emoji(character: str) -> bool:
    is_modifier = character == "\ufe0f" or "\U0001f3fb" <= character <= "\U0001f3ff"
    return bool(character) and (is_modifier or unicodedata.category(character) == "So")
