"""References to entries in the front matter of news: find them, and change ids in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from coalition.diagnostics import Location
from coalition.editing.lookup import FoundEntry
from coalition.editing.transaction import FileChange
from coalition.editing.workspace import Workspace
from coalition.project import LIST_KEYS, read_markdown_files
from coalition.sources import FrontMatterItem, parse_front_matter, split_list_items

_LINE_BREAK = re.compile(r"(\r\n|\r|\n)")
_BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True)
class NewsReference:
    """An id in the front matter of the file at `display_path`; `line` is the text of its line."""

    display_path: str
    item: FrontMatterItem
    line: str

    @property
    def location(self) -> Location:
        """The place of the id."""
        return Location(
            self.display_path, self.item.line, self.item.column, max(1, len(self.item.text))
        )


def iter_news_references(workspace: Workspace, target: FoundEntry) -> Iterator[NewsReference]:
    """Yield every reference of news to an entry, in the order of the files and their lines."""
    kind, id = target.raw_entry.collection.kind, target.raw_entry.id
    for file in read_markdown_files(workspace.root / "content", workspace.default_language):
        if file.id.folder != "news":
            continue
        for field in parse_front_matter(file.lines):
            if LIST_KEYS.get(field.key.capitalize()) == kind:
                for item in split_list_items(field):
                    if item.text == id:
                        yield NewsReference(file.display_path, item, file.lines[item.line - 1])


def rename_in_news(workspace: Workspace, target: FoundEntry, id: str) -> Workspace:
    """Return a workspace in which news refer to an entry by its new id."""
    references: dict[str, list[FrontMatterItem]] = {}
    for reference in iter_news_references(workspace, target):
        references.setdefault(reference.display_path, []).append(reference.item)
    changes = []
    for display_path, items in references.items():
        path = workspace.root / display_path
        before = path.read_bytes()
        changes.append(FileChange(path, display_path, before, _replace_items(before, items, id)))
    return replace(workspace, text_changes=(*workspace.text_changes, *changes))


def _replace_items(data: bytes, items: list[FrontMatterItem], id: str) -> bytes:
    """Replace the items in the text; all other bytes stay as they are."""
    text = data.decode()
    mark = _BYTE_ORDER_MARK if text.startswith(_BYTE_ORDER_MARK) else ""
    parts = _LINE_BREAK.split(text.removeprefix(mark))
    for item in sorted(items, key=lambda item: (item.line, -item.column)):
        index, start = 2 * (item.line - 1), item.column - 1
        line = parts[index]
        if line[start:].startswith(item.text):  # not if the text is written with escapes
            parts[index] = line[:start] + id + line[start + len(item.text) :]
    return (mark + "".join(parts)).encode()
