"""New Markdown files: a page, news, a translation that begins with its original's words."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import Field

from coalition.editing.entry_kinds import EntryKind
from coalition.editing.errors import EditError
from coalition.editing.transaction import Change
from coalition.editing.workspace import Desk
from coalition.editing.yaml.file import Entry
from coalition.model.field_types import Day, Id, LanguageCode, Line
from coalition.model.records import Record
from coalition.project.markdown_files import PLACEHOLDER
from coalition.project.markdown_links import LINK
from coalition.project.slugs import made_id
from coalition.project.suggestions import nearest
from coalition.project.translated_files import TextFile, text_files
from coalition.sources import front_matter

HEAD = ("title", "date", "summary", "checked")
"""The keys of an answer that stand in a head, in their order there."""


class Page(Record):
    """What is asked for a new page."""

    title: Line = Field(description="The page's heading")
    summary: Line | None = Field(None, description="In one sentence, what the page tells")
    checked: Day | None = Field(
        None, description="The day on which its facts were compared with their sources"
    )
    slug: Id | None = Field(None, description="The page's address; made from the title if left out")


class News(Record):
    """What is asked for news."""

    title: Line = Field(description="The heading")
    date: Day = Field(description="The day that the news shows")
    summary: Line | None = Field(
        None, description="In one sentence, what happened and for whom it matters"
    )
    checked: Day | None = Field(
        None, description="The day on which its facts were compared with their sources"
    )
    slug: Id | None = Field(
        None, description="Part of its address; made from the title if left out"
    )


class Translation(Record):
    """What is asked for a translation."""

    of: Line = Field(description="The text to translate: its address, or its file")
    language: LanguageCode = Field(description="The language to translate it into")


TEXT_KINDS = {
    "news": EntryKind("news", News, "news"),
    "page": EntryKind("page", Page, "pages"),
    "translation": EntryKind("translation", Translation, ""),
}


def new_text(desk: Desk, kind: EntryKind, entry: Entry) -> Change:
    """The new file. Raises EditError where there is one already, or no address for it."""
    if kind.record is Translation:
        return _translation(desk, str(entry["of"]), str(entry["language"]))
    slug = str(entry.get("slug", "") or made_id(str(entry["title"])))
    if not slug:
        raise EditError("no address can be made from this title", "give one with --set slug=...")
    head = [f"{key.capitalize()}: {entry[key]}" for key in HEAD if entry.get(key)]
    return _file(
        desk, f"content/{kind.file}/{slug}.{desk.language}.md", [*head, "", PLACEHOLDER, ""]
    )


def _translation(desk: Desk, wanted: str, language: str) -> Change:
    original = _original(desk, wanted)
    others = [code for code in desk.languages if code != desk.language]
    if language not in others:
        message = f"the site has no translations into '{language}'"
        raise EditError(message, f"its other languages are {', '.join(others)}" if others else "")
    head = list(front_matter.entries(original.lines))
    said = [entry.text for entry in head if entry.key.lower() not in ("original", "reviewed")]
    body = original.lines[head[-1].line :] if head else original.lines
    own = ["Reviewed: false", f"Original: {original.fingerprint}"]
    name = original.name.removesuffix(f".{desk.language}.md") + f".{language}.md"
    return _file(
        desk, name, [*said, *own, *(_linked(desk, line, original, language) for line in body)]
    )


def _original(desk: Desk, wanted: str) -> TextFile:
    """The text in the coalition's first language that has this address, name or path."""
    files = text_files(desk.root / "content", desk.language)
    originals = [file for file in files if file.language == desk.language]
    words: dict[str, TextFile] = {}
    for file in originals:
        for word in (
            file.id.slug,
            f"{file.id.folder}/{file.id.slug}",
            file.name,
            Path(file.name).name,
        ):
            words.setdefault(word, file)
    word = wanted.replace("\\", "/").strip().strip("/").removeprefix("./")
    if word in words:
        return words[word]
    near = nearest(word, {file.id.slug: file.id.slug for file in originals})
    hint = (
        f"did you mean '{near}'?"
        if near
        else f"there are {', '.join(sorted({f.id.slug for f in originals}))}"
    )
    raise EditError(f"there is no text '{wanted}' in '{desk.language}' to translate", hint)


def _linked(desk: Desk, line: str, original: TextFile, language: str) -> str:
    """The line with its links led to pages in the new language, where these are there."""

    def led(link: re.Match[str]) -> str:
        target = link[1].removesuffix(f".{desk.language}.md") + f".{language}.md"
        folder = desk.root / "content"
        if not target.startswith("/"):
            folder = (desk.root / original.name).parent
        there = target != link[1] and (folder / target.lstrip("/")).is_file()
        return link[0].replace(link[1], target) if there else link[0]

    return LINK.sub(led, line)


def _file(desk: Desk, name: str, lines: list[str]) -> Change:
    path = desk.root / name
    if path.exists() or path.is_symlink():
        raise EditError(f"{name} is there already", "open it, or give another address")
    return Change(path, name, None, "\n".join(lines).encode())
