"""New Markdown files: a page, news, a translation that begins with its original's words."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import Field

from coalition.editing.entry_kinds import EntryKind
from coalition.editing.errors import EditError
from coalition.editing.transaction import FileChange
from coalition.editing.workspace import Workspace
from coalition.editing.yaml.file import EntryValues
from coalition.model import Id, IsoDate, LanguageCode, PlainText, Record
from coalition.project import (
    INTRASITE_LINK_PATTERN,
    PLACEHOLDER_TEXT,
    MarkdownFile,
    find_closest_match,
    read_markdown_files,
    slugify,
)
from coalition.sources import parse_front_matter

NEW_TEXT_KEYS = ("title", "date", "summary", "checked")
"""The keys of an answer that stand in a head, in their order there."""


class PageInput(Record):
    """What is asked for a new page."""

    title: PlainText = Field(description="The page's heading")
    summary: PlainText | None = Field(None, description="In one sentence, what the page tells")
    checked: IsoDate | None = Field(
        None, description="The day on which its facts were compared with their sources"
    )
    slug: Id | None = Field(None, description="The page's address; made from the title if left out")


class NewsInput(Record):
    """What is asked for news."""

    title: PlainText = Field(description="The heading")
    date: IsoDate = Field(description="The day that the news shows")
    summary: PlainText | None = Field(
        None, description="In one sentence, what happened and for whom it matters"
    )
    checked: IsoDate | None = Field(
        None, description="The day on which its facts were compared with their sources"
    )
    slug: Id | None = Field(
        None, description="Part of its address; made from the title if left out"
    )


class TranslationInput(Record):
    """What is asked for a translation."""

    of: PlainText = Field(description="The text to translate: its address, or its file")
    language: LanguageCode = Field(description="The language to translate it into")


TEXT_KINDS = {
    "news": EntryKind("news", NewsInput, "news"),
    "page": EntryKind("page", PageInput, "pages"),
    "translation": EntryKind("translation", TranslationInput, ""),
}


def make_text_file(workspace: Workspace, kind: EntryKind, entry: EntryValues) -> FileChange:
    """The new file. Raises EditError where there is one already, or no address for it."""
    if kind.record is TranslationInput:
        return _make_translation(workspace, str(entry["of"]), str(entry["language"]))
    slug = str(entry.get("slug", "") or slugify(str(entry["title"])))
    if not slug:
        raise EditError("no address can be made from this title", "give one with --set slug=...")
    head = [f"{key.capitalize()}: {entry[key]}" for key in NEW_TEXT_KEYS if entry.get(key)]
    return _make_file_change(
        workspace,
        f"content/{kind.file}/{slug}.{workspace.default_language}.md",
        [*head, "", PLACEHOLDER_TEXT, ""],
    )


def _make_translation(workspace: Workspace, slug_or_path: str, language: str) -> FileChange:
    original = _find_original(workspace, slug_or_path)
    others = [code for code in workspace.languages if code != workspace.default_language]
    if language not in others:
        message = f"the site has no translations into '{language}'"
        raise EditError(message, f"its other languages are {', '.join(others)}" if others else "")
    head = list(parse_front_matter(original.lines))
    said = [
        entry.source_line for entry in head if entry.key.lower() not in ("original", "reviewed")
    ]
    body = original.lines[head[-1].line :] if head else original.lines
    own = ["Reviewed: false", f"Original: {original.fingerprint}"]
    name = (
        original.display_path.removesuffix(f".{workspace.default_language}.md") + f".{language}.md"
    )
    return _make_file_change(
        workspace,
        name,
        [*said, *own, *(_translate_links(workspace, line, original, language) for line in body)],
    )


def _find_original(workspace: Workspace, slug_or_path: str) -> MarkdownFile:
    """The text in the coalition's first language that has this address, name or path."""
    files = read_markdown_files(workspace.root / "content", workspace.default_language)
    originals = [file for file in files if file.language == workspace.default_language]
    words: dict[str, MarkdownFile] = {}
    for file in originals:
        for word in (
            file.id.slug,
            f"{file.id.folder}/{file.id.slug}",
            file.display_path,
            Path(file.display_path).name,
        ):
            words.setdefault(word, file)
    word = slug_or_path.replace("\\", "/").strip().strip("/").removeprefix("./")
    if word in words:
        return words[word]
    near = find_closest_match(word, {file.id.slug: file.id.slug for file in originals})
    hint = (
        f"did you mean '{near}'?"
        if near
        else f"there are {', '.join(sorted({f.id.slug for f in originals}))}"
    )
    raise EditError(
        f"there is no text '{slug_or_path}' in '{workspace.default_language}' to translate", hint
    )


def _translate_links(workspace: Workspace, line: str, original: MarkdownFile, language: str) -> str:
    """The line with its links led to pages in the new language, where these are there."""

    def led(link: re.Match[str]) -> str:
        target = link[1].removesuffix(f".{workspace.default_language}.md") + f".{language}.md"
        folder = workspace.root / "content"
        if not target.startswith("/"):
            folder = (workspace.root / original.display_path).parent
        there = target != link[1] and (folder / target.lstrip("/")).is_file()
        return link[0].replace(link[1], target) if there else link[0]

    return INTRASITE_LINK_PATTERN.sub(led, line)


def _make_file_change(workspace: Workspace, name: str, lines: list[str]) -> FileChange:
    path = workspace.root / name
    if path.exists() or path.is_symlink():
        raise EditError(f"{name} is there already", "open it, or give another address")
    return FileChange(path, name, None, "\n".join(lines).encode())
