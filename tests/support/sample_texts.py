"""Hypothesis strategies for texts such as a catalog may contain."""

from __future__ import annotations

from hypothesis import strategies as st

from coalition.sources.text import has_forbidden_characters

FORBIDDEN = "".join(
    character for character in map(chr, range(0xD800)) if has_forbidden_characters(character)
)
FORBIDDEN += "".join(
    character
    for character in map(chr, range(0xE000, 0x10000))
    if has_forbidden_characters(character)
)
"""Forbidden characters; beyond U+FFFF, all of them are in the excluded categories."""

CHARACTERS = st.characters(
    exclude_categories=["Cc", "Cf", "Cs", "Cn"], exclude_characters=f"%<{FORBIDDEN}"
)
PIECES = st.text(CHARACTERS, min_size=1) | st.text('\n\r\t"\\', min_size=1)

TEXTS = st.lists(PIECES, min_size=1, max_size=3).map("".join).map(str.strip).filter(bool)
"""Texts without placeholders and tags, with many characters that catalogs escape.

Built so that hardly anything is filtered out: filtering examples takes four times as long.
"""
