"""Find every http and https URL in `data/` and `content/`, with its location."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urldefrag

from coalition.diagnostics import Location
from coalition.project import MarkdownFile, Project
from coalition.sources import YamlDocument, YamlMapping, YamlNode, YamlScalar

_CHAR = r"[^\s<>\"'\\^`{}|()\[\]（）【】「」《》，。；：！？、]"
EXTERNAL_URL_PATTERN = re.compile(
    rf"https?://(?:{_CHAR}|\({_CHAR}*+\)|\[{_CHAR}*+\])++(?!\{{)", re.IGNORECASE
)
"""A URL in a text; brackets belong to it in pairs only. A URL with a {placeholder} is no link."""

_WHOLE_URL_PATTERN = re.compile(rf"https?://(?:{_CHAR}|[()\[\]])+", re.IGNORECASE)
_BACKTICKS = re.compile("(`+)")


@dataclass(frozen=True)
class ExternalLink:
    """A URL as written in the source, its location, and the source line there."""

    url: str
    location: Location
    line: str

    @property
    def request_url(self) -> str:
        """The URL without its fragment, which is not sent to servers."""
        return urldefrag(self.url).url


def find_external_links(project: Project) -> Iterator[ExternalLink]:
    """Yield every occurrence of an external URL, except in drafts.

    The project must be loaded with `thorough=True`.
    """
    for document in project.data.documents.values() if project.data else ():
        yield from _find_in_data(document)
    for file in project.markdown_files.values():
        if file.published:
            yield from _find_in_markdown(file)


def _find_in_data(document: YamlDocument) -> Iterator[ExternalLink]:
    for scalar in _iter_scalars(document.root):
        match = _WHOLE_URL_PATTERN.fullmatch(scalar.text.strip())
        line, column = scalar.location.line - 1, scalar.location.column - 1
        for _, url in [(0, match[0])] if match else _find_urls(scalar.text):
            location = _locate_url(document, url, line, column) or scalar.location
            line, column = location.line - 1, location.column - 1 + location.width
            yield ExternalLink(url, location, document.lines[location.line - 1])


def _iter_scalars(root: YamlNode | None) -> Iterator[YamlScalar]:
    """Yield every scalar of a document, in document order."""
    pending = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, YamlScalar):
            yield node
        elif isinstance(node, YamlMapping):
            pending += reversed([value for _, value in node.entries])
        elif node is not None:
            pending += reversed(node.items)


def _locate_url(document: YamlDocument, url: str, line: int, column: int) -> Location | None:
    """Return the first location of a URL at or after a line and column, both counted from 0."""
    for line_index in range(line, len(document.lines)):
        start = document.lines[line_index].find(url, column if line_index == line else 0)
        if start >= 0:
            return Location(document.file, line_index + 1, start + 1, len(url))
    return None


def _find_in_markdown(file: MarkdownFile) -> Iterator[ExternalLink]:
    """Yield the URLs in a Markdown file, except in code."""
    in_fence = False
    for number, line in enumerate(file.lines, start=1):
        in_fence ^= line.lstrip().startswith(("```", "~~~"))
        if in_fence:
            continue
        text = _blank_code_spans(line)
        for start, url in _find_urls(text):
            location = Location(file.display_path, number, start + 1, len(url))
            yield ExternalLink(url.replace("&amp;", "&"), location, line)


def _blank_code_spans(line: str) -> str:
    """Replace the code spans of a line by spaces. A span ends at the next run of equal length."""
    pieces = _BACKTICKS.split(line)  # each second one is a run of backticks
    last_index = {piece: index for index, piece in enumerate(pieces)}
    closing_run = ""
    for index, piece in enumerate(pieces):
        if closing_run:
            pieces[index] = " " * len(piece)
            closing_run = "" if piece == closing_run else closing_run
        elif piece.startswith("`") and last_index[piece] > index:
            pieces[index] = " " * len(piece)
            closing_run = piece
    return "".join(pieces)


def _find_urls(text: str) -> Iterator[tuple[int, str]]:
    """Yield the URLs in a text, each with its start, counted from 0."""
    for match in EXTERNAL_URL_PATTERN.finditer(text):
        url = match[0].rstrip(".,;:!?*…")  # these end a sentence or emphasis
        if EXTERNAL_URL_PATTERN.fullmatch(url):  # not only "https://"
            yield match.start(), url
