"""The plain text of sanitized HTML, for what is no web page: tables and linked data."""

from __future__ import annotations

from html.parser import HTMLParser

_LINE_ENDS = frozenset({"br", "dd", "dt", "li", "p", "pre"})
"""Elements that end a line."""


def convert_html_to_text(html: str) -> str:
    """Return the text of sanitized HTML, each block on a line of its own."""
    collector = _TextCollector()
    collector.feed(html)
    collector.close()
    lines = (" ".join(line.split()) for line in "".join(collector.parts).split(_LINE_END))
    return "\n".join(line for line in lines if line)


_LINE_END = "\0"
"""Marks the end of a block: HTML has no such character, and its line breaks are only blanks."""


class _TextCollector(HTMLParser):
    """Collects the text of elements, and where lines end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        """Collect a piece of text."""
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """End the line at a line break, which has no end tag."""
        if tag == "br":
            self.parts.append(_LINE_END)

    def handle_endtag(self, tag: str) -> None:
        """End the line after a block."""
        if tag in _LINE_ENDS:
            self.parts.append(_LINE_END)
