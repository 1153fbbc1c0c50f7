"""Translations among the Markdown files: which text each follows, and whether it still does.

A translation's head says two things that an original's does not: `Original`, the fingerprint of the
text that it was made from, and `Reviewed`, whether a native speaker has read it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from coalition.diagnostics import Diagnostic, Location
from coalition.i18n import ContentId
from coalition.sources import (
    FINGERPRINT_PATTERN,
    Cache,
    YamlDocument,
    compute_text_fingerprint,
    decode_text,
    parse_front_matter,
    read_metadata,
    read_source_bytes,
)

MARKDOWN_FOLDERS: tuple[Literal["pages", "news"], ...] = ("pages", "news")
REVIEWED_VALUES = {"true": True, "false": False}


@dataclass(frozen=True)
class MarkdownFile:
    """One Markdown file; `original` is the one that it is a translation of."""

    id: ContentId
    language: str
    display_path: str
    lines: tuple[str, ...]
    original: MarkdownFile | None = None

    @cached_property
    def front_matter(self) -> dict[str, str]:
        """What its head says."""
        return read_metadata(self.lines)

    @property
    def published(self) -> bool:
        """Whether the site shows it."""
        return self.front_matter.get("status", "").lower() != "draft"

    @cached_property
    def fingerprint(self) -> str:
        """Of its own words."""
        return compute_text_fingerprint(self.lines)

    @property
    def outdated(self) -> bool:
        """Whether the original has changed since the translation was made."""
        original = self.original
        return original is not None and self.front_matter.get("original") != original.fingerprint

    @property
    def reviewed(self) -> bool:
        """Whether a native speaker has read it; an original needs no such reader."""
        return self.original is None or REVIEWED_VALUES.get(
            self.front_matter.get("reviewed", "").lower(), False
        )


def read_markdown_files(
    content: Path, default_language: str, display_path: str = "content", cache: Cache | None = None
) -> list[MarkdownFile]:
    """Every Markdown file that can be read, each translation with its original.

    `default_language` is the language of the originals. Files whose names say no language are left out.
    """
    cache = cache or Cache()
    found = [
        file
        for folder in MARKDOWN_FOLDERS
        for file in _iter_markdown_files(content, folder, display_path, cache)
    ]
    originals = {file.id: file for file in found if file.language == default_language}
    return [
        MarkdownFile(file.id, file.language, file.display_path, file.lines, originals.get(file.id))
        if file.language != default_language
        else file
        for file in found
    ]


def check_translations(
    files: Sequence[MarkdownFile], default_language: str
) -> Iterator[Diagnostic]:
    """What is wrong with what translations say of their originals."""
    for file in files:
        if file.original:
            yield from _check_original(file, file.original)
            yield from _check_reviewed(file)
        elif file.language != default_language and "original" in file.front_matter:
            message = (
                f"this is a translation, but there is no '{file.id.slug}.{default_language}.md'"
            )
            hint = "give both files the same name before the language, or delete this line"
            yield _diagnostic_at_key(file, "Original", "missing-original", message, hint)


def _iter_markdown_files(
    content: Path, folder: Literal["pages", "news"], shown: str, memory: Cache
) -> Iterator[MarkdownFile]:
    for path in sorted((content / folder).rglob("*.md")):
        if path.name.startswith(".") or not path.is_file():  # editors keep their locks there
            continue
        slug, _, language = path.stem.partition(".")
        name = f"{shown}/{path.relative_to(content).as_posix()}"
        if language and "." not in language:
            id = ContentId(folder, slug)
            data = read_source_bytes(path, name, max_bytes=-1)
            if isinstance(data, YamlDocument):
                continue  # `markdown_files` tells why
            if file := memory.call(_decode_markdown_file, data, id, language, name):
                yield file


def _decode_markdown_file(
    data: bytes, id: ContentId, language: str, name: str
) -> MarkdownFile | None:
    text, unreadable = decode_text(data, name)
    return None if unreadable else MarkdownFile(id, language, name, text.lines)


def _check_original(file: MarkdownFile, original: MarkdownFile) -> Iterator[Diagnostic]:
    said = file.front_matter.get("original")
    if said is None:
        message = f"the head does not say which version of {original.display_path} this translates"
        hint = f"once it says what that file says now, add a line '{_original_line(original)}'"
        yield _diagnostic_at_key(file, "", "missing-key", message, hint)
    elif said and not FINGERPRINT_PATTERN.fullmatch(said):
        message = f"'{said}' is no fingerprint of a text"
        hint = f"once this says what {original.display_path} says now, write '{_original_line(original)}'"
        yield _diagnostic_at_key(file, "Original", "invalid-original", message, hint)


def _original_line(original: MarkdownFile) -> str:
    """The line of a translation's head that keeps in mind what was translated."""
    return f"Original: {original.fingerprint}"


def _check_reviewed(file: MarkdownFile) -> Iterator[Diagnostic]:
    said = file.front_matter.get("reviewed")
    if said is None:
        message = "the head does not say whether a native speaker has read this translation"
        hint = "add a line 'Reviewed: false', or 'Reviewed: true' once somebody has"
        yield _diagnostic_at_key(file, "", "missing-key", message, hint)
    elif said and said.lower() not in REVIEWED_VALUES:
        message = f"'{said}' is neither true nor false"
        hint = "write 'true' once a native speaker has read this translation, else 'false'"
        yield _diagnostic_at_key(file, "Reviewed", "not-in-choice", message, hint)


def _diagnostic_at_key(
    file: MarkdownFile, key: str, name: str, message: str, hint: str
) -> Diagnostic:
    """A Problem at the value of `key`, or at the top of the file."""
    for entry in parse_front_matter(file.lines):
        if entry.key.lower() == key.lower():
            place = Location(file.display_path, entry.line, entry.column, len(entry.value) or 1)
            return Diagnostic(place, name, message, hint, entry.source_line)
    first = file.lines[0] if file.lines else ""
    return Diagnostic(
        Location(file.display_path, 1, 1, len(first) or 1), name, message, hint, first
    )
