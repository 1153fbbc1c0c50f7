"""References to entries in the front matter of texts: the ids in `People: ada-test, ben-test`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from coalition.editing.workspace import Workspace
from coalition.project import MEMBERS
from coalition.sources import FrontMatterField, parse_front_matter

KINDS_BY_KEY: Mapping[str, frozenset[str]] = {
    "authors": frozenset({"member", "organisation"}),
    "people": frozenset({"member", "organisation"}),
    "areas": frozenset({"area"}),
    "working_groups": frozenset({"working-group"}),
    "groups": frozenset({"working-group"}),
    "events": frozenset({"event"}),
    "documents": frozenset({"document"}),
    "organisations": frozenset({"organisation"}),
}
"""The keys whose values are ids separated by commas, with the kinds of entry that they name."""


@dataclass(frozen=True)
class FrontMatterReference:
    """A line of front matter that names an entry."""

    path: Path
    field: FrontMatterField


def iter_front_matter_references(
    workspace: Workspace, kind_name: str, id: str
) -> Iterator[FrontMatterReference]:
    """Yield the lines of front matter that name the entry of this kind.

    Where a key names members and organisations, an id that both have means the member.
    """
    is_shadowed = kind_name == "organisation" and any(
        member.id == id and not member.is_organisation_member
        for member in workspace.raw_entries(MEMBERS)
    )
    for path in workspace.list_texts():
        for field in parse_front_matter(_split_lines(workspace.read_text(path))):
            key = field.key.lower().replace("-", "_")
            kinds = KINDS_BY_KEY.get(key, frozenset())
            if is_shadowed and "member" in kinds:
                continue
            if kind_name in kinds and id in _list_ids(field.value):
                yield FrontMatterReference(path, field)


def replace_in_front_matter(
    workspace: Workspace, kind_name: str, id: str, new_id: str = ""
) -> Workspace:
    """Return a workspace in which texts name the entry by its new id, or not at all.

    A line that names nobody else is deleted with its last id.
    """
    references = [*iter_front_matter_references(workspace, kind_name, id)]
    for reference in reversed(references):  # so that the lines above stay where they are
        data = workspace.read_text(reference.path)
        workspace = workspace.with_text(
            reference.path, _edit_line(data, reference.field, id, new_id)
        )
    return workspace


def _edit_line(data: bytes, field: FrontMatterField, id: str, new_id: str) -> bytes:
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", data.decode("utf-8", "surrogateescape"))
    ids = [new_id if one == id else one for one in _list_ids(field.value)]
    text = ", ".join(dict.fromkeys(filter(None, ids)))
    index = _find_line(lines, field)
    if index is None:
        return data
    lines[index] = lines[index].replace(field.value, text, 1) if text else ""
    return "".join(lines).encode("utf-8", "surrogateescape")


def _find_line(lines: list[str], field: FrontMatterField) -> int | None:
    """Return the index of the line with a field's value; None if the value has several lines."""
    index = field.line - 1
    return index if index < len(lines) and field.value in lines[index] else None


def _list_ids(value: str) -> list[str]:
    return [part.strip() for part in value.split(",")]


def _split_lines(data: bytes) -> list[str]:
    return re.split(r"\r\n|\r|\n", data.decode("utf-8-sig", "replace"))
