"""Match translated Markdown files with their originals, and check whether they are up to date.

The front matter of a translation has two keys that an original has not: `Original`, the fingerprint
of the text it was made from, and `Reviewed`, whether a native speaker has read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from coalition.diagnostics import Diagnostic, Location, Message, join_words
from coalition.i18n import ContentId
from coalition.sources import (
    FINGERPRINT_PATTERN,
    Cache,
    SourceText,
    YamlDocument,
    compute_text_fingerprint,
    decode_text,
    find_merge_conflicts,
    is_ignored,
    parse_front_matter,
    read_metadata,
    read_source_bytes,
)

MARKDOWN_FOLDERS: tuple[Literal["pages", "news"], ...] = ("pages", "news")
FILE_NAME_PATTERN = re.compile(r"([^.]+)\.([A-Za-z]{2,3}(?:_[A-Za-z]+)*)\.md")
"""The name of a text: its slug and its language."""

REVIEWED_VALUES = {"true": True, "false": False}


@dataclass(frozen=True)
class MarkdownFile:
    """A Markdown file; `original` is the file that it is a translation of."""

    id: ContentId
    language: str
    display_path: str
    lines: tuple[str, ...]
    original: MarkdownFile | None = None

    @cached_property
    def front_matter(self) -> dict[str, str]:
        """The values of its front matter by lower-case key."""
        return read_metadata(self.lines)

    @cached_property
    def is_damaged(self) -> bool:
        """Whether it is empty or contains an unfinished merge, which `markdown_files` reports."""
        is_empty = not any(line.strip() for line in self.lines)
        return is_empty or bool(find_merge_conflicts(SourceText("", self.lines))[0])

    @property
    def published(self) -> bool:
        """Whether the site publishes it: it is not a draft."""
        return self.front_matter.get("status", "").lower() != "draft"

    @cached_property
    def fingerprint(self) -> str:
        """The fingerprint of its own text."""
        return compute_text_fingerprint(self.lines)

    @property
    def outdated(self) -> bool:
        """Whether the original has changed since it was translated."""
        original = self.original
        return original is not None and self.front_matter.get("original") != original.fingerprint

    @property
    def reviewed(self) -> bool:
        """Whether a native speaker has read it; always true for an original."""
        return self.original is None or REVIEWED_VALUES.get(
            self.front_matter.get("reviewed", "").lower(), False
        )


def read_markdown_files(
    content: Path, default_language: str, display_path: str = "content", cache: Cache | None = None
) -> list[MarkdownFile]:
    """Read all readable Markdown files, each translation with its original.

    `default_language` is the language of the originals. Files without a language in their name are
    left out.
    """
    cache = cache or Cache()
    files = [
        file
        for folder in MARKDOWN_FOLDERS
        for file in _iter_markdown_files(content, folder, display_path, cache)
    ]
    originals = {file.id: file for file in files if file.language == default_language}
    return [
        MarkdownFile(file.id, file.language, file.display_path, file.lines, originals.get(file.id))
        if file.language != default_language
        else file
        for file in files
    ]


def check_translations(
    files: Sequence[MarkdownFile], default_language: str
) -> Iterator[Diagnostic]:
    """Check the front matter keys `Original` and `Reviewed` of translations."""
    for file in files:
        if file.original and not file.is_damaged:
            yield from _check_original(file, file.original)
            yield from _check_reviewed(file)
    for orphans in _group_orphans(files, default_language).values():
        yield _diagnose_missing_original(orphans, default_language)


def find_missing_originals(files: Sequence[MarkdownFile], default_language: str) -> frozenset[str]:
    """Return the paths, relative to `content`, of originals that only their translations know."""
    return frozenset(
        path.partition("/")[2]
        for orphans in _group_orphans(files, default_language).values()
        for path in {_get_original_path(file, default_language) for file in orphans}
    )


def _group_orphans(
    files: Sequence[MarkdownFile], default_language: str
) -> dict[ContentId, list[MarkdownFile]]:
    """Return the translations without an original, by the text that they translate."""
    groups: dict[ContentId, list[MarkdownFile]] = {}
    for file in files:
        is_translation = file.language != default_language and "original" in file.front_matter
        if is_translation and not file.original:
            groups.setdefault(file.id, []).append(file)
    return groups


def _get_original_path(file: MarkdownFile, default_language: str) -> str:
    folder = file.display_path.rpartition("/")[0]
    return f"{folder}/{file.id.slug}.{default_language}.md"


def _diagnose_missing_original(files: Sequence[MarkdownFile], default_language: str) -> Diagnostic:
    """Report an original that is missing, once, at the first of its translations."""
    original = _get_original_path(files[0], default_language)
    message = Message(
        "this is a translation, but there is no '%(name)s'", name=original.rpartition("/")[2]
    )
    hint = Message(
        "restore the original with 'git restore %(original)s', or delete this translation; if it"
        " has another name, give both the same one",
        original=original,
    )
    if others := [file.language for file in files[1:]]:
        message = Message(
            "%(message)s; those into %(languages)s lack it too",
            message=message,
            languages=join_words(others),
        )
        hint = Message(
            "restore the original with 'git restore %(original)s', or delete its translations; if"
            " it has another name, give both the same one",
            original=original,
        )
    return _diagnostic_at_key(files[0], "Original", "missing-original", message, hint)


def _iter_markdown_files(
    content: Path, folder: Literal["pages", "news"], display_path: str, cache: Cache
) -> Iterator[MarkdownFile]:
    for path in sorted((content / folder).rglob("*.md")):
        name = path.relative_to(content).as_posix()
        parts = FILE_NAME_PATTERN.fullmatch(path.name)
        if parts and not any(map(is_ignored, name.split("/"))) and path.is_file():
            slug, language = parts.groups()
            file_display_path, id = f"{display_path}/{name}", ContentId(folder, slug)
            data = read_source_bytes(path, file_display_path, max_bytes=-1)
            if isinstance(data, YamlDocument):
                continue  # `markdown_files` reports why
            if file := cache.call(_decode_markdown_file, data, id, language, file_display_path):
                yield file


def _decode_markdown_file(
    data: bytes, id: ContentId, language: str, display_path: str
) -> MarkdownFile | None:
    text, decode_error = decode_text(data, display_path)
    return None if decode_error else MarkdownFile(id, language, display_path, text.lines)


def _check_original(file: MarkdownFile, original: MarkdownFile) -> Iterator[Diagnostic]:
    fingerprint = file.front_matter.get("original")
    if fingerprint is None:
        message = Message(
            "the front matter does not say which version of %(display_path)s this translates",
            display_path=original.display_path,
        )
        hint = Message(
            "once it is up to date with that file, add a line '%(line)s'",
            line=_original_line(original),
        )
        yield _diagnostic_at_key(file, "", "missing-key", message, hint)
    elif fingerprint and not FINGERPRINT_PATTERN.fullmatch(fingerprint):
        message = Message("'%(fingerprint)s' is not a fingerprint", fingerprint=fingerprint)
        line = _original_line(original)
        hint = Message(
            "once this is up to date with %(display_path)s, write '%(line)s'",
            display_path=original.display_path,
            line=line,
        )
        yield _diagnostic_at_key(file, "Original", "invalid-original", message, hint)


def _original_line(original: MarkdownFile) -> str:
    """Return the front matter line that records which version was translated."""
    return f"Original: {original.fingerprint}"


def _check_reviewed(file: MarkdownFile) -> Iterator[Diagnostic]:
    value = file.front_matter.get("reviewed")
    if value is None:
        message = Message(
            "the front matter does not say whether a native speaker has read this translation"
        )
        hint = Message("add a line 'Reviewed: false', or 'Reviewed: true' once somebody has")
        yield _diagnostic_at_key(file, "", "missing-key", message, hint)
    elif value and value.lower() not in REVIEWED_VALUES:
        message = Message("'%(value)s' is neither 'true' nor 'false'", value=value)
        hint = Message("write 'true' once a native speaker has read this translation, else 'false'")
        yield _diagnostic_at_key(file, "Reviewed", "not-in-choice", message, hint)


def _diagnostic_at_key(
    file: MarkdownFile, key: str, rule: str, message: str, hint: str
) -> Diagnostic:
    """Return a diagnostic at the value of `key`, or at the first line if there is none."""
    for entry in parse_front_matter(file.lines):
        if entry.key.lower() == key.lower():
            location = Location(file.display_path, entry.line, entry.column, len(entry.value) or 1)
            return Diagnostic(location, rule, message, hint, entry.source_line)
    first_line = file.lines[0] if file.lines else ""
    return Diagnostic(
        Location(file.display_path, 1, 1, len(first_line) or 1), rule, message, hint, first_line
    )
