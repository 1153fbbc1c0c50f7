"""Create Markdown files: pages, news, and translations that start as a copy of the original."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from coalition.diagnostics import Message
from coalition.editing.entry_kinds import EntryKind
from coalition.editing.errors import EditError
from coalition.editing.transaction import FileChange
from coalition.editing.workspace import Workspace
from coalition.editing.yaml.file import EntryValues
from coalition.model import (
    ActionAreaId,
    EventId,
    Id,
    ImageName,
    IsoDate,
    LanguageCode,
    MemberId,
    PlainText,
    Record,
    invalid,
)
from coalition.project import (
    ALT_KEY,
    INTRASITE_LINK_PATTERN,
    NEWS_KEYS,
    PLACEHOLDER_TEXT,
    MarkdownFile,
    find_closest_match,
    read_markdown_files,
    slugify,
)
from coalition.sources import find_body_start, find_fence, parse_front_matter

NEW_TEXT_KEYS = (
    "title", "date", "summary", "checked", "authors", "areas", "people", "events", "image",
    "image_alt", "image_credit",
)  # fmt: skip
"""The keys that go into the front matter of a new text, in their order."""


class PageInput(Record):
    """The answers for a new page."""

    title: PlainText = Field(description="The page's heading")
    summary: PlainText | None = Field(None, description="The content of the page, in one sentence")
    checked: IsoDate | None = Field(
        None, description="Day on which its facts were last compared with their sources"
    )
    slug: Id | None = Field(None, description="The page's address; made from the title if left out")


class NewsInput(Record):
    """The answers for a news item."""

    title: PlainText = Field(description="The heading")
    date: IsoDate = Field(description="Date of the news item")
    summary: PlainText | None = Field(
        None, description="What happened and for whom it matters, in one sentence"
    )
    checked: IsoDate | None = Field(
        None, description="Day on which its facts were last compared with their sources"
    )
    authors: tuple[PlainText, ...] = Field(
        (), description="Who wrote it: ids of members, or names of others"
    )
    areas: tuple[ActionAreaId, ...] = Field((), description="Ids of the areas it is about")
    people: tuple[MemberId, ...] = Field((), description="Ids of the members it is about")
    events: tuple[EventId, ...] = Field((), description="Ids of the events it is about")
    image: ImageName | None = Field(None, description="File name of the picture above it")
    image_alt: PlainText | None = Field(
        None, description="What the picture shows, for those who do not see it"
    )
    image_credit: PlainText | None = Field(None, description="Who made the picture")
    slug: Id | None = Field(
        None, description="Part of its address; made from the title if left out"
    )

    @model_validator(mode="after")
    def _check_image(self) -> Self:
        if self.image and not self.image_alt:
            message = Message("'image' has no description for those who do not see it")
            hint = Message("add 'image_alt', in one sentence")
            raise invalid("missing-key", message, hint, key="image")
        return self


class TranslationInput(Record):
    """The answers for a translation."""

    of: PlainText = Field(description="The text to translate: its address, or its file")
    language: LanguageCode = Field(description="The language to translate it into")


TEXT_KINDS = {
    "news": EntryKind("news", NewsInput, "news"),
    "page": EntryKind("page", PageInput, "pages"),
    "translation": EntryKind("translation", TranslationInput, ""),
}


_KEYS_LEFT_OUT = ("Original", "Reviewed", *(key for key in NEWS_KEYS if key != ALT_KEY))
"""Keys that a translation does not copy: it takes its references from its original."""


def make_text_file(workspace: Workspace, kind: EntryKind, entry: EntryValues) -> FileChange:
    """Return the new file. Raises EditError if it exists already or no slug can be made."""
    if kind.record is TranslationInput:
        return _make_translation(workspace, str(entry["of"]), str(entry["language"]))
    slug = str(entry.get("slug", "") or slugify(str(entry["title"])))
    if not slug:
        raise EditError("no address can be made from this title", "give one with --set slug=...")
    keys = [key for key in NEW_TEXT_KEYS if entry.get(key)]
    front_matter = [f"{key.capitalize()}: {_format_value(entry[key])}" for key in keys]
    return _make_file_change(
        workspace,
        f"content/{kind.file}/{slug}.{workspace.default_language}.md",
        [*front_matter, "", PLACEHOLDER_TEXT, ""],
    )


def _format_value(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _make_translation(workspace: Workspace, slug_or_path: str, language: str) -> FileChange:
    original = _find_original(workspace, slug_or_path)
    target_languages = [code for code in workspace.languages if code != workspace.default_language]
    if language not in target_languages:
        message = f"the site has no translations into '{language}'"
        codes = ", ".join(target_languages)
        raise EditError(message, f"its other languages are {codes}" if codes else "")
    front_matter = list(parse_front_matter(original.lines))
    copied_lines = [
        line
        for entry in front_matter
        if entry.key.capitalize() not in _KEYS_LEFT_OUT
        for line in original.lines[entry.line - 1 : entry.last_line]
    ]
    status_lines = ["Reviewed: false", f"Original: {original.fingerprint}"]
    if find_fence(original.lines):
        copied_lines.insert(0, "---")
        status_lines.append("---")
    body = original.lines[find_body_start(original.lines) :]
    body_lines = [_translate_links(workspace, line, original, language) for line in body]
    stem = original.display_path.removesuffix(f".{workspace.default_language}.md")
    return _make_file_change(
        workspace, f"{stem}.{language}.md", [*copied_lines, *status_lines, *body_lines]
    )


def _find_original(workspace: Workspace, slug_or_path: str) -> MarkdownFile:
    """Return the text in the default language with this slug, URL path, file name or path.

    Raises EditError if there is none.
    """
    files = read_markdown_files(workspace.root / "content", workspace.default_language)
    originals = [file for file in files if file.language == workspace.default_language]
    files_by_name: dict[str, MarkdownFile] = {}
    for file in originals:
        for name in (
            file.id.slug,
            f"{file.id.folder}/{file.id.slug}",
            file.display_path,
            Path(file.display_path).name,
        ):
            files_by_name.setdefault(name, file)
    query = slug_or_path.replace("\\", "/").strip().strip("/").removeprefix("./")
    if query in files_by_name:
        return files_by_name[query]
    slugs = {file.id.slug: file.id.slug for file in originals}
    closest = find_closest_match(query, slugs)
    hint = f"did you mean '{closest}'?" if closest else f"there are {', '.join(sorted(slugs))}"
    raise EditError(
        f"there is no text '{slug_or_path}' in '{workspace.default_language}' to translate", hint
    )


def _translate_links(workspace: Workspace, line: str, original: MarkdownFile, language: str) -> str:
    """Point the links of a line to the pages in the new language, where these exist."""

    def translate(link: re.Match[str]) -> str:
        target = link[1].removesuffix(f".{workspace.default_language}.md") + f".{language}.md"
        folder = workspace.root / "content"
        if not target.startswith("/"):
            folder = (workspace.root / original.display_path).parent
        exists = target != link[1] and (folder / target.lstrip("/")).is_file()
        return link[0].replace(link[1], target) if exists else link[0]

    return INTRASITE_LINK_PATTERN.sub(translate, line)


def _make_file_change(workspace: Workspace, name: str, lines: list[str]) -> FileChange:
    path = workspace.root / name
    if path.exists() or path.is_symlink():
        raise EditError(f"{name} is there already", "open it, or give another address")
    return FileChange(path, name, None, "\n".join(lines).encode())
