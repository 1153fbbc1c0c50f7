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

from coalition.diagnostics.diagnostic import Place, Problem
from coalition.i18n.coverage import TextId
from coalition.sources import front_matter
from coalition.sources.cache import Memory
from coalition.sources.text import decode
from coalition.sources.yaml_parser import Document, contents

FOLDERS: tuple[Literal["pages", "news"], ...] = ("pages", "news")
ANSWERS = {"true": True, "false": False}


@dataclass(frozen=True)
class TextFile:
    """One Markdown file; `original` is the one that it is a translation of."""

    id: TextId
    language: str
    name: str
    lines: tuple[str, ...]
    original: TextFile | None = None

    @cached_property
    def head(self) -> dict[str, str]:
        """What its head says."""
        return front_matter.values(self.lines)

    @property
    def published(self) -> bool:
        """Whether the site shows it."""
        return self.head.get("status", "").lower() != "draft"

    @cached_property
    def fingerprint(self) -> str:
        """Of its own words."""
        return front_matter.fingerprint(self.lines)

    @property
    def behind(self) -> bool:
        """Whether the original has changed since the translation was made."""
        original = self.original
        return original is not None and self.head.get("original") != original.fingerprint

    @property
    def reviewed(self) -> bool:
        """Whether a native speaker has read it; an original needs no such reader."""
        return self.original is None or ANSWERS.get(self.head.get("reviewed", "").lower(), False)


def text_files(
    content: Path, default: str, shown: str = "content", memory: Memory | None = None
) -> list[TextFile]:
    """Every Markdown file that can be read, each translation with its original.

    `default` is the language of the originals. Files whose names say no language are left out.
    """
    memory = memory or Memory()
    found = [file for folder in FOLDERS for file in _of(content, folder, shown, memory)]
    originals = {file.id: file for file in found if file.language == default}
    return [
        TextFile(file.id, file.language, file.name, file.lines, originals.get(file.id))
        if file.language != default
        else file
        for file in found
    ]


def problems(files: Sequence[TextFile], default: str) -> Iterator[Problem]:
    """What is wrong with what translations say of their originals."""
    for file in files:
        if file.original:
            yield from _original_problems(file, file.original)
            yield from _reviewed_problems(file)
        elif file.language != default and "original" in file.head:
            message = f"this is a translation, but there is no '{file.id.slug}.{default}.md'"
            hint = "give both files the same name before the language, or delete this line"
            yield _problem(file, "Original", "missing-original", message, hint)


def _of(
    content: Path, folder: Literal["pages", "news"], shown: str, memory: Memory
) -> Iterator[TextFile]:
    for path in sorted((content / folder).rglob("*.md")):
        if path.name.startswith(".") or not path.is_file():  # editors keep their locks there
            continue
        slug, _, language = path.stem.partition(".")
        name = f"{shown}/{path.relative_to(content).as_posix()}"
        if language and "." not in language:
            id = TextId(folder, slug)
            data = contents(path, name, most=-1)
            if isinstance(data, Document):
                continue  # `markdown_files` tells why
            if file := memory.of(_read, data, id, language, name):
                yield file


def _read(data: bytes, id: TextId, language: str, name: str) -> TextFile | None:
    text, unreadable = decode(data, name)
    return None if unreadable else TextFile(id, language, name, text.lines)


def _original_problems(file: TextFile, original: TextFile) -> Iterator[Problem]:
    said = file.head.get("original")
    if said is None:
        message = f"the head does not say which version of {original.name} this translates"
        hint = f"once it says what that file says now, add a line '{_line(original)}'"
        yield _problem(file, "", "missing-key", message, hint)
    elif said and not front_matter.FINGERPRINT.fullmatch(said):
        message = f"'{said}' is no fingerprint of a text"
        hint = f"once this says what {original.name} says now, write '{_line(original)}'"
        yield _problem(file, "Original", "invalid-original", message, hint)


def _line(original: TextFile) -> str:
    """The line of a translation's head that keeps in mind what was translated."""
    return f"Original: {original.fingerprint}"


def _reviewed_problems(file: TextFile) -> Iterator[Problem]:
    said = file.head.get("reviewed")
    if said is None:
        message = "the head does not say whether a native speaker has read this translation"
        hint = "add a line 'Reviewed: false', or 'Reviewed: true' once somebody has"
        yield _problem(file, "", "missing-key", message, hint)
    elif said and said.lower() not in ANSWERS:
        message = f"'{said}' is neither true nor false"
        hint = "write 'true' once a native speaker has read this translation, else 'false'"
        yield _problem(file, "Reviewed", "not-in-choice", message, hint)


def _problem(file: TextFile, key: str, name: str, message: str, hint: str) -> Problem:
    """A Problem at the value of `key`, or at the top of the file."""
    for entry in front_matter.entries(file.lines):
        if entry.key.lower() == key.lower():
            place = Place(file.name, entry.line, entry.column, len(entry.value) or 1)
            return Problem(place, name, message, hint, entry.text)
    first = file.lines[0] if file.lines else ""
    return Problem(Place(file.name, 1, 1, len(first) or 1), name, message, hint, first)
