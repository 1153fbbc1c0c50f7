"""References to entries in the front matter of news: the ids in `People: ada-test, ben-test`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from coalition.editing.workspace import Workspace
from coalition.project import LIST_KEYS, MEMBERS
from coalition.sources import (
    FrontMatterField,
    FrontMatterItem,
    parse_front_matter,
    split_list_items,
)

_LINE_BREAK = re.compile(r"(\r\n|\r|\n)")
_BYTE_ORDER_MARK = "\ufeff"
_SEPARATOR_AFTER = re.compile(r"[ \t]*[,;،؛、，；][ \t]*")
_SEPARATOR_BEFORE = re.compile(r"[ \t]*[,;،؛、，；][ \t]*$")


@dataclass(frozen=True)
class FrontMatterReference:
    """A field of front matter that names an entry, with its items and those that name the entry."""

    path: Path
    field: FrontMatterField
    items: tuple[FrontMatterItem, ...]
    matches: tuple[FrontMatterItem, ...]


def iter_front_matter_references(
    workspace: Workspace, kind: str, id: str
) -> Iterator[FrontMatterReference]:
    """Yield the fields of front matter that name the entry of this kind, as `RawCollection.kind`.

    An organisation that is itself a member is named as a member is.
    """
    kinds = {kind}
    if kind == "organisation" and any(
        member.id == id and member.is_organisation_member
        for member in workspace.raw_entries(MEMBERS)
    ):
        kinds.add("member")
    for path in workspace.list_texts():
        text = _decode(workspace.read_text(path)).removeprefix(_BYTE_ORDER_MARK)
        for field in parse_front_matter(_LINE_BREAK.split(text)[::2]):
            if LIST_KEYS.get(field.key.capitalize()) in kinds:
                items = split_list_items(field)
                if matches := tuple(item for item in items if item.text == id):
                    yield FrontMatterReference(path, field, items, matches)


def replace_in_front_matter(
    workspace: Workspace, kind: str, id: str, new_id: str = ""
) -> Workspace:
    """Return a workspace in which news name the entry by its new id, or not at all.

    Without a new id, a field that names nobody else goes with it. All other bytes stay.
    """
    references = [*iter_front_matter_references(workspace, kind, id)]
    for reference in reversed(references):  # so that the lines above keep their numbers
        text = _decode(workspace.read_text(reference.path))
        mark = _BYTE_ORDER_MARK if text.startswith(_BYTE_ORDER_MARK) else ""
        parts = _LINE_BREAK.split(text.removeprefix(mark))
        if new_id:
            _rename_items(parts, reference.matches, new_id)
        else:
            _remove_items(parts, reference)
        data = (mark + "".join(parts)).encode("utf-8", "surrogateescape")
        workspace = workspace.with_text(reference.path, data)
    return workspace


def _rename_items(parts: list[str], items: Iterable[FrontMatterItem], id: str) -> None:
    """Replace items in the lines, which alternate with line breaks."""
    for item in sorted(items, key=lambda item: (item.line, -item.column)):
        index, start = 2 * (item.line - 1), item.column - 1
        line = parts[index]
        if line[start:].startswith(item.text):  # not if the text is written with escapes
            parts[index] = line[:start] + id + line[start + len(item.text) :]


def _remove_items(parts: list[str], reference: FrontMatterReference) -> None:
    """Remove items from the lines, and the whole field if none is left."""
    field = reference.field
    if len(reference.matches) == len(reference.items):
        _delete_lines(parts, field.line, field.last_line)
        return
    for item in sorted(reference.matches, key=lambda item: (-item.line, -item.column)):
        line = parts[2 * (item.line - 1)]
        if re.match(r"\s*-\s", line) and item.line > field.line:
            _delete_lines(parts, item.line, item.line)
        else:
            parts[2 * (item.line - 1)] = _cut_item(line, item)


def _cut_item(line: str, item: FrontMatterItem) -> str:
    """Return a line without one of several items, its quotes, and the separator next to it."""
    start, end = item.column - 1, item.column - 1 + len(item.text)
    if not line[start:].startswith(item.text):
        return line
    before, after = line[:start], line[end:]
    if before[-1:] in {"'", '"'} and before[-1:] == after[:1]:
        before, after = before[:-1], after[1:]
    if separator := _SEPARATOR_AFTER.match(after):
        return before + after[separator.end() :]
    return _SEPARATOR_BEFORE.sub("", before) + after


def _delete_lines(parts: list[str], first: int, last: int) -> None:
    """Delete lines, from `first` to `last`, each with its line break."""
    del parts[2 * (first - 1) : 2 * last]


def _decode(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
