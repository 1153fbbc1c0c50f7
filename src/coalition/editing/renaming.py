"""New names that keep their address, and new ids whose old address leads on to the new one."""

from __future__ import annotations

from collections.abc import Iterator

from coalition.editing.entry_kinds import ENTRY_KINDS, MEMBER_KIND, ORGANISATION_KIND, EntryKind
from coalition.editing.errors import EditError
from coalition.editing.lookup import FoundEntry, find_entry
from coalition.editing.questions import iter_questions
from coalition.editing.values import parse_answer
from coalition.editing.workspace import Workspace
from coalition.editing.yaml.edit_keys import add_item, set_key, set_text
from coalition.editing.yaml.file import YamlEdit, YamlFile
from coalition.project import NodePath, get_child, is_null, slugify
from coalition.sources import YamlMapping, YamlNode, YamlScalar, YamlSequence

RENAMABLE_KINDS = (MEMBER_KIND, ORGANISATION_KIND)
"""The kinds whose addresses can change: only they have former ids."""


def rename_entry(workspace: Workspace, id_or_name: str, name: str = "", id: str = "") -> Workspace:
    """The desk after a member or an organisation has got another name, another id, or both.

    Its page keeps its address unless a new `id` is wanted; then every entry that refers to the old
    one refers to the new one. Raises EditError where that cannot be done.
    """
    found = find_entry(workspace, id_or_name, RENAMABLE_KINDS)
    if not name and not id:
        raise EditError("nothing is to be changed", "give --name, --id or both")
    if id and id == found.raw_entry.id:
        raise EditError(f"{found.name} has the id '{id}' already")
    file = workspace.files[found.kind.file]
    edits = list(_edit_name(workspace, file, found, name)) if name else []
    if id:
        edits += _edit_id(file, found, id)
        others = {
            kind.file: list(_edit_references(workspace, kind, found, id))
            for kind in ENTRY_KINDS.values()
        }
        edits += others.pop(found.kind.file)
        for other, changes in others.items():
            workspace = workspace.with_edits(other, changes) if changes else workspace
    elif not found.raw_entry.has_id_key:
        edits += _pin_id(file, found, name)
    return workspace.with_edits(found.kind.file, edits)


def _edit_name(
    workspace: Workspace, file: YamlFile, found: FoundEntry, name: str
) -> Iterator[YamlEdit]:
    """The name in the language that is said, or else in the one that pages show first."""
    question = next(one for one in iter_questions(found.kind) if one.key == "name")
    value, node = parse_answer(question, name, workspace), get_child(found.raw_entry.node, "name")
    if isinstance(value, dict) and not isinstance(node, YamlMapping):
        yield set_key(file, found.node_path, "name", value, found.kind.key_order)
        return
    for language, text in value.items() if isinstance(value, dict) else [(None, str(value))]:
        if language is None and isinstance(node, YamlMapping):
            language = next(  # noqa: PLW2901
                key.text for key, text in node.entries if text is found.raw_entry.name_node
            )
        if language is None or get_child(node, language) is not None:
            way = ("name",) if language is None else ("name", language)
            yield set_text(file, (*found.node_path, *way), text)
        else:
            yield set_key(
                file, (*found.node_path, "name"), language, text, [*_mapping_keys(node), language]
            )


def _mapping_keys(node: YamlNode | None) -> list[str]:
    return [key.text for key, _ in node.entries] if isinstance(node, YamlMapping) else []


def _pin_id(file: YamlFile, found: FoundEntry, name: str) -> Iterator[YamlEdit]:
    """The id in a line of its own, where the new name would have given another one."""
    if slugify(name) != found.raw_entry.id:
        yield set_key(file, found.node_path, "id", found.raw_entry.id, found.kind.key_order)


def _edit_id(file: YamlFile, found: FoundEntry, id: str) -> Iterator[YamlEdit]:
    """The new id, and the old one among the former ones; there the new one may have been."""
    old, steps = found.raw_entry.id, (*found.node_path, "former_ids")
    yield set_key(file, found.node_path, "id", id, found.kind.key_order)
    former = get_child(found.raw_entry.node, "former_ids")
    if former is None or is_null(former):
        yield set_key(file, found.node_path, "former_ids", [old], found.kind.key_order)
    elif isinstance(former, YamlSequence):
        places = [n for n, item in enumerate(former.items) if _has_text(item, id)]
        yield set_text(file, (*steps, places[0]), old) if places else add_item(file, steps, old)


def _edit_references(
    workspace: Workspace, kind: EntryKind, found: FoundEntry, id: str
) -> Iterator[YamlEdit]:
    """The new id in the place of each reference to the old one."""
    keys = [one.key for one in iter_questions(kind) if one.reference_kind == found.kind.name]
    file = workspace.files[kind.file]
    for number, draft in enumerate(workspace.raw_entries(kind.collection)):
        above: NodePath = (kind.key, number) if kind.key else (number,)
        for key in keys:
            value = get_child(draft.node, key)
            items = value.items if isinstance(value, YamlSequence) else ()
            if value is not None and _has_text(value, found.raw_entry.id):
                yield set_text(file, (*above, key), id)
            for place, item in enumerate(items):
                if _has_text(item, found.raw_entry.id):
                    yield set_text(file, (*above, key, place), id)


def _has_text(node: YamlNode, id: str) -> bool:
    return isinstance(node, YamlScalar) and node.text.strip() == id
