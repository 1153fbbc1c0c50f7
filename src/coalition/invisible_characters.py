"""Characters that no page can show or that are invisible in a text, as ranges for regex classes.

The one table for the check of source files, which refuses these characters as they are, and for the
check of HTML, which refuses references to them, such as `&#8238;`. Ranges beyond U+FFFF are kept
apart, because searching for these is slow and most files have none. Imports nothing.
"""

from __future__ import annotations

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
