"""The items of a list in one cell, such as `Given Family: speaker; Another Name`.

A cell says less of an item than its file can: only who somebody is and their role, not in which
languages, nor a description. So an item that the cell has as before is kept as it is, and one that
is about the same thing keeps what the cell cannot say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from coalition.editing.choices import Choices
from coalition.editing.importing.columns import ImportColumn
from coalition.editing.importing.comparing import is_same_text
from coalition.editing.importing.exported import EVENT_ROLES, ExportedTables
from coalition.editing.short_forms import Item, ShortForm
from coalition.editing.workspace import Workspace
from coalition.model import (
    Affiliation,
    DocumentVersion,
    Link,
    Participant,
    Party,
    ProfileLink,
    Record,
    Term,
    list_keys,
)
from coalition.project import FILES_FOLDER, PlainData

_ITEM_END = re.compile(r"\s*[;؛；\n]\s*")

SAID_KEYS: Mapping[type[Record], tuple[tuple[str, ...], ...]] = {
    Party: (("member", "name", "organisation"),),
    Participant: (("member", "name", "organisation"), ("role",)),
    Affiliation: (("organisation",), ("role",)),
    Term: (("since",), ("until",)),
    DocumentVersion: (("url", "file"), ("language",)),
    Link: (("url",), ("title",)),
    ProfileLink: (("url",), ("kind", "title")),
}
"""The keys that a cell says of each record; the first ones are those by which it is the same."""

TEXT_KEYS: Mapping[type[Record], tuple[str, ...]] = {
    Affiliation: ("role",),
    Link: ("title",),
    ProfileLink: ("title",),
}
"""The keys of records whose texts have translations."""

Unused = tuple[str, Item]
"""A former item that no part of the cell is equal to, after what the export writes for it."""


def split_cell(text: str) -> list[str]:
    """Return the items of a cell: between semicolons, or on lines of their own."""
    return [part for part in _ITEM_END.split(text.strip()) if part]


def align_items(parts: Sequence[str], current: Sequence[str], old: Sequence[Any]) -> list[Any]:
    """Return for each part the item that the export writes so, or None; each item once.

    `current` are the parts that the export writes for the `old` items.
    """
    if len(current) != len(old):
        return [None] * len(parts)
    remaining = [*zip(current, old, strict=True)]
    aligned = []
    for part in parts:
        index = next((n for n, (text, _) in enumerate(remaining) if is_same_text(part, text)), None)
        aligned.append(None if index is None else remaining.pop(index)[1])
    return aligned


class ItemReader:
    """Reads the records of a list in the words of any language of the site."""

    def __init__(self, workspace: Workspace, tables: ExportedTables) -> None:
        """Take the workspace with everything that items can name."""
        self._workspace, self._tables = workspace, tables
        self._records = {
            key.name: key.record for key in list_keys(tables.kind.record) if key.record
        }

    def read(
        self, column: ImportColumn, text: str, old: Sequence[Item], current: str
    ) -> list[PlainData]:
        """Return the records of a cell. Raises EditError."""
        assert column.question and column.question.short_form
        short_form, record = column.question.short_form, self._records[column.path]
        current_parts = split_cell(current)
        parts = self._split(short_form, text, current_parts)
        kept = align_items(parts, current_parts, old)
        unused = [
            (current_parts[n] if len(current_parts) == len(old) else "", item)
            for n, item in enumerate(old)
            if not any(item is one for one in kept)
        ]
        items: list[PlainData] = []
        for part, kept_item in zip(parts, kept, strict=True):
            item = kept_item
            if item is None:
                parsed = self._parse(short_form, record, part, unused)
                item = self._merge(record, parsed, unused, column.language)
            items.append(item)
        return items

    def _split(
        self, short_form: ShortForm, text: str, current_parts: Sequence[str]
    ) -> Sequence[str]:
        """Return the items of a cell; commas separate them only if nothing else does."""
        parts = split_cell(text)
        if len(parts) != 1 or short_form.has_addresses or not re.search("[,،，、]", text):
            return parts
        name = text.partition(":")[0].strip()
        names = [part.partition(":")[0].strip() for part in current_parts]
        if name in names or any(self._is_known(kind, name) for kind in ("organisation", "member")):
            return parts
        return [part.strip() for part in re.split("[,،，、]", text) if part.strip()]

    def _is_known(self, kind: Any, name: str) -> bool:  # noqa: ANN401 - a kind of reference
        return bool(Choices(kind, self._workspace).match(name))

    def _parse(
        self, short_form: ShortForm, record: type[Record], part: str, unused: Sequence[Unused]
    ) -> Item:
        if not short_form.has_addresses:
            item = _find_named(record, part, unused) or short_form.parse_item(self._workspace, part)
            return self._with_role(record, item, part)
        item = short_form.parse_item(self._workspace, part)
        if record is ProfileLink and self._tables.is_website_label(str(item.get("title", ""))):
            return {"kind": "website", "url": item["url"]}
        return _find_file(item, unused) if record is DocumentVersion else item

    def _with_role(self, record: type[Record], item: Item, part: str) -> Item:
        """Return an item whose role is one of the few that people have at events, if it is one."""
        if record is not Participant or "role" not in item:
            return item
        word = part.rpartition(":")[2].strip()
        return {**item, "role": self._tables.find_word("people", word, EVENT_ROLES) or item["role"]}

    def _merge(
        self, record: type[Record], parsed: Item, unused: list[Unused], language: str
    ) -> PlainData:
        """Return an item with what a former one about the same thing has and a cell cannot say."""
        default = self._workspace.default_language
        texts, groups = TEXT_KEYS.get(record, ()), SAID_KEYS[record]
        said = [key for group in groups for key in group]
        same = next((one for one in unused if _is_same(one[1], parsed, groups[0], default)), None)
        if same is None:
            return {
                key: {language: value} if key in texts and language != default else value
                for key, value in parsed.items()
            }
        unused.remove(same)
        merged = {key: value for key, value in same[1].items() if key not in said or key in parsed}
        for key, value in parsed.items():
            is_text = key in texts
            before = same[1].get(key)
            if key not in groups[0] and _get_text(before, language, default) != value:
                merged[key] = _set_text(before, value, language, default) if is_text else value
        return merged


def _is_same(item: Item, parsed: Item, keys: Sequence[str], default: str) -> bool:
    """Return whether two items are about the same thing."""
    return all(_get_text(item.get(key), default, default) == parsed.get(key) for key in keys)


def _find_named(record: type[Record], part: str, unused: Sequence[Unused]) -> Item | None:
    """Return an item about whom a former one is about, by the name that the export writes.

    So two people of one name, and names with commas and colons, stay who they are.
    """
    for current, former in unused:
        who = current.rpartition(": ")[0] if "role" in former else current
        if current and who and (part == who or part.startswith(f"{who}:")):
            keys = SAID_KEYS[record][0]
            item = {
                key: _get_text(former[key], "", "") if key == "name" else former[key]
                for key in keys
                if key in former
            }
            role = part.removeprefix(who).removeprefix(":").strip()
            return {**item, "role": role} if role else item
    return None


def _get_text(value: Any, language: str, default: str) -> str | None:  # noqa: ANN401 - plain data
    """Return what the export shows of a text in a language."""
    if isinstance(value, dict):
        text = value.get(language) or value.get(default) or next(iter(value.values()), None)
        return None if text is None else str(text)
    return None if value is None else str(value)


def _set_text(
    before: Any,  # noqa: ANN401 - plain data
    text: str,
    language: str,
    default: str,
) -> PlainData:
    """Return a text with its translations, of which that of the language is new."""
    if isinstance(before, dict):
        return {**before, language: text}
    if before is not None and language != default:
        return {default: str(before), language: text}
    return text


def _find_file(item: Item, unused: Sequence[Unused]) -> Item:
    """Return a version that is a file of this site, if its address is that of a former one."""
    url = str(item.get("url") or item.get("file", ""))
    for _, former in unused:
        file = former.get("file")
        if file and (url == file or url.endswith(f"/{FILES_FOLDER}/{file}")):
            return {"language": item["language"], "file": file}
    return item
