"""Texts nobody thought of, such as a catalogue may hold, for Hypothesis to write."""

from __future__ import annotations

from hypothesis import strategies as st

from coalition.sources.text import has_forbidden_characters

REFUSED = "".join(sign for sign in map(chr, range(0xD800)) if has_forbidden_characters(sign))
REFUSED += "".join(
    sign for sign in map(chr, range(0xE000, 0x10000)) if has_forbidden_characters(sign)
)
"""What no page should show; beyond U+FFFF all of that is of the categories that are left out."""

SIGNS = st.characters(
    exclude_categories=["Cc", "Cf", "Cs", "Cn"], exclude_characters=f"%<{REFUSED}"
)
PIECES = st.text(SIGNS, min_size=1) | st.text('\n\r\t"\\', min_size=1)

TEXTS = st.lists(PIECES, min_size=1, max_size=3).map("".join).map(str.strip).filter(bool)
"""Words without placeholders and tags, with much that catalogues write in a way of their own.

Made so that hardly anything is thrown away: to filter what is drawn takes four times as long.
"""
