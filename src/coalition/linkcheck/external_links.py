"""Find every http and https URL in `data/` and `content/`, with its location."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urldefrag

from coalition.diagnostics import Location
from coalition.project import MarkdownFile, Project
from coalition.sources import YamlDocument, YamlMapping, YamlNode, YamlScalar

EXTERNAL_URL_PATTERN = re.compile(
    r"https?://[^\s<>\"'\\^`{}|（）【】「」《》，。；：！？、]++(?!\{)", re.I
)
"""Candidates for URLs; `_trim_url` finds their end. A URL with a {placeholder} is no link."""

_BACKTICKS = re.compile("`+")
_BRACKETS = {"(": ")", "[": "]"}


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
        match = EXTERNAL_URL_PATTERN.fullmatch(scalar.text.strip())
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
    runs = [run.span() for run in _BACKTICKS.finditer(line)]
    following: dict[
        int, tuple[int, int]
    ] = {}  # next run by length; scanning backwards takes linear time
    ends: dict[int, int] = {}
    for start, end in reversed(runs):
        ends[start] = following.get(end - start, (0, 0))[1]
        following[end - start] = (start, end)
    pieces, done = [], 0
    for start, _ in runs:
        if start >= done and (end := ends[start]):
            pieces += [line[done:start], " " * (end - start)]
            done = end
    return "".join([*pieces, line[done:]])


def _find_urls(text: str) -> Iterator[tuple[int, str]]:
    """Yield the URLs in a text, each with its start, counted from 0."""
    start = 0
    while match := EXTERNAL_URL_PATTERN.search(text, start):
        url = _trim_url(match[0])
        if EXTERNAL_URL_PATTERN.fullmatch(url):  # not only "https://"
            yield match.start(), url
        start = match.start() + len(url)


def _trim_url(candidate: str) -> str:
    """Cut off what belongs to the surrounding sentence or Markdown, not to the URL."""
    expected_closers: list[str] = []
    for position, char in enumerate(candidate):
        if char in _BRACKETS:
            expected_closers.append(_BRACKETS[char])
        elif char in _BRACKETS.values() and (
            not expected_closers or expected_closers.pop() != char
        ):
            candidate = candidate[:position]
            break
    return candidate.rstrip(".,;:!?*…")
