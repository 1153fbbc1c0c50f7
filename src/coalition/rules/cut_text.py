"""Rule `cut-text`: a text that ends at a `#`, because YAML takes the rest for a comment.

`name: Project #1` is the name "Project". A comment has a space after the `#`, as in the files of
this project, so only a `#` before a letter or a digit is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from coalition.diagnostics import Diagnostic, Location, Message, quote_value
from coalition.project import MarkdownFile, Project, iter_scalars
from coalition.sources import YamlDocument, find_fence, parse_front_matter

_REST = re.compile(r"\s+(#[^\s#!].*?)\s*$")


def check_cut_texts(project: Project) -> Iterator[Diagnostic]:
    """Yield a warning for each text in the data or in YAML front matter that seems cut."""
    for document in project.data.documents.values() if project.data else ():
        yield from _check_document(document)
    for file in project.markdown_files.values():
        if find_fence(file.lines):
            yield from _check_front_matter(file)


def _check_document(document: YamlDocument) -> Iterator[Diagnostic]:
    if document.root is None or not any(" #" in line for line in document.lines):
        return
    for _, scalar in iter_scalars(document.root):
        location = scalar.location
        line = document.lines[location.line - 1]
        if not scalar.is_quoted and " #" in line:
            end = location.column - 1 + (location.width if scalar.text else 0)
            yield from _check_rest(document.file, location.line, line, end, scalar.text)


def _check_front_matter(file: MarkdownFile) -> Iterator[Diagnostic]:
    for field in parse_front_matter(file.lines):
        if not field.is_quoted and field.value and field.line == field.last_line:
            end = field.column - 1 + len(field.value)
            yield from _check_rest(
                file.display_path, field.line, field.source_line, end, field.value
            )


def _check_rest(file: str, number: int, line: str, end: int, text: str) -> Iterator[Diagnostic]:
    """Warn if what follows a text on its line looks like a part of it."""
    if text and (match := _REST.match(line, end)):
        location = Location(file, number, match.start(1) + 1, len(match[1]))
        message = Message(
            "%(comment)s is read as a comment, so the text ends before it",
            comment=quote_value(match[1]),
        )
        whole = f"{text} {match[1]}".replace("'", "''")
        hint = Message(
            "if it is part of the text, put the text in quotes: %(text)s; if it is a comment,"
            " write a space after #",
            text=quote_value(whole),
        )
        yield Diagnostic(location, "cut-text", message, hint, line, severity="warning")
