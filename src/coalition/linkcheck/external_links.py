"""Addresses outside: every http and https address in `data/` and `content/`, with its place."""

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
"""Where an address begins, and what it cannot hold. One with a {place} in it is only a pattern."""

_BACKTICKS = re.compile("`+")
_BRACKETS = {"(": ")", "[": "]"}


@dataclass(frozen=True)
class ExternalLink:
    """An address as it was typed, and where it stands; `line` is the text there."""

    url: str
    location: Location
    line: str

    @property
    def request_url(self) -> str:
        """What a server is asked for: the address without the part of the page that is meant."""
        return urldefrag(self.url).url


def find_external_links(project: Project) -> Iterator[ExternalLink]:
    """Every mention of an address in a project that was read thoroughly; drafts are left out."""
    for document in project.data.documents.values() if project.data else ():
        yield from _find_in_data(document)
    for file in project.markdown_files.values():
        if file.published:
            yield from _find_in_markdown(file)


def _find_in_data(document: YamlDocument) -> Iterator[ExternalLink]:
    for value in _iter_scalars(document.root):
        whole = EXTERNAL_URL_PATTERN.fullmatch(value.text.strip())
        line, column = value.location.line - 1, value.location.column - 1
        for _, address in [(0, whole[0])] if whole else _find_urls(value.text):
            place = _locate_url(document, address, line, column) or value.location
            line, column = place.line - 1, place.column - 1 + place.width
            yield ExternalLink(address, place, document.lines[place.line - 1])


def _iter_scalars(root: YamlNode | None) -> Iterator[YamlScalar]:
    """Every single value in a file, in its order."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, YamlScalar):
            yield node
        elif isinstance(node, YamlMapping):
            waiting += reversed([value for _, value in node.entries])
        elif node is not None:
            waiting += reversed(node.items)


def _locate_url(document: YamlDocument, address: str, line: int, column: int) -> Location | None:
    """The first place of an address from a line and column on, both from 0."""
    for number in range(line, len(document.lines)):
        found = document.lines[number].find(address, column if number == line else 0)
        if found >= 0:
            return Location(document.file, number + 1, found + 1, len(address))
    return None


def _find_in_markdown(file: MarkdownFile) -> Iterator[ExternalLink]:
    """The addresses in a Markdown file, without those in code."""
    fenced = False
    for number, line in enumerate(file.lines, start=1):
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        if fenced:
            continue
        words = _blank_code_spans(line)
        for start, typed in _find_urls(words):
            place = Location(file.display_path, number, start + 1, len(typed))
            yield ExternalLink(typed.replace("&amp;", "&"), place, line)


def _blank_code_spans(line: str) -> str:
    """Blank out the code spans of a line: each ends at the next run of as many backticks."""
    runs = [run.span() for run in _BACKTICKS.finditer(line)]
    following: dict[int, tuple[int, int]] = {}  # by length, found from the end: linear in the line
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
    """The addresses in a text that has other words too, each with its start, from 0."""
    start = 0
    while found := EXTERNAL_URL_PATTERN.search(text, start):
        address = _trim_url(found[0])
        if EXTERNAL_URL_PATTERN.fullmatch(address):  # not only "https://"
            yield found.start(), address
        start = found.start() + len(address)


def _trim_url(found: str) -> str:
    """An address without what belongs to the sentence or the Markdown around it."""
    open_ones: list[str] = []
    for position, sign in enumerate(found):
        if sign in _BRACKETS:
            open_ones.append(_BRACKETS[sign])
        elif sign in _BRACKETS.values() and (not open_ones or open_ones.pop() != sign):
            found = found[:position]
            break
    return found.rstrip(".,;:!?*…")
